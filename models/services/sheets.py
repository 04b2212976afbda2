"""Reading whole sessions: every service that shows, audits or signs one reads it here, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from models.db import DbSession
from models.enums import AbsenceReason, Presence, SessionType
from models.inputs import Away, Mark
from models.outputs import Actor, Item, Pupil, SessionSheet, StudentRecord
from models.rules.audit import mark_problem, net_of
from models.rules.session_state import shown_state
from models.rules.time import days_left, to_local
from models.services import lookups
from models.tables import Attendance, Session, Staff, Student


@dataclass(frozen=True)
class Loaded:
    """A session's row with the rows of its attendance and the students in them."""

    session: Session
    attendance: tuple[Attendance, ...]
    students: dict[int, Student]


def load(db: DbSession, actor: Actor, ids: Sequence[int], *, lock: bool = False) -> list[Loaded]:
    """The person's own sessions among `ids`, in their order; what is not the person's is left out.

    With `lock`, the sessions' rows stay locked until the transaction ends.
    """
    query = select(Session).where(Session.id.in_(ids), Session.owner_id == actor.staff_id)
    if lock:
        # One order of locking for everybody, so that two windows cannot wait for each other.
        query = query.order_by(Session.id).with_for_update().execution_options(populate_existing=True)
    sessions = {session.id: session for session in db.execute(query).scalars()}
    marks: dict[int, list[Attendance]] = defaultdict(list)
    students: dict[int, Student] = {}
    rows = db.execute(
        select(Attendance, Student)
        .join(Student, Student.id == Attendance.student_id)
        .where(Attendance.session_id.in_(list(sessions)))
        .order_by(Student.last_name, Student.first_name, Student.id)
        # What this transaction read before it had the lock may be old by now.
        .execution_options(populate_existing=lock)
    )
    for attendance, student in rows:
        marks[attendance.session_id].append(attendance)
        students[student.id] = student
    return [Loaded(sessions[key], tuple(marks[key]), students) for key in ids if key in sessions]


def sheets(
    db: DbSession, actor: Actor, ids: Sequence[int], *, now: datetime, lock: bool = False
) -> tuple[SessionSheet, ...]:
    """The sheets of the person's own sessions among `ids`, in their order."""
    loaded = load(db, actor, ids, lock=lock)
    items = lookups.catalog(db, actor.tenant_id)
    owner = db.execute(select(Staff.name).where(Staff.id == actor.staff_id)).scalar_one()
    return tuple(_sheet(one, items, owner, now) for one in loaded)


def _sheet(one: Loaded, items: tuple[Item, ...], owner: str, now: datetime) -> SessionSheet:
    session = one.session
    names = {item.code: item.name for item in items}
    used = {session.service, session.place, *session.activities}.union(*(row.given for row in one.attendance))
    listed = {
        pupil.id: pupil
        for pupil in lookups.pupils(
            (row.student_id, who.first_name, who.last_name, who.nickname, who.session_type)
            for row in one.attendance
            for who in [one.students[row.student_id]]
        )
    }
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
        items=tuple(item for item in items if item.code in used or item.offered(session.local_date)),
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
