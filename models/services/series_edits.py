"""Doing what was agreed to with a series, and its *Undo*. The number of statements does not grow with the sessions.

The series is split: what changes belongs to a new one from this session on, and the old one ends the day before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from models.db import DbSession, fetch
from models.editing import SeriesEdited
from models.errors import NotFound
from models.inputs import SessionTerms
from models.outputs import Actor
from models.rules.session_state import EDITABLE
from models.rules.splitting import Split, numbers
from models.rules.standing import Placed
from models.services import audit, calendar_fits, conflicts, departures, fit_versions, series_rows
from models.services.editing import said
from models.services.insertion import insert_series, insert_sessions, insert_students
from models.services.series_rows import Line
from models.tables import Series, SeriesEdit, Session

SHARED = ("service", "description", "place", "session_type")
PAST = {"changes": "changed", "moves": "moved", "adds": "added", "removes": "removed", "leaves": "left"}


@dataclass(frozen=True)
class Agreed:
    """What a person agreed to: the terms before and after, the reason for the type (None: as it was), and the plan."""

    before: SessionTerms
    after: SessionTerms
    reason: str | None
    plan: Split
    lines: Sequence[Line]
    earlier: bool

    @property
    def shared(self) -> dict[str, Any]:
        """The columns that all of the sessions get: those that the person changed."""
        names = (name for name in SHARED if getattr(self.before, name) != getattr(self.after, name))
        found = {name: getattr(self.after, name) for name in names}
        return found if self.reason is None else {**found, "type_reason": self.reason}

    @property
    def added(self) -> list[int]:
        """Students who come."""
        return sorted(set(self.after.students) - set(self.before.students))

    @property
    def gone(self) -> list[int]:
        """Students who are taken out."""
        return sorted(set(self.before.students) - set(self.after.students))


_KNOWN = select(SeriesEdit.id, SeriesEdit.summary).where(
    SeriesEdit.owner_id == bindparam("owner"), SeriesEdit.request_key == bindparam("key")
)
_INSERT = insert(SeriesEdit).returning(SeriesEdit.id)


def known(db: DbSession, actor: Actor, request_key: str) -> SeriesEdited | None:
    """The answer that was given to this window already; None for a new one."""
    row = fetch(db, _KNOWN, {"owner": actor.staff_id, "key": request_key}).first()
    return answer(row.id, row.summary) if row else None


def answer(edit_id: int, summary: dict[str, Any]) -> SeriesEdited:
    """What was answered, from what is kept of it. Conflicts are told once, when they arise."""
    return SeriesEdited(edit_id, **summary)


def apply(
    db: DbSession, actor: Actor, series: Series, agreed: Agreed, request_key: str, *, now: datetime
) -> SeriesEdited:
    """Splits the series and changes its sessions. Their rows are locked, and are as `agreed` has them."""
    plan, by_id = agreed.plan, {line.id: line for line in agreed.lines}
    new_id = insert_series(db, actor, agreed.after, now)
    old_end = series.ends_on
    series.ends_on = min(old_end, agreed.after.date - timedelta(days=1))
    db.flush()
    rows = [_row(by_id[one.id], one, {**agreed.shared, "series_id": new_id}) for one in (*plan.changed, *plan.moved)]
    if agreed.earlier:
        rows += [_row(by_id[key], _in_place(by_id[key], agreed), agreed.shared) for key in plan.earlier]
    series_rows.change(db, [(line.id, line.version, line.zone, values) for line, values in rows])
    fit_versions.forget(db, [ln.id for ln, values in rows if any(getattr(ln, name) != values[name] for name in WHEN)])
    ids = [line.id for line, _ in rows]
    removed = series_rows.remove(db, [by_id[key] for key in plan.removed])
    made = _make(db, actor, agreed, new_id)
    before = {
        "sessions": [[ln.id, ln.version + 1, ln.zone, series_rows.kept(series_rows.values_of(ln))] for ln, _ in rows],
        "removed": removed,
        "made": made,
        "added": _add(db, actor, ids, agreed.added),
        "taken": series_rows.take_out(db, ids, agreed.gone),
        "series": [series.id, old_end.isoformat(), new_id],
    }
    events = [_event(line, values, agreed) for line, values in rows]
    count, met = conflicts.of(db, actor, [*ids, *made])
    done = _past(numbers(plan)) + (f", changed {len(plan.earlier)} earlier" if agreed.earlier and plan.earlier else "")
    edit = keep(db, actor, request_key, {"description": agreed.after.description, "what": done}, before, events, now)
    return SeriesEdited(edit, agreed.after.description, done, count, met)


def _row(line: Line, placed: Placed, changed: dict[str, Any]) -> tuple[Line, dict[str, Any]]:
    when = {"local_date": placed.date, "start_time": placed.start, "end_time": placed.end}
    return line, {**series_rows.values_of(line), **changed, **when}


def _in_place(line: Line, agreed: Agreed) -> Placed:
    """An earlier session gets the new times where they are possible for it, and keeps its day."""
    before, after = agreed.before, agreed.after
    start = after.start if after.start != before.start else line.start_time
    end = after.end if after.end != before.end else line.end_time
    if end <= start:
        start, end = line.start_time, line.end_time
    return Placed(line.id, line.local_date, start, end)


def _make(db: DbSession, actor: Actor, agreed: Agreed, series_id: int | None) -> list[int]:
    if not agreed.plan.made:
        return []
    campus_id = agreed.lines[0].campus_id
    made_by = {"campus_id": campus_id, "creation_id": None, "series_id": series_id, "type_reason": agreed.reason or ""}
    return insert_sessions(db, actor, agreed.after, agreed.plan.made, made_by)


def _add(db: DbSession, actor: Actor, ids: Sequence[int], students: Sequence[int]) -> list[list[int]]:
    """Puts students into sessions. Gives (session, student) of those who were not there."""
    if not ids or not students:
        return []
    there = series_rows.students_of(db, ids)
    insert_students(db, actor.tenant_id, ids, students)
    return [[key, student] for key in ids for student in students if student not in there[key]]


def _event(line: Line, values: dict[str, Any], agreed: Agreed) -> audit.Event:
    old = series_rows.values_of(line)
    changed: dict[str, Any] = {
        NAMES.get(name, name): [said(old[name]), said(values[name])] for name in old if old[name] != values[name]
    }
    changed |= {f"student:{key}.added": [None, True] for key in agreed.added}
    changed |= {f"student:{key}.removed": [True, None] for key in agreed.gone}
    return "session.edited", f"session:{line.id}", {"version": line.version + 1, "changed": changed}


NAMES = {"local_date": "date", "start_time": "start", "end_time": "end", "series_id": "series"}


def _past(text: str) -> str:
    """The plan's numbers as they are told afterwards: changed 21, left 2 posted."""
    return " ".join(PAST.get(word, word) for word in text.split(" "))


