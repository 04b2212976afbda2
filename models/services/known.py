"""What Session Audit knows from outside a session: two statements, however many sessions, students and aides."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from models.db import DbSession, fetch
from models.enums import SIGNED, AbsenceReason, DayKind, Presence, SessionType, State
from models.findings import NO_WORTH, SessionWorth
from models.outputs import Actor, Item, SessionSheet
from models.rules.billing.claims import not_billable
from models.rules.billing.day import CareGiven
from models.rules.billing.rates import rates_on
from models.rules.billing.worth import Totals, billable, billed_in, session_worth, totals_of
from models.rules.doubts import NOTHING_KNOWN, Known, OtherCare
from models.rules.minutes import written_in
from models.rules.overlaps import Care
from models.services.sheets import SERVED_UNTIL, read_away
from models.tables import Attendance, CalendarDay, CaseloadEntry, Cover, Session, Staff, Student

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_STUDENTS: BindParameter[Any] = bindparam("students", expanding=True)
_DATES: BindParameter[Any] = bindparam("dates", expanding=True)
_beside = aliased(Attendance)
_covered = aliased(Session)
_TOGETHER = (
    select(func.count(_beside.id))
    .where(_beside.session_id == Session.id, _beside.presence == Presence.PRESENT.value)
    .scalar_subquery()
)
# A student comes into a session by a caseload or by a cover, so the day's other care is among these people's sessions.
# Indexes find it, in as many steps as the students have aides; the students' own attendance goes back through years.
_SERVING = select(CaseloadEntry.staff_id).where(CaseloadEntry.student_id.in_(_STUDENTS)).cte("aides", recursive=True)
# Who covers may be covered by somebody else again.
_AIDES = _SERVING.union(
    select(bindparam("owner", type_=Session.owner_id.type)),
    select(Cover.substitute_id)
    .join(_covered, _covered.id == Cover.session_id)
    .join(_SERVING, _SERVING.c.staff_id == _covered.owner_id)
    .where(_covered.local_date.in_(_DATES), Cover.undone_at.is_(None)),
)
_DAY = (
    select(
        Attendance.student_id,
        Session.id,
        Session.owner_id,
        Staff.name,
        Session.local_date,
        Session.start_time,
        Session.end_time,
        Session.session_type,
        Session.service,
        Session.activities,
        Session.description,
        Session.care,
        Session.state,
        Attendance.presence,
        Attendance.actual_start,
        Attendance.actual_end,
        Attendance.away,
        Attendance.given,
        Attendance.minutes,
        _TOGETHER.label("together"),
    )
    .join(Attendance, Attendance.session_id == Session.id)
    .join(Staff, Staff.id == Session.owner_id)
    .where(
        Session.owner_id.in_(select(_AIDES.c.staff_id)),
        Session.local_date.in_(_DATES),
        Session.tenant_id == bindparam("tenant"),
        # Said by what it is not, or SQLite would take the index of the states, which has all the years as well.
        Session.state.not_in([State.SCHEDULED.value, State.CANCELLED.value]),
        Session.id.not_in(_IDS),
        or_(Session.owner_id == bindparam("owner"), Attendance.student_id.in_(_STUDENTS)),
        or_(
            Attendance.presence == Presence.PRESENT.value,
            and_(Attendance.presence == Presence.ABSENT.value, Attendance.reason == AbsenceReason.ABSENT.value),
        ),
    )
)
_NO_SCHOOL = (
    select(func.max(CalendarDay.name))
    .where(
        CalendarDay.tenant_id == Session.tenant_id,
        CalendarDay.date == Session.local_date,
        CalendarDay.kind == DayKind.NO_SCHOOL.value,
        or_(CalendarDay.campus_id.is_(None), CalendarDay.campus_id == Session.campus_id),
    )
    .scalar_subquery()
)
_FACTS = (
    select(
        Attendance.session_id,
        Attendance.student_id,
        Student.date_of_birth,
        Student.iep_minutes_per_day,
        SERVED_UNTIL.label("until"),
        _NO_SCHOOL.label("no_school"),
    )
    .join(Session, Session.id == Attendance.session_id)
    .join(Student, Student.id == Attendance.student_id)
    .where(Attendance.session_id.in_(_IDS), Session.id.in_(_IDS))
)


@dataclass
class _Facts:
    """What the roster and the calendar say of one session's students on its date."""

    planned: dict[int, int] = field(default_factory=dict)
    unbilled: dict[int, str] = field(default_factory=dict)
    last_day: set[int] = field(default_factory=set)
    no_school: str = ""


@dataclass(frozen=True)
class Around:
    """What is known around one session, and what its students come to."""

    known: Known = NOTHING_KNOWN
    worth: SessionWorth = NO_WORTH


NOWHERE = Around()
"""Of a session in which nobody is marked yet."""


