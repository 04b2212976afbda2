"""One session in a list: on Home, in the answers to posting, and in what waits."""

from bot.slack.blocks import section
from bot.slack.elements import button
from bot.slack.ids import Action
from bot.slack.text import Json, escape, shorten
from bot.views import words
from models.enums import SIGNED, State
from models.outputs import SessionLine


def line_block(line: SessionLine, zone: str, place: str, *, dated: bool) -> Json:
    """A session with its button; `dated` puts the day in front, where no heading says it.

    `place` names the list: the block's id is the same at each renewal, so that a tap during one is not lost.
    """
    text, block_id = line_text(line, zone, dated=dated), f"{place}:{line.id}"
    if line.state in (*SIGNED, State.CANCELLED):
        return section(text, button("View", Action.VIEW_POSTED, str(line.id)), block_id)
    return section(text, button("Open", Action.OPEN_SESSION, str(line.id)), block_id)


def line_text(line: SessionLine, zone: str, *, dated: bool) -> str:
    """When, what, with whom, and how it stands, as mrkdwn."""
    when = words.span(line.start, line.end)
    first = f"*{words.day(line.date)} · {when}*" if dated else f"*{when}*"
    about = shorten(line.description or line.service, 120)
    return f"{first} · {escape(about)}\n{escape(shorten(words.students(line.students), 240))} · {_standing(line, zone)}"


def _standing(line: SessionLine, zone: str) -> str:
    """The state in words, with what goes with it."""
    if line.state in SIGNED:
        signed = f"signed by {escape(shorten(line.signed_by, 80))}" if line.signed_by else ""
        at = words.instant(line.signed_at, zone) if line.signed_at else ""
        waits = f"waits for {escape(shorten(line.waits_for, 80))}" if line.waits_for else ""
        return " · ".join(filter(None, [words.STATES[line.state], waits, ", ".join(filter(None, [signed, at]))]))
    if line.state is State.CANCELLED:
        reason = escape(shorten(line.cancel_reason, 120))
        return f"Cancelled: {reason}" if reason else "Cancelled"
    # What was returned has to be looked at first, however complete it is.
    ready = line.ready and line.state is not State.RETURNED
    state = f"Ready to {words.post(line.submits).lower()}" if ready else words.STATES[line.state]
    # A session that is still to come is not late, and its deadline would only be noise.
    late = "" if line.state is State.SCHEDULED else words.deadline(line.days_left)
    told = f"{state} · *{late}*" if late else state
    return f"{told} · {escape(shorten(line.shortened, 120))}" if line.shortened else told
