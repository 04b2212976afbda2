"""Local dates and times to instants and back; how long until a session's log is late."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.district import DOCUMENT_WITHIN_DAYS

EVENING = 19
"""The hour from which on nobody is at school."""


def to_instant(day: date, at: time, zone: str) -> datetime:
    """The UTC instant of a local date and time in an IANA zone.

    A time that the spring change leaves out moves forward with the clock; one that the autumn change repeats is its
    first occurrence (RELIABILITY.md section 3.4).
    """
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def to_local(instant: datetime, zone: str) -> datetime:
    """The instant as an aware local time in the zone."""
    return instant.astimezone(ZoneInfo(zone))


def spoken(minutes: int) -> str:
    """Minutes as every window and message says them: 1 h 40 min. More time away than time there is below zero."""
    if minutes < 0:
        return f"-{spoken(-minutes)}"
    hours, rest = divmod(minutes, 60)
    return f"{hours:,} h {rest} min" if hours and rest else f"{hours:,} h" if hours else f"{rest} min"


def minutes_of(at: time) -> int:
    """Minutes since midnight."""
    return at.hour * 60 + at.minute


def meant(start: time, end: time) -> str:
    """A question, with a space before it, where an `end` before `start` is likely meant for the afternoon; else "".

    "12:45" for a quarter to one is the usual slip (DOMAIN.md section 5, 16). No school day ends after 7 PM.
    """
    if end > start or end.hour >= EVENING - 12:
        return ""
    later = end.replace(hour=end.hour + 12)
    return f" Did you mean {later:%-I:%M %p}?" if later > start else ""


def days_left(day: date, today: date, within: int = DOCUMENT_WITHIN_DAYS) -> int:
    """Days until the last day of documenting a session of `day`: 0 is the last day, negative is late."""
    return (day + timedelta(days=within) - today).days


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())
