"""What is measured: each listener with the payload that Slack would send, made from the views that the app rendered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from slack_bolt import App, BoltResponse
from sqlalchemy import select, update

from benchmarks import slack
from benchmarks.district import KEYRING, LAST, NOW, PASSPHRASE, TODAY, user_of
from benchmarks.slack import InProcessSlack, Json, fill, options, submitted, tapped
from bot.app import create_app
from bot.clock import Clock
from bot.deps import Deps
from bot.slack.ids import Action, Command
from handlers.acting import Who
from handlers.home import Homes
from models.db import Database, DbSession
from models.services import credential, people
from models.services.conditions import unposted_where
from models.services.hashing import Hasher
from models.tables import Credential, Session
from sandbox.surfaces import View


def make_bench(
    database: Database, aides: int, hasher: Hasher, *, wall: Clock = lambda: NOW, renewing: bool = False
) -> "Bench":
    """Composes the app as `carelog serve` does. Without `renewing`, Home is not renewed in the background."""
    web = InProcessSlack()
    app, homes = create_app(Deps(database, lambda: NOW, wall, hasher, KEYRING, web))
    if not renewing:
        homes.soon = _nothing  # type: ignore[method-assign]
    return Bench(slack.know_team(app), homes, web, database, aides)


def _nothing(who: Who) -> None:
    """In place of the background renewal."""
    del who


def check(response: BoltResponse, view: Json | None) -> None:
    """Raises AssertionError unless the app did what it was asked to do."""
    if response.status != 200 or "errors" in slack.answer_of(response) or (view or {}).get("callback_id") == "problem":
        raise AssertionError(f"the app answered {response.body}, and showed {view}")


def home_opened(_bench: "Bench", user: str) -> Json:
    return slack.home_opened(user)


def week_turned(bench: "Bench", user: str) -> Json:
    return _week(bench, user, weeks=1)


def add_session_opened(bench: "Bench", user: str) -> Json:
    return tapped(_home(bench, user), Action.ADD_SESSION)


def recurring_toggled(bench: "Bench", user: str) -> Json:
    view = bench.shown(add_session_opened(bench, user), user)
    return tapped(view, Action.RECURRING, value={"selected_option": options(view, "recurring")[1]})


def single_submitted(bench: "Bench", user: str) -> Json:
    return submitted(_filled(bench.shown(add_session_opened(bench, user), user)))


def series_submitted(bench: "Bench", user: str) -> Json:
    view = _filled(bench.shown(recurring_toggled(bench, user), user))
    every_day = {"selected_options": options(view, "weekdays")[:5]}
    return submitted(fill(view, weekdays=every_day, ends_on={"selected_date": LAST.isoformat()}))


def series_undone(bench: "Bench", user: str) -> Json:
    return tapped(bench.shown(series_submitted(bench, user), user), Action.UNDO_CREATE)


def students_found(bench: "Bench", _user: str) -> Json:
    searcher = user_of(bench.aides - 1)
    view = bench.shown(add_session_opened(bench, searcher), searcher)
    return slack.searched(view, "students", Action.FIND_STUDENT, "sample1")


def session_opened(bench: "Bench", user: str) -> Json:
    return tapped(_home(bench, user), Action.OPEN_SESSION, of=str(_unposted(bench, user)[-1]))


def posted_viewed(bench: "Bench", user: str) -> Json:
    return tapped(bench.shown(_week(bench, user, weeks=-1), user), Action.VIEW_POSTED)


def post_command(_bench: "Bench", user: str) -> Json:
    return slack.command(user, Command.POST)


def student_marked(bench: "Bench", user: str) -> Json:
    view = bench.shown(session_opened(bench, user), user)
    return tapped(view, f"{Action.MARK}.presence", value={"selected_option": options(view, "mark")[0]})


def view_switched(bench: "Bench", user: str) -> Json:
    return tapped(bench.shown(session_opened(bench, user), user), Action.SHOW_ONE)


def next_student(bench: "Bench", user: str) -> Json:
    first = bench.shown(view_switched(bench, user), user)
    turns = [f"{Action.SHOW_ONE}.next", f"{Action.SHOW_ONE}.previous"]
    return tapped(first, next(each for each in turns if each in str(first.blocks)))


def all_present(bench: "Bench", user: str) -> Json:
    second = tapped(_home(bench, user), Action.OPEN_SESSION, of=str(_unposted(bench, user)[-2]))
    return tapped(bench.shown(second, user), Action.ALL_PRESENT)


def capture_submitted(bench: "Bench", user: str) -> Json:
    second = tapped(_home(bench, user), Action.OPEN_SESSION, of=str(_unposted(bench, user)[-2]))
    return submitted(fill(bench.shown(second, user), note={"value": "A calm morning."}))


def signature_submitted(bench: "Bench", user: str) -> Json:
    oldest = tapped(_home(bench, user), Action.OPEN_SESSION, of=str(_unposted(bench, user)[0]))
    audit = bench.shown(submitted(bench.shown(oldest, user)), user)
    return submitted(fill(audit, passphrase={"value": PASSPHRASE}))


def enrolment_submitted(bench: "Bench", user: str) -> Json:
    def anew(db: DbSession) -> str:
        actor = people.actor_for(db, slack.TEAM, user)
        if actor is None:
            raise LookupError(user)
        db.execute(update(Credential).where(Credential.staff_id == actor.staff_id).values(must_change=True))
        return credential.issue_code(db, None, actor.staff_id, actor.tenant_id, at=NOW).code

    code = bench.database.run(anew)
    view = bench.shown(tapped(_home(bench, user), Action.OPEN_ENROL), user)
    return submitted(fill(view, code={"value": code}, passphrase={"value": PASSPHRASE}, again={"value": PASSPHRASE}))


def _home(bench: "Bench", user: str) -> View:
    return bench.shown(slack.home_opened(user), user)


def _week(bench: "Bench", user: str, *, weeks: int) -> Json:
    """A week button, pressed until it says this many weeks from today."""
    body = tapped(_home(bench, user), f"{Action.WEEK}.later")
    monday = TODAY - timedelta(days=TODAY.weekday()) + timedelta(weeks=weeks)
    body["actions"][0]["value"] = monday.isoformat()
    return body


def _filled(view: View) -> View:
    """Add Session for four students tomorrow, at a time when there is nothing else."""
    return fill(
        view,
        description={"value": "Late care, Room 12"},
        place={"selected_option": options(view, "place")[0]},
        date={"selected_date": (TODAY + timedelta(1)).isoformat()},
        start={"selected_time": "15:00"},
        end={"selected_time": "15:45"},
        students={"selected_options": options(view, "students")[:4]},
    )


def _unposted(bench: "Bench", user: str) -> list[int]:
    """The unposted sessions of a person, oldest first: ready ones, then two or more that are due."""

    def read(db: DbSession) -> list[int]:
        actor = people.actor_for(db, slack.TEAM, user)
        if actor is None:
            raise LookupError(user)
        query = select(Session.id).where(Session.owner_id == actor.staff_id, *unposted_where(NOW))
        return list(db.execute(query.order_by(Session.ends_at)).scalars())

    return bench.database.read(read)


@dataclass(frozen=True)
class Bench:
    """The real app on a database, with Slack in this process."""

    app: App
    homes: Homes
    web: InProcessSlack
    database: Database
    aides: int

    def user(self, run: int) -> str:
        """Each run is another aide's; the last one, who works with a whole school, is left to the search."""
        return user_of(run % (self.aides - 1))

    def shown(self, body: Json, user: str) -> View:
        """Sends a payload and gives the window or the Home that the app answered with."""
        return View.make(user, self.send(body, user) or {})

    def send(self, body: Json, user: str) -> Json | None:
        """Sends a payload and gives the view that the app answered with. Raises AssertionError for a refusal."""
        response = slack.send(self.app, body)
        keys = (body.get("trigger_id", ""), body.get("view", {}).get("id", ""), user)
        view = slack.answer_of(response).get("view") or self.web.take(*keys)
        check(response, view)
        return view


@dataclass(frozen=True)
class Listener:
    """One line of the report. `hashes` is how often it judges or makes a passphrase's hash."""

    name: str
    request: Callable[[Bench, str], Json]
    hashes: int = 0


LISTENERS = (
    Listener("Home opened", home_opened),
    Listener("Home, another week", week_turned),
    Listener("Add Session opened", add_session_opened),
    Listener("Recurring turned on", recurring_toggled),
    Listener("Search among 400 students", students_found),
    Listener("Single session submitted", single_submitted),
    Listener("Series of 148 submitted", series_submitted),
    Listener("Series undone", series_undone),
    Listener("Session opened", session_opened),
    Listener("Posted session viewed", posted_viewed),
    Listener("/post, audit of 5", post_command),
    Listener("Student marked", student_marked),
    Listener("Documentation View", view_switched),
    Listener("Next student", next_student),
    Listener("All present", all_present),
    Listener("Save and Post", capture_submitted),
    Listener("Signature of 1", signature_submitted, hashes=1),
    Listener("Enrolment submitted", enrolment_submitted, hashes=1),
)
"""In this order: what is posted or marked by one is not there any more for those after it."""
