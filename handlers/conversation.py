"""What people type: the /sessions command, and messages to the app."""

from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.ids import Command
from handlers.acting import Who
from handlers.series import open_add_session
from handlers.signing import answer_to_words

POINTER = (
    "I cannot read messages yet. Open my *Home* tab to see and fill in your sessions, or type */post* to sign "
    "the ones that are ready. */sessions add* adds a session. Please do not write students' names here."
)


def register(app: App) -> None:
    """Listens to /sessions and to direct messages."""
    app.command(Command.SESSIONS)(sessions_command)
    app.event("message")(answer_message)


def sessions_command(ack: Ack, body: dict[str, Any], who: Who, deps: Deps) -> None:
    """`/sessions add` opens Add Session; everything else is answered with help."""
    words = str(body.get("text") or "").strip()
    if words.lower() == "add":
        open_add_session(ack, body, who, deps)
        return
    ack(answer_to_words(deps, who, Command.SESSIONS, words))


def answer_message(event: dict[str, Any], deps: Deps) -> None:
    """Answers a person's message with where to go. Edits, deletions and other apps' messages are left alone."""
    if event.get("subtype") or event.get("bot_id") or event.get("channel_type") != "im":
        return
    deps.client.chat_postMessage(channel=event["channel"], thread_ts=event.get("thread_ts"), text=POINTER)
