"""Snooze pressed again takes the place of the one that waits; and what a supervisor reads of an aide's day off."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import insert, select, update

from handlers.acting import Who
from handlers.reminders import nudged, snooze_answer
from models.tables import Leave, Notice, Staff
from tests.factories import FIXED_NOW, make_school, make_session


@pytest.fixture
def school(database):
    made = make_school(database)
    make_session(database, made.aide, made.students)
    return made


def waiting(database):
    return list(database.read(lambda db: db.execute(select(Notice.kind).order_by(Notice.id)).scalars()))


def test_the_last_snooze_counts(database, school):
    for choice, minutes, expected in (
        ("30", 31, "1601"),
        ("30", 33, "1603"),
        ("later", 33, "1703"),
        ("30", 33, "1603"),
    ):
        now = FIXED_NOW + timedelta(minutes=minutes)
        said = database.run(lambda db, c=choice, n=now: snooze_answer(db, school.aide, c, now=n))
        assert f"{int(expected[:2]) - 12}:{expected[2:]} PM" in said
        assert waiting(database) == [f"snooze.{expected}"]


@pytest.mark.parametrize(
    ("end", "choice", "says", "planned"),
    [
        (time(15, 30), "30", "I remind you again at 3:15 PM.", ["snooze.1515"]),
        (time(16), "later", "I remind you again at 3:45 PM.", ["snooze.1545"]),
        (time(15, 20), "30", "I remind you again at 3:05 PM.", ["snooze.1505"]),
        (time(15, 19), "30", "Your working hours end before I could remind you again.", []),
        (time(15), "30", "Your working hours end before I could remind you again.", []),
    ],
)
def test_a_snooze_beyond_the_working_hours_comes_before_their_end(database, school, end, choice, says, planned):
    hours = {"contract_start": time(8), "contract_end": end}
    database.run(lambda db: db.execute(update(Staff).where(Staff.id == school.aide.staff_id).values(**hours)))
    assert says in database.run(lambda db: snooze_answer(db, school.aide, choice, now=FIXED_NOW))
    assert waiting(database) == planned


def test_another_person_s_snooze_stays(database, school):
    for actor in (school.aide, school.other_aide):
        database.run(lambda db, a=actor: snooze_answer(db, a, "30", now=FIXED_NOW))
    assert waiting(database) == ["snooze.1530"] * 2


def test_a_supervisor_reads_that_the_aide_is_off(carelog):
    make_session(carelog.db, carelog.school.aide, carelog.school.students)
    aide, who = carelog.school.aide, Who("T0001", "USAM")
    day = date(2026, 11, 18)
    carelog.clocks.now = FIXED_NOW + timedelta(hours=5)
    over = "Jo Field's working hours are over for today. The next school day's reminder comes by itself."
    assert nudged(carelog.deps, who, aide.staff_id) == over
    carelog.clocks.now = FIXED_NOW
    leave = {"tenant_id": carelog.school.tenant_id, "staff_id": aide.staff_id, "start_date": day, "end_date": day}
    carelog.db.run(lambda db: db.execute(insert(Leave).values(**leave)))
    off = "Jo Field is off today. The next school day's reminder comes by itself."
    assert nudged(carelog.deps, who, aide.staff_id) == off
