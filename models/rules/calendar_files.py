"""The file of the school calendar (PRODUCT.md, Interfaces), and what must hold in it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from models.enums import DayKind
from models.rules import cells
from models.rules.columns import Column, Problem

CALENDAR = (
    Column("date", cells.day, required=True),
    Column("kind", cells.one_of(DayKind), required=True),
    Column("name", cells.words(), default="", keeps=True),
    Column("campus", cells.words()),
    Column("time", cells.clock),
)

NAMES = {
    DayKind.NO_SCHOOL: "No school",
    DayKind.EARLY_RELEASE: "Early release",
    DayKind.FIRST_DAY: "First day of school",
    DayKind.LAST_DAY: "Last day of school",
    DayKind.A_DAY: "A day",
    DayKind.B_DAY: "B day",
}
ONCE = frozenset({DayKind.FIRST_DAY, DayKind.LAST_DAY})


def school_year(day: date) -> int:
    """The year in which the school year of `day` begins. School years change on July 1."""
    return day.year if day.month >= 7 else day.year - 1


def bounds_of(days: Iterable[tuple[date, str, bool]], on: date) -> tuple[date | None, date | None]:
    """The first and last day of school in the school year of `on`, else in the nearest one that has any.

    `days` are (date, kind, whether it is the campus's own); a campus's own day goes before that of all campuses.
    """
    years: dict[int, dict[str, date]] = {}
    for day, kind, _own in sorted(days, key=lambda found: found[2]):
        years.setdefault(school_year(day), {})[kind] = day
    if not years:
        return None, None
    nearest = years[min(years, key=lambda year: abs(year - school_year(on)))]
    return nearest.get(DayKind.FIRST_DAY), nearest.get(DayKind.LAST_DAY)


def check_day(day: Mapping[str, Any]) -> list[str]:
    """What is wrong with one day alone: an early release without a time, or a time that nothing uses."""
    early = day["kind"] == DayKind.EARLY_RELEASE
    if early and day["time"] is None:
        return ["time: An early release needs a time. Fill in when school ends."]
    if not early and day["time"] is not None:
        return ["time: Only an early release has a time. Empty the cell."]
    return []


def check_year(days: Iterable[tuple[int, Mapping[str, Any]]]) -> list[Problem]:
    """At most one first and one last day a school year, for each campus or for all, and in their order.

    `days` are pairs of a line and a day with `date`, `kind` and `campus`.
    """
    seen: dict[tuple[int, str | None, str], tuple[int, date]] = {}
    found = []
    for line, day in days:
        if day["kind"] not in ONCE:
            continue
        key = (school_year(day["date"]), day["campus"], day["kind"])
        if key in seen:
            found.append((line, f"kind: The {day['kind']} is on line {seen[key][0]} already. Keep one of them."))
        seen.setdefault(key, (line, day["date"]))
    for (year, campus, kind), (line, last) in seen.items():
        first = seen.get((year, campus, DayKind.FIRST_DAY.value))
        if kind == DayKind.LAST_DAY and first and last <= first[1]:
            found.append((line, "date: The last_day is not after the first_day. Check both dates."))
    return found