def keep(
    db: DbSession,
    actor: Actor,
    request_key: str,
    summary: dict[str, Any],
    before: dict[str, Any],
    events: Sequence[audit.Event],
    now: datetime,
) -> int:
    """Keeps what was done, with what *Undo* needs, and writes the audit trail. Gives the id of the edit."""
    row = {"tenant_id": actor.tenant_id, "owner_id": actor.staff_id, "request_key": request_key, "created_at": now}
    edit_id = fetch(db, _INSERT, {**row, "summary": summary, "before": before}).scalar_one()
    gone = [one[0] for one in before["removed"]]
    details = {"removed": gone, "made": before["made"], "series": before["series"], "edit": edit_id}
    whole: audit.Event = ("series.edited", f"series:{before['series'][0]}", details)
    everything = [*events, *(("session.removed", f"session:{key}", {"edit": edit_id}) for key in gone), whole]
    audit.record_all(db, tenant_id=actor.tenant_id, actor_id=actor.staff_id, events=everything, at=now)
    return edit_id


def undo(db: DbSession, actor: Actor, edit_id: int, *, now: datetime) -> SeriesEdited:
    """Puts a series back as it was, except sessions that changed since. Undoing twice is undoing once.

    Raises NotFound for somebody else's edit.
    """
    mine = select(SeriesEdit).where(SeriesEdit.id == edit_id, SeriesEdit.owner_id == actor.staff_id)
    edit = db.execute(mine.with_for_update()).scalar_one_or_none()
    if edit is None:
        raise NotFound
    if edit.undone_at is not None:
        return answer(edit.id, edit.summary)
    before = edit.before
    same, moved = _unchanged(db, actor, before["sessions"])
    series_rows.change(db, [(key, at, zone, series_rows.read_back(was)) for key, at, zone, was in same])
    free = {one[0] for one in same}
    _undo_students(db, actor, before, free)
    restored = len(same) + series_rows.put_back(db, actor, before["removed"])
    closed, shorter = _fit_to_calendar(db, actor, [*moved, *(one[0] for one in before["removed"])], now)
    taken = series_rows.made_untouched(db, actor, before["made"])
    _undo_series(db, before["series"], whole=len(same) == len(before["sessions"]))
    kept = len(before["sessions"]) - len(same) + len(before["made"]) - taken
    edit.undone_at = now
    edit.summary = {**edit.summary, "undone": restored + taken, "kept": kept, "closed": closed, "shorter": shorter}
    db.flush()
    events: list[audit.Event] = [
        ("session.edit_undone", f"session:{key}", {"version": at + 1, "edit": edit.id}) for key, at, _, _ in same
    ]
    events.append(("series.edit_undone", f"series:{before['series'][0]}", {"edit": edit.id}))
    audit.record_all(db, tenant_id=actor.tenant_id, actor_id=actor.staff_id, events=events, at=now)
    back = [*free, *(one[0] for one in before["removed"])]
    departures.take_out(db, actor.tenant_id, actor.staff_id, back, now=now)
    return answer(edit.id, edit.summary)


