"""The sample school: it imports without a word, has what the demonstrations need, and moves with the years."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.calendar_files import CALENDAR
from models.rules.csv_files import read_csv
from models.rules.roster_files import CASELOAD, STAFF, STUDENTS
from models.services.importing import ensure_default_catalog
from sandbox.calendar_shift import sample_files, shift_files
from tests.importing.conftest import NOW, TODAY

FILES = sample_files()


def rows(name, columns, files=FILES):
    return [entry.values for entry in read_csv(files[name], columns).entries]


def school_days(campus):
    closed = {
        row["date"]
        for row in rows("calendar.csv", CALENDAR)
        if row["kind"] == "no_school" and row["campus"] in {None, campus}
    }
    start = date(2026, 11, 11)
    days = [start + timedelta(days=n) for n in range((date(2026, 12, 18) - start).days + 1)]
    return [day for day in days if day.weekday() < 5 and day not in closed]


def test_it_imports_and_imports_again(empty):
    empty.database.run(lambda db: ensure_default_catalog(db, empty.tenant_id, TODAY, NOW))
    for name, data in FILES.items():
        report = empty.load(name.removesuffix(".csv"), data)
        assert (report.problems, report.notes) == ((), ())
        assert report.added == data.count(b"\n") - 1
    for name, data in FILES.items():
        assert empty.counts(name.removesuffix(".csv"), data) == (0, 0, 0, data.count(b"\n") - 1)


def test_it_has_the_people_that_are_promised():
    staff = rows("staff.csv", STAFF)
    assert Counter(row["role"] for row in staff) == {"aide": 6, "supervisor": 2, "admin": 1}
    assert all(row["email"].endswith("@juniperflats.example") for row in staff)
    load = Counter(row["staff_email"] for row in rows("caseload.csv", CASELOAD))
    sizes = sorted(load[row["email"]] for row in staff if row["role"] == "aide")
    assert sizes[0] == 0
    assert all(4 <= size <= 9 for size in sizes[1:])


def test_it_has_the_students_that_are_promised():
    students = {row["student_id"]: row for row in rows("students.csv", STUDENTS)}
    assert len(students) == 30
    assert {row["session_type"] for row in students.values()} == {"group", "individual", None}
    assert sum(bool(row["nickname"]) for row in students.values()) == 1
    ages = [(date(2026, 8, 12) - row["date_of_birth"]).days // 365.25 for row in students.values()]
    assert (min(ages), max(ages)) == (5, 15)
    numbers = [row["medicaid_id"] for row in students.values() if row["medicaid_id"]]
    assert len(numbers) == len(set(numbers)) == 28
    pairs = Counter(
        (row["staff_email"], students[row["student_id"]]["first_name"][0] + students[row["student_id"]]["last_name"][0])
        for row in rows("caseload.csv", CASELOAD)
    )
    assert sorted(initials for (_, initials), count in pairs.items() if count > 1) == ["MG", "TB"]


def test_students_stay_at_the_campus_of_their_aides():
    campus = {row["student_id"]: row["campus"] for row in rows("students.csv", STUDENTS)}
    home = {row["email"]: row["campus"] for row in rows("staff.csv", STAFF)}
    assert all(campus[row["student_id"]] == home[row["staff_email"]] for row in rows("caseload.csv", CASELOAD))


@pytest.mark.parametrize(("campus", "count"), [("Larkspur Elementary", 23), ("Cottonwood Middle", 22)])
def test_its_calendar_fits_the_worked_example(campus, count):
    # DOMAIN.md section 5, scenario 20: 23 school days from November 11 to December 18, 2026.
    assert len(school_days(campus)) == count


def first_and_last(files):
    found = {row["kind"]: row["date"] for row in rows("calendar.csv", CALENDAR, files)}
    return found["first_day"], found["last_day"]


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 8, 12), date(2026, 8, 12)),
        (date(2027, 5, 27), date(2026, 8, 12)),
        (date(2027, 7, 4), date(2026, 8, 12)),
        (date(2027, 8, 11), date(2027, 8, 11)),
        (date(2026, 8, 11), date(2025, 8, 13)),
        (date(2031, 1, 15), date(2030, 8, 7)),
    ],
)
def test_the_school_year_follows_today(today, first):
    assert first_and_last(shift_files(FILES, today=today))[0] == first


@settings(deadline=None)
@given(st.dates(date(2020, 1, 1), date(2045, 12, 31)))
def test_the_school_year_has_begun_and_nothing_else_changes(today):
    moved = shift_files(FILES, today=today)
    first, last = first_and_last(moved)
    assert first <= today < first + timedelta(days=364)
    by = first - date(2026, 8, 12)
    assert by.days % 7 == 0
    assert last == date(2027, 5, 27) + by
    for name, columns, dated in (
        ("students.csv", STUDENTS, {"date_of_birth"}),
        ("caseload.csv", CASELOAD, {"start_date", "end_date"}),
        ("calendar.csv", CALENDAR, {"date"}),
    ):
        for before, after in zip(rows(name, columns), rows(name, columns, moved), strict=True):
            assert after == {k: v + by if k in dated and v else v for k, v in before.items()}
    assert {name: moved[name] for name in ("campuses.csv", "staff.csv")} == {
        name: FILES[name] for name in ("campuses.csv", "staff.csv")
    }
