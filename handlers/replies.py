"""Answers in the aide's own words: read, saved once as a draft, repeated back, taken back. Nothing is guessed."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.ids import Action
from bot.views import answers as views
from bot.views import words
from handlers.acting import Who, starting, writing
from handlers.home import Homes
from handlers.reminders import snooze_answer
from models.db import DbSession
from models.errors import NotFound
from models.outputs import Actor
from models.rules.replies import Listed, Reply, understand
from models.rules.time import to_local
from models.services import answers, reminders
from models.services.answers import Written
from models.services.lines import lines
from models.services.posting import unposted_where

HELP = "Answer a reminder in your own words, and I save it as a draft. You sign with Post."
NOTHING = "Nothing is unposted, so there is nothing to fill in. Your Home tab shows your sessions."
POST = "A message cannot open a window. Press Post to review and sign."
CHOICES = {"30 minutes": "30", "later today": "later", "tomorrow": "tomorrow"}


def register(app: App) -> None:
    """Listens to direct messages and to the buttons under an answer."""
    app.event("message")(answer_message)
    app.action(Action.ANSWER_UNDO)(undo_answer)
    app.action(starting(Action.ANSWER_CHOOSE))(choose_student)


def answer_message(event: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Answers a person's message. Edits, deletions and other apps' messages are left alone: they change no record."""
    if event.get("subtype") or event.get("bot_id") or event.get("channel_type") != "im":
        return
    written = Written(event["channel"], event["ts"], event.get("thread_ts") or "", str(event.get("text") or ""))
    now = deps.clock()
    said = writing(deps, who, lambda db, actor: _answer(db, actor, written, now))
    if said is not None:
        deps.client.chat_postMessage(channel=written.channel, thread_ts=written.thread_ts or None, **said)
        homes.soon(who)


def _answer(db: DbSession, actor: Actor, written: Written, now: datetime) -> dict[str, Any] | None:
    """Saves and says, in one transaction. None for a message that was answered already."""
    listed = answers.listed_for(db, actor, _numbered(db, actor, written, now), now=now)
    reply = understand(written.text, listed, now=to_local(now, actor.zone))
    done = answers.apply(db, actor, reply, written, listed, now=now)
    if done is None:
        return None
    if reply.command:
        return _command(db, actor, reply, now)
    if not listed:
        return views.plain_answer(NOTHING)
    return views.answered(reply, done.saved, done.refused, _initials(listed), done.id)


def _numbered(db: DbSession, actor: Actor, written: Written, now: datetime) -> tuple[int, ...] | None:
    """The sessions whose numbers the person sees: of the reminder that is answered, else of today's last one."""
    if written.thread_ts:
        message = reminders.message_at(db, actor, written.channel, written.thread_ts)
        if message is not None:
            return message.listed
    sent = reminders.messages(db, actor, now=now)
    return sent[-1].listed if sent else None


def _initials(listed: tuple[Listed, ...]) -> dict[int, str]:
    return {student.id: student.initials for one in listed for student in one.students}


def _command(db: DbSession, actor: Actor, reply: Reply, now: datetime) -> dict[str, Any]:
    match reply.command:
        case "post":
            return views.plain_answer(POST, post=True)
        case "left":
            return views.whats_left(lines(db, actor, *unposted_where(now), now=now, limit=reminders.MOST_LINES))
        case "undo":
            return views.plain_answer(_undone(db, actor, now))
        case "later":
            choice = CHOICES.get(reply.until or "", "later")
            return views.plain_answer(snooze_answer(db, actor, choice, now=now))
    return views.help_message(HELP)


def _undone(db: DbSession, actor: Actor, now: datetime, answer_id: int | None = None) -> str:
    try:
        restored, left = answers.undo(db, actor, now=now, answer_id=answer_id)
    except NotFound as nothing:
        return str(nothing)
    said = f"Taken back: {words.count(restored, 'session is', 'sessions are')} as before." if restored else ""
    kept = f"{words.count(left, 'session was', 'sessions were')} changed since and stay." if left else ""
    return " ".join(filter(None, [said, kept]))


def undo_answer(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Takes back what one answer saved. Pressed twice, it says so."""
    now, answer_id = deps.clock(), int(action["value"])
    said = writing(deps, who, lambda db, actor: _undone(db, actor, now, answer_id))
    ack()
    homes.soon(who)
    _say(deps, body, views.plain_answer(said))


def choose_student(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Saves what was unclear, for the student that the person chose."""
    now, parts = deps.clock(), [int(part) for part in str(action["value"]).split(":")]
    pressed = Written(body["channel"]["id"], f"{body['message']['ts']}:{parts[1]}", "", "")
    said = writing(deps, who, lambda db, actor: _chosen(db, actor, parts, pressed, now))
    ack()
    homes.soon(who)
    _say(deps, body, said)


def _chosen(db: DbSession, actor: Actor, parts: list[int], pressed: Written, now: datetime) -> dict[str, Any]:
    """`parts` are the answer, the question in it, and the student. The same question is answered once."""
    answer_id, question, student_id = parts
    text, ids = answers.asked(db, actor, answer_id)
    listed = answers.listed_for(db, actor, ids, now=now)
    chosen = answers.choose(understand(text, listed, now=to_local(now, actor.zone)), question, student_id)
    done = answers.apply(db, actor, chosen, replace(pressed, text=text), listed, now=now)
    if done is None:
        return views.plain_answer("This was answered already. Nothing was changed.")
    return views.answered(chosen, done.saved, done.refused, _initials(listed), done.id)


def _say(deps: Deps, body: dict[str, Any], said: dict[str, Any]) -> None:
    """Answers where the button was pressed: in the thread, or in the conversation."""
    thread = body["message"].get("thread_ts")
    deps.client.chat_postMessage(channel=body["channel"]["id"], thread_ts=thread, **said)
