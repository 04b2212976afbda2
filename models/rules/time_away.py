"""Time away from the student: reading what was typed, and the minutes that are left (DOMAIN.md section 5, 1 to 5)."""

import re
from datetime import time

from models.errors import RuleViolation
from models.inputs import Away
from models.rules.time import minutes_of

_HOURS = re.compile(r"^(?:(\d{1,2})\s*(?:h|hr|hrs|hour|hours))?\s*(?:(\d{1,3})\s*(?:m|min|mins|minute|minutes)?)?$")
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?(?:m\b\.?)?"
_STRETCH = re.compile(rf"^{_CLOCK}\s*(?:-|–|—|to|until)\s*{_CLOCK}$")
_HOW = "Write minutes, such as 60, or stretches, such as 10:00-11:00, 1:15-1:45."


def parse_away(text: str, start: time, end: time) -> Away:
    """Reads minutes ("60", "1 h 15 min") or stretches ("10:00-11:00, 1:15-1:45") of a session from `start` to `end`.

    A stretch without am or pm is taken in the half of the day that lies in the session. Raises RuleViolation with
    field "away" and a sentence that says what to write.
    """
    cleaned = text.strip().lower()
    if not cleaned:
        return Away()
    if match := _HOURS.match(cleaned):
        minutes = int(match[1] or 0) * 60 + int(match[2] or 0)
        if minutes > minutes_of(end) - minutes_of(start):
            raise RuleViolation(
                f"{minutes} minutes away is longer than the session. Write at most "
                f"{minutes_of(end) - minutes_of(start)}, or correct the times.",
                "away",
            )
        return Away(minutes=minutes)
    parts = [part.strip() for part in re.split(r"[,;\n]|\band\b", cleaned) if part.strip()]
    if not parts:
        raise RuleViolation(f"“{cleaned}” could not be read. {_HOW}", "away")
    return Away(stretches=tuple(_stretch(part, start, end) for part in parts))


def _stretch(part: str, start: time, end: time) -> tuple[time, time]:
    match = _STRETCH.match(part)
    if not match:
        raise RuleViolation(f"“{part}” could not be read. {_HOW}", "away")
    half = match[3] or match[6]
    left = _clock(match[1], match[2], match[3] or (half if match[6] else None), start, end)
    right = _clock(match[4], match[5], match[6], start, end)
    if left is None or right is None:
        raise RuleViolation(f"“{part}” is not a time of day. {_HOW}", "away")
    if left >= right and match[3] is None and match[6] == "p" and left.hour >= 12:
        left = left.replace(hour=left.hour - 12)
    if left >= right:
        raise RuleViolation(f"“{part}” ends before it starts. Write the earlier time first.", "away")
    if right <= start or left >= end:
        raise RuleViolation(f"“{part}” is outside the session. Write a time between its start and end.", "away")
    return left, right


def _clock(hour: str, minute: str | None, half: str | None, start: time, end: time) -> time | None:
    """A time of day; without am or pm the reading that lies in the session, else as written."""
    h, m = int(hour), int(minute or 0)
    if h > 23 or m > 59 or (half and not 1 <= h <= 12):
        return None
    if half:
        return time(h % 12 + (12 if half == "p" else 0), m)
    as_written = time(h, m)
    if h < 12 and not start <= as_written <= end and start <= time(h + 12, m) <= end:
        return time(h + 12, m)
    return as_written


def away_minutes(away: Away, start: time, end: time) -> int:
    """Minutes away between `start` and `end`: the union of the stretches, clipped, so that nothing counts twice."""
    if not away.stretches:
        return away.minutes
    total, reached = 0, minutes_of(start)
    for left, right in sorted(away.stretches):
        begin = max(minutes_of(left), reached)
        stop = min(minutes_of(right), minutes_of(end))
        if stop > begin:
            total += stop - begin
            reached = stop
    return total


def net_minutes(start: time, end: time, away: Away) -> int:
    """Minutes in the aide's care: from actual start to actual end, less the time away. May be zero or negative."""
    return minutes_of(end) - minutes_of(start) - away_minutes(away, start, end)


def away_text(away: Away) -> str:
    """The time away as a person would type it again; empty when there was none."""
    if away.stretches:
        return ", ".join(f"{_short(left)}-{_short(right)}" for left, right in away.stretches)
    return str(away.minutes) if away.minutes else ""


def _short(at: time) -> str:
    return f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"
