"""*Same as last time*, *Given lately*, and turning the pages of a large group, through the whole app."""

import pytest

from tests.factories import make_sessions, mark, weekdays
from tests.handlers.running import mark_of, sheet_of

MEAL = frozenset({"MEAL"})


@pytest.fixture
def second_day(carelog):
    """The aide in the second session of a series; in the first, Mia was given a meal."""
    school = carelog.school
    ids = make_sessions(carelog.db, school.aide, school.students, recurrence=weekdays(2))
    mark(carelog.db, school.aide, ids[0], school.students[0], given_added=MEAL, observation="Ate well.")
    carelog.aide.open_home()
    carelog.aide.press("Open", near="Thu, Nov 19")
    return carelog.aide


def test_same_as_last_time_copies_activities_and_no_attendance(carelog, second_day):
    second_day.fill("Note", "A calm day.")
    second_day.press("Same as last time")
    assert "Activities and accommodations copied from Wed, Nov 18. Now mark who was present." in second_day.window
    mia = mark_of(carelog, "Mia Garcia", 2)
    assert mia.given == MEAL
    assert mia.presence.value == "unmarked"
    assert mia.observation == ""
    assert sheet_of(carelog, 2).note == "A calm day.", "What was typed is saved by every button."
    assert "0 of 3 students marked" in second_day.window


def test_where_nothing_can_be_copied_it_says_so(carelog):
    make_sessions(carelog.db, carelog.school.aide, carelog.school.students)
    carelog.aide.open_home()
    carelog.aide.press("Open")
    carelog.aide.press("Same as last time")
    assert "There is no earlier session with activities to copy. Nothing was changed." in carelog.aide.window


def test_what_was_given_lately_stands_first_in_documentation_view(carelog, second_day):
    second_day.press("Documentation View")
    assert second_day.held("Given lately") == set()
    second_day.choose("Eating", near="Given lately")
    assert second_day.held("Given lately") == {"Eating"}
    assert mark_of(carelog, "Mia Garcia", 2).given == MEAL
    second_day.press("Next")
    assert "Given lately" not in second_day.window


def test_a_group_of_thirty_in_both_views(start):
    carelog = start(students=30)
    make_sessions(carelog.db, carelog.school.aide, carelog.school.students)
    aide = carelog.aide
    aide.open_home()
    aide.press("Open")
    assert "0 of 30 students marked" in aide.window
    aide.press("All present, as scheduled")
    assert "30 of 30 students marked" in aide.window
    aide.press("Documentation View")
    for number in range(2, 31):
        aide.press("Next")
        assert f"Student {number} of 30 · 30 marked" in aide.window
    aide.choose("Not Present in Session")
    aide.press("All Student View")
    assert "no reason yet" in aide.window
