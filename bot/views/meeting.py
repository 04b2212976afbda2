"""What a person is told when another window changed the same field of the same draft."""

from collections.abc import Sequence
from datetime import time

from bot.slack.text import shorten
from bot.views import words
from models.enums import AbsenceReason, Presence
from models.outputs import Met, SessionSheet

LABELS = {
    "note": "Note",
    "observation": "Observation",
    "presence": "Attendance",
    "reason": "Reason",
    "start": "Actual Start",
    "end": "Actual End",
    "away": "Time Away from Student",
}
TEXTS = ("note", "observation")


def met_notice(sheet: SessionSheet, found: Sequence[Met]) -> str:
    """A sentence for each field that two windows changed; "" where none was. Plain text, not yet escaped."""
    return " ".join(_told(sheet, one) for one in found)


def met_problems(found: Sequence[Met]) -> dict[str, str]:
    """The same by field ("note", "presence:3"), to stand at the place where it was entered."""
    return {one.field if one.student_id is None else f"{one.field}:{one.student_id}": _about(one) for one in found}


def _told(sheet: SessionSheet, one: Met) -> str:
    whose = next((record.pupil.label for record in sheet.records if record.pupil.id == one.student_id), "")
    field = LABELS[one.field] + (f" of {shorten(whose, 40)}" if whose else "")
    about = _about(one)
    return f"{field}: {about[0].lower()}{about[1:]}"


def _about(one: Met) -> str:
    if one.field in TEXTS:
        return "It was changed in another window too. Both texts are kept."
    return f"Another window said {_said(one)}. What you chose counts now."


def _said(one: Met) -> str:
    if not one.kept:
        return "nothing"
    if one.field == "presence":
        return words.PRESENCE[Presence(one.kept)]
    if one.field == "reason":
        return words.REASONS[AbsenceReason(one.kept)]
    return words.clock(time.fromisoformat(one.kept)) if one.field in ("start", "end") else shorten(one.kept, 60)
