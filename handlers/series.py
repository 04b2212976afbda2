"""Add Session: the window, its recurrence, the search for students, what was made, and Undo."""

from datetime import date, datetime
from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.fields import choice_of, date_of, time_of
from bot.slack.ids import Action, Callback, Shortcut
from bot.slack.state import read_recurrence, read_terms
from bot.views import series as views
from bot.views.asking import with_answer
from handlers.acting import Who, reading, writing
from handlers.home import Homes
from models.db import DbSession
from models.errors import RuleViolation
from models.outputs import Actor
from models.planned import AddSessionForm, Prospect
from models.services import asking, planning


def register(app: App) -> None:
    """Listens to Add Session wherever it can be pressed."""
    app.action(Action.ADD_SESSION)(open_add_session)
    app.shortcut(Shortcut.ADD_SESSION)(open_add_session)
    app.action(Action.RECURRING)(renew_add_session)
    app.action(Action.FOR)(renew_add_session)
    app.action(Action.COUNT)(renew_add_session)
    app.options(Action.FIND_STUDENT)(find_students)
    app.view(Callback.ADD_SESSION)(submit_add_session)
    app.action(Action.UNDO_CREATE)(undo_create)
    app.action(Action.ASK_ABOUT_ADDED)(ask_about_added)


def open_add_session(ack: Ack, body: dict[str, Any], who: Who, deps: Deps) -> None:
    """Opens the window."""
    form = reading(deps, who, lambda db, actor: _form(db, actor, deps.clock()))
    deps.client.views_open(trigger_id=body["trigger_id"], view=views.add_session(form))
    ack()


def renew_add_session(ack: Ack, body: dict[str, Any], who: Who, deps: Deps) -> None:
    """Shows or hides the recurrence and what it would make, or somebody else's students. What is filled in stays."""
    view = body["view"]
    shown = reading(deps, who, lambda db, actor: _renewed(db, actor, view, deps.clock()))
    deps.client.views_update(view_id=view["id"], view=shown)
    ack()


def _renewed(db: DbSession, actor: Actor, view: dict[str, Any], now: datetime) -> dict[str, Any]:
    recurring, owner_id, chosen = choice_of(view, "recurring") == "yes", _for_whom(view), date_of(view, "date")
    form = _form(db, actor, now, owner_id, chosen)
    shown = views.add_session(form, recurring=recurring, chosen=chosen)
    if not recurring:
        return shown
    # What the person has not filled in is as the new window shows it.
    filled = {**shown, "state": view["state"]}
    start, end = time_of(filled, "start"), time_of(filled, "end")
    times = (start, end) if start is not None and end is not None and start < end else None
    try:
        first, recurrence = read_recurrence(filled)
        told = planning.prospect(db, actor, first, recurrence, times, owner_id=owner_id)
    except RuleViolation as wrong:
        told = Prospect(problem=str(wrong))
    return views.add_session(form, recurring=True, chosen=chosen, prospect=told)


def _form(
    db: DbSession, actor: Actor, now: datetime, owner_id: int | None = None, chosen: date | None = None
) -> AddSessionForm:
    return planning.add_session_form(db, actor, now=now, owner_id=owner_id, chosen=chosen)


def _for_whom(view: dict[str, Any]) -> int | None:
    """Whom the window is for; None is the person. The service asks whether it may be."""
    chosen = choice_of(view, "for") or ""
    return int(chosen) if chosen.isdecimal() else None


def find_students(ack: Ack, payload: dict[str, Any], who: Who, deps: Deps) -> None:
    """Answers the search for students of a long caseload."""
    query, now = str(payload.get("value") or ""), deps.clock()
    owner_id = _for_whom(payload.get("view") or {})
    found = reading(deps, who, lambda db, actor: planning.find_students(db, actor, query, now=now, owner_id=owner_id))
    ack(views.student_options(found))


def submit_add_session(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Makes the sessions and says what was made."""
    terms, now, owner_id = read_terms(view), deps.clock(), _for_whom(view)
    made = writing(
        deps, who, lambda db, actor: planning.create(db, actor, terms, view["id"], now=now, owner_id=owner_id)
    )
    homes.soon(who)
    ack(response_action="update", view=views.created(made, own=owner_id is None))


def undo_create(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Takes back what was made, and says so in the same window."""
    creation_id, now = int(action["value"]), deps.clock()
    undone = writing(deps, who, lambda db, actor: planning.undo(db, actor, creation_id, now=now))
    homes.soon(who)
    deps.client.views_update(view_id=body["view"]["id"], view=views.created(undone))
    ack()


def ask_about_added(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps) -> None:
    """Asks the supervisor which type is right for what was just made. The window says so and stays as it is."""
    creation_id, now, view = int(action["value"]), deps.clock(), body["view"]
    said = writing(deps, who, lambda db, actor: asking.ask_about_added(db, actor, creation_id, now=now))
    deps.client.views_update(view_id=view["id"], view=with_answer(view, said))
    ack()
