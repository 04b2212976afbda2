"""*End series* and *Delete series from here* on both databases: captured and posted sessions stay."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from models.errors import NotFound
from models.services import ending_series, series_edits
from models.tables import Attendance, Series, Session
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
from tests.services.editing import change_series

FIRST = date(2026, 11, 16)


@pytest.fixture
def series(database, school):
    """Ten school days from Monday on: today is the third."""
    return make_sessions(database, school.aide, school.students, date=FIRST, recurrence=weekdays(10, FIRST))


def form(database, actor, session_id, last):
    return database.run(lambda db: ending_series.end_form(db, actor, session_id, last, now=FIXED_NOW))


def end(database, actor, session_id, last, key="window", *, past=False):
    return database.run(lambda db: ending_series.end(db, actor, session_id, last, key, past=past, now=FIXED_NOW))


def count(database, column=Session.id):
    return database.read(lambda db: db.execute(select(func.count(column))).scalar_one())


def test_the_numbers_are_told_before_and_after(database, school, series):
    make_ready(database, school.aide, series[0])
    post(database, school.aide, series[:1])
    mark(database, school.aide, series[1], school.students[0])
    told = form(database, school.aide, series[2], FIRST - timedelta(1))
    assert (told.removed, told.due, told.recorded, told.posted) == (7, 1, 1, 1)
    done = end(database, school.aide, series[2], FIRST - timedelta(1))
    assert done.what == "removed 7, left 1 past, left 1 recorded, left 1 posted"
    assert count(database) == 3
    assert count(database, Attendance.id) == 9


def test_past_sessions_without_a_record_go_only_when_it_is_said_and_undo_brings_them_back(database, school, series):
    """Care may have been given on them and not logged yet: Monday to this afternoon are past."""
    kept = end(database, school.aide, series[0], FIRST - timedelta(1))
    assert kept.what == "removed 7, left 3 past"
    assert count(database) == 3
    gone = end(database, school.aide, series[0], FIRST - timedelta(1), "another", past=True)
    assert gone.what == "removed 3"
    assert count(database) == 0
    back = database.run(lambda db: series_edits.undo(db, school.aide, gone.id, now=FIXED_NOW))
    assert (back.undone, count(database)) == (3, 3)


def test_the_day_itself_stays_and_the_series_ends_with_it(database, school, series):
    end(database, school.aide, series[2], TODAY)
    assert count(database) == 3
    assert database.read(lambda db: db.execute(select(Series.ends_on)).scalar_one()) == TODAY


def test_undo_puts_back_with_students_and_end(database, school, series):
    before = database.read(lambda db: db.execute(select(Series.ends_on)).scalar_one())
    done = end(database, school.aide, series[2], TODAY)
    back = database.run(lambda db: series_edits.undo(db, school.aide, done.id, now=FIXED_NOW))
    assert (back.undone, back.kept) == (7, 0)
    assert (count(database), count(database, Attendance.id)) == (10, 30)
    assert database.read(lambda db: db.execute(select(Series.ends_on)).scalar_one()) == before
    again = end(database, school.aide, series[2], TODAY, "another")
    assert again.what == "removed 7"


def test_the_same_window_ends_nothing_twice(database, school, series):
    first = end(database, school.aide, series[2], TODAY)
    assert end(database, school.aide, series[2], FIRST) == first
    assert count(database) == 3


def test_ending_many_takes_no_more_statements(database, school):
    counts = []
    for number in (5, 100):
        made = make_sessions(database, school.aide, school.students, recurrence=weekdays(number))
        with counted_statements(database) as seen:
            done = end(database, school.aide, made[0], TODAY, f"w{number}")
            database.run(lambda db, of=done: series_edits.undo(db, school.aide, of.id, now=FIXED_NOW))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_somebody_elses_and_single_sessions_have_no_series(database, school, series):
    with pytest.raises(NotFound):
        end(database, school.other_aide, series[2], TODAY)
    with pytest.raises(NotFound):
        end(database, school.aide, make_session(database, school.aide, school.students), TODAY)


def test_what_stays_after_the_end_can_still_be_edited_with_its_series(database, school, series):
    """The old series ends where it was ended; what stayed is a series of its own from then on."""
    mark(database, school.aide, series[5], school.students[0])
    end(database, school.aide, series[2], TODAY)
    done = change_series(database, school.aide, series[5], description="Art room")
    assert done.what == "changed 1"
    query = select(Series.ends_on).order_by(Series.id)
    stays = FIRST + timedelta(7)
    assert database.read(lambda db: db.execute(query).scalars().all()) == [TODAY, stays]


def test_a_removed_sessions_id_is_never_given_again(database, school, series):
    """Its history, windows that are still open and an *Undo* from before would be another session's."""
    end(database, school.aide, series[2], TODAY)
    new = make_session(database, school.aide, school.students)
    assert new > max(series)


def test_undo_in_any_order_finds_the_series_again(database, school, series):
    """The sessions were edited, then removed; the edit is taken back first, and then the removal."""
    edited = change_series(database, school.aide, series[5], description="Art room")
    ended = end(database, school.aide, series[5], FIRST + timedelta(6))
    for edit, answer in ((edited, (0, 5)), (ended, (5, 0))):
        back = database.run(lambda db, of=edit: series_edits.undo(db, school.aide, of.id, now=FIXED_NOW))
        assert (back.undone, back.kept) == answer
    assert count(database) == 10
