"""When a reminder or a digest is due: the campus's zone and calendar, the contract hours, leave (journey 6)."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models.rules.time import minutes_of, to_instant

LATEST = time(19, 0)
BEFORE_THE_END = timedelta(minutes=15)
DIGEST_ENDS = time(12, 0)


@dataclass(frozen=True)
class Hours:
    """A campus's times and zone, and a person's contract hours there (None: not known). All local."""

    zone: str
    reminder_time: time
    digest_time: time
    contract_start: time | None = None
    contract_end: time | None = None


def is_school_day(day: date, no_school: Container[date], first: date | None = None, last: date | None = None) -> bool:
    """Whether there is school: a weekday of the school year that the calendar does not except."""
    in_year = (first is None or day >= first) and (last is None or day <= last)
    return in_year and day.weekday() < 5 and day not in no_school


def reminder_window(hours: Hours, day: date) -> tuple[datetime, datetime]:
    """From when to when (UTC instants, half-open) the day's reminder may be sent.

    Outside the contract hours it moves to 15 minutes before they end (PRODUCT.md, journey 6); inside them it stays, and
    it is never sent after they end, nor after 19:00. Time in which nobody is paid to answer is not used (DOMAIN.md
    section 0, fact 10).
    """
    at, until = hours.reminder_time, min(LATEST, hours.contract_end or LATEST)
    if not (hours.contract_start or time(0)) <= at < until:
        at = _earlier(until)
    return to_instant(day, at, hours.zone), to_instant(day, until, hours.zone)


def digest_window(hours: Hours, day: date) -> tuple[datetime, datetime]:
    """From when to when (UTC instants, half-open) the day's digest may be sent: from the campus's time to noon.

    A supervisor whose contract begins later gets it then.
    """
    at = max(hours.digest_time, hours.contract_start or hours.digest_time)
    at = min(at, _earlier(DIGEST_ENDS))
    return to_instant(day, at, hours.zone), to_instant(day, DIGEST_ENDS, hours.zone)


def working_hours(hours: Hours, day: date) -> tuple[datetime, datetime]:
    """From when to when (UTC instants, half-open) a person may be written to on a day when they work.

    Where the contract does not say, it is from the campus's digest time, and never after 19:00 (DOMAIN.md section 0,
    fact 10).
    """
    at, until = hours.contract_start or hours.digest_time, min(LATEST, hours.contract_end or LATEST)
    return to_instant(day, at, hours.zone), to_instant(day, until, hours.zone)


def _earlier(at: time) -> time:
    """Fifteen minutes before a time of the same day."""
    left = max(0, minutes_of(at) - int(BEFORE_THE_END.total_seconds() // 60))
    return time(left // 60, left % 60)
