"""Reading whole sessions: every service that shows, audits or signs one reads it here, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, literal, select

from models.db import DbSession, fetch
from models.enums import AbsenceReason, Presence, SessionType, State, UnpostReason
from models.inputs import Away, Mark
from models.outputs import Actor, Item, Pupil, SessionSheet, StudentRecord, Voided
from models.rules.marks import mark_problem, net_of
from models.rules.minutes import asking
from models.rules.session_state import shown_state
from models.rules.time import days_left, to_local
from models.services import lookups
from models.tables import Attendance, CaseloadEntry, Session, Student, Unposting

# Written once: building a statement takes longer than SQLite needs to answer it.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_MINE = (Session.id.in_(_IDS), Session.owner_id == bindparam("owner"))
_STUDENT = (Student.id, Student.first_name, Student.last_name, Student.nickname, Student.session_type)
_BY_NAME = (Student.last_name, Student.first_name, Student.id)
SERVED_UNTIL = (
    select(func.max(func.coalesce(CaseloadEntry.end_date, literal(date.max))))
    .where(
        CaseloadEntry.staff_id == Session.owner_id,
        CaseloadEntry.student_id == Attendance.student_id,
        CaseloadEntry.start_date <= Session.local_date,
    )
    .scalar_subquery()
)
"""The last day on which the owner's caseload has the student, as it stood when the session was; an entry without an end
goes on. A part of statements that have both tables."""
# The mark of a student's last day: the session goes on as ever, and everybody can see why it is the last with them
# (scenario 30 of DOMAIN.md section 5).
_ABOUT = (*_STUDENT, Student.iep_care, Session.local_date == SERVED_UNTIL)
# Said of both tables, or PostgreSQL reads all sessions of the district until it has counted them.
_OF_THESE = (Attendance.session_id.in_(_IDS), Session.id.in_(_IDS))
# What is only looked at is read as columns: entities take longer than SQLite's answer.
_READ_ANYBODY = select(Session.__table__).where(Session.id.in_(_IDS))
_READ = _READ_ANYBODY.where(Session.owner_id == bindparam("owner"))
_READ_LOCKED = _READ.order_by(Session.id).with_for_update()
_READ_ATTENDANCE = (
    select(*_ABOUT, *(column for column in Attendance.__table__.columns if column.name != "id"))
    .join_from(Attendance, Student, Student.id == Attendance.student_id)
    .join(Session, Session.id == Attendance.session_id)
    .where(*_OF_THESE)
    .order_by(*_BY_NAME)
)
# One order of locking for everybody, so that two windows cannot wait for each other. What this transaction read
# before it had the lock may be old by now.
_LOCKED = select(Session).where(*_MINE).order_by(Session.id).with_for_update().execution_options(populate_existing=True)
_LOCKED_ATTENDANCE = (
    select(*_ABOUT, Attendance)
    .join_from(Attendance, Student, Student.id == Attendance.student_id)
    .join(Session, Session.id == Attendance.session_id)
    .where(*_OF_THESE)
    .order_by(*_BY_NAME)
    .execution_options(populate_existing=True)
)


Row = tuple[int, str, str, str, str | None]


@dataclass(frozen=True)
class Loaded:
    """A session's row with the rows of its attendance; by student what `lookups.pupils` needs, and the IEP's care.

    `last_day` are the students who leave after its date. `returned` is what the overseer said of a returned one.

    What is not there to be changed are rows of columns: they have the entities' names.
    """

    session: Session
    attendance: tuple[Attendance, ...]
    students: dict[int, Row]
    ordered: dict[int, list[str]]
    last_day: frozenset[int] = frozenset()
    returned: Voided | None = None


def load(db: DbSession, actor: Actor, ids: Sequence[int], *, lock: bool = False) -> list[Loaded]:
    """The person's own sessions among `ids`, in their order; what is not the person's is left out.

    With `lock`, they are entities that can be changed, and stay locked until the transaction ends.
    """
    if not lock:
        return _looked_at(db, actor, ids)
    own = db.execute(_LOCKED, {"ids": list(ids), "owner": actor.staff_id}).scalars().all()
    rows = db.execute(_LOCKED_ATTENDANCE, {"ids": [session.id for session in own]}).all()
    return _together(ids, own, rows, _returned(db, own))


def _looked_at(db: DbSession, actor: Actor, ids: Sequence[int], *, lock: bool = False) -> list[Loaded]:
    own = fetch(db, _READ_LOCKED if lock else _READ, {"ids": list(ids), "owner": actor.staff_id}).all()
    return _with_attendance(db, ids, own)


def _with_attendance(db: DbSession, ids: Sequence[int], own: Sequence[Any]) -> list[Loaded]:
    rows = fetch(db, _READ_ATTENDANCE, {"ids": [session.id for session in own]}).all()
    return _together(ids, own, ((*row[:7], row) for row in rows), _returned(db, own))


_LAST_VOID = (
    select(Unposting.__table__)
    .where(Unposting.session_id.in_(_IDS), Unposting.reason == UnpostReason.RETURNED.value)
    .order_by(Unposting.session_version)
)


def _returned(db: DbSession, own: Iterable[Any]) -> dict[int, Voided]:
    """What was said of those that are returned: asked only where there are some."""
    ids = [session.id for session in own if session.state == State.RETURNED.value]
    if not ids:
        return {}
    return {row.session_id: voided_of(row) for row in fetch(db, _LAST_VOID, {"ids": ids})}


def voided_of(row: Any) -> Voided:
    """When, by whom and why the signatures of a version became void."""
    return Voided(row.unposted_at, row.staff_name, UnpostReason(row.reason), row.words)


def _together(ids: Sequence[int], own: Iterable[Any], rows: Iterable[Any], returned: dict[int, Voided]) -> list[Loaded]:
    """Sessions with their rows: (the five of a student's row, the IEP's care, whether it is the last day, the mark)."""
    sessions = {session.id: session for session in own}
    marks: dict[int, list[Attendance]] = defaultdict(list)
    students: dict[int, Row] = {}
    ordered: dict[int, list[str]] = {}
    leaving: dict[int, set[int]] = defaultdict(set)
    for key, first, last, nickname, kind, care, last_day, attendance in rows:
        marks[attendance.session_id].append(attendance)
        if last_day:
            leaving[attendance.session_id].add(key)
        students[key], ordered[key] = (key, first, last, nickname, kind), care
    return [
        Loaded(sessions[key], tuple(marks[key]), students, ordered, frozenset(leaving[key]), returned.get(key))
        for key in ids
        if key in sessions
    ]


def sheets(
    db: DbSession, actor: Actor, ids: Sequence[int], *, now: datetime, lock: bool = False
) -> tuple[SessionSheet, ...]:
    """The sheets of the person's own sessions among `ids`, in their order.

    With `lock`, the sessions stay as they are until the transaction ends.
    """
    loaded = _looked_at(db, actor, ids, lock=lock)
    items = lookups.catalog(db, actor.tenant_id)
    names = {item.code: item.name for item in items}
    return tuple(_sheet(actor, one, items, names, now) for one in loaded)


def sheets_of_others(db: DbSession, actor: Actor, ids: Sequence[int], *, now: datetime) -> tuple[SessionSheet, ...]:
    """As `sheets`, whoever's they are: the caller has found that the person may see them."""
    own = fetch(db, _READ_ANYBODY, {"ids": list(ids)}).all()
    items = lookups.catalog(db, actor.tenant_id)
    return tuple(sheet_of(actor, one, items, now=now) for one in _with_attendance(db, ids, own))


