"""*Students Leaving*: a student's last day in one action, with its numbers first and *Undo* after it.

It ends caseload entries as an imported caseload does, by the same function (ADR 0016, DOMAIN.md section 5, 30).
"""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, or_, select, update

from models.db import DbSession, fetch
from models.enums import Role, State
from models.errors import NotFound, RuleViolation
from models.office import AideLine, StudentLeaves, StudentLeft
from models.outputs import Actor, Pupil
from models.rules.membership import departure_numbers
from models.rules.session_state import CAPTURED
from models.rules.time import to_local
from models.services import audit, departures, lookups
from models.services.acting import alone, hold
from models.services.departures import Departing
from models.tables import Attendance, CaseloadEntry, Series, Session, Staff, Student, StudentDeparture

FURTHEST = timedelta(days=400)
MOST = 100
_NAMES = (Student.id, Student.first_name, Student.last_name, Student.nickname, Student.session_type)
_OPEN = [State.SCHEDULED.value, *(state.value for state in CAPTURED)]
_UNPOSTED = (
    select(Staff.name, func.count(Session.id))
    .join(Session, Session.owner_id == Staff.id)
    .join(Attendance, Attendance.session_id == Session.id)
    .where(
        Attendance.student_id == bindparam("student"),
        Session.local_date <= bindparam("last"),
        Session.ends_at <= bindparam("now"),
        Session.state.in_(_OPEN),
    )
    .group_by(Staff.id, Staff.name)
    .order_by(Staff.name)
)
_SERVING = select(CaseloadEntry.staff_id).where(CaseloadEntry.student_id == bindparam("student"))
_LATER = (
    select(Staff.name, CaseloadEntry.start_date)
    .join(CaseloadEntry, CaseloadEntry.staff_id == Staff.id)
    .where(
        CaseloadEntry.tenant_id == bindparam("tenant"),
        CaseloadEntry.student_id == bindparam("student"),
        CaseloadEntry.start_date > bindparam("last"),
    )
    .order_by(CaseloadEntry.start_date, Staff.name)
)
_ENDING = (
    select(Series.description, Staff.name)
    .join(Staff, Staff.id == Series.owner_id)
    .where(
        Series.id.in_(bindparam("series", expanding=True)),
        ~exists().where(
            Session.series_id == Series.id,
            Session.local_date > bindparam("last"),
            Session.state != State.CANCELLED.value,
            Session.id.not_in(bindparam("emptied", expanding=True)),
        ),
    )
    .order_by(Staff.name, Series.description, Series.id)
)


def find_students(db: DbSession, actor: Actor, query: str, *, now: datetime) -> tuple[Pupil, ...]:
    """Up to 100 students of the caseloads that the person looks after, whose name has every word of the query.

    Raises NotFound for an aide.
    """
    today = to_local(now, actor.zone).date()
    served = select(CaseloadEntry.student_id).join(Staff, Staff.id == CaseloadEntry.staff_id)
    served = served.where(*_team(actor), or_(CaseloadEntry.end_date.is_(None), CaseloadEntry.end_date >= today))
    rows = db.execute(
        select(*_NAMES).where(Student.id.in_(served)).order_by(Student.last_name, Student.first_name, Student.id)
    )
    words = [word.casefold() for word in query.split()]
    named = (row for row in rows if all(word in " ".join(row[1:4]).casefold() for word in words))
    return lookups.pupils(
        ((row[0], row[1], row[2], row[3], row[4]) for row in named), reduced=actor.district.initials_only
    )[:MOST]


