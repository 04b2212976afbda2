"""Two windows on one draft: what the other one changed since this one was drawn (ADR 0008)."""

from collections.abc import Iterator
from dataclasses import replace

from models.enums import Presence
from models.inputs import CaptureChanges, MarkChanges
from models.outputs import Met
from models.rules.merging import merged
from models.rules.time_away import away_text
from models.services.sheets import Loaded, read_away
from models.tables import Attendance


def met(one: Loaded, changes: CaptureChanges) -> tuple[CaptureChanges, tuple[Met, ...]]:
    """The changes with both texts where two windows wrote one, and every field that the other window changed too.

    Of all other fields the later one counts. Changes that do not say what was shown (answers in a thread) meet nothing.
    """
    if not changes.shown:
        return changes, ()
    found: list[Met] = []
    note = _text("note", None, one.session.note, changes.note, changes, found)
    marks = dict(changes.marks)
    for row in one.attendance:
        mark = marks.get(row.student_id)
        if mark is None:
            continue
        found.extend(_choices(one, row, mark, changes))
        found.extend(_minutes(row, mark, changes))
        said = _text("observation", row.student_id, row.observation, mark.observation, changes, found)
        marks[row.student_id] = replace(mark, observation=said)
    return replace(changes, note=note, marks=marks), tuple(found)


def _text(
    field: str, student_id: int | None, kept: str, typed: str | None, changes: CaptureChanges, found: list[Met]
) -> str | None:
    shown = changes.shown.get((field, student_id))
    if typed is None or shown is None or kept in (shown, typed):
        return typed
    found.append(Met(field, student_id, kept))
    return merged(shown, kept, typed)


def _choices(one: Loaded, row: Attendance, mark: MarkChanges, changes: CaptureChanges) -> Iterator[Met]:
    """The other fields of one student that say neither what was shown nor what is sent."""
    start, end = row.actual_start or one.session.start_time, row.actual_end or one.session.end_time
    fields = (
        ("presence", "" if row.presence == Presence.UNMARKED.value else row.presence, mark.presence),
        ("reason", row.reason or "", mark.reason),
        ("start", f"{start:%H:%M}", mark.start and f"{mark.start:%H:%M}"),
        ("end", f"{end:%H:%M}", mark.end and f"{mark.end:%H:%M}"),
        ("away", away_text(read_away(row.away)), mark.away_text),
    )
    for field, kept, sent in fields:
        shown = changes.shown.get((field, row.student_id))
        if sent is not None and shown is not None and kept not in (shown, sent):
            yield Met(field, row.student_id, kept)


def _minutes(row: Attendance, mark: MarkChanges, changes: CaptureChanges) -> Iterator[Met]:
    """Minutes of what was given, each activity for itself: those of others are merged."""
    given = (set(row.given) | mark.given_added) - mark.given_removed
    for code, sent in mark.minutes.items():
        field = f"minutes.{code}"
        shown, kept = changes.shown.get((field, row.student_id)), str(row.minutes.get(code, ""))
        if shown is None:
            continue
        if code not in given and code not in mark.given_removed and sent:
            yield Met(field, row.student_id, kept, lost=sent)
        elif kept not in (shown, sent):
            yield Met(field, row.student_id, kept)
