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
    "minutes": "Minutes",
}
TEXTS = ("note", "observation")


def met_notice(sheet: SessionSheet, found: Sequence[Met]) -> str:
    """A sentence for each field that two windows changed; "" where none was. Plain text, not yet escaped."""
    return " ".join(_told(sheet, one) for one in found)


def met_problems(sheet: SessionSheet, found: Sequence[Met]) -> dict[str, str]:
    """The same by field ("note", "presence:3"), to stand at the place where it was entered."""
    problems: dict[str, str] = {}
    for one in found:
        code = one.field.partition(".")[2]
        text = f"{_item(sheet, code)}: {_lowered(_about(one))}" if code else _about(one)
        problems[one.place] = f"{problems[one.place]} {text}" if one.place in problems else text
    return problems


def _told(sheet: SessionSheet, one: Met) -> str:
    whose = next((record.pupil.label for record in sheet.records if record.pupil.id == one.student_id), "")
    field, _, code = one.field.partition(".")
    name = f"{LABELS[field]} ({_item(sheet, code)})" if code else LABELS[field]
    of = f" of {shorten(whose, 40)}" if whose else ""
    return f"{name}{of}: {_lowered(_about(one))}"


def _about(one: Met) -> str:
    if one.field in TEXTS:
        return "It was changed in another window too. Both texts are kept."
    if one.lost:
        return f"Another window took it out, so your {one.lost} min were not kept. If it was given, choose it again."
    return f"Another window said {_said(one)}. What you chose counts now."


def _said(one: Met) -> str:
    if not one.kept:
        return "nothing"
    if one.field == "presence":
        return words.PRESENCE[Presence(one.kept)]
    if one.field == "reason":
        return words.REASONS[AbsenceReason(one.kept)]
    if one.field.startswith("minutes."):
        return words.minutes(int(one.kept))
    return words.clock(time.fromisoformat(one.kept)) if one.field in ("start", "end") else shorten(one.kept, 60)


def _item(sheet: SessionSheet, code: str) -> str:
    return next((shorten(item.name, 40) for item in sheet.items if item.code == code), code)


def _lowered(text: str) -> str:
    return f"{text[0].lower()}{text[1:]}"
