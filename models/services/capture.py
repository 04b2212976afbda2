"""Capturing a session: choices and times are saved as they are made, text at every button."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from models.db import DbSession
from models.enums import ItemKind, Presence, State
from models.errors import NotFound, RuleViolation
from models.inputs import CaptureChanges, MarkChanges
from models.outputs import Actor, Item, Met, SessionSheet
from models.rules.marks import actual_times, mark_fault, net_of
from models.rules.minutes import beyond_care, impossible, read_minutes
from models.rules.session_state import require_editable, shown_state
from models.rules.time_away import parse_away
from models.rules.written import storable
from models.services import audit, lookups
from models.services.meeting import met
from models.services.sheets import Loaded, load, mark_of, read_away, sheet_of, sheets, write_away
from models.tables import Attendance

LONGEST_TEXT = 2000
NOTHING = CaptureChanges()


@dataclass(frozen=True)
class Recorded:
    """The session after a save. `problems` maps "field:student_id" to a sentence for what could not be saved.

    `met` are the fields that another window had changed since this one was drawn.
    """

    sheet: SessionSheet
    problems: dict[str, str]
    met: tuple[Met, ...] = ()


def open_session(db: DbSession, actor: Actor, session_id: int, *, now: datetime) -> SessionSheet:
    """One of the person's own sessions. Raises NotFound."""
    found = sheets(db, actor, [session_id], now=now)
    if not found:
        raise NotFound
    return found[0]


def record(db: DbSession, actor: Actor, session_id: int, changes: CaptureChanges, *, now: datetime) -> Recorded:
    """Saves what can be saved of the changes and says what cannot be; nothing else of the record moves.

    Added and removed check marks are merged, so that two quick taps both count, and so are texts that two windows
    wrote. Raises NotFound, or RuleViolation when the session can no longer be changed.
    """
    return _record(db, actor, _locked(db, actor, session_id), changes, now)


def _locked(db: DbSession, actor: Actor, session_id: int) -> Loaded:
    loaded = load(db, actor, [session_id], lock=True)
    if not loaded:
        raise NotFound
    return loaded[0]


def _record(db: DbSession, actor: Actor, one: Loaded, changes: CaptureChanges, now: datetime) -> Recorded:
    require_editable(shown_state(one.session.state, one.session.ends_at, now))
    items = lookups.catalog(db, actor.tenant_id)
    both, found = met(one, _known(changes, items))
    problems, changed = _apply(one, both, items)
    if changed:
        _saved(db, actor, one, changed, now)
    db.flush()  # Whatever the database refuses is refused here.
    # Of what could not be kept, what the other window said still stands.
    kept = tuple(each for each in found if each.place not in problems)
    return Recorded(sheet_of(actor, one, items, now=now), problems, kept)


def _known(changes: CaptureChanges, items: tuple[Item, ...]) -> CaptureChanges:
    """Without check marks that the catalogue does not have: option values come from the person's device."""
    activities = {item.code for item in items if item.kind is ItemKind.ACTIVITY}
    given = activities | {item.code for item in items if item.kind is ItemKind.ACCOMMODATION}
    marks = {key: replace(mark, given_added=mark.given_added & given) for key, mark in changes.marks.items()}
    return replace(changes, activities_added=changes.activities_added & activities, marks=marks)


def all_present(
    db: DbSession, actor: Actor, session_id: int, *, now: datetime, changes: CaptureChanges = NOTHING
) -> Recorded:
    """Saves `changes`, and marks every student as present as scheduled about whom nothing was said, then or before."""
    # Locked from here, so that what somebody says of a student meanwhile is not overwritten.
    one = _locked(db, actor, session_id)
    said = {student_id for student_id, mark in changes.marks.items() if mark.presence}
    marks = {
        row.student_id: replace(changes.marks.get(row.student_id, MarkChanges()), presence=Presence.PRESENT)
        for row in one.attendance
        if row.presence == Presence.UNMARKED.value and row.student_id not in said
    }
    return _record(db, actor, one, replace(changes, marks={**changes.marks, **marks}), now)


def _apply(one: Loaded, changes: CaptureChanges, items: tuple[Item, ...]) -> tuple[dict[str, str], dict[str, Any]]:
    """Writes the changes to the rows. Gives the problems, and old and new values of what really changed."""
    problems: dict[str, str] = {}
    changed: dict[str, Any] = {}
    session = one.session
    activities = sorted((set(session.activities) | changes.activities_added) - changes.activities_removed)
    _set(session, "activities", activities, changed, "activities")
    if changes.note is not None:
        if len(changes.note) > LONGEST_TEXT:
            problems["note"] = f"Shorten the note to {LONGEST_TEXT} characters."
        else:
            _set(session, "note", storable(changes.note), changed, "note")
    rows = {row.student_id: row for row in one.attendance}
    for student_id, mark in changes.marks.items():
        if student_id in rows:
            problems.update(_apply_mark(one, rows[student_id], mark, changed, items))
    return problems, changed


