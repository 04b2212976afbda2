"""The /sessions command."""

from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.ids import Command
from handlers.acting import Who
from handlers.covering import open_cover
from handlers.happened import open_log
from handlers.misplaced import answer_to_words
from handlers.series import open_add_session

WINDOWS = {"add": open_add_session, "log": open_log, "cover": open_cover}


def register(app: App) -> None:
    """Listens to /sessions."""
    app.command(Command.SESSIONS)(sessions_command)


def sessions_command(ack: Ack, body: dict[str, Any], who: Who, deps: Deps) -> None:
    """`/sessions add`, `log` and `cover` open their windows; everything else is answered with help."""
    words = str(body.get("text") or "").strip()
    opens = WINDOWS.get(words.lower())
    if opens is not None:
        opens(ack, body, who, deps)
        return
    ack(answer_to_words(deps, who, Command.SESSIONS, words))
