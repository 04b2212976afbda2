"""What the school calendar says of one campus's days, and how a planned session fits into a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from models.enums import DayKind
from models.outputs import SkippedDay

CYCLE = frozenset({DayKind.A_DAY, DayKind.B_DAY})


@dataclass(frozen=True)
class CalendarEntry:
    """One line of the calendar. `own` is the campus's own line, which goes before one of all campuses."""

    date: date
    kind: DayKind
    name: str = ""
    release: time | None = None
    own: bool = False


@dataclass(frozen=True)
class SchoolCalendar:
    """The days of one campus: without school (by the name), with early release (by its local time), A and B days."""

    no_school: Mapping[date, str] = field(default_factory=dict)
    early_release: Mapping[date, time] = field(default_factory=dict)
    cycle: Mapping[date, DayKind] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedDay:
    """One session as it will be made, in local times. `shortened` says that early release moved its end."""

    date: date
    start: time
    end: time
    shortened: bool = False


def calendar_of(entries: Iterable[CalendarEntry]) -> SchoolCalendar:
    """The calendar of one campus from its own lines and those of all campuses, in any order."""
    no_school: dict[date, str] = {}
    early_release: dict[date, time] = {}
    cycle: dict[date, DayKind] = {}
    for entry in sorted(entries, key=lambda one: one.own):
        if entry.kind is DayKind.NO_SCHOOL:
            no_school[entry.date] = entry.name or "No school"
        elif entry.kind is DayKind.EARLY_RELEASE and entry.release is not None:
            early_release[entry.date] = entry.release
        elif entry.kind in CYCLE:
            cycle[entry.date] = entry.kind
    return SchoolCalendar(no_school, early_release, cycle)


def fit(day: date, start: time, end: time, calendar: SchoolCalendar) -> PlannedDay | SkippedDay:
    """The session as the day allows it: whole, shortened to the release, or left out with the reason.

    A session that would begin at the release or after it is left out (DOMAIN.md section 5, 26 and 27).
    """
    if day in calendar.no_school:
        return SkippedDay(day, calendar.no_school[day])
    release = calendar.early_release.get(day)
    if release is None or end <= release:
        return PlannedDay(day, start, end)
    if start >= release:
        return SkippedDay(day, early(release))
    return PlannedDay(day, start, release, shortened=True)


def early(release: time) -> str:
    """The reason for what an early release does to a session."""
    return f"Early release at {release:%-I:%M %p}"
