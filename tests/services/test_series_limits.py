"""The limits, each refused at its field: a school year, 30 students, 2,000 characters. One less is taken."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from models.errors import RuleViolation
from models.inputs import CaptureChanges, Happened, Recurrence
from models.rules.recurrence import MOST_SESSIONS, occurrences
from models.services import capture, happened, planning
from models.tables import CalendarDay
from tests.factories import FIXED_NOW, TODAY, make_school, make_session, make_sessions, mark, terms
from tests.services.editing import change, change_series

EVERY_DAY = frozenset(range(1, 8))


@pytest.fixture
def school(database):
    return make_school(database, students=31)


def refused(work):
    with pytest.raises(RuleViolation) as caught:
        work()
    return caught.value.problems


def create(database, school, **changed):
    students = changed.pop("students", school.students[:1])
    return database.run(
        lambda db: planning.create(db, school.aide, terms(students, **changed), "window", now=FIXED_NOW)
    )


def test_a_series_is_at_most_a_year_long(database, school):
    """Where the calendar knows no last day, and so does not end it sooner."""
    database.run(lambda db: db.execute(delete(CalendarDay)))
    year = Recurrence(EVERY_DAY, 1, TODAY + timedelta(days=367))
    assert refused(lambda: create(database, school, recurrence=year)) == {
        "ends_on": "Choose an end within a year of the first session."
    }
    assert create(database, school, recurrence=Recurrence(EVERY_DAY, 1, TODAY + timedelta(days=366))).count == 367


def test_a_series_has_at_most_400_sessions():
    long = Recurrence(EVERY_DAY, 1, TODAY + timedelta(days=MOST_SESSIONS))
    assert refused(lambda: occurrences(TODAY, long)) == {
        "ends_on": "This makes more than 400 sessions. Choose an earlier end."
    }
    most = Recurrence(EVERY_DAY, 1, TODAY + timedelta(days=MOST_SESSIONS - 1))
    assert len(occurrences(TODAY, most)) == MOST_SESSIONS


def test_a_group_has_at_most_30_students_wherever_one_can_be_added(database, school):
    every = school.students
    too_many = {"students": "Choose at most 30 students."}
    assert refused(lambda: create(database, school, students=every)) == too_many
    series = make_sessions(
        database, school.aide, every[:30], recurrence=Recurrence(frozenset({3}), 1, TODAY + timedelta(days=7))
    )
    assert refused(lambda: change(database, school.aide, series[0], students=every)) == too_many
    assert refused(lambda: change_series(database, school.aide, series[0], students=every)) == too_many
    at = terms(every)
    said = Happened(every, frozenset({"MEAL"}), at.start, at.end)
    assert refused(lambda: database.run(lambda db: happened.log(db, school.aide, said, "w", now=FIXED_NOW))) == too_many


def test_a_note_and_an_observation_have_at_most_2000_characters(database, school):
    one, student = make_session(database, school.aide, school.students[:1]), school.students[0]

    def note(text):
        changes = CaptureChanges(note=text)
        return database.run(lambda db: capture.record(db, school.aide, one, changes, now=FIXED_NOW))

    assert note("x" * 2001).problems == {"note": "Shorten the note to 2000 characters."}
    assert note("x" * 2000).problems == {}
    long = mark(database, school.aide, one, student, observation="x" * 2001)
    assert long.problems == {f"observation:{student}": "Shorten the observation to 2000 characters."}
    assert mark(database, school.aide, one, student, observation="x" * 2000).problems == {}
