"""*Delete series from here* and *End series*: the numbers first, past sessions only when it is said, and Undo."""

from datetime import date

from tests.factories import make_sessions, weekdays
from tests.handlers.running import count_sessions

FIRST = date(2026, 11, 16)


def open_series(carelog):
    """Ten school days from Monday on; today's, the third, has ended. The aide has today's open."""
    make_sessions(carelog.db, carelog.school.aide, carelog.school.students, date=FIRST, recurrence=weekdays(10, FIRST))
    carelog.aide.open_home()
    carelog.aide.press("Open", near="Nov 16")


def test_past_sessions_stay_unless_it_is_said(carelog):
    open_series(carelog)
    carelog.aide.more("Delete series from here")
    assert "*This removes 7 sessions, leaves 3 past sessions without a record.*" in carelog.aide.window
    assert carelog.aide.held("Past sessions without a record") == set()
    assert carelog.aide.submit() == {}
    assert "*Done: removed 7 sessions, left 3 past.*" in carelog.aide.window
    assert count_sessions(carelog) == 3


def test_past_sessions_go_when_it_is_said_and_come_back_with_undo(carelog):
    open_series(carelog)
    carelog.aide.more("Delete series from here")
    carelog.aide.choose("Also remove 3 past sessions")
    assert carelog.aide.submit() == {}
    assert "*Done: removed 10 sessions.*" in carelog.aide.window
    assert count_sessions(carelog) == 0
    carelog.aide.press("Undo")
    assert "*Undone.* 10 sessions" in carelog.aide.window
    assert count_sessions(carelog) == 10


def test_another_last_day_counts_anew(carelog):
    open_series(carelog)
    carelog.aide.more("End series")
    assert "leaves 2 past sessions" in carelog.aide.window
    carelog.aide.fill("Last day of the series", "2026-11-20")
    assert "*This removes 5 sessions.*" in carelog.aide.window
    assert "Past sessions without a record" not in carelog.aide.window


def test_the_window_is_called_what_was_pressed_until_another_last_day_is_chosen(carelog):
    open_series(carelog)
    carelog.aide.more("Delete series from here")
    assert carelog.aide.title == "Delete series from here"
    carelog.aide.fill("Last day of the series", "2026-11-18")
    assert carelog.aide.title == "End series"
