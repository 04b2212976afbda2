"""What people type as time away, and the minutes that are left (DOMAIN.md section 5, scenarios 1 to 5)."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import RuleViolation
from models.inputs import Away
from models.rules.time_away import away_minutes, away_text, net_minutes, parse_away

NINE, TWO = time(9), time(14)


def stretches(*pairs):
    return Away(stretches=tuple((time.fromisoformat(left), time.fromisoformat(right)) for left, right in pairs))


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("", 0),
        ("   ", 0),
        ("0", 0),
        ("60", 60),
        ("60 min", 60),
        ("60m", 60),
        ("5 minutes", 5),
        ("1 h", 60),
        ("1h", 60),
        ("1 h 15", 75),
        ("1 hr 15 min", 75),
        ("2 Hours 5 Minutes", 125),
        ("300", 300),
    ],
)
def test_minutes(typed, minutes):
    assert parse_away(typed, NINE, TWO) == Away(minutes=minutes)


@pytest.mark.parametrize(
    ("typed", "pairs"),
    [
        ("10:00-11:00", [("10:00", "11:00")]),
        ("10-11", [("10:00", "11:00")]),
        ("10.00 – 11.30", [("10:00", "11:30")]),
        ("10:00—11:00", [("10:00", "11:00")]),
        ("10 to 11", [("10:00", "11:00")]),
        ("10 until 10:45", [("10:00", "10:45")]),
        ("10:00-10:30, 11:15-11:40", [("10:00", "10:30"), ("11:15", "11:40")]),
        ("10-10:30 and 1:15-1:45", [("10:00", "10:30"), ("13:15", "13:45")]),
        ("10-10:30;\n11-11:30", [("10:00", "10:30"), ("11:00", "11:30")]),
        ("1:15-1:45", [("13:15", "13:45")]),
        ("13:15-13:45", [("13:15", "13:45")]),
        ("11:30-12:15", [("11:30", "12:15")]),
        ("11:30-12:15pm", [("11:30", "12:15")]),
        ("11-1 PM", [("11:00", "13:00")]),
        ("12-1pm", [("12:00", "13:00")]),
        ("1-1:30 p.m.", [("13:00", "13:30")]),
        ("10-11am", [("10:00", "11:00")]),
        ("10 a.m. - 1 p.m.", [("10:00", "13:00")]),
        ("10am-1", [("10:00", "13:00")]),
        ("8:30-9:30", [("08:30", "09:30")]),
    ],
)
def test_stretches(typed, pairs):
    assert parse_away(typed, NINE, TWO) == stretches(*pairs)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a while", "could not be read"),
        ("10:00", "could not be read"),
        ("10-11-12", "could not be read"),
        ("10:00-", "could not be read"),
        (",", "could not be read"),
        ("and", "could not be read"),
        ("-5", "could not be read"),
        ("10:61-11:00", "not a time of day"),
        ("23:00-24:00", "not a time of day"),
        ("14:00-15:00", "outside the session"),
        ("13pm-14pm", "not a time of day"),
        ("0am-1am", "not a time of day"),
        ("301", "longer than the session. Write at most 300"),
        ("11:00-10:00", "ends before it starts"),
        ("10:00-10:00", "ends before it starts"),
        ("7:00-8:00", "outside the session"),
        ("7-9am", "outside the session"),
        ("3pm-4pm", "outside the session"),
        ("10-11, nonsense", "“nonsense” could not be read"),
    ],
)
def test_what_cannot_be_says_what_to_write(typed, said):
    with pytest.raises(RuleViolation) as caught:
        parse_away(typed, NINE, TWO)
    assert list(caught.value.problems) == ["away"]
    assert said in caught.value.problems["away"]


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_in_words(typed):
    try:
        away = parse_away(typed, NINE, TWO)
    except RuleViolation as violation:
        assert violation.problems["away"].endswith(".")  # noqa: PT017
    else:
        assert 0 <= away_minutes(away, NINE, TWO) <= 300


@pytest.mark.parametrize(
    ("start", "away", "net"),
    [
        ("9:00", "10:00-11:00", 240),
        ("9:00", "10:00-10:30, 11:15-11:40", 245),
        ("9:00", "10:00-11:00, 10:45-11:15", 225),
        ("9:20", "9:00-9:30", 270),
        ("9:00", "9:00-14:00", 0),
    ],
    ids=["scenario 1", "scenario 2", "scenario 3", "scenario 4", "scenario 5"],
)
def test_net_minutes_of_the_scenarios(start, away, net):
    began = time.fromisoformat(start.zfill(5))
    assert net_minutes(began, TWO, parse_away(away, NINE, TWO)) == net


def test_minutes_away_are_subtracted_and_may_leave_nothing():
    assert net_minutes(NINE, TWO, Away(minutes=60)) == 240
    assert net_minutes(time(13), TWO, Away(minutes=90)) == -30


times = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))


def of_day(at):
    return at.hour * 60 + at.minute


@given(times, times, st.lists(st.tuples(times, times), min_size=1, max_size=6))
def test_stretches_against_a_set_of_minutes(start, end, pairs):
    """The oracle counts minutes one by one."""
    away = Away(stretches=tuple(pairs))
    gone = {minute for left, right in pairs for minute in range(of_day(left), of_day(right))}
    here = set(range(of_day(start), of_day(end)))
    assert away_minutes(away, start, end) == len(gone & here)
    if start <= end:
        assert net_minutes(start, end, away) == len(here - gone)


@given(st.lists(st.tuples(times, times).filter(lambda pair: pair[0] < pair[1]), max_size=4))
def test_what_is_shown_reads_back_the_same(pairs):
    away = Away(stretches=tuple(pairs))
    day = time(0), time(23, 59)
    assert parse_away(away_text(away), *day) == away


def test_the_text_of_minutes():
    assert away_text(Away(minutes=75)) == "75"
    assert away_text(Away()) == ""
    assert away_text(stretches(("10:00", "13:05"))) == "10:00 AM-1:05 PM"
