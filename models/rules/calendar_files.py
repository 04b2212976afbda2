"""The file of the school calendar (PRODUCT.md, Interfaces), and what must hold in it."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
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
MOST_MOVED = timedelta(days=120)
"""A first or last day further off is that of another year."""


def school_year(day: date) -> int:
    """The year in which the school year of `day` begins. School years change on July 1."""
    return day.year if day.month >= 7 else day.year - 1


Span = tuple[date | None, date | None]


def bounds_of(days: Iterable[tuple[date, str, bool]], on: date) -> Span:
    """The first and last day of the school year or summer term that has the date `on`, else of the nearest one.

    A term is a first day and the next last day, so a summer term is its own (DOMAIN.md section 4, row 31). `days` are
    (date, kind, whether it is the campus's own); a campus's own days go before those of all campuses.
    """
    spans = _spans(days)
    return min(spans, key=lambda span: _distance(span, on)) if spans else (None, None)


def _spans(days: Iterable[tuple[date, str, bool]]) -> list[Span]:
    found: dict[tuple[int, str, bool], list[date]] = {}
    for day, kind, own in days:
        found.setdefault((school_year(day), kind, own), []).append(day)
    counted = [
        (day, kind)
        for (year, kind, own), dates in found.items()
        if own or (year, kind, True) not in found
        for day in dates
    ]
    spans: list[Span] = []
    for day, kind in sorted(counted):
        before = spans[-1] if spans else (None, None)
        opened = before[0] is not None and before[1] is None and school_year(before[0]) >= school_year(day) - 1
        if kind == DayKind.LAST_DAY and opened:
            spans[-1] = (before[0], day)
        else:
            spans.append((day, None) if kind == DayKind.FIRST_DAY else (None, day))
    return spans


def _distance(span: Span, on: date) -> tuple[bool, int, int]:
    """Sorts terms: the one that has the date, then those of its school year, then the nearest."""
    first, last = span
    if first and last and first <= on <= last:
        return False, 0, 0
    ends = [end for end in span if end]
    years = min(abs(school_year(end) - school_year(on)) for end in ends)
    return True, years, min(abs((end - on).days) for end in ends)


def moved_from(day: date, known: Iterable[date], turns: Iterable[date]) -> date | None:
    """The known date that a first or last day `day` replaces; None where it is another term's.

    `known` are stored dates of its kind, `turns` every date of the other kind: no term reaches over one of those.
    """
    between = tuple(turns)
    own = [
        old
        for old in known
        if abs(old - day) <= MOST_MOVED and not any(min(old, day) <= turn <= max(old, day) for turn in between)
    ]
    return min(own, key=lambda old: abs(old - day), default=None)


def check_day(day: Mapping[str, Any]) -> list[str]:
    """What is wrong with one day alone: an early release without a time, or a time that nothing uses."""
    early = day["kind"] == DayKind.EARLY_RELEASE
    if early and day["time"] is None:
        return ["time: An early release needs a time. Fill in when school ends."]
    if not early and day["time"] is not None:
        return ["time: Only an early release has a time. Empty the cell."]
    return []


def check_year(days: Iterable[tuple[int, Mapping[str, Any]]]) -> list[Problem]:
    """First and last days take turns, for each campus or for all: a term ends before the next one begins.

    `days` are pairs of a line and a day with `date`, `kind` and `campus`.
    """
    by_campus: dict[str | None, list[tuple[date, str, int]]] = {}
    for line, day in days:
        if day["kind"] in ONCE:
            by_campus.setdefault(day["campus"], []).append((day["date"], day["kind"], line))
    return [problem for turns in by_campus.values() for problem in _turns(sorted(turns))]


def _turns(turns: list[tuple[date, str, int]]) -> list[Problem]:
    """The problems of one campus's first and last days, in order of date."""
    found = []
    for place, (day, kind, line) in enumerate(turns):
        before = turns[place - 1] if place else None
        after = turns[place + 1] if place + 1 < len(turns) else None
        if before and before[1] == kind and school_year(before[0]) == school_year(day):
            lines = sorted((before[2], line))
            found.append((lines[1], f"kind: The {kind} is on line {lines[0]} already. Keep one of them."))
        elif kind == DayKind.LAST_DAY and (_same_day(before, day) or (not before and _soon(day, after))):
            found.append((line, "date: The last_day is not after the first_day. Check both dates."))
    return found


def _same_day(first: tuple[date, str, int] | None, day: date) -> bool:
    return first is not None and first[0] == day


def _soon(day: date, first: tuple[date, str, int] | None) -> bool:
    """Whether the next first day is of the same school year, in which nothing can have ended then."""
    return first is not None and school_year(first[0]) == school_year(day)
