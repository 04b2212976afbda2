"""Answers in the aide's own words: read, saved once as a draft, repeated back, taken back. Nothing is guessed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from html import unescape
from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.ids import Action
from bot.views import answers as views
from bot.views import words
from handlers.acting import Who, reading, starting, writing
from handlers.home import Homes
from handlers.misplaced import EXPOSED_HERE, UNCHECKED_HERE, Judged, judge_message
from handlers.reminders import snooze_answer
from models.db import DbSession
from models.errors import NotFound
from models.outputs import Actor
from models.rules.replies import Asked, Listed, Reply, for_sessions, understand
from models.rules.time import to_local
from models.services import answers, reminders
from models.services.answers import Written
from models.services.lines import unposted_lines
from models.services.undoing import undo

HELP = "Answer a reminder in your own words, and I save it as a draft. You sign with {post}."
NOTHING = (
    "Nothing is unposted, so there is nothing to fill in. Your Home tab shows your sessions. "
    "Was there something that was not planned? Press the button to log it."
)
LOG = "A message cannot open a window. Press the button: who, what, from when to when."
POST = "A message cannot open a window. Press {button} to review and sign."
ALREADY = "This was answered already. Nothing was changed. To choose again, press Undo first."
EDITED = (
    "I read a message once, when you send it. I did not read your change, and nothing was changed. "
    "Please write it again as a new message."
)
WRITTEN = (None, "thread_broadcast", "file_share")
"""The kinds of messages that a person writes: plain, also sent to the conversation, with a file."""
Choosing = Callable[[DbSession, Actor, list[int], Written, datetime], dict[str, Any]]
CHOICES = {"30 minutes": "30", "later today": "later", "tomorrow": "tomorrow"}


def register(app: App) -> None:
    """Listens to direct messages and to the buttons under an answer."""
    app.event({"type": "message", "subtype": "message_changed"})(answer_edit)
    app.event("message")(answer_message)
    app.action(Action.ANSWER_UNDO)(undo_answer)
    app.action(starting(Action.ANSWER_CHOOSE))(choose_student)
    app.action(starting(Action.ANSWER_SESSION))(choose_session)


def answer_message(event: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Answers a person's message. Deletions and other apps' messages are left alone: they change no record."""
    if event.get("subtype") not in WRITTEN or event.get("bot_id") or event.get("channel_type") != "im":
        return
    written = Written(event["channel"], event["ts"], event.get("thread_ts") or "", str(event.get("text") or ""))
    now = deps.clock()
    # Only what says nothing else is held against the passphrase: judging takes a while, and counts as a try.
    unread = reading(deps, who, lambda db, actor: _unread(db, actor, written, now))
    work = ANSWERS[judge_message(deps, who, unescape(written.text)) if unread else Judged.OTHER]
    said = writing(deps, who, lambda db, actor: work(db, actor, written, now))
    if said is not None:
        homes.soon(who)
        # Until this has succeeded, a repetition of the event says it again; what was saved is saved once.
        deps.client.chat_postMessage(channel=written.channel, thread_ts=written.thread_ts or None, **said)
        writing(deps, who, lambda db, actor: answers.was_told(db, actor, written))


def answer_edit(event: dict[str, Any], who: Who, deps: Deps) -> None:
    """Says that an answered message is not read again: who edits it may believe that the change counts.

    Each edit is answered once: it has a time stamp of its own.
    """
    message, before = event["message"], event.get("previous_message") or {}
    same = message.get("text") == before.get("text")  # Slack also adds previews to links in this way.
    if same or message.get("bot_id") or message.get("subtype") or event.get("channel_type") != "im":
        return
    original = Written(event["channel"], message["ts"], "", "")
    edit, now = replace(original, ts=f"e{event['event_ts']}"), deps.clock()
    said = writing(deps, who, lambda db, actor: _edited(db, actor, original, edit, now))
    if said is not None:
        thread = message.get("thread_ts")
        deps.client.chat_postMessage(channel=original.channel, thread_ts=thread, **said)
        writing(deps, who, lambda db, actor: answers.was_told(db, actor, edit))