def _team(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Whose caseloads the person may end: everybody's, or those of a supervisor's aides and their own."""
    if actor.role is Role.AIDE:
        raise NotFound
    own = or_(Staff.supervisor_id == actor.staff_id, Staff.id == actor.staff_id)
    return (Staff.tenant_id == actor.tenant_id, *([] if actor.role is Role.ADMIN else [own]))


def preview(db: DbSession, actor: Actor, student_id: int, last_day: date, *, now: datetime) -> StudentLeaves:
    """What the last day will do, without doing it. Raises NotFound, or RuleViolation at "student" or "last"."""
    return _planned(db, actor, student_id, last_day, now)[0]


def leave(
    db: DbSession, actor: Actor, student_id: int, last_day: date, agreed: str, request_key: str, *, now: datetime
) -> StudentLeft | StudentLeaves:
    """Does what was agreed to, once per window. Gives the preview anew, and does nothing, where the numbers moved.

    Raises NotFound, or RuleViolation with fields.
    """
    alone(db, actor.tenant_id)
    mine = (StudentDeparture.staff_id == actor.staff_id, StudentDeparture.request_key == request_key)
    known = db.execute(select(StudentDeparture).where(*mine)).scalar_one_or_none()
    if known is not None:
        return answer(db, actor, known)
    hold(db, _SERVING, {"student": student_id})
    shown, entries = _planned(db, actor, student_id, last_day, now)
    if shown.digest != agreed or shown.stands is not None:
        return shown
    ids = [key for key, _ in entries]
    fetch(db, update(CaseloadEntry).where(CaseloadEntry.id.in_(ids)).values(end_date=last_day))
    done = departures.depart(db, actor.tenant_id, actor.staff_id, ids, now=now)
    row = StudentDeparture(
        tenant_id=actor.tenant_id,
        staff_id=actor.staff_id,
        student_id=student_id,
        request_key=request_key,
        last_day=last_day,
        before={
            "entries": [[key, end and end.isoformat()] for key, end in entries],
            "taken": [[one.id, one.version + 1] for one in done.goes_on],
            "emptied": [[one.id, one.version + 1] for one in done.emptied],
        },
        summary={"done": departure_numbers(done.numbers) or "No later session has this student"},
        made_at=now,
        undone_at=None,
    )
    db.add(row)
    db.flush()
    note(db, actor, "student.leaves", row, {"last_day": last_day.isoformat(), "entries": ids}, now)
    return answer(db, actor, row)


def _planned(
    db: DbSession, actor: Actor, student_id: int, last_day: date, now: datetime
) -> tuple[StudentLeaves, list[tuple[int, date | None]]]:
    everybody = _entries(db, actor, student_id, last_day)
    entries = [row for row in everybody if row.mine]
    pupil = pupil_of(db, actor, student_id)
    if abs(last_day - to_local(now, actor.zone).date()) > FURTHEST:
        raise RuleViolation("Choose a day of this school year.", "last")
    stands = _standing(db, actor, student_id, {row.id for row in entries})
    if not entries and stands is None:
        raise RuleViolation("No caseload of yours has this student after this day.", "student")
    ids = [row.id for row in entries]
    plan = departures.planned(db, ids, last=last_day, now=now)
    asked = {"student": student_id, "last": last_day, "now": now}
    ends = [(row.id, row.end_date) for row in entries]
    shown = StudentLeaves(
        pupil=pupil,
        last_day=last_day,
        numbers=plan.numbers,
        unposted=tuple(AideLine(*row) for row in fetch(db, _UNPOSTED.where(*_team(actor)), asked)),
        ending=_ending(db, plan, last_day),
        elsewhere=len({row.staff_id for row in everybody if not row.mine}),
        digest=_digest(student_id, last_day, ends, plan),
        later=tuple((row[0], row[1]) for row in fetch(db, _LATER, asked | {"tenant": actor.tenant_id})),
        stands=stands,
    )
    return shown, ends


def _entries(db: DbSession, actor: Actor, student_id: int, last_day: date) -> list[Any]:
    """The caseload entries of the district that go beyond the day; `mine` says whether the person may end them."""
    team = _team(actor)
    mine = exists().where(Staff.id == CaseloadEntry.staff_id, *team).label("mine")
    query = select(CaseloadEntry.id, CaseloadEntry.staff_id, CaseloadEntry.end_date, mine).where(
        CaseloadEntry.tenant_id == actor.tenant_id,
        CaseloadEntry.student_id == student_id,
        CaseloadEntry.start_date <= last_day,
        or_(CaseloadEntry.end_date.is_(None), CaseloadEntry.end_date > last_day),
    )
    return list(fetch(db, query.order_by(CaseloadEntry.id)))


def pupil_of(db: DbSession, actor: Actor, student_id: int) -> Pupil:
    """A student of the district. Raises NotFound."""
    query = select(*_NAMES).where(Student.id == student_id, Student.tenant_id == actor.tenant_id)
    row = db.execute(query).first()
    if row is None:
        raise NotFound
    return lookups.pupils([(row[0], row[1], row[2], row[3], row[4])], reduced=actor.district.initials_only)[0]


def _standing(db: DbSession, actor: Actor, student_id: int, entries: set[int]) -> StudentLeft | None:
    """The last day that the person set for the student and can undo, where there is one.

    A student who is on other caseloads since, or again, may leave those.
    """
    query = select(StudentDeparture).where(
        StudentDeparture.staff_id == actor.staff_id,
        StudentDeparture.student_id == student_id,
        StudentDeparture.undone_at.is_(None),
    )
    row = db.execute(query.order_by(StudentDeparture.id.desc()).limit(1)).scalar_one_or_none()
    if row is None or entries - {key for key, _ in row.before["entries"]}:
        return None
    return answer(db, actor, row)


def _ending(db: DbSession, plan: Departing, last_day: date) -> tuple[tuple[str, str], ...]:
    series = sorted({row.series_id for row in plan.emptied if row.series_id is not None})
    if not series:
        return ()
    asked = {"series": series, "last": last_day, "emptied": [row.id for row in plan.emptied]}
    return tuple((row[0], row[1]) for row in fetch(db, _ENDING, asked))


def _digest(student_id: int, last_day: date, ends: list[tuple[int, date | None]], plan: Departing) -> str:
    touched = [
        [(row.id, row.version) for row in rows] for rows in (plan.goes_on, plan.emptied, plan.asked, plan.posted)
    ]
    return hashlib.sha256(repr((student_id, last_day, ends, touched)).encode()).hexdigest()[:16]


def answer(db: DbSession, actor: Actor, row: StudentDeparture) -> StudentLeft:
    """What was answered, from what is kept of it."""
    pupil, found = pupil_of(db, actor, row.student_id), row.summary
    counts = (found.get("restored", 0), found.get("kept", 0))
    return StudentLeft(row.id, pupil, row.last_day, found["done"], row.undone_at is not None, *counts)


def note(
    db: DbSession, actor: Actor, event: str, row: StudentDeparture, details: dict[str, Any], now: datetime
) -> None:
    """Writes the audit trail."""
    subject = f"student:{row.student_id}"
    who = {"tenant_id": actor.tenant_id, "actor_id": actor.staff_id}
    audit.record(db, event=event, subject=subject, details={"departure": row.id, **details}, at=now, **who)
