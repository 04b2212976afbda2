"""Reading whole sessions: every service that shows, audits or signs one reads it here, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import bindparam, select

from models.db import DbSession
from models.enums import AbsenceReason, Presence, SessionType
from models.inputs import Away, Mark
from models.outputs import Actor, Item, Pupil, SessionSheet, StudentRecord
from models.rules.audit import mark_problem, net_of
from models.rules.session_state import shown_state
from models.rules.time import days_left, to_local
from models.services import lookups
from models.tables import Attendance, Session, Student

# Written once: building a statement takes longer than SQLite needs to answer it.
_OWN = select(Session).where(Session.id.in_(bindparam("ids", expanding=True)), Session.owner_id == bindparam("owner"))
# One order of locking for everybody, so that two windows cannot wait for each other.
_LOCKED = _OWN.order_by(Session.id).with_for_update().execution_options(populate_existing=True)
_ATTENDANCE = (
    select(Attendance, Student.id, Student.first_name, Student.last_name, Student.nickname, Student.session_type)
    .join(Student, Student.id == Attendance.student_id)
    .where(Attendance.session_id.in_(bindparam("ids", expanding=True)))
    .order_by(Student.last_name, Student.first_name, Student.id)
)
# What this transaction read before it had the lock may be old by now.
_ATTENDANCE_LOCKED = _ATTENDANCE.execution_options(populate_existing=True)


Row = tuple[int, str, str, str, str | None]


@dataclass(frozen=True)
class Loaded:
    """A session's row with the rows of its attendance; of the students what `lookups.pupils` needs, by id."""

    session: Session
    attendance: tuple[Attendance, ...]
    students: dict[int, Row]


def load(db: DbSession, actor: Actor, ids: Sequence[int], *, lock: bool = False) -> list[Loaded]:
    """The person's own sessions among `ids`, in their order; what is not the person's is left out.

    With `lock`, the sessions' rows stay locked until the transaction ends.
    """
    own = db.execute(_LOCKED if lock else _OWN, {"ids": list(ids), "owner": actor.staff_id}).scalars()
    sessions = {session.id: session for session in own}
    marks: dict[int, list[Attendance]] = defaultdict(list)
    students: dict[int, Row] = {}
    rows = db.execute(_ATTENDANCE_LOCKED if lock else _ATTENDANCE, {"ids": list(sessions)})
    for attendance, key, first, last, nickname, kind in rows:
        marks[attendance.session_id].append(attendance)
        students[attendance.student_id] = (key, first, last, nickname, kind)
    return [Loaded(sessions[key], tuple(marks[key]), students) for key in ids if key in sessions]


def sheets(
    db: DbSession, actor: Actor, ids: Sequence[int], *, now: datetime, lock: bool = False
) -> tuple[SessionSheet, ...]:
    """The sheets of the person's own sessions among `ids`, in their order."""
    loaded = load(db, actor, ids, lock=lock)
    items = lookups.catalog(db, actor.tenant_id)
    names = {item.code: item.name for item in items}
    return tuple(_sheet(one, items, names, actor.name, now) for one in loaded)


def sheet_of(actor: Actor, one: Loaded, items: tuple[Item, ...], *, now: datetime) -> SessionSheet:
    """The sheet of one of the person's own sessions as its loaded rows stand; `items` is the whole catalogue."""
    return _sheet(one, items, {item.code: item.name for item in items}, actor.name, now)


def _sheet(one: Loaded, items: tuple[Item, ...], names: dict[str, str], owner: str, now: datetime) -> SessionSheet:
    session, on = one.session, one.session.local_date
    used = {session.service, session.place, *session.activities}.union(*(row.given for row in one.attendance))
    listed = {pupil.id: pupil for pupil in lookups.pupils(one.students[row.student_id] for row in one.attendance)}
    return SessionSheet(
        id=session.id,
        version=session.version,
        state=shown_state(session.state, session.ends_at, now),
        date=session.local_date,
        start=session.start_time,
        end=session.end_time,
        zone=session.zone,
        service=names.get(session.service, session.service),
        description=session.description,
        place=names.get(session.place, session.place),
        session_type=SessionType(session.session_type),
        in_series=session.series_id is not None,
        owner=owner,
        owner_id=session.owner_id,
        activities=frozenset(session.activities),
        note=session.note,
        records=tuple(_record(row, listed[row.student_id], session) for row in one.attendance),
        items=tuple(item for item in items if item.code in used or item.offered(on)),
        days_left=days_left(session.local_date, to_local(now, session.zone).date()),
        service_code=session.service,
        place_code=session.place,
    )


def _record(row: Attendance, pupil: Pupil, session: Session) -> StudentRecord:
    mark = mark_of(row)
    return StudentRecord(
        pupil,
        mark,
        net_of(mark, session.start_time, session.end_time),
        mark_problem(mark, session.start_time, session.end_time),
    )


def mark_of(row: Attendance) -> Mark:
    """What one attendance row records, as a value."""
    return Mark(
        presence=Presence(row.presence),
        reason=AbsenceReason(row.reason) if row.reason else None,
        start=row.actual_start,
        end=row.actual_end,
        away=read_away(row.away),
        given=frozenset(row.given),
        observation=row.observation,
    )


def read_away(stored: dict[str, Any]) -> Away:
    """Time away as it is kept: {"minutes": n} or {"stretches": [["10:00", "11:00"]]}; {} is none."""
    stretches = tuple(
        (time.fromisoformat(left), time.fromisoformat(right)) for left, right in stored.get("stretches", [])
    )
    return Away(stored.get("minutes", 0), stretches)


def write_away(away: Away) -> dict[str, Any]:
    """The other way round."""
    if away.stretches:
        return {"stretches": [[f"{left:%H:%M}", f"{right:%H:%M}"] for left, right in away.stretches]}
    return {"minutes": away.minutes} if away.minutes else {}