def sheet_of(actor: Actor, one: Loaded, items: tuple[Item, ...], *, now: datetime) -> SessionSheet:
    """The sheet of one of the person's own sessions as its loaded rows stand; `items` is the whole catalogue."""
    return _sheet(actor, one, items, {item.code: item.name for item in items}, now)


def _sheet(actor: Actor, one: Loaded, items: tuple[Item, ...], names: dict[str, str], now: datetime) -> SessionSheet:
    session, on = one.session, one.session.local_date
    used = {session.service, session.place, *session.activities}.union(*(row.given for row in one.attendance))
    students = (one.students[row.student_id] for row in one.attendance)
    listed = {pupil.id: pupil for pupil in lookups.pupils(students, reduced=actor.district.initials_only)}
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
        owner=actor.name,
        owner_id=session.owner_id,
        activities=frozenset(session.activities),
        note=session.note,
        records=tuple(_record(row, listed[row.student_id], one, items) for row in one.attendance),
        items=asking((item for item in items if item.code in used or item.offered(on)), actor.district.minutes),
        days_left=days_left(session.local_date, to_local(now, session.zone).date(), actor.district.log_days),
        service_code=session.service,
        place_code=session.place,
        campus_id=session.campus_id,
        type_reason=session.type_reason,
        cancel_reason=session.cancel_reason,
        submits=actor.needs_oversight,
        returned=one.returned,
    )


def _record(row: Attendance, pupil: Pupil, one: Loaded, items: Iterable[Item]) -> StudentRecord:
    mark, session = mark_of(row), one.session
    return StudentRecord(
        pupil,
        mark,
        net_of(mark, session.start_time, session.end_time),
        mark_problem(mark, session.start_time, session.end_time, items),
        frozenset(one.ordered[pupil.id]),
        pupil.id in one.last_day,
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
        minutes=dict(row.minutes),
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
