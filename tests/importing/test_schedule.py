"""The import of a schedule: rows become sessions and series of the people they name, once."""

from datetime import date, time

import pytest
from sqlalchemy import func, select

from models.enums import DayKind
from models.rules.schedule_files import repeats, student_ids
from models.services.importing import import_file
from models.tables import AuditRow, Session, Staff
from tests.factories import FIXED_NOW, TODAY, make_school

HEAD = "staff_email,service,description,place,date,start,end,session_type,student_ids,repeats_on,every,ends_on\n"
ONE = "jo@school.example,Personal Care - Bus,Bus,classroom,2026-11-18,7:30 AM,8:00 AM,group,S001 S002,,,\n"
SERIES = "kim@school.example,PCS,Morning care,CLASS,11/16/2026,9:00,10:00,,S004,Mon-Fri,1,2026-12-04\n"


@pytest.fixture
def school(database):
    return make_school(database)


def load(database, school, rows, today=TODAY):
    data = (HEAD + rows).encode()
    return database.run(lambda db: import_file(db, school.tenant_id, "schedule", data, today=today, now=FIXED_NOW))


def sessions(database):
    query = select(Session.__table__, Staff.email).join(Staff, Staff.id == Session.owner_id).order_by(Session.id)
    return database.read(lambda db: db.execute(query).all())


def test_rows_become_sessions_of_those_they_name(database, school):
    report = load(database, school, ONE + SERIES)
    assert (report.problems, report.added, report.unchanged) == ((), 2, 0)
    found = sessions(database)
    first, *series = found
    assert (first.email, first.service, first.place, first.start_time) == (
        "jo@school.example",
        "BUS",
        "CLASS",
        time(7, 30),
    )
    assert {one.email for one in series} == {"kim@school.example"}
    assert len(series) == 12
    assert {one.local_date.isoweekday() for one in series} == {1, 2, 3, 4, 5}
    trail = select(AuditRow.actor_id).where(AuditRow.event == "session.created")
    assert database.read(lambda db: db.execute(trail).scalars().all()) == [None, None]


def test_the_same_file_again_makes_nothing_twice(database, school):
    load(database, school, ONE + SERIES)
    again = load(database, school, SERIES + ONE)
    assert (again.added, again.unchanged) == (0, 2)
    assert len(sessions(database)) == 13


def test_without_an_end_it_goes_to_the_last_day_of_school(database, school):
    load(database, school, SERIES.replace("Mon-Fri", "Thu").replace("2026-12-04", ""))
    assert sessions(database)[-1].local_date == date(2027, 5, 27)


def test_another_session_at_that_time_is_noted(database, school):
    load(database, school, ONE)
    report = load(database, school, ONE.replace("7:30", "7:45"))
    assert report.notes == ("Bus: meets 1 other sessions. All are kept.",)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("jo@", "nobody@"), "staff_email: Nobody on the staff list has this e-mail."),
        (("Personal Care - Bus", "Dancing"), "service: Choose a service of the list."),
        (("classroom", "Moon"), "place: Choose a place of the list."),
        (("8:00 AM", "7:00 AM"), "end: Choose an end after the start"),
        (("S001 S002", "S999"), "student_ids: A student number is not on the list."),
        (("S001 S002", "S004"), "student_ids: One of these students is not on your caseload"),
        (("2026-11-18", "2026-11-26"), "date: There is no school on this day"),
        (("S001 S002,,,", "S001 S002,Mon,,2026-11-19"), "repeats_on: No day from the date"),
        (("S001 S002,,,", "S001 S002,soon,,"), "repeats_on: Write weekdays"),
        (("group", "pair"), "session_type: Use one of these words"),
    ],
)
@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_what_cannot_be_is_told_with_its_line_and_nothing_is_made(database, school, change, says):
    report = load(database, school, SERIES + ONE.replace(*change))
    assert [line for line, _ in report.problems] == [3]
    assert report.problems[0][1].startswith(says)
    assert database.read(lambda db: db.execute(select(func.count(Session.id))).scalar_one()) == 0


def test_a_row_twice_in_a_file_is_refused(database, school):
    report = load(database, school, ONE + ONE)
    assert report.problems == ((3, "This row is on line 2 already. Keep one of them."),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon Wed Fri", (frozenset({1, 3, 5}), None)),
        ("mon-fri", (frozenset({1, 2, 3, 4, 5}), None)),
        ("Tuesday; Thurs.", (frozenset({2, 4}), None)),
        ("Mondays, Sat", (frozenset({1, 6}), None)),
        ("Mon-Fri A", (frozenset({1, 2, 3, 4, 5}), DayKind.A_DAY)),
        ("B", (frozenset({1, 2, 3, 4, 5}), DayKind.B_DAY)),
    ],
)
def test_days_as_people_write_them(text, expected):
    assert repeats(text) == expected


@pytest.mark.parametrize("text", ["Fri-Mon", "M", "every day", "-", "Monsoon"])
def test_days_that_cannot_be_read(text):
    with pytest.raises(ValueError, match="Write weekdays"):
        repeats(text)


def test_students_are_counted_once():
    assert student_ids("S1, S2;S1 S3") == ("S1", "S2", "S3")
