"""*Office*: what an administrator does besides their own sessions, each with a line of what it is for."""

from bot.slack.blocks import modal, section
from bot.slack.elements import button
from bot.slack.ids import Action
from bot.slack.text import Json

TITLE = "Office"
TASKS = (
    ("Change a School Day", Action.OPEN_SCHOOL_DAY, "A snow day, an added holiday or an early release."),
    ("Cover a session", Action.OPEN_COVER, "Somebody is away: hand a session to a substitute."),
    ("People Leaving", Action.OPEN_LEAVING, "Set a last day. See what has to be signed before it."),
    ("Students Leaving", Action.OPEN_STUDENT_LEAVING, "Take a student out of the sessions after the last day."),
    ("Posted sessions", Action.OPEN_POSTED, "Look at what was signed. Unpost what is wrong."),
    ("Enrolment code", Action.OPEN_ISSUE_CODE, "For somebody who sets a signing passphrase, or lost it."),
    ("District Settings", Action.OPEN_SETTINGS, "Days to post, names or initials, and whom to ask for help."),
)
"""The button, what it opens, and what it is for: what cannot wait comes first."""


def office_window() -> Json:
    """The list of things to do. What is pressed opens in place of it."""
    return modal("office", TITLE, [section(about, button(name, action)) for name, action, about in TASKS])


def examples() -> dict[str, Json]:
    """The window."""
    return {"window": office_window()}
