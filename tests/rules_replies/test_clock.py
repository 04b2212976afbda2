"""Times as written, resolved in a session, and refused when the session has no such time."""

from datetime import time

import pytest

from models.rules.replies.times import arrival, away, departure, plain_clock, shifted, stay

MORNING = (time(9), time(9, 45))
LONG = (time(9), time(13, 45))
AFTERNOON = (time(13), time(13, 45))

PLAIN = (
    ("9.15", "9:15"),
    ("9:15 a.m.", "9:15am"),
    ("9:15 PM", "9:15pm"),
    ("9am", "9am"),
    ("915", "9:15"),
    ("1330", "13:30"),
    ("9 o'clock", "9"),
    ("noon", "12:00pm"),
)


@pytest.mark.parametrize(("written", "expected"), PLAIN)
def test_plain_clock(written, expected):
    assert plain_clock(written) == expected


@pytest.mark.parametrize(
    ("written", "session", "expected"),
    [
        ("9:15", MORNING, time(9, 15)),
        ("9:00", MORNING, time(9)),
        ("9:45", MORNING, None),
        ("8:15", MORNING, None),
        ("10:15", MORNING, None),
        ("1:15", AFTERNOON, time(13, 15)),
        ("1:15am", AFTERNOON, None),
        ("13:15", AFTERNOON, time(13, 15)),
        ("12:00pm", LONG, time(12)),
        ("99", LONG, None),
        ("9:75", LONG, None),
    ],
)
def test_arrival(written, session, expected):
    assert arrival(written, *session) == expected


@pytest.mark.parametrize(
    ("written", "session", "expected"),
    [
        ("9:30", MORNING, time(9, 30)),
        ("9:45", MORNING, time(9, 45)),
        ("9:00", MORNING, None),
        ("9:46", MORNING, None),
        ("1:30", LONG, time(13, 30)),
        ("1", LONG, time(13)),
        ("1:30am", LONG, None),
    ],
)
def test_departure(written, session, expected):
    assert departure(written, *session) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("9:15-1:30", (time(9, 15), time(13, 30))),
        ("9-1", (time(9), time(13))),
        ("8:15-9:45", None),
        ("1:30-2:30", None),
        ("1:30-1:00", None),
    ],
)
def test_stay(written, expected):
    assert stay(written, *LONG) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("30", "30"),
        ("286", None),
        ("0", None),
        ("10-11", "10:00 AM-11:00 AM"),
        ("12:30-1", "12:30 PM-1:00 PM"),
        ("10-11, 11:15-11:30", "10:00 AM-11:00 AM, 11:15 AM-11:30 AM"),
        ("2:00-3:00", None),
        ("11-10", None),
    ],
)
def test_away(written, expected):
    assert away(written, *LONG) == expected


@pytest.mark.parametrize(("minutes", "expected"), [(10, time(9, 10)), (44, time(9, 44)), (45, None), (0, None)])
def test_shifted(minutes, expected):
    assert shifted(time(9), minutes, *MORNING) == expected


def test_shifted_back_from_the_end():
    assert shifted(time(9, 45), -20, *MORNING) == time(9, 25)
    assert shifted(time(9, 45), -45, *MORNING) is None
