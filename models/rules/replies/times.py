"""Written times of one session: resolved by the rule of time away, and refused when they cannot be."""

import re
from datetime import time

from models.errors import RuleViolation
from models.rules.time import minutes_of
from models.rules.time_away import away_text, parse_away


def plain_clock(written: str) -> str:
    """A clock time as the rules read it: "9.15 p.m." is "9:15pm", "1330" is "13:30", "noon" is "12:00pm"."""
    lower = re.sub(r"\s|\.(?=m)|(?<=m)\.", "", written.casefold())
    if lower in {"noon", "midday"}:
        return "12:00pm"
    lower = re.sub(r"o['’]?clock$", "", lower).replace(".", ":")
    return f"{lower[:-2]}:{lower[-2:]}" if re.fullmatch(r"\d{3,4}", lower) else lower


def arrival(written: str, start: time, end: time) -> time | None:
    """The time of coming, from `start` until before `end`; None when the session has no such time."""
    found = _stretch(f"{written}-{end:%H:%M}", start, end)
    return found[0] if found and start <= found[0] < end else None


def departure(written: str, start: time, end: time) -> time | None:
    """The time of leaving, after `start` until `end`; None when the session has no such time."""
    found = _stretch(f"{start:%H:%M}-{written}", start, end)
    return found[1] if found and start < found[1] <= end else None


def stay(written: str, start: time, end: time) -> tuple[time, time] | None:
    """Coming and leaving written as one stretch, wholly in the session; None when it is not."""
    found = _stretch(written, start, end)
    return found if found and start <= found[0] and found[1] <= end else None


def away(written: str, start: time, end: time) -> str | None:
    """Time away, minutes or stretches, as the window shows it; None when the session has no such time."""
    try:
        read = parse_away(written, start, end)
    except RuleViolation:
        return None
    return away_text(read) or None


def shifted(at: time, minutes: int, start: time, end: time) -> time | None:
    """`minutes` after (or before, when negative) a time, strictly inside the session; None when outside."""
    moved = minutes_of(at) + minutes
    return time(moved // 60, moved % 60) if minutes_of(start) < moved < minutes_of(end) else None


def _stretch(written: str, start: time, end: time) -> tuple[time, time] | None:
    try:
        found = parse_away(written, start, end).stretches
    except RuleViolation:
        return None
    return found[0] if len(found) == 1 else None
