"""A student who joins a caseload in mid-year, from a file: the aide is told once, while it is true."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select

from bot.views.coming_and_going import arrived_message
from models.daily import Arrived
from models.services import arrivals
from models.services.importing import import_file
from models.tables import Notice, Student
from tests.factories import FIXED_NOW, TODAY, make_school, make_session, make_sessions, weekdays
from tests.services.editing import change_series

HEAD = "staff_email,student_id,start_date,end_date\n"
JOINS = date(2026, 11, 23)


@pytest.fixture
def school(database):
    made = make_school(database, students=2)
    new = {"tenant_id": made.tenant_id, "campus_id": made.campus_id, "nickname": "", "medicaid_id": ""}
    rows = [
        {**new, "student_id": f"N{n}", "first_name": first, "last_name": "Newton"}
        for n, first in ((1, "Una"), (2, "Ivo"))
    ]
    database.run(lambda db: db.execute(insert(Student), rows))
    return made


@pytest.fixture
def series(database, school):
    return make_sessions(database, school.aide, school.students, recurrence=weekdays(10))


def join(database, school, *numbers, email="jo@school.example", start=JOINS, end="", now=FIXED_NOW):
    data = (HEAD + "".join(f"{email},{number},{start},{end}\n" for number in numbers)).encode()
    return database.run(lambda db: import_file(db, school.tenant_id, "caseload", data, today=TODAY, now=now))


def notices(database):
    query = select(Notice.recipient_id, Notice.kind).where(Notice.kind.startswith(arrivals.KIND))
    return database.read(lambda db: db.execute(query).all())


def told(database, actor, kind, now=FIXED_NOW):
    return database.read(lambda db: arrivals.told(db, actor, kind, now=now))


def student(database, number):
    return database.read(lambda db: db.execute(select(Student.id).where(Student.student_id == number)).scalar_one())


def test_who_joins_at_once_is_told_in_one_message_with_initials_only(database, school, series):
    join(database, school, "N1", "N2")
    assert join(database, school, "N1", "N2").unchanged == 2
    ((recipient, kind),) = notices(database)
    assert recipient == school.aide.staff_id
    found = told(database, school.aide, kind)
    assert found.students == (Arrived("I.N.", JOINS), Arrived("U.N.", JOINS))
    message = arrived_message(found)
    assert "U.N. from Mon, Nov 23, 2026" in str(message["blocks"])
    assert not any(word in str(message) for word in ("Una", "Ivo", "Newton"))
    assert "N." not in message["text"]
    assert told(database, school.other_aide, kind) is None


def test_who_is_in_a_session_by_then_is_not_told_of(database, school, series):
    join(database, school, "N1", "N2")
    ((_, kind),) = notices(database)
    everybody = tuple(sorted((*school.students, student(database, "N1"))))
    change_series(database, school.aide, series[3], students=everybody)
    assert [one.initials for one in told(database, school.aide, kind).students] == ["I.N."]
    change_series(database, school.aide, series[4], students=(*everybody, student(database, "N2")), key="again")
    assert told(database, school.aide, kind) is None


@pytest.mark.parametrize("how", ["no series", "single sessions", "ends before", "starts after"])
def test_nothing_is_sent_where_there_is_no_series_to_be_in(database, school, how):
    period = {}
    if how == "single sessions":
        make_session(database, school.aide, school.students, date=JOINS)
    elif how != "no series":
        make_sessions(database, school.aide, school.students, recurrence=weekdays(10))
    if how == "ends before":
        period = {"start": date(2026, 9, 1), "end": "2026-11-17"}
    if how == "starts after":
        period = {"start": date(2027, 2, 1)}
    join(database, school, "N1", **period)
    assert notices(database) == []


def test_another_aides_students_are_theirs(database, school, series):
    join(database, school, "N1", email="kim@school.example")
    assert notices(database) == []


@pytest.mark.parametrize(("minute", "number"), [(15, 1), (45, 0)], ids=["goes on", "has ended"])
def test_in_the_evening_the_day_is_not_over_yet(database, school, minute, number):
    """After 6 PM in Chicago it is tomorrow in UTC already. The series has its last session this evening."""
    evening = {"start": time(18, 30), "end": time(19, 30)}
    make_sessions(database, school.aide, school.students, date=TODAY, recurrence=weekdays(1), **evening)
    now = datetime(2026, 11, 18, 19, minute, tzinfo=ZoneInfo("America/Chicago")).astimezone(UTC)
    join(database, school, "N1", start=date(2026, 11, 2), now=now)
    found = notices(database)
    assert len(found) == number
    assert all(told(database, school.aide, kind, now) for _, kind in found)
