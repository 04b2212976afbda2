"""A series keeps its wall-clock time over both clock changes in every zone of the United States."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.inputs import Recurrence
from models.rules.calendar import SchoolCalendar
from models.rules.recurrence import plan
from models.rules.time import to_instant

ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/Boise",
    "America/Detroit",
    "America/Menominee",
    "America/Anchorage",
    "America/Juneau",
    "America/Sitka",
    "America/Metlakatla",
    "America/Yakutat",
    "America/Nome",
    "America/Adak",
    "America/Kentucky/Louisville",
    "America/Kentucky/Monticello",
    "America/Indiana/Indianapolis",
    "America/Indiana/Knox",
    "America/Indiana/Marengo",
    "America/Indiana/Petersburg",
    "America/Indiana/Tell_City",
    "America/Indiana/Vevay",
    "America/Indiana/Vincennes",
    "America/Indiana/Winamac",
    "America/North_Dakota/Beulah",
    "America/North_Dakota/Center",
    "America/North_Dakota/New_Salem",
    "America/Puerto_Rico",
    "America/St_Thomas",
    "Pacific/Honolulu",
    "Pacific/Guam",
    "Pacific/Saipan",
    "Pacific/Pago_Pago",
)
CHANGES = (date(2026, 3, 8), date(2026, 11, 1), date(2027, 3, 14), date(2027, 11, 7))
"""The Sundays on which clocks change, where they do."""


@cache
def wall_clock(zone, day):
    """The oracle: every quarter of an hour around a local date, and what a clock on the wall showed at it, in order."""
    at = datetime.combine(day, time(0), UTC) - timedelta(hours=11)
    steps = (at + timedelta(minutes=15 * step) for step in range(4 * 47))
    return [(step, step.astimezone(ZoneInfo(zone)).replace(tzinfo=None)) for step in steps]


def first_showing(zone, day, at):
    """The first instant at which the wall clock showed the time; else, in the gap of spring, as much after the jump."""
    wanted = datetime.combine(day, at)
    shown = next((instant for instant, wall in wall_clock(zone, day) if wall == wanted), None)
    if shown is not None:
        return shown
    before = [(instant, wall) for instant, wall in wall_clock(zone, day) if wall < wanted]
    instant, wall = before[-1]
    return instant + (wanted - wall)


quarters = st.integers(0, 4 * 24 - 2).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


@given(st.sampled_from(ZONES), st.sampled_from(CHANGES), st.integers(0, 20), quarters, st.integers(1, 2))
def test_every_session_is_at_its_time_on_the_wall(zone, change, before, at, every):
    first = change - timedelta(before)
    rule = Recurrence(frozenset(range(1, 8)), every, first + timedelta(28))
    for day in plan(first, rule, at, time(23, 59), SchoolCalendar()).days:
        assert to_instant(day.date, day.start, zone) == first_showing(zone, day.date, at)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("change", CHANGES)
def test_a_school_morning_is_the_same_before_and_after(zone, change):
    rule = Recurrence(frozenset({1, 2, 3, 4, 5}), 1, change + timedelta(7))
    days = plan(change - timedelta(7), rule, time(9), time(14), SchoolCalendar()).days
    assert len(days) == 10
    for day in days:
        start, end = (to_instant(day.date, at, zone) for at in (day.start, day.end))
        assert start == first_showing(zone, day.date, time(9))
        assert end - start == timedelta(hours=5)


def test_the_zones_really_change_their_clocks():
    """Without this the tests above could pass over a calendar in which nothing happens."""
    moved = {
        zone
        for zone in ZONES
        for change in CHANGES
        if to_instant(change - timedelta(1), time(9), zone).time()
        != to_instant(change + timedelta(1), time(9), zone).time()
    }
    still = {"America/Phoenix", "America/Puerto_Rico", "America/St_Thomas"}
    assert set(ZONES) - moved == still | {zone for zone in ZONES if zone.startswith("Pacific/")}
