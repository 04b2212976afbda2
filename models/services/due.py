"""What is due: which reminders and digests the moment asks for. A fixed number of queries, however many people."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import BindParameter, bindparam, exists, select
from sqlalchemy.orm import aliased

from models.db import DbSession
from models.enums import DayKind, Role
from models.rules.calendar_files import bounds_of
from models.rules.due import Hours, digest_window, is_school_day, reminder_window
from models.rules.time import to_local
from models.services import oversight
from models.services.conditions import unposted_where
from models.services.outbox import Planned
from models.tables import CalendarDay, Campus, Leave, Session, Staff

REMINDER = "reminder"
DIGEST = "digest"
Place = tuple[int, int | None]
Days = dict[Place, set[date]]
Years = dict[Place, list[tuple[date, str, bool]]]

# Written once: building a statement takes longer than SQLite needs to answer it.
_aide = aliased(Staff)
_NOW: BindParameter[datetime] = bindparam("now")
_unposted = unposted_where(_NOW)
_PEOPLE = (
    select(Staff, Campus)
    .join(Campus, Campus.id == Staff.campus_id)
    .where(
        Staff.active,
        Staff.slack_user_id.is_not(None),
        ((Staff.role == Role.AIDE.value) & exists().where(Session.owner_id == Staff.id, *_unposted))
        | (
            (Staff.role != Role.AIDE.value)
            & exists().where(_aide.supervisor_id == Staff.id, _aide.active, Session.owner_id == _aide.id, *_unposted)
        )
        | ((Staff.role != Role.AIDE.value) & Staff.id.in_(bindparam("overseers", expanding=True))),
    )
    .order_by(Staff.id)
)
_DAYS = select(CalendarDay.tenant_id, CalendarDay.campus_id, CalendarDay.kind, CalendarDay.date).where(
    (CalendarDay.kind.in_([DayKind.FIRST_DAY.value, DayKind.LAST_DAY.value]))
    | ((CalendarDay.kind == DayKind.NO_SCHOOL.value) & CalendarDay.date.in_(bindparam("around", expanding=True)))
)
_LEAVE = select(Leave.staff_id, Leave.start_date, Leave.end_date).where(
    Leave.start_date <= bindparam("last"), Leave.end_date >= bindparam("first")
)


def due(db: DbSession, *, now: datetime) -> list[Planned]:
    """Every reminder and digest whose window is open at `now`, for people who are there and have something to hear."""
    around = _around(now)
    closed, years = _calendar(db, around)
    away = _away(db, around)
    planned = []
    for staff, campus in _people(db, now):
        today = to_local(now, campus.time_zone).date()
        if today in away.get(staff.id, ()) or not _school(staff, today, closed, years):
            continue
        hours = Hours(
            campus.time_zone, campus.reminder_time, campus.digest_time, staff.contract_start, staff.contract_end
        )
        kind, window = (
            (REMINDER, reminder_window(hours, today))
            if staff.role == Role.AIDE.value
            else (DIGEST, digest_window(hours, today))
        )
        if window[0] <= now < window[1]:
            planned.append(Planned(staff.tenant_id, staff.id, kind, today, *window))
    return planned


def at_work(db: DbSession, staff_id: int, *, now: datetime) -> bool:
    """Whether the person works on the day that `now` is at their campus: school, and no leave."""
    staff, campus = db.execute(
        select(Staff, Campus).join(Campus, Campus.id == Staff.campus_id).where(Staff.id == staff_id)
    ).one()
    today, around = to_local(now, campus.time_zone).date(), _around(now)
    return today not in _away(db, around).get(staff_id, ()) and _school(staff, today, *_calendar(db, around))


def _around(now: datetime) -> set[date]:
    """Every date that it is somewhere at `now`."""
    return {(now + timedelta(hours=shift)).date() for shift in (-14, 0, 14)}


def _school(staff: Staff, today: date, closed: Days, years: Years) -> bool:
    """Whether the person's campus has school on this date."""
    places = ((staff.tenant_id, None), (staff.tenant_id, staff.campus_id))
    first, last = bounds_of(chain.from_iterable(years.get(place, ()) for place in places), today)
    free = set().union(*(closed.get(place, set()) for place in places))
    return is_school_day(today, free, first, last)


def _people(db: DbSession, now: datetime) -> Iterable[Any]:
    """Active, linked aides with something unposted, supervisors of such aides, and who has something to approve."""
    return db.execute(_PEOPLE, {"now": now, "overseers": oversight.deciding(db, now=now)})


def _calendar(db: DbSession, around: set[date]) -> tuple[Days, Years]:
    """Days without school, and first and last days of school, by tenant and campus (None: all)."""
    closed: Days = defaultdict(set)
    years: Years = defaultdict(list)
    for tenant_id, campus_id, kind, day in db.execute(_DAYS, {"around": sorted(around)}):
        if kind == DayKind.NO_SCHOOL.value:
            closed[tenant_id, campus_id].add(day)
        else:
            years[tenant_id, campus_id].append((day, kind, campus_id is not None))
    return closed, years


def _away(db: DbSession, around: set[date]) -> dict[int, set[date]]:
    """Who is on leave on which of these dates."""
    rows = db.execute(_LEAVE, {"first": min(around), "last": max(around)})
    away: dict[int, set[date]] = defaultdict(set)
    for staff_id, start, end in rows:
        away[staff_id] |= {day for day in around if start <= day <= end}
    return away
