"""*Same as last time* copies activities, never attendance; what was given lately is offered first."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import update

from models.enums import AbsenceReason, Presence
from models.errors import NotFound, RuleViolation
from models.inputs import CaptureChanges, MarkChanges
from models.services import capture, usual
from models.tables import CatalogItem
from tests.factories import (
    FIXED_NOW,
    TODAY,
    counted_statements,
    make_ready,
    make_session,
    make_sessions,
    mark,
    post,
    weekdays,
)

MEAL, VISUAL = frozenset({"MEAL"}), frozenset({"VISUAL"})


@pytest.fixture
def series(database, school):
    """Three sessions of one series. In the first, everything that can be recorded is recorded."""
    ids = make_sessions(database, school.aide, school.students, recurrence=weekdays(3))
    record(database, school.aide, ids[0], activities_added=frozenset({"TOILET"}), note="A calm day.")
    mark(
        database, school.aide, ids[0], school.students[0],
        start=time(9, 30), away_text="10-11", given_added=MEAL | VISUAL, observation="Ate well.",
    )  # fmt: skip
    return ids


def record(database, actor, session_id, **changed):
    return database.run(lambda db: capture.record(db, actor, session_id, CaptureChanges(**changed), now=FIXED_NOW))


def same(database, actor, session_id, **changed):
    changes = CaptureChanges(**changed)
    return database.run(lambda db: usual.same_as_last(db, actor, session_id, now=FIXED_NOW, changes=changes))


def given(sheet, student_id):
    return next(one.mark for one in sheet.records if one.pupil.id == student_id).given


def test_activities_are_copied_and_nothing_else(database, school, series):
    saved, last = same(database, school.aide, series[1])
    assert last == TODAY
    assert saved.sheet.activities == {"TOILET"}
    assert given(saved.sheet, school.students[0]) == {"MEAL", "VISUAL"}
    assert saved.sheet.note == ""
    for one in saved.sheet.records:
        assert one.mark.presence is Presence.UNMARKED
        assert (one.mark.start, one.mark.end, one.mark.away.stretches, one.mark.observation) == (None, None, (), "")


def test_last_time_is_the_newest_earlier_one_with_something_chosen(database, school, series):
    record(database, school.aide, series[1], note="Nothing chosen here.")
    assert same(database, school.aide, series[2])[1] == TODAY
    record(database, school.aide, series[1], activities_added=MEAL)
    saved, last = same(database, school.aide, series[2])
    assert last == TODAY + timedelta(1)
    assert saved.sheet.activities == {"TOILET", "MEAL"}, "Nothing that was chosen is taken away."


def test_the_series_comes_before_another_one_with_the_same_students(database, school, series):
    between = make_session(
        database, school.aide, school.students, date=TODAY + timedelta(1), start=time(7), end=time(8)
    )
    record(database, school.aide, between, activities_added=VISUAL | MEAL)
    saved, last = same(database, school.aide, series[1])
    assert last == TODAY
    assert saved.sheet.activities == {"TOILET"}


def test_a_single_session_takes_that_of_its_students(database, school, series):
    alone = make_session(database, school.aide, school.students[:1], date=date(2026, 11, 30))
    saved, last = same(database, school.aide, alone)
    assert last == TODAY
    assert given(saved.sheet, school.students[0]) == {"MEAL", "VISUAL"}


def test_where_there_is_no_last_time_what_was_typed_is_saved_all_the_same(database, school, series):
    saved, last = same(database, school.aide, series[0], note="Later.")
    assert last is None
    assert saved.sheet.note == "Later."


def test_who_is_away_today_gets_nothing(database, school, series):
    first, second, _ = school.students
    mark(database, school.aide, series[0], second, given_added=MEAL)
    away = MarkChanges(presence=Presence.ABSENT, reason=AbsenceReason.ABSENT)
    record(database, school.aide, series[1], marks={first: away})
    saved, _ = same(database, school.aide, series[1], marks={second: away})
    assert given(saved.sheet, first) == given(saved.sheet, second) == frozenset()


def test_what_the_catalogue_no_longer_offers_is_not_copied(database, school, series):
    ended = update(CatalogItem).where(CatalogItem.code == "VISUAL").values(ends_on=TODAY)
    database.run(lambda db: db.execute(ended))
    saved, _ = same(database, school.aide, series[1])
    assert given(saved.sheet, school.students[0]) == {"MEAL"}


def test_other_peoples_and_posted_sessions(database, school, series):
    with pytest.raises(NotFound):
        same(database, school.other_aide, series[1])
    make_ready(database, school.aide, series[0])
    post(database, school.aide, [series[0]])
    assert same(database, school.aide, series[1])[1] == TODAY, "A posted session can be copied from."
    with pytest.raises(RuleViolation):
        same(database, school.aide, series[0])


def lately(database, school, session_id, student_id):
    def work(db):
        sheet = capture.open_session(db, school.aide, session_id, now=FIXED_NOW)
        return usual.with_usual(db, sheet, student_id).usual

    return database.read(work)


def test_lately_are_the_last_five_sessions_with_something_given(database, school):
    days = make_sessions(database, school.aide, school.students, recurrence=weekdays(8))
    first, second, _ = school.students
    mark(database, school.aide, days[0], first, given_added=VISUAL)
    for session_id in days[1:6]:
        mark(database, school.aide, session_id, first, given_added=MEAL)
    mark(database, school.aide, days[6], first)
    assert lately(database, school, days[7], first) == MEAL, "Five sessions back, and those without anything left out."
    assert lately(database, school, days[5], first) == MEAL | VISUAL
    assert lately(database, school, days[0], first) == lately(database, school, days[7], second) == frozenset()
    assert lately(database, school, days[7], school.other_students[0]) == frozenset(), "Not in this session."


def test_lately_is_one_statement_and_none_without_a_student(database, school, series):
    sheet = database.read(lambda db: capture.open_session(db, school.aide, series[1], now=FIXED_NOW))
    for student_id, number in ((school.students[0], 1), (None, 0)):
        with counted_statements(database) as statements:
            database.read(lambda db, key=student_id: usual.with_usual(db, sheet, key))
        assert len([one for one in statements if "SELECT" in one]) == number
