"""The school calendar: days for all and for one campus, and a last day that moves."""

from datetime import date, time

import pytest
from sqlalchemy import insert

from models.tables import CalendarDay

HEAD = "date,kind,name,campus,time\n"
YEAR = f"""{HEAD}2026-08-12,first_day,,,
2026-11-11,no_school,Veterans Day,cottonwood middle,
12/18/2026,Early_Release,,,12:30 PM
2027-05-27,last_day,Last day,,
"""


def days(district):
    return {(row["date"], row["kind"]): row for row in district.rows(CalendarDay)}


def test_days_are_added_once_and_named(district):
    assert district.counts("calendar", YEAR) == (4, 0, 0, 0)
    found = days(district)
    assert found[date(2026, 8, 12), "first_day"]["name"] == "First day of school"
    assert found[date(2026, 8, 12), "first_day"]["campus_id"] is None
    assert found[date(2026, 11, 11), "no_school"]["campus_id"] is not None
    assert found[date(2026, 12, 18), "early_release"]["time"] == time(12, 30)
    assert district.counts("calendar", YEAR) == (0, 0, 0, 4)


def test_the_same_day_may_be_free_for_all_and_for_one_campus(district):
    district.load("calendar", YEAR)
    assert district.counts("calendar", f"{HEAD}2026-11-11,no_school,Snow,,\n") == (1, 0, 0, 0)


def test_names_and_times_change_and_an_empty_name_stays(district):
    district.load("calendar", YEAR)
    changed = f"{HEAD}2026-12-18,early_release,Winter concert,,12:00\n2027-05-27,last_day,,,\n"
    report = district.load("calendar", changed)
    assert (report.added, report.changed, report.unchanged) == (0, 1, 1)
    assert report.notes == ()
    row = days(district)[date(2026, 12, 18), "early_release"]
    assert (row["name"], row["time"]) == ("Winter concert", time(12, 0))


def test_days_that_a_file_leaves_out_stay_and_are_noted(district):
    district.load("calendar", YEAR)
    report = district.load("calendar", f"{HEAD}2026-08-12,first_day,,,\n2027-01-04,no_school,,,\n")
    assert report.notes == ("Days of the calendar that are not in this file and stay as they are: 2.",)
    assert len(district.rows(CalendarDay)) == 5


def test_the_last_day_moves_within_its_school_year(district):
    district.load("calendar", YEAR)
    assert district.counts("calendar", f"{HEAD}2027-06-01,last_day,Snow made us stay,,\n") == (0, 1, 0, 0)
    assert [day for day, kind in days(district) if kind == "last_day"] == [date(2027, 6, 1)]
    assert district.counts("calendar", f"{HEAD}2028-05-25,last_day,,,\n") == (1, 0, 0, 0)
    assert district.counts("calendar", f"{HEAD}2027-06-02,last_day,,Larkspur Elementary,\n") == (1, 0, 0, 0)


def test_of_two_last_days_the_one_that_the_file_names_is_meant(district):
    district.load("calendar", YEAR)
    day = {"tenant_id": district.tenant_id, "date": date(2027, 6, 1), "kind": "last_day", "name": "By hand"}
    district.database.run(lambda db: db.execute(insert(CalendarDay), [day]).close())
    assert district.counts("calendar", YEAR) == (0, 0, 0, 4)


WRONG_DAYS = [
    ("2026-12-18,early_release,,,\n", 2, "needs a time"),
    ("2026-12-18,no_school,,,12:30\n", 2, "Only an early release"),
    ("2026-12-18,holiday,,,\n", 2, "kind: Use one of these words: no_school, early_release"),
    ("2026-13-18,no_school,,,\n", 2, "date: This is not a date"),
    ("2026-12-18,no_school,,Nowhere,\n", 2, "no campus"),
    ("2026-12-18,no_school,,,\n2026-12-18,no_school,Again,,\n", 3, "is on line 2 already"),
    ("2026-08-12,first_day,,,\n2026-08-13,first_day,,,\n", 3, "first_day is on line 2 already"),
    ("2026-08-12,first_day,,,\n2026-08-11,last_day,,,\n", 3, "not after the first_day"),
]


def test_days_that_cannot_be_are_refused(district):
    for rows, line, says in WRONG_DAYS:
        found = district.refused("calendar", HEAD + rows)
        assert (line, True) in [(at, says in text) for at, text in found], rows


SUMMER = "2027-06-07,first_day,Summer term,,\n2027-06-30,last_day,Summer term,,\n"


def once(district):
    return sorted((on, kind) for on, kind in days(district) if kind in {"first_day", "last_day"})


@pytest.mark.parametrize("text", [f"{HEAD}{SUMMER}", f"{YEAR}{SUMMER}"], ids=["by itself", "with the school year"])
def test_a_summer_term_is_added_to_the_school_year(district, text):
    district.load("calendar", YEAR)
    before = once(district)
    report = district.load("calendar", text)
    assert report.added >= 2
    assert report.changed == 0
    assert once(district) == [*before, (date(2027, 6, 7), "first_day"), (date(2027, 6, 30), "last_day")]


def test_the_days_of_a_summer_term_move_within_it(district):
    district.load("calendar", f"{YEAR}{SUMMER}")
    before = once(district)
    assert district.counts("calendar", f"{HEAD}2027-06-08,first_day,,,\n2027-07-01,last_day,,,\n") == (0, 2, 0, 0)
    assert once(district) == [*before[:2], (date(2027, 6, 8), "first_day"), (date(2027, 7, 1), "last_day")]
