"""Weekly recurrences as dates. Nothing here knows instants, so no clock change can move a session."""

from collections.abc import Mapping
from datetime import date, datetime, time

from dateutil.rrule import MO, WEEKLY, rrule

from models.errors import RuleViolation
from models.inputs import Recurrence

MOST_SESSIONS = 400
"""A series is at most one school year and 400 sessions (RELIABILITY.md section 6, threat 16)."""


def occurrences(first: date, rule: Recurrence) -> list[date]:
    """The dates of a recurrence from `first` on, in order. Weeks begin on Monday; the week of `first` is the first.

    Raises RuleViolation when there are none, or more than MOST_SESSIONS.
    """
    if not rule.weekdays:
        raise RuleViolation("Choose at least one weekday.", "weekdays")
    if not 1 <= rule.every <= 52:
        raise RuleViolation("Write a number of weeks from 1 to 52.", "every")
    if rule.ends_on < first:
        raise RuleViolation("Choose an end that is not before the date of the first session.", "ends_on")
    days = rrule(
        WEEKLY,
        dtstart=datetime.combine(first, time.min),
        until=datetime.combine(rule.ends_on, time.min),
        interval=rule.every,
        byweekday=[weekday - 1 for weekday in sorted(rule.weekdays)],
        wkst=MO,
        cache=False,
    )
    found: list[date] = []
    for day in days:
        if len(found) == MOST_SESSIONS:
            raise RuleViolation(f"This makes more than {MOST_SESSIONS} sessions. Choose an earlier end.", "ends_on")
        found.append(day.date())
    if not found:
        raise RuleViolation("No day from the date to the end falls on these weekdays. Choose others.", "weekdays")
    return found


def without_holidays(days: list[date], no_school: Mapping[date, str]) -> tuple[list[date], list[tuple[date, str]]]:
    """Splits dates into those that are school days and those that are not, with the calendar's reason."""
    kept = [day for day in days if day not in no_school]
    return kept, [(day, no_school[day]) for day in days if day in no_school]
