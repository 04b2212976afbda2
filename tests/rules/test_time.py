"""Local times and instants over clock changes, and how long a log may wait."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.instants import rfc3339
from models.rules.time import days_left, meant, minutes_of, monday_of, to_instant, to_local

ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
)
days = st.dates(date(2024, 1, 1), date(2035, 12, 31))
clock = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [("America/Chicago", 14, 15), ("America/Denver", 15, 16), ("America/Phoenix", 16, 16)],
)
def test_scenario_17_nine_stays_nine_over_the_change(zone, before, after):
    assert to_instant(date(2026, 10, 30), time(9), zone) == utc(2026, 10, 30, before)
    assert to_instant(date(2026, 11, 2), time(9), zone) == utc(2026, 11, 2, after)
    assert to_instant(date(2027, 3, 12), time(9), zone) == utc(2027, 3, 12, after)
    assert to_instant(date(2027, 3, 15), time(9), zone) == utc(2027, 3, 15, before)


def test_a_left_out_time_moves_forward_with_the_clock():
    found = to_instant(date(2027, 3, 14), time(2, 30), "America/Chicago")
    assert to_local(found, "America/Chicago").time() == time(3, 30)


def test_a_repeated_time_is_its_first_occurrence():
    assert to_instant(date(2026, 11, 1), time(1, 30), "America/Chicago") == utc(2026, 11, 1, 6, 30)


@given(days, clock, st.sampled_from(ZONES))
def test_there_and_back(day, at, zone):
    """Only a time that the spring change leaves out comes back as another, one hour later."""
    back = to_local(to_instant(day, at, zone), zone)
    if back.replace(tzinfo=None) != datetime.combine(day, at):
        assert back.replace(tzinfo=None) == datetime.combine(day, at) + timedelta(hours=1)
        assert day.month == 3
        assert at.hour == 2


@given(days, st.sampled_from(ZONES))
def test_a_school_day_is_as_long_as_the_clock_says(day, zone):
    assert to_instant(day, time(14), zone) - to_instant(day, time(9), zone) == timedelta(hours=5)


def test_scenario_23_the_seventh_day_is_in_time():
    care = date(2026, 11, 12)
    assert days_left(care, date(2026, 11, 12)) == 7
    assert days_left(care, date(2026, 11, 19)) == 0
    assert days_left(care, date(2026, 11, 20)) == -1


@given(days)
def test_mondays(day):
    monday = monday_of(day)
    assert monday.isoweekday() == 1
    assert monday <= day < monday + timedelta(7)


def test_small_conversions():
    assert minutes_of(time(13, 5)) == 785
    assert rfc3339(to_instant(date(2026, 11, 18), time(9), "America/Chicago")) == "2026-11-18T15:00:00.000000Z"


@pytest.mark.parametrize(
    ("start", "end", "question"),
    [
        (time(11, 30), time(0, 45), " Did you mean 12:45 PM?"),
        (time(9), time(2), " Did you mean 2:00 PM?"),
        (time(9), time(6, 59), " Did you mean 6:59 PM?"),
        (time(9), time(7), ""),
        (time(13), time(1), ""),
        (time(14), time(13), ""),
        (time(9), time(9), ""),
        (time(1), time(2), ""),
    ],
)
def test_what_was_probably_meant(start, end, question):
    assert meant(start, end) == question
