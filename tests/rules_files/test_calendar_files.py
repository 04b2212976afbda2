"""What must hold in the school calendar's file."""

from datetime import date, time

import pytest

from models.enums import DayKind
from models.rules.calendar_files import NAMES, check_day, check_year, school_year


def day(kind, on=date(2026, 8, 12), campus=None):
    return {"kind": kind, "date": on, "campus": campus}


@pytest.mark.parametrize(
    ("kind", "at", "says"),
    [
        ("early_release", time(12, 30), ""),
        ("early_release", None, "needs a time"),
        ("no_school", None, ""),
        ("no_school", time(12, 30), "Only an early release"),
        ("first_day", time(8), "Only an early release"),
    ],
)
def test_one_day(kind, at, says):
    found = check_day({"kind": kind, "time": at})
    assert len(found) == bool(says)
    assert all(says in text for text in found)


@pytest.mark.parametrize(
    ("days", "lines"),
    [
        ([(2, day("first_day")), (3, day("last_day", date(2027, 5, 27)))], []),
        ([(2, day("first_day")), (3, day("first_day", date(2026, 8, 19)))], [3]),
        ([(2, day("first_day")), (3, day("first_day", date(2026, 8, 19), campus=7))], []),
        ([(2, day("first_day")), (3, day("first_day", date(2027, 8, 11)))], []),
        ([(2, day("last_day", date(2027, 5, 27))), (3, day("first_day", date(2027, 5, 28)))], [2]),
        ([(2, day("first_day")), (3, day("last_day"))], [3]),
        ([(2, day("no_school")), (3, day("no_school"))], []),
    ],
)
def test_first_and_last_days(days, lines):
    assert [line for line, _ in check_year(days)] == lines


@pytest.mark.parametrize(
    ("on", "year"), [(date(2026, 6, 30), 2025), (date(2026, 7, 1), 2026), (date(2027, 5, 27), 2026)]
)
def test_school_years_change_in_summer(on, year):
    assert school_year(on) == year


def test_every_kind_of_day_has_a_name():
    assert set(NAMES) == set(DayKind)
