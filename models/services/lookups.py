"""What several services read the same way: the catalogue, the caseload, the school calendar. Fixed statement counts."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from models.db import DbSession, fetch
from models.enums import DayKind, ItemKind, SessionType
from models.outputs import Actor, Item, Pupil
from models.rules.calendar import CalendarEntry, SchoolCalendar, calendar_of
from models.rules.calendar_files import bounds_of
from models.rules.initials import initials_of
from models.tables import CalendarDay, CaseloadEntry, CatalogItem, Staff, Student


def catalog(db: DbSession, tenant_id: int, *, on: date | None = None) -> tuple[Item, ...]:
    """The catalogue in its own order: the items of the date `on`, or all that ever were (to explain old records)."""
    items = _items(tuple(map(tuple, fetch(db, _CATALOG, {"tenant": tenant_id}))))
    return items if on is None else tuple(item for item in items if item.offered(on))


@lru_cache(maxsize=20)
def _items(rows: tuple[tuple[Any, ...], ...]) -> tuple[Item, ...]:
    """Kept by what was read, since nearly every window reads it and it hardly ever changes."""
    return tuple(Item(code, _KINDS[kind], *others) for code, kind, *others in rows)


_KINDS = {kind.value: kind for kind in ItemKind}
_CATALOG = (
    select(
        CatalogItem.code,
        CatalogItem.kind,
        CatalogItem.name,
        CatalogItem.category,
        CatalogItem.billable,
        CatalogItem.needs_minutes,
        CatalogItem.starts_on,
        CatalogItem.ends_on,
    )
    .where(CatalogItem.tenant_id == bindparam("tenant"))
    .order_by(CatalogItem.position, CatalogItem.id)
)
"""Built once: every window reads it, and building a statement takes longer than answering it."""


_SERVED = select(CaseloadEntry.student_id).where(
    CaseloadEntry.staff_id == bindparam("owner"),
    CaseloadEntry.start_date <= bindparam("on"),
    or_(CaseloadEntry.end_date.is_(None), CaseloadEntry.end_date >= bindparam("on")),
)
_CASELOAD = (
    select(Student.id, Student.first_name, Student.last_name, Student.nickname, Student.session_type)
    .where(Student.id.in_(_SERVED))
    .order_by(Student.last_name, Student.first_name, Student.id)
)
CASELOAD_SIZE = _SERVED.with_only_columns(func.count(CaseloadEntry.student_id.distinct())).scalar_subquery()
"""How many students the person `owner` works with on the date `on`, as a part of a statement."""


def caseload(db: DbSession, actor: Actor, *, on: date, named: Iterable[str] = ()) -> tuple[Pupil, ...]:
    """The students that the person works with on a date, by last and first name.

    Only those whose first name, last name or nickname has each of the words of `named`, if there are any.
    """
    found = fetch(db, _CASELOAD, {"owner": actor.staff_id, "on": on}).all()
    words = [word.casefold() for word in named]
    named_so = (row for row in found if all(word in _name(row).casefold() for word in words))
    return pupils(named_so, reduced=actor.district.initials_only)


Row = tuple[int, str, str, str, str | None]


def pupils(rows: Iterable[Row], *, reduced: bool) -> tuple[Pupil, ...]:
    """Students as people see them. `rows` are (id, first, last, nickname, type); initials are told apart among them.

    `reduced` is the district's setting: initials in windows and Home, too.
    """
    return _pupils(tuple((key, first, last, nickname, kind) for key, first, last, nickname, kind in rows), reduced)


@lru_cache(maxsize=1000)
def _pupils(listed: tuple[Row, ...], reduced: bool) -> tuple[Pupil, ...]:
    """Kept, because the sessions of a series have the same students again and again."""
    initials = initials_of({row[0]: (row[1], row[2]) for row in listed})
    return tuple(
        Pupil(
            row[0],
            _name(row),
            initials[row[0]],
            SessionType(row[4]) if row[4] else None,
            reduced,
        )
        for row in listed
    )


def _name(row: Row) -> str:
    return f"{row[1]} {row[2]}" + (f" ({row[3]})" if row[3] else "")


def school_year(db: DbSession, actor: Actor, *, on: date) -> tuple[date | None, date | None]:
    """The first and the last day of school at the person's campus in the school year of the date `on`.

    Where the calendar does not know that year, it is the nearest one that it knows; (None, None) where it knows none.
    """
    days = fetch(db, _YEAR, {"tenant": actor.tenant_id, "staff": actor.staff_id}).all()
    return bounds_of(((day.date, day.kind, day.campus_id is not None) for day in days), on)


def no_school(db: DbSession, actor: Actor, start: date, end: date) -> dict[date, str]:
    """The days without school at the person's campus from `start` to `end`, with the calendar's name for them."""
    where = {"tenant": actor.tenant_id, "staff": actor.staff_id, "start": start, "end": end}
    days = fetch(db, _NO_SCHOOL, where).all()
    return {day: name or "No school" for day, name in days}


def school_calendar(db: DbSession, actor: Actor, start: date, end: date) -> SchoolCalendar:
    """What the calendar says of the days from `start` to `end` at the person's campus."""
    where = {"tenant": actor.tenant_id, "staff": actor.staff_id, "start": start, "end": end}
    return calendar_of(
        CalendarEntry(row.date, DayKind(row.kind), row.name, row.time, own=row.campus_id is not None)
        for row in fetch(db, _SCHOOL_DAYS, where).all()
    )


def has_cycle(db: DbSession, actor: Actor) -> bool:
    """Whether the calendar of the person's campus has A days and B days."""
    return fetch(db, _CYCLE, {"tenant": actor.tenant_id, "staff": actor.staff_id}).first() is not None


CYCLE_DAYS = (DayKind.A_DAY, DayKind.B_DAY)


_CAMPUS = select(Staff.campus_id).where(Staff.id == bindparam("staff")).scalar_subquery()
_HERE = (
    CalendarDay.tenant_id == bindparam("tenant"),
    or_(CalendarDay.campus_id.is_(None), CalendarDay.campus_id == _CAMPUS),
)
_YEAR = select(CalendarDay.date, CalendarDay.kind, CalendarDay.campus_id).where(
    CalendarDay.kind.in_([DayKind.FIRST_DAY.value, DayKind.LAST_DAY.value]), *_HERE
)
_NO_SCHOOL = select(CalendarDay.date, CalendarDay.name).where(
    CalendarDay.kind == DayKind.NO_SCHOOL.value,
    CalendarDay.date.between(bindparam("start"), bindparam("end")),
    *_HERE,
)
_SCHOOL_DAYS = select(
    CalendarDay.date, CalendarDay.kind, CalendarDay.name, CalendarDay.time, CalendarDay.campus_id
).where(
    CalendarDay.kind.in_([kind.value for kind in (DayKind.NO_SCHOOL, DayKind.EARLY_RELEASE, *CYCLE_DAYS)]),
    CalendarDay.date.between(bindparam("start"), bindparam("end")),
    *_HERE,
)
_CYCLE = select(CalendarDay.id).where(CalendarDay.kind.in_([kind.value for kind in CYCLE_DAYS]), *_HERE).limit(1)