def _unchanged(db: DbSession, actor: Actor, sessions: Sequence[Sequence[Any]]) -> tuple[list[Sequence[Any]], list[int]]:
    """Those that are as the edit left them, locked; and which of these go back to another day or time.

    Posting keeps the version, so the state is asked too.
    """
    mine = (Session.id.in_(bindparam("ids", expanding=True)), Session.owner_id == actor.staff_id)
    rows = fetch(db, _STANDING.where(*mine), {"ids": [one[0] for one in sessions]})
    found = {row.id: row for row in rows if row.state in EDITABLE}
    same = [one for one in sessions if one[0] in found and found[one[0]].version == one[1]]
    when = {key: series_rows.kept({name: getattr(row, name) for name in WHEN}) for key, row in found.items()}
    return same, [key for key, _, _, was in same if any(was[name] != value for name, value in when[key].items())]


WHEN = ("local_date", "start_time", "end_time")
_STANDING = (
    select(Session.id, Session.version, Session.state, *(getattr(Session, name) for name in WHEN))
    .order_by(Session.id)
    .with_for_update()
)


def _fit_to_calendar(db: DbSession, actor: Actor, ids: Sequence[int], now: datetime) -> tuple[int, int]:
    """What goes back to a day that changed meanwhile becomes what the change would have made of it.

    Gives how many were cancelled, and how many shortened.
    """
    found = calendar_fits.fit_these(db, actor.tenant_id, ids, now=now)
    calendar_fits.apply(db, actor.tenant_id, actor.staff_id, found, now=now)
    return found.numbers.cancelled, found.numbers.shortened


def _undo_students(db: DbSession, actor: Actor, before: dict[str, Any], free: set[int]) -> None:
    """Takes out who was put in and puts back who was taken out, in statements whose number grows with students only."""
    for student in sorted({student for _, student in before["added"]}):
        series_rows.take_out(db, [key for key, one in before["added"] if one == student and key in free], [student])
    for student in sorted({student for _, student in before["taken"]}):
        ids = [key for key, one in before["taken"] if one == student and key in free]
        insert_students(db, actor.tenant_id, ids, [student])


def _undo_series(db: DbSession, kept: Sequence[Any], *, whole: bool) -> None:
    """The old series ends where it did. The new one stays: *Undo* of another edit may put sessions back in it."""
    old_id, old_end, _ = kept
    if whole:
        fetch(db, update(Series).where(Series.id == old_id).values(ends_on=date.fromisoformat(old_end)))
