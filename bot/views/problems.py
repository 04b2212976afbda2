"""What is told when something did not work, while something loads, and as help."""

from bot.slack.blocks import context, modal, section
from bot.slack.ids import Command
from bot.slack.text import Json, escape, shorten

POST_HELP = """*Post your sessions with /post*
• `/post` shows every session that is ready, and signs them with your signing passphrase
• `/post today` only those of today
• `/post week` only those of this week
• `/post help` shows this
Never type your passphrase after a command. Carelog asks for it in a window."""

SESSIONS_HELP = """*Your sessions with /sessions*
• `/sessions add` adds a session or a series
• `/sessions log` logs something that just happened
• `/sessions cover` covers a session for a colleague
• `/sessions help` shows this
Open Carelog's Home tab to see and fill in your sessions."""


def problem_view(text: str, *, code: str = "") -> Json:
    """A calm window: what happened and what to do. `code` finds the incident in the log."""
    blocks = [section(escape(shorten(text, 600)))]
    if code:
        blocks.append(
            context(f"Reference code: {escape(shorten(code, 60))}. Give it to the person who looks after Carelog.")
        )
    return modal("problem", "Carelog", blocks)


def loading(title: str) -> Json:
    """Shown at once where reading may take longer than a trigger lives."""
    return modal("loading", title, [section("One moment…")])


def help_text(command: str) -> str:
    """The answer to `/post help`, `/sessions help`, and to words that are not known."""
    return POST_HELP if command == Command.POST else SESSIONS_HELP


def examples() -> dict[str, Json]:
    """The windows of this module."""
    return {
        "problem": problem_view("This is not here any more, or it is not yours to open."),
        "unexpected": problem_view("Something went wrong. Nothing was lost. Please try again.", code="7F3K-22"),
        "loading": loading("Session"),
    }
