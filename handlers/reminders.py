"""The buttons of a reminder and of a digest: pressed twice, late, or for something that is done, they say so calmly."""

from datetime import datetime, time, timedelta
from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.ids import Action
from bot.views import words
from bot.views.reminders import digest_message
from handlers.acting import Who, reading, writing
from handlers.home import Homes
from models.db import DbSession
from models.errors import NotFound
from models.outputs import Actor
from models.rules.session_state import UNPOSTED
from models.rules.time import to_instant, to_local
from models.services import capture, outbox, reminders
from models.services.due import at_work

TOMORROW = time(7, 45)
LATER = timedelta(minutes=90)


def register(app: App) -> None:
    """Listens to the buttons. *Open* and *Post* are those of Home."""
    app.action(Action.REMIND_ALL_PRESENT)(mark_all_present)
    app.action(Action.SNOOZE)(snooze)
    app.action(Action.NUDGE)(nudge)


def say(deps: Deps, body: dict[str, Any], text: str) -> None:
    """Answers in the thread of the message that was pressed, for everybody in this conversation of two."""
    message = body["message"]
    thread = message.get("thread_ts") or message["ts"]
    deps.client.chat_postMessage(channel=body["channel"]["id"], thread_ts=thread, text=text)


def mark_all_present(
    ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps, homes: Homes
) -> None:
    """Saves everybody as present, as scheduled, in a draft. The activities are still the person's to give."""
    said = all_present(deps, who, int(action["value"]))
    ack()
    homes.soon(who)
    say(deps, body, said)


def all_present(deps: Deps, who: Who, session_id: int) -> str:
    """Marks everybody, and says what is still missing, or why nothing was changed."""
    now = deps.clock()

    def work(db: DbSession, actor: Actor) -> str:
        sheet = capture.open_session(db, actor, session_id, now=now)
        at = f"{words.day(sheet.date)}, {words.span(sheet.start, sheet.end)}"
        if sheet.state not in UNPOSTED:
            return f"{at}: this session is {words.STATES[sheet.state].lower()}. Nothing was changed."
        saved = capture.all_present(db, actor, session_id, now=now).sheet
        if saved.version == sheet.version:
            return f"{at}: everybody was marked already. Nothing was changed."
        wrong = list(capture.field_problems(saved).values())
        if wrong:
            return f"{at}: saved as a draft. {words.all_present(wrong)} Open it to correct this."
        sign = words.post(saved.submits).lower()
        missing = "" if saved.activities else f" Open it to check off the activities, then {sign}."
        return f"{at}: saved as a draft, all present as scheduled.{missing}"

    return writing(deps, who, work)


def snooze(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps) -> None:
    """The same reminder once more: in 30 minutes, later today, or tomorrow morning, within the person's hours."""
    choice, now = str(action["selected_option"]["value"]), deps.clock()
    said = writing(deps, who, lambda db, actor: snooze_answer(db, actor, choice, now=now))
    ack()
    say(deps, body, said)


def snooze_answer(db: DbSession, actor: Actor, choice: str, *, now: datetime) -> str:
    """Plans the reminder again, and says when it comes, or why it does not."""
    at = _when(choice, now, actor.zone)
    planned = reminders.later(db, actor, at, now=now)
    if planned is None:
        off = (
            "Your working hours end before I could remind you again."
            if at_work(db, actor.staff_id, now=at)
            else "You are off then."
        )
        return f"{off} The next school day's reminder comes by itself."
    reminders.snooze(db, planned)
    local = to_local(planned.not_before, actor.zone)
    today = local.date() == to_local(now, actor.zone).date()
    return f"I remind you again {'at' if today else 'tomorrow at'} {words.clock(local.time())}."


def _when(choice: str, now: datetime, zone: str) -> datetime:
    if choice == "tomorrow":
        return to_instant(to_local(now, zone).date() + timedelta(days=1), TOMORROW, zone)
    return now + (LATER if choice == "later" else timedelta(minutes=30))


def nudge(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps) -> None:
    """Asks an aide of the supervisor's once more, once a day, in the aide's hours."""
    now = deps.clock()
    said = nudged(deps, who, int(action["value"]))
    ack()
    digest = reading(deps, who, lambda db, actor: reminders.digest(db, actor, now=now))
    if digest.lines:  # The message says who was nudged, so that the button is not there to be pressed again.
        message = digest_message(digest)
        deps.client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], **message)
    say(deps, body, said)


def nudged(deps: Deps, who: Who, aide_id: int) -> str:
    """Plans the nudge, and says when it comes, or why it does not."""
    now = deps.clock()

    def work(db: DbSession, actor: Actor) -> str:
        name = reminders.aide_name(db, actor, aide_id)
        if name is None:
            raise NotFound
        planned = reminders.nudge(db, aide_id, actor.staff_id, now=now)
        if planned is None:
            why = "'s working hours are over for today" if at_work(db, aide_id, now=now) else " is off today"
            return f"{name}{why}. The next school day's reminder comes by itself."
        if not outbox.plan(db, [planned]):
            return f"{name} was nudged today already. Once a day is enough."
        if planned.not_before <= now:
            return f"{name} gets a nudge in a moment."
        begins = to_local(planned.not_before, actor.zone)
        return f"{name} gets a nudge at {words.clock(begins.time())}, when the working day begins."

    return writing(deps, who, work)