def _edited(db: DbSession, actor: Actor, original: Written, edit: Written, now: datetime) -> dict[str, Any] | None:
    if not answers.answered_already(db, actor, original):
        return None
    done = answers.apply(db, actor, Reply(), edit, (), now=now)
    return answers.to_tell(db, actor, edit, None if done is None else views.plain_answer(EDITED))


def _unread(db: DbSession, actor: Actor, written: Written, now: datetime) -> bool:
    """Whether nothing of a message can be saved or done: it may be anything, a passphrase too. Each is asked once."""
    if answers.answered_already(db, actor, written):
        return False
    reply, _ = _read(db, actor, written, now)
    return not (reply.command or reply.changes_anything)


def _read(db: DbSession, actor: Actor, written: Written, now: datetime) -> tuple[Reply, tuple[Listed, ...]]:
    numbered = answers.listed_for(db, actor, _numbered(db, actor, written), now=now)
    # Where all that a reminder numbers is done, an answer can only be about what is unposted since.
    listed = numbered or answers.listed_for(db, actor, None, now=now)
    return understand(written.text, listed, now=to_local(now, actor.zone)), listed


def _warn(db: DbSession, actor: Actor, written: Written, now: datetime) -> dict[str, Any] | None:
    """Notes that the message was answered, without what it says."""
    done = answers.apply(db, actor, Reply(), replace(written, text=""), (), now=now)
    return answers.to_tell(db, actor, written, None if done is None else views.plain_answer(EXPOSED_HERE))


def _answer(db: DbSession, actor: Actor, written: Written, now: datetime) -> dict[str, Any] | None:
    """Saves what is to be saved, and gives what is to be said; None when the message was answered and told of."""
    return answers.to_tell(db, actor, written, _applied_answer(db, actor, written, now))


def _answer_unjudged(db: DbSession, actor: Actor, written: Written, now: datetime) -> dict[str, Any] | None:
    said = _applied_answer(db, actor, written, now)
    return answers.to_tell(db, actor, written, said and views.with_word(said, UNCHECKED_HERE))


ANSWERS = {Judged.EXPOSED: _warn, Judged.OTHER: _answer, Judged.UNJUDGED: _answer_unjudged}


def _applied_answer(db: DbSession, actor: Actor, written: Written, now: datetime) -> dict[str, Any] | None:
    reply, listed = _read(db, actor, written, now)
    # The words are kept only where a button can still answer a question about them.
    kept = written if reply.questions else replace(written, text="")
    done = answers.apply(db, actor, reply, kept, listed, now=now)
    if done is None:
        return None
    if reply.command:
        return _command(db, actor, reply, now)
    if not listed:
        return views.plain_answer(NOTHING, log=True)
    return views.answered(reply, done.saved, done.refused, listed, done.id)


def _numbered(db: DbSession, actor: Actor, written: Written) -> tuple[int, ...] | None:
    """The sessions whose numbers the person sees: of the reminder that is answered, else of the last one."""
    if written.thread_ts:
        message = reminders.message_at(db, actor, written.channel, written.thread_ts)
        if message is not None:
            return message.listed
    return reminders.numbering(db, actor)


def _command(db: DbSession, actor: Actor, reply: Reply, now: datetime) -> dict[str, Any]:
    match reply.command:
        case "post":
            button = words.post(actor.needs_oversight)
            return views.plain_answer(POST.format(button=button), post=button)
        case "log":
            return views.plain_answer(LOG, log=True)
        case "left":
            shown = unposted_lines(db, actor, reminders.MOST_LINES, now=now)
            return views.whats_left(shown, reminders.unposted_number(db, actor, now=now))
        case "undo":
            return views.plain_answer(_undone(db, actor, now))
        case "later":
            choice = CHOICES.get(reply.until or "", "later")
            return views.plain_answer(snooze_answer(db, actor, choice, now=now))
    return views.help_message(HELP.format(post=words.post(actor.needs_oversight)))


