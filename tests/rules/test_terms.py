"""Add Session: a sentence for every field that cannot be."""

from dataclasses import replace
from datetime import date, time

import pytest

from models.enums import SessionType
from models.errors import RuleViolation
from models.inputs import Recurrence
from models.rules.terms import require_terms
from tests.factories import TODAY, terms

YEAR = (date(2026, 8, 12), date(2027, 5, 27))
GOOD = terms([1, 2])
WEEKLY = Recurrence(frozenset({1, 3}), 1, date(2027, 5, 27))


def check(found, year=YEAR):
    require_terms(found, services=["PCS"], places=["CLASS"], caseload=[1, 2, *range(100, 140)], year=year)


def problems(found, year=YEAR):
    with pytest.raises(RuleViolation) as caught:
        check(found, year)
    return caught.value.problems


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"service": "GONE"}, "service", "Choose a service"),
        ({"place": ""}, "place", "Choose a place"),
        ({"description": "  "}, "description", "Write a few words"),
        ({"description": "x" * 201}, "description", "Shorten the description to 200"),
        ({"end": time(9)}, "end", "after the start (9:00 AM)"),
        ({"start": time(14, 30)}, "end", "after the start (2:30 PM)"),
        ({"start": time(11, 30), "end": time(0, 45)}, "end", "Did you mean 12:45 PM?"),
        ({"students": ()}, "students", "at least one"),
        ({"students": tuple(range(100, 131))}, "students", "at most 30"),
        ({"students": (1, 3)}, "students", "not on your caseload"),
        ({"date": date(2026, 8, 11)}, "date", "school year, Aug 12, 2026 to May 27, 2027"),
        ({"date": date(2027, 5, 28)}, "date", "school year"),
        ({"recurrence": replace(WEEKLY, ends_on=date(2027, 5, 28))}, "ends_on", "last day of school, May 27, 2027"),
        ({"recurrence": replace(WEEKLY, ends_on=date(2026, 11, 17))}, "ends_on", "on or after the date"),
        ({"session_type": SessionType.INDIVIDUAL}, "session_type", "one-on-one"),
    ],
)
def test_each_field(changed, field, said):
    found = problems(replace(GOOD, **changed))
    assert list(found) == [field]
    assert said in found[field]


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"description": "x" * 200},
        {"start": time(13, 59)},
        {"students": tuple(range(100, 130))},
        {"date": YEAR[0]},
        {"date": YEAR[1]},
        {"recurrence": WEEKLY},
        {"recurrence": replace(WEEKLY, weekdays=frozenset({5}))},
        {"date": date(2026, 11, 21)},
    ],
)
def test_what_just_can_be(changed):
    check(replace(GOOD, **changed))


def test_all_problems_are_told_at_once():
    found = replace(GOOD, service="", place="", description="", end=time(8), students=(), date=date(2030, 1, 1))
    assert set(problems(found)) == {"service", "place", "description", "end", "students", "date"}


def test_an_unknown_year_bounds_nothing_but_the_length():
    check(replace(GOOD, date=date(2030, 1, 1)), (None, None))
    check(replace(GOOD, recurrence=replace(WEEKLY, ends_on=TODAY.replace(year=2027))), (None, None))
    found = problems(replace(GOOD, recurrence=replace(WEEKLY, ends_on=date(2027, 11, 20))), (None, None))
    assert "within a year" in found["ends_on"]


def test_half_a_year_is_named_without_dates():
    assert problems(replace(GOOD, date=date(2026, 8, 1)), (YEAR[0], None))["date"] == (
        "Choose a date in the school year."
    )
