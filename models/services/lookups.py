"""What several services read the same way: the catalogue, the caseload, the school calendar. Fixed statement counts."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select

from models.db import DbSession
from models.enums import DayKind, ItemKind, SessionType
from models.outputs import Actor, Item, Pupil
from models.rules.calendar_files import bounds_of
from models.rules.initials import initials_of
from models.tables import CalendarDay, CaseloadEntry, CatalogItem, Staff, Student


def catalog(db: DbSession, tenant_id: int, *, on: date | None = None) -> tuple[Item, ...]:
    """The catalogue in its own order: the items of the date `on`, or all that ever were (to explain old records)."""
    query = (
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
        .where(CatalogItem.tenant_id == tenant_id)
        .order_by(CatalogItem.position, CatalogItem.id)
    )
    items = (Item(row[0], ItemKind(row[1]), *row[2:]) for row in db.execute(query))
    return tuple(item for item in items if on is None or item.offered(on))


def _caseload(actor: Actor, on: date) -> Select[int]:
    return select(CaseloadEntry.student_id).where(
        CaseloadEntry.staff_id == actor.staff_id,
        CaseloadEntry.start_date <= on,
        or_(CaseloadEntry.end_date.is_(None), CaseloadEntry.end_date >= on),
    )


def caseload(db: DbSession, actor: Actor, *, on: date) -> tuple[Pupil, ...]:
    """The students that the person works with on a date, by last and first name."""
    rows = db.execute(
        select(Student.id, Student.first_name, Student.last_name, Student.nickname, Student.session_type)
        .where(Student.id.in_(_caseload(actor, on)))
        .order_by(Student.last_name, Student.first_name, Student.id)
    ).all()
    return pupils(rows)


def pupils(rows: Iterable[tuple[int, str, str, str, str | None]]) -> tuple[Pupil, ...]:
    """Students as people see them. `rows` are (id, first, last, nickname, type); initials are told apart among them."""
    listed = list(rows)
    initials = initials_of({row[0]: (row[1], row[2]) for row in listed})
    return tuple(
        Pupil(
            row[0],
            f"{row[1]} {row[2]}" + (f" ({row[3]})" if row[3] else ""),
            initials[row[0]],
            SessionType(row[4]) if row[4] else None,
        )
        for row in listed
    )


def school_year(db: DbSession, actor: Actor, *, on: date) -> tuple[date | None, date | None]:
    """The first and the last day of school at the person's campus in the school year of the date `on`.

    Where the calendar does not know that year, it is the nearest one that it knows; (None, None) where it knows none.
    """
    days = db.execute(
        select(CalendarDay.date, CalendarDay.kind, CalendarDay.campus_id).where(
            CalendarDay.tenant_id == actor.tenant_id,
            CalendarDay.kind.in_([DayKind.FIRST_DAY.value, DayKind.LAST_DAY.value]),
            _here(actor),
        )
    ).all()
    return bounds_of(((day.date, day.kind, day.campus_id is not None) for day in days), on)


def no_school(db: DbSession, actor: Actor, start: date, end: date) -> dict[date, str]:
    """The days without school at the person's campus from `start` to `end`, with the calendar's name for them."""
    days = db.execute(
        select(CalendarDay.date, CalendarDay.name).where(
            CalendarDay.tenant_id == actor.tenant_id,
            CalendarDay.kind == DayKind.NO_SCHOOL.value,
            CalendarDay.date.between(start, end),
            _here(actor),
        )
    )
    return {day: name or "No school" for day, name in days}


def _here(actor: Actor) -> ColumnElement[bool]:
    campus = select(Staff.campus_id).where(Staff.id == actor.staff_id).scalar_subquery()
    return or_(CalendarDay.campus_id.is_(None), CalendarDay.campus_id == campus)