def _undone(db: DbSession, actor: Actor, now: datetime, answer_id: int | None = None) -> str:
    try:
        restored, left = undo(db, actor, now=now, answer_id=answer_id)
    except NotFound as nothing:
        return str(nothing)
    said = f"Taken back: {words.count(restored, 'session is', 'sessions are')} as before." if restored else ""
    changed = f"{words.count(left, 'session was', 'sessions were')} changed since. Nothing was taken back there."
    return " ".join(filter(None, [said, changed if left else ""]))


def undo_answer(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Takes back what one answer saved. Pressed twice, it says so."""
    now, answer_id = deps.clock(), int(action["value"])
    said = writing(deps, who, lambda db, actor: _undone(db, actor, now, answer_id))
    ack()
    homes.soon(who)
    _say(deps, body, views.plain_answer(said))


def choose_student(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Saves what was unclear, for the student that the person chose."""
    _choose(ack, body, action, who, deps, homes, _for_student)


def choose_session(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Saves what was unclear, for the session that the person chose, or for all that were asked about."""
    _choose(ack, body, action, who, deps, homes, _for_session)


def _choose(
    ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps, homes: Homes, work: Choosing
) -> None:
    now, parts = deps.clock(), [int(part) for part in str(action["value"]).split(":")]
    question = f"{body['message']['ts']}:{parts[1]}"
    pressed = Written(body["channel"]["id"], question, "", "", press=str(action.get("action_ts", "")))
    said = writing(deps, who, lambda db, actor: work(db, actor, parts, pressed, now))
    ack()
    homes.soon(who)
    _say(deps, body, said)


def _for_student(db: DbSession, actor: Actor, parts: list[int], pressed: Written, now: datetime) -> dict[str, Any]:
    """`parts` are the answer, the question in it, and the student. The same question is answered once."""
    answer_id, question, student_id = parts
    text, ids = answers.asked(db, actor, answer_id)
    listed = answers.listed_for(db, actor, ids, now=now)
    chosen = answers.choose(understand(text, listed, now=to_local(now, actor.zone)), question, student_id)
    return _applied(db, actor, chosen, replace(pressed, text=text), listed, now)


def _for_session(db: DbSession, actor: Actor, parts: list[int], pressed: Written, now: datetime) -> dict[str, Any]:
    """`parts` are the answer, the question in it, and the session, or ALL. Each session is answered once."""
    answer_id, number, session_id = parts
    text, ids = answers.asked(db, actor, answer_id)
    listed = answers.listed_for(db, actor, ids, now=now)
    local = to_local(now, actor.zone)
    questions = understand(text, listed, now=local).questions
    if number >= len(questions) or questions[number].kind is not Asked.SESSION:
        raise NotFound
    wanted = questions[number].sessions if session_id == views.ALL else (session_id,)
    chosen = tuple(one for one in listed if one.id in wanted and one.id in questions[number].sessions)
    reply = for_sessions(questions[number], wanted, chosen, now=local)
    mark = replace(pressed, ts=f"{pressed.ts}:{session_id}", text=questions[number].piece)
    return _applied(db, actor, reply, mark, chosen, now)


def _applied(
    db: DbSession, actor: Actor, reply: Reply, pressed: Written, listed: tuple[Listed, ...], now: datetime
) -> dict[str, Any]:
    done = answers.apply(db, actor, reply, pressed, listed, now=now)
    if done is None:
        return views.plain_answer(ALREADY)
    return views.answered(reply, done.saved, done.refused, listed, done.id)


def _say(deps: Deps, body: dict[str, Any], said: dict[str, Any]) -> None:
    """Answers where the button was pressed: in the thread, or in the conversation."""
    thread = body["message"].get("thread_ts")
    deps.client.chat_postMessage(channel=body["channel"]["id"], thread_ts=thread, **said)
