"""The /sessions command."""

from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.ids import Command
from handlers.acting import Who
from handlers.series import open_add_session
from handlers.signing import answer_to_words


def register(app: App) -> None:
    """Listens to /sessions."""
    app.command(Command.SESSIONS)(sessions_command)


def sessions_command(ack: Ack, body: dict[str, Any], who: Who, deps: Deps) -> None:
    """`/sessions add` opens Add Session; everything else is answered with help."""
    words = str(body.get("text") or "").strip()
    if words.lower() == "add":
        open_add_session(ack, body, who, deps)
        return
    ack(answer_to_words(deps, who, Command.SESSIONS, words))