def around(db: DbSession, actor: Actor, found: Sequence[SessionSheet]) -> tuple[dict[int, Around], list[Care]]:
    """What is known around sessions of the person's own, by their id, and the person's posted care on those days.

    Sessions in which nobody is marked yet are left out: there is nothing to compare with.
    """
    asked = [sheet for sheet in found if any(one.mark.presence is not Presence.UNMARKED for one in sheet.records)]
    if not asked:
        return {}, []
    ids = {
        "ids": [sheet.id for sheet in asked],
        "dates": sorted({sheet.date for sheet in asked}),
        "students": sorted({record.pupil.id for sheet in asked for record in sheet.records}),
        "owner": actor.staff_id,
        "tenant": actor.tenant_id,
    }
    rows = fetch(db, _DAY, ids).all()
    facts = _facts(db, asked)
    billed = {sheet.id: billed_in(sheet, facts[sheet.id].unbilled) for sheet in asked}
    totals = totals_of(
        [
            *((sheet.date, care) for sheet in asked for care in billed[sheet.id]),
            *((row.local_date, care) for row in rows for care in _given(row, asked[0].items)),
        ]
    )
    absent = _absent(asked, rows, actor)
    own = {
        sheet.id: _around(sheet, rows, absent, facts[sheet.id], billed[sheet.id], totals.get(sheet.date, {}))
        for sheet in asked
    }
    return own, _posted(rows, actor)


def worth_of_days(db: DbSession, found: Sequence[SessionSheet]) -> dict[int, SessionWorth]:
    """What sessions of several people come to, by their id: all that counts for their students' days is among them."""
    facts = _facts(db, found, whose="the aide's")
    billed = {sheet.id: billed_in(sheet, facts[sheet.id].unbilled) for sheet in found}
    totals = totals_of((sheet.date, care) for sheet in found for care in billed[sheet.id])
    return {
        sheet.id: session_worth(
            sheet, billed[sheet.id], totals.get(sheet.date, {}), facts[sheet.id].planned, facts[sheet.id].unbilled
        )
        for sheet in found
    }


_Absent = Mapping[tuple[date, int], str]


def _absent(asked: Sequence[SessionSheet], rows: Sequence[Any], actor: Actor) -> _Absent:
    """Who recorded that a student was absent from school, by date and student: also in the sessions asked about."""
    found = {
        (row.local_date, row.student_id): "you" if row.owner_id == actor.staff_id else row.name
        for row in rows
        if row.presence == Presence.ABSENT.value
    }
    own = (
        (sheet.date, record.pupil.id)
        for sheet in asked
        for record in sheet.records
        if record.mark.presence is Presence.ABSENT and record.mark.reason is AbsenceReason.ABSENT
    )
    return {**dict.fromkeys(own, "you"), **found}


def _facts(db: DbSession, asked: Sequence[SessionSheet], *, whose: str = "your") -> dict[int, _Facts]:
    by_session: dict[int, _Facts] = defaultdict(_Facts)
    days = {sheet.id: sheet.date for sheet in asked}
    for key, student, born, planned, until, no_school in fetch(db, _FACTS, {"ids": list(days)}):
        found, day = by_session[key], days[key]
        if planned is not None:
            found.planned[student] = planned
        if until == day:
            found.last_day.add(student)
        why = not_billable(day, date_of_birth=born)
        if until is not None and until < day:
            why = why or f"left {whose} caseload on {until:%b} {until.day}"
        if why:
            found.unbilled[student] = why
        if no_school is not None:
            found.no_school = no_school or "No school"
    return by_session


def _given(row: Any, items: Iterable[Item]) -> tuple[CareGiven, ...]:
    """The care of one student in another session that counts for the student's day; none where it does not."""
    if row.presence != Presence.PRESENT.value or row.service in rates_on(row.local_date).by_trip:
        return ()
    if not billable(row.activities, row.given, items):
        return ()
    start, end = row.actual_start or row.start_time, row.actual_end or row.end_time
    care = {item.code for item in items if item.billable}
    minutes = {code: number for code, number in row.minutes.items() if code in care}
    away, kind = read_away(row.away), SessionType(row.session_type)
    return (CareGiven(row.id, row.owner_id, row.student_id, start, end, away, kind, minutes, shared=row.together > 1),)


def _around(
    sheet: SessionSheet,
    rows: Sequence[Any],
    absent: _Absent,
    facts: _Facts,
    billed: Sequence[CareGiven],
    totals: Totals,
) -> Around:
    students = {record.pupil.id for record in sheet.records}
    met = [row for row in rows if row.local_date == sheet.date and row.student_id in students]
    others = tuple(
        OtherCare(
            row.student_id, row.name, row.actual_start or row.start_time, row.actual_end or row.end_time,
            read_away(row.away),
        )
        for row in met
        if row.owner_id != sheet.owner_id and row.presence == Presence.PRESENT.value
    )  # fmt: skip
    known = Known(
        others,
        facts.planned,
        _days(totals, facts.planned),
        written_in(sheet),
        facts.no_school,
        facts.unbilled,
        {student: absent[sheet.date, student] for student in students if (sheet.date, student) in absent},
        frozenset(facts.last_day),
    )
    return Around(known, session_worth(sheet, billed, totals, facts.planned, facts.unbilled))


def _days(totals: Totals, students: Iterable[int]) -> Mapping[int, int]:
    """Each student's minutes of care on the day, of all codes, as far as they are known.

    Being in a group is no minutes of care, so a group's count once each student's part is written.
    """
    days = dict.fromkeys(students, 0)
    for (student, _), total in totals.items():
        if student in days:
            days[student] += total.minutes or 0
    return days


def _posted(rows: Iterable[Any], actor: Actor) -> list[Care]:
    """The person's own posted care: of each session once."""
    own = {row.id: row for row in rows if row.owner_id == actor.staff_id and row.state in SIGNED}
    return [Care(row.id, row.care, row.description) for row in own.values() if row.care]
