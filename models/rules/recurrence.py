"""Weekly recurrences as dates. Nothing here knows instants, so no clock change can move a session."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.rrule import MO, WEEKLY, rrule

from models.enums import DayKind
from models.errors import RuleViolation
from models.inputs import Recurrence
from models.outputs import SkippedDay
from models.rules.calendar import PlannedDay, SchoolCalendar, fit

MOST_SESSIONS = 400
"""A series is at most one school year and 400 sessions (RELIABILITY.md section 6, threat 16)."""
CYCLE_NAMES = {DayKind.A_DAY: "A day", DayKind.B_DAY: "B day"}


@dataclass(frozen=True)
class Plan:
    """The sessions that a recurrence makes, in order, and the days that it leaves out, with the calendar's reasons."""

    days: tuple[PlannedDay, ...]
    skipped: tuple[SkippedDay, ...]


def plan(first: date, rule: Recurrence, start: time, end: time, calendar: SchoolCalendar) -> Plan:
    """The sessions of a recurrence from `first` on, from local `start` to `end`, as the campus's calendar allows them.

    Raises RuleViolation at "weekdays", "every", "cycle" or "ends_on" when there are none, or more than MOST_SESSIONS.
    """
    fitted = [fit(day, start, end, calendar) for day in occurrences(first, rule, calendar.cycle)]
    days = tuple(one for one in fitted if isinstance(one, PlannedDay))
    if not days:
        raise RuleViolation("Every one of these days is a day without school. Choose other days.", "weekdays")
    return Plan(days, tuple(one for one in fitted if isinstance(one, SkippedDay)))


def occurrences(first: date, rule: Recurrence, cycle: Mapping[date, DayKind] | None = None) -> list[date]:
    """The dates of a recurrence from `first` on, in order. Weeks begin on Monday; the first session's is the first.

    `first` need not be one of the weekdays. `cycle` is the calendar's A and B days, needed where the rule names one.
    Raises RuleViolation when there are none, or more than MOST_SESSIONS.
    """
    _require_rule(first, rule)
    days = _weekly(first, rule)
    if rule.cycle is not None:
        days = (day for day in days if (cycle or {}).get(day) is rule.cycle)
    found: list[date] = []
    for day in days:
        if len(found) == MOST_SESSIONS:
            raise RuleViolation(f"This makes more than {MOST_SESSIONS} sessions. Choose an earlier end.", "ends_on")
        found.append(day)
    if found:
        return found
    if rule.cycle is not None:
        name = CYCLE_NAMES[rule.cycle]
        raise RuleViolation(
            f"The school calendar has no {name} on these days. Choose others, or ask the office.", "cycle"
        )
    raise RuleViolation("No day from the date to the end falls on these weekdays. Choose others.", "weekdays")


def _require_rule(first: date, rule: Recurrence) -> None:
    if not rule.weekdays:
        raise RuleViolation("Choose at least one weekday.", "weekdays")
    if not 1 <= rule.every <= 52:
        raise RuleViolation("Write a number of weeks from 1 to 52.", "every")
    if rule.cycle is not None and rule.cycle not in CYCLE_NAMES:
        raise RuleViolation("Choose A days or B days.", "cycle")
    if rule.ends_on < first:
        raise RuleViolation("Choose an end on or after the date of the first session.", "ends_on")


def _weekly(first: date, rule: Recurrence) -> Iterator[date]:
    """The dates on the rule's weekdays, counted from the week of the first of them."""
    ahead = min((weekday - first.isoweekday()) % 7 for weekday in rule.weekdays)
    days = rrule(
        WEEKLY,
        dtstart=datetime.combine(first + timedelta(ahead), time.min),
        until=datetime.combine(rule.ends_on, time.min),
        interval=rule.every,
        byweekday=[weekday - 1 for weekday in sorted(rule.weekdays)],
        wkst=MO,
        cache=False,
    )
    return (day.date() for day in days)
