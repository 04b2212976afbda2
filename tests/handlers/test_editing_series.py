"""*Edit Session Series*, the end of a series, and Undo, through the whole app."""

from datetime import date, time

import pytest
from sqlalchemy import func, select

from models.inputs import Recurrence
from models.tables import Session
from tests.factories import make_sessions, mark
from tests.handlers.running import count_sessions, sheet_of

LAST = date(2026, 12, 18)


@pytest.fixture
def opened(carelog):
    """A series of every school day from November 16 to December 18; today's session, the third, is open."""
    rule = Recurrence(frozenset({1, 2, 3, 4, 5}), 1, LAST)
    make_sessions(carelog.db, carelog.school.aide, carelog.school.students, date=date(2026, 11, 16), recurrence=rule)
    carelog.aide.open_home()
    carelog.aide.press("Open", near="Wed, Nov 18")
    return carelog.aide


def ending_at(carelog, hour):
    query = select(func.count(Session.id)).where(Session.end_time == time(hour))
    return carelog.db.read(lambda db: db.execute(query).scalar_one())


def test_the_numbers_come_first_then_it_is_done_and_undone(carelog, opened):
    opened.more("Edit Session Series")
    assert opened.held("Repeats on") == {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"}
    assert opened.held("Ends on") == "2026-12-18"
    opened.fill("End Time", "13:00")
    opened.fill("Session Description", "Shorter care")
    assert opened.submit() == {}
    assert "*This changes 20 sessions.* Nothing is changed until you press Apply." in opened.window
    assert ending_at(carelog, 13) == 0
    opened.choose("Also change 2 earlier unposted sessions")
    assert opened.submit() == {}
    assert "changed" not in opened.title
    assert "*The numbers are others now.* Look at them once more." in opened.window
    assert ", changes 2 earlier" in opened.window
    assert opened.submit() == {}
    assert "*Done: changed 20 sessions, changed 2 earlier.*" in opened.window
    assert ending_at(carelog, 13) == 22
    opened.press("Undo")
    assert "*Undone.* 22 sessions of Shorter care put back as before." in opened.window
    assert ending_at(carelog, 13) == 0
    opened.close()
    assert "The change of the series was taken back." in opened.window
    assert "Shorter care" not in opened.window


def test_a_word_changed_after_the_numbers_needs_no_second_look(carelog, opened):
    """The numbers are the same, and the person sees what they type."""
    opened.more("Edit Session Series")
    opened.fill("Session Description", "Shorter care")
    assert opened.submit() == {}
    opened.fill("Session Description", "Art room")
    assert opened.submit() == {}
    assert "*Done: changed 20 sessions.*\nArt room" in opened.window


def test_new_days_are_counted_and_made(carelog, opened):
    opened.more("Edit Session Series")
    opened.fill("Repeats on", {"Monday", "Wednesday", "Saturday"})
    assert opened.submit() == {}
    assert "This changes 8 sessions, moves 4, removes 8." in opened.window
    assert opened.submit() == {}
    opened.close()
    days = carelog.db.read(
        lambda db: db.execute(select(Session.local_date).order_by(Session.local_date)).scalars().all()
    )
    assert {day.isoweekday() for day in days if day >= date(2026, 11, 18)} == {1, 3, 6}


def test_what_changed_meanwhile_is_told_and_nothing_typed_is_lost(carelog, opened):
    opened.more("Edit Session Series")
    opened.fill("End Time", "13:00")
    from tests.services.editing import change

    change(carelog.db, carelog.school.aide, 3, end=time(12))
    assert opened.submit() == {}
    assert "End Time: it says now 12:00 PM; your window has 1:00 PM." in opened.window
    assert opened.held("End Time") == "13:00"
    assert opened.submit() == {}
    assert "Nothing is changed until you press Apply." in opened.window
    assert opened.submit() == {}
    assert ending_at(carelog, 13) == 20


def test_a_series_is_ended_and_put_back(carelog, opened):
    mark(carelog.db, carelog.school.aide, 10, carelog.school.students[0])
    opened.more("End series")
    assert "This removes 18 sessions, leaves 1 in which something is recorded." in opened.window
    opened.fill("Last day of the series", "2026-12-11")
    assert "This removes 5 sessions." in opened.window
    assert opened.submit() == {}
    assert "*Done: removed 5 sessions.*" in opened.window
    assert count_sessions(carelog) == 17
    opened.press("Undo")
    assert count_sessions(carelog) == 22
    opened.close()
    assert sheet_of(carelog, 3).in_series


def test_a_series_is_deleted_from_here_and_the_window_below_says_so(carelog, opened):
    """Today's session has ended without a record, so it is asked about; *Undo* brings it back to its own window."""
    opened.more("Delete series from here")
    assert "This removes 19 sessions, leaves 1 past session without a record." in opened.window
    opened.choose("Also remove 1 past session")
    assert opened.submit() == {}
    assert count_sessions(carelog) == 2
    below = opened.views[0]
    assert "This session was removed with its series." in str(below["blocks"])
    opened.press("Undo")
    opened.close()
    assert "The change of the series was taken back." in opened.window
    assert "Wed, Nov 18" in opened.window