def _apply_mark(
    one: Loaded, row: Attendance, mark: MarkChanges, changed: dict[str, Any], items: tuple[Item, ...]
) -> dict[str, str]:
    key = f"student:{row.student_id}"
    problems: dict[str, str] = {}
    if mark.presence is not None:
        _set(row, "presence", mark.presence.value, changed, f"{key}.presence")
    if mark.reason is not None:
        _set(row, "reason", mark.reason.value, changed, f"{key}.reason")
    _times(one, row, mark, changed)
    if mark.away_text is not None:
        try:
            start, end = actual_times(mark_of(row), one.session.start_time, one.session.end_time)
            if end <= start:  # Impossible times are told of by themselves; the schedule still says what was meant.
                start, end = one.session.start_time, one.session.end_time
            _set(row, "away", write_away(parse_away(mark.away_text, start, end)), changed, f"{key}.away")
        except RuleViolation as violation:
            problems[f"away:{row.student_id}"] = str(violation)
    given = sorted((set(row.given) | mark.given_added) - mark.given_removed)
    _set(row, "given", given, changed, f"{key}.given")
    problems.update(_minutes(one, row, mark, changed, items))
    if mark.observation is not None:
        if len(mark.observation) > LONGEST_TEXT:
            problems[f"observation:{row.student_id}"] = f"Shorten the observation to {LONGEST_TEXT} characters."
        else:
            _set(row, "observation", storable(mark.observation), changed, f"{key}.observation")
    return problems


def _minutes(
    one: Loaded, row: Attendance, mark: MarkChanges, changed: dict[str, Any], items: tuple[Item, ...]
) -> dict[str, str]:
    """Minutes of what was given: those of what was taken away go with it. What cannot be is not kept, all else is.

    Each activity has a field of its own, "minutes.code".
    """
    problems: dict[str, str] = {}
    minutes = dict(row.minutes)
    net = net_of(mark_of(row), one.session.start_time, one.session.end_time) or 0
    for code, text in mark.minutes.items():
        if code not in row.given:
            continue  # The field went with it, whatever was typed there.
        key = f"minutes.{code}:{row.student_id}"
        try:
            number = read_minutes(text)
        except RuleViolation as violation:
            problems[key] = str(violation)
            continue
        if number is not None and impossible({code: number}, net):
            problems[key] = beyond_care(code, number, net, items)
            continue
        minutes.pop(code, None)
        minutes |= {} if number is None else {code: number}
    kept = {code: minutes[code] for code in sorted(minutes) if code in row.given}
    _set(row, "minutes", kept, changed, f"student:{row.student_id}.minutes")
    return problems


def _times(one: Loaded, row: Attendance, mark: MarkChanges, changed: dict[str, Any]) -> None:
    """Times are kept even when they cannot be, so that nothing typed is lost: the sheet says so, and audit blocks."""
    key = f"student:{row.student_id}"
    if mark.presence is Presence.PRESENT and row.actual_start is None and row.actual_end is None:
        # What was pre-filled becomes the record at the moment somebody says that the student was there.
        _set(row, "actual_start", one.session.start_time, changed, f"{key}.start")
        _set(row, "actual_end", one.session.end_time, changed, f"{key}.end")
    if mark.start is not None:
        _set(row, "actual_start", mark.start, changed, f"{key}.start")
    if mark.end is not None:
        _set(row, "actual_end", mark.end, changed, f"{key}.end")


def _set(row: Any, name: str, value: Any, changed: dict[str, Any], key: str) -> None:
    before = getattr(row, name)
    if (sorted(before) if isinstance(before, list) else before) == value:
        return
    setattr(row, name, value)
    # The first of two steps knows what the record said before.
    changed[key] = [changed[key][0] if key in changed else _plain(before), _plain(value)]


def _plain(value: Any) -> Any:
    return f"{value:%H:%M}" if hasattr(value, "hour") else value


def _saved(db: DbSession, actor: Actor, one: Loaded, changed: dict[str, Any], now: datetime) -> None:
    session = one.session
    session.version += 1
    if session.state == State.SCHEDULED.value:
        session.state = State.DRAFT.value
    audit.record(
        db,
        tenant_id=actor.tenant_id,
        actor_id=actor.staff_id,
        event="session.captured",
        subject=f"session:{session.id}",
        details={"version": session.version, "changed": changed},
        at=now,
    )


def field_problems(sheet: SessionSheet) -> dict[str, str]:
    """What cannot be in the record as it stands, by field and student: for the places where it was entered."""
    problems: dict[str, str] = {}
    for one in sheet.records:
        field, sentence = mark_fault(one.mark, sheet.start, sheet.end, sheet.items)
        if sentence:
            problems[f"{field}:{one.pupil.id}"] = sentence
    return problems


__all__ = ["Recorded", "all_present", "field_problems", "open_session", "read_away", "record"]
