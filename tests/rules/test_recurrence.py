"""Weekly recurrences against a count of days one by one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import RuleViolation
from models.inputs import Recurrence
from models.rules.recurrence import MOST_SESSIONS, occurrences, without_holidays
from models.rules.time import monday_of


def one_by_one(first, rule):
    """The oracle: every day from the first to the end whose weekday and week are meant."""
    return [
        day
        for day in (first + timedelta(ahead) for ahead in range((rule.ends_on - first).days + 1))
        if day.isoweekday() in rule.weekdays and (monday_of(day) - monday_of(first)).days // 7 % rule.every == 0
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
    ],
)
def test_what_cannot_recur_names_its_field(rule, field):
    with pytest.raises(RuleViolation) as caught:
        occurrences(date(2026, 11, 18), rule)
    assert list(caught.value.problems) == [field]


def test_every_other_week_counts_from_the_first_week():
    found = occurrences(date(2026, 11, 18), Recurrence(frozenset({1, 3}), 2, date(2026, 12, 18)))
    assert found == [date(2026, 11, 18), date(2026, 11, 30), date(2026, 12, 2), date(2026, 12, 14), date(2026, 12, 16)]


def test_scenario_20_counts_the_school_days():
    """Wed Nov 11 to Dec 18 with Nov 23 to 27 off: 23 school days (DOMAIN.md section 5, 20)."""
    days = occurrences(date(2026, 11, 11), Recurrence(frozenset({1, 2, 3, 4, 5}), 1, date(2026, 12, 18)))
    off = {date(2026, 11, 23) + timedelta(ahead): "Break" for ahead in range(5)}
    kept, skipped = without_holidays(days, off)
    assert len(kept) == 23
    assert skipped == [(day, "Break") for day in sorted(off)]
    assert sorted([*kept, *off]) == days
