"""Weekly recurrences against a count of days one by one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import DayKind
from models.errors import RuleViolation
from models.inputs import Recurrence
from models.rules.recurrence import MOST_SESSIONS, occurrences
from models.rules.time import monday_of


def one_by_one(first, rule, cycle=None):
    """The oracle: every day from the first to the end whose weekday, week and letter are meant."""
    days = [first + timedelta(ahead) for ahead in range((rule.ends_on - first).days + 1)]
    days = [day for day in days if day.isoweekday() in rule.weekdays]
    return [
        day
        for day in days
        if (monday_of(day) - monday_of(days[0])).days // 7 % rule.every == 0
        and (rule.cycle is None or cycle.get(day) is rule.cycle)
    ]


@given(
    st.dates(date(2024, 1, 1), date(2031, 12, 31)),
    st.frozensets(st.integers(1, 7), min_size=1),
    st.integers(1, 8),
    st.integers(0, 500),
)
def test_recurrences_against_one_by_one(first, days, every, length):
    rule = Recurrence(days, every, first + timedelta(length))
    expected = one_by_one(first, rule)
    if 0 < len(expected) <= MOST_SESSIONS:
        assert occurrences(first, rule) == expected
    else:
        with pytest.raises(RuleViolation) as caught:
            occurrences(first, rule)
        assert set(caught.value.problems) == ({"ends_on"} if expected else {"weekdays"})


def test_the_limit_itself_is_fine():
    first = date(2026, 1, 1)
    whole = Recurrence(frozenset(range(1, 8)), 1, first + timedelta(MOST_SESSIONS - 1))
    assert len(occurrences(first, whole)) == MOST_SESSIONS
    with pytest.raises(RuleViolation, match="more than 400"):
        occurrences(first, Recurrence(frozenset(range(1, 8)), 1, first + timedelta(MOST_SESSIONS)))


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (Recurrence(frozenset(), 1, date(2026, 12, 18)), "weekdays"),
        (Recurrence(frozenset({1}), 0, date(2026, 12, 18)), "every"),
        (Recurrence(frozenset({1}), 53, date(2026, 12, 18)), "every"),
        (Recurrence(frozenset({1}), 1, date(2026, 11, 17)), "ends_on"),
        (Recurrence(frozenset({1}), 1, date(2026, 11, 20)), "weekdays"),
        (Recurrence(frozenset({1}), 1, date(2026, 12, 18), DayKind.NO_SCHOOL), "cycle"),
    ],
)
def test_what_cannot_recur_names_its_field(rule, field):
    with pytest.raises(RuleViolation) as caught:
        occurrences(date(2026, 11, 18), rule)
    assert list(caught.value.problems) == [field]


def test_every_other_week_counts_from_the_first_week():
    found = occurrences(date(2026, 11, 18), Recurrence(frozenset({1, 3}), 2, date(2026, 12, 18)))
    assert found == [date(2026, 11, 18), date(2026, 11, 30), date(2026, 12, 2), date(2026, 12, 14), date(2026, 12, 16)]


@given(
    st.dates(date(2026, 8, 1), date(2027, 5, 1)),
    st.frozensets(st.integers(1, 5), min_size=1),
    st.integers(1, 3),
    st.integers(0, 120),
    st.sampled_from([DayKind.A_DAY, DayKind.B_DAY]),
    st.integers(0, 6),
)
def test_a_and_b_days_against_one_by_one(first, days, every, length, letter, off):
    """A and B take turns over the school days of a calendar in which every seventh day has neither."""
    letters = (date(2026, 8, 1) + timedelta(ahead) for ahead in range(500))
    cycle = {
        day: DayKind.A_DAY if place % 2 else DayKind.B_DAY
        for place, day in enumerate(day for day in letters if day.weekday() < 5)
        if place % 7 != off
    }
    rule = Recurrence(days, every, first + timedelta(length), letter)
    expected = one_by_one(first, rule, cycle)
    if expected:
        assert occurrences(first, rule, cycle) == expected
    else:
        with pytest.raises(RuleViolation) as caught:
            occurrences(first, rule, cycle)
        assert list(caught.value.problems) == ["cycle"]


def test_a_series_may_begin_before_its_first_weekday():
    """From a Wednesday, every other Monday: the first one is the next Monday, not the one after."""
    found = occurrences(date(2026, 11, 18), Recurrence(frozenset({1}), 2, date(2026, 12, 18)))
    assert found == [date(2026, 11, 23), date(2026, 12, 7)]


def test_letters_without_a_calendar_are_told_of():
    rule = Recurrence(frozenset({1, 2, 3, 4, 5}), 1, date(2026, 12, 18), DayKind.A_DAY)
    with pytest.raises(RuleViolation, match="no A day") as caught:
        occurrences(date(2026, 11, 18), rule)
    assert list(caught.value.problems) == ["cycle"]
