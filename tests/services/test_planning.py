"""Add Session on both databases: what is made, what is skipped, what is refused."""

from datetime import date, time

import pytest
from sqlalchemy import func, select

from models.enums import SessionType
from models.errors import RuleViolation
from models.inputs import Recurrence
from models.services import planning
from models.tables import Attendance, AuditRow, Creation, Series, Session
from tests.factories import (
    BREAK,
    FIXED_NOW,
    TODAY,
    counted_statements,
    give_student,
    make_school,
    make_session,
    make_sessions,
    terms,
    weekdays,
)
from tests.services.together import together


def create(database, actor, found, key="window"):
    return database.run(lambda db: planning.create(db, actor, found, key, now=FIXED_NOW))


def count(database, table):
    return database.read(lambda db: db.execute(select(func.count()).select_from(table)).scalar_one())


def test_one_session(database):
    school = make_school(database)
    wanted = terms(school.students[:1], description="  Morning\x00 care ", session_type=SessionType.INDIVIDUAL)
    made = create(database, school.aide, wanted)
    assert (made.count, made.first, made.last, made.description) == (1, TODAY, TODAY, "Morning care")
    assert (made.skipped, made.conflicts, made.undone) == ((), (), None)
    (session,) = database.read(lambda db: db.execute(select(Session)).scalars().all())
    assert (session.state, session.version, session.series_id) == ("scheduled", 1, None)
    assert (session.description, session.session_type, session.zone) == ("Morning care", "individual", school.aide.zone)
    assert (session.starts_at.hour, session.ends_at.hour) == (15, 20)
    marks = database.read(lambda db: db.execute(select(Attendance)).scalars().all())
    assert {mark.student_id for mark in marks} == set(school.students[:1])
    assert {(mark.presence, mark.actual_start, mark.away["minutes"] if mark.away else 0) for mark in marks} == {
        ("unmarked", None, 0)
    }
    (row,) = database.read(
        lambda db: db.execute(select(AuditRow).where(AuditRow.event == "session.created")).scalars().all()
    )
    assert row.details["sessions"] == [session.id]


def test_a_series_leaves_out_days_without_school_and_keeps_its_local_time(database):
    school = make_school(database)
    first, last = date(2026, 10, 29), date(2026, 12, 4)
    rule = Recurrence(frozenset({1, 4}), 1, last)
    made = create(database, school.aide, terms(school.students, date=first, recurrence=rule))
    assert (made.count, made.first, made.last) == (10, first, date(2026, 12, 3))
    assert [(day.date, day.reason) for day in made.skipped] == [(BREAK[1], "Thanksgiving break")]
    sessions = database.read(lambda db: db.execute(select(Session).order_by(Session.id)).scalars().all())
    assert {(one.start_time, one.end_time) for one in sessions} == {(time(9), time(14))}
    assert [one.starts_at.hour for one in sessions[:2]] == [14, 15]
    (series,) = database.read(lambda db: db.execute(select(Series)).scalars().all())
    assert (series.weekdays, series.every, series.ends_on) == ("14", 1, last)
    assert count(database, Attendance) == 30


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"date": BREAK[0]}, "date"),
        ({"date": BREAK[0], "recurrence": Recurrence(frozenset({3, 4, 5}), 1, BREAK[2])}, "weekdays"),
        ({"service": "TOILET"}, "service"),
        ({"start": time(15)}, "end"),
    ],
)
def test_what_cannot_be_makes_nothing(database, changed, field):
    school = make_school(database)
    with pytest.raises(RuleViolation) as caught:
        create(database, school.aide, terms(school.students, **changed))
    assert list(caught.value.problems) == [field]
    assert count(database, Session) == count(database, Creation) == 0


def test_a_student_of_another_caseload_is_refused(database):
    school = make_school(database)
    with pytest.raises(RuleViolation, match="not on your caseload"):
        create(database, school.aide, terms([*school.students, *school.other_students]))


def test_the_caseload_is_that_of_the_date(database):
    school = make_school(database)
    (other,) = school.other_students
    database.run(lambda db: give_student(db, school.aide, other, until=date(2026, 11, 17)))
    assert create(database, school.aide, terms([other], date=date(2026, 11, 17))).count == 1
    with pytest.raises(RuleViolation, match="not on your caseload"):
        create(database, school.aide, terms([other], date=TODAY), "another")


def test_the_same_window_makes_nothing_twice(database):
    school = make_school(database)
    first = create(database, school.aide, terms(school.students))
    again = create(database, school.aide, terms(school.students))
    assert again == first
    assert count(database, Session) == 1


def test_the_same_window_delivered_twice_at_once_makes_nothing_twice(database):
    school = make_school(database)
    wanted = terms(school.students, recurrence=weekdays(5))
    found = together([lambda: create(database, school.aide, wanted)] * 4)
    assert {made.count for made in found} == {5}
    assert len({made.id for made in found}) == 1
    assert count(database, Session) == 5


def test_sessions_at_the_same_time_are_made_and_told(database):
    school = make_school(database)
    make_sessions(database, school.aide, school.students, start=time(13), end=time(15), description="Bus")
    make_sessions(database, school.other_aide, school.other_students)
    made = create(database, school.aide, terms(school.students, recurrence=weekdays(3)))
    assert made.count == 3
    assert [(one.date, one.start, one.end, one.other) for one in made.conflicts] == [(TODAY, time(13), time(15), "Bus")]
    touching = create(database, school.aide, terms(school.students, start=time(15), end=time(16)), "touching")
    assert touching.conflicts == ()


def test_making_a_long_series_takes_no_more_statements_than_a_short_one(database):
    school = make_school(database)
    counts = []
    for number in (5, 120):
        with counted_statements(database) as seen:
            made = make_sessions(database, school.aide, school.students, recurrence=weekdays(number))
        assert len(made) == number
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] < 25


def test_the_form_offers_what_is_there_today(database):
    school = make_school(database)
    form = database.read(lambda db: planning.add_session_form(db, school.aide, now=FIXED_NOW))
    assert [item.code for item in form.services] == ["PCS", "BUS"]
    assert [item.code for item in form.places] == ["CLASS"]
    assert [pupil.initials for pupil in form.students] == ["M.G.", "N.G.", "A.L."]
    assert (form.caseload_size, form.today) == (3, TODAY)
    assert (form.year_start, form.year_end) == (date(2026, 8, 12), date(2027, 5, 27))


def test_a_long_caseload_is_searched(database):
    school = make_school(database, students=120)
    form = database.read(lambda db: planning.add_session_form(db, school.aide, now=FIXED_NOW))
    assert (form.students, form.caseload_size) == ((), 120)

    def find(query):
        return [
            pupil.name
            for pupil in database.read(lambda db: planning.find_students(db, school.aide, query, now=FIXED_NOW))
        ]

    assert find("garcia MIA 60") == ["Mia Garcia 60"]
    assert find("nobody") == []
    assert len(find("")) == 100


def test_a_session_of_one_student_of_400(database):
    school = make_school(database, students=400)
    assert make_session(database, school.aide, school.students[-1:]) > 0
