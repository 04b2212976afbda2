"""Local dates and times to instants and back; how long until a session's log is late."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DOCUMENT_WITHIN_DAYS = 7
"""A Texas service log is written within seven days of the service (DOMAIN.md section 0, fact 4)."""


def to_instant(day: date, at: time, zone: str) -> datetime:
    """The UTC instant of a local date and time in an IANA zone.

    A time that the spring change leaves out moves forward with the clock; one that the autumn change repeats is its
    first occurrence (RELIABILITY.md section 3.4).
    """
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def to_local(instant: datetime, zone: str) -> datetime:
    """The instant as an aware local time in the zone."""
    return instant.astimezone(ZoneInfo(zone))


def minutes_of(at: time) -> int:
    """Minutes since midnight."""
    return at.hour * 60 + at.minute


def days_left(day: date, today: date, within: int = DOCUMENT_WITHIN_DAYS) -> int:
    """Days until the last day of documenting a session of `day`: 0 is the last day, negative is late."""
    return (day + timedelta(days=within) - today).days


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())
