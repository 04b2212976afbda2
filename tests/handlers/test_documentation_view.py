"""Documentation View: one student at a time; turning and switching keep everything; what cannot be read is said."""

import pytest

from tests.factories import make_session
from tests.handlers.running import mark_of, sheet_of

pytestmark = pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)


@pytest.fixture
def opened(carelog):
    """The aide in Documentation View, at the first of three students."""
    make_session(carelog.db, carelog.school.aide, carelog.school.students)
    carelog.aide.open_home()
    carelog.aide.press("Open")
    carelog.aide.press("Documentation View")
    return carelog.aide


def test_it_begins_with_the_first_student_and_turns_both_ways(opened):
    assert "*Mia Garcia*" in opened.window
    assert "Student 1 of 3 · 0 marked" in opened.window
    opened.press("Next")
    assert "*Noah Green*" in opened.window
    opened.press("Next")
    assert "Student 3 of 3" in opened.window
    opened.press("Previous")
    assert "Student 2 of 3" in opened.window


def test_turning_and_switching_keep_everything(carelog, opened):
    opened.fill("Attendance", "Present in Session")
    opened.fill("Time Away from Student", "10:00-10:30, 1:00-1:15")
    opened.fill("Observation", "Calm after speech")
    opened.choose("Eating")
    opened.press("Next")
    assert opened.held("Time Away from Student") is None
    assert opened.held("Attendance") is None
    opened.fill("Attendance", "Not Present in Session")
    opened.fill("Reason", "With another service")
    opened.press("All Student View")
    assert "Time Away from Student 10:00–10:30 AM, 1:00–1:15 PM · 4 h 15 min" in opened.window
    opened.press("Edit", near="Mia Garcia")
    assert opened.held("Observation") == "Calm after speech"
    assert opened.held("Time Away from Student") == "10:00 AM-10:30 AM, 1:00 PM-1:15 PM"
    assert opened.held("Activities: Personal care") == {"Eating"}
    assert mark_of(carelog, "Mia Garcia").observation == "Calm after speech"
    assert mark_of(carelog, "Noah Green").reason == "other_service"


@pytest.mark.parametrize(
    ("away", "says"),
    [
        ("an hour or so", "could not be read"),
        ("10:00-9:30", ""),
        ("8:00-8:30", ""),
    ],
)
def test_time_away_that_cannot_be_read_stays_in_its_field_with_a_sentence_and_holds_the_page(
    carelog, opened, away, says
):
    opened.fill("Attendance", "Present in Session")
    opened.fill("Time Away from Student", away)
    before = opened.window
    opened.press("Next")
    assert "*Mia Garcia*" in opened.window, "The page does not turn, or the text would be lost."
    assert "*Please check:*" in opened.window
    assert opened.window != before
    assert opened.held("Time Away from Student") == away
    errors = opened.submit()
    assert list(errors) == ["Time Away from Student"]
    assert says in errors["Time Away from Student"]
    assert mark_of(carelog, "Mia Garcia").away.minutes == 0
    opened.fill("Time Away from Student", "30")
    opened.press("Next")
    assert "*Noah Green*" in opened.window
    assert mark_of(carelog, "Mia Garcia").away.minutes == 30


def test_time_away_longer_than_the_session_is_told_at_its_field(carelog, opened):
    opened.fill("Attendance", "Present in Session")
    opened.fill("Time Away from Student", "300")
    errors = opened.submit()
    assert list(errors) == ["Time Away from Student"]
    assert "The time away" in errors["Time Away from Student"]
    assert sheet_of(carelog).state.value == "draft"


def test_an_end_before_the_start_is_told_at_its_field_and_kept(opened):
    opened.fill("Attendance", "Present in Session")
    opened.fill("Actual End", "08:00")
    errors = opened.submit()
    assert errors == {"Actual End": "The actual end is not after the actual start. Correct one of the two times."}
    assert opened.held("Actual End") == "08:00"


def test_absent_without_a_reason_is_told_at_its_field(opened):
    opened.fill("Attendance", "Not Present in Session")
    assert "Choose a reason for not being present." in opened.window
    assert opened.submit() == {"Reason": "Please complete this required field."}


def test_a_half_filled_form_is_saved_by_every_button_and_held_back_by_save_and_post(opened):
    assert opened.submit() == {"Attendance": "Please complete this required field."}
    opened.fill("Observation", "Calm.")
    opened.press("Save")
    assert "Saved." in opened.window
    opened.press("Next")
    opened.press("Previous")
    assert opened.held("Observation") == "Calm."


def test_a_problem_of_another_student_leads_to_the_audit_that_names_them(opened):
    opened.fill("Attendance", "Present in Session")
    opened.fill("Actual End", "08:00")
    opened.press("Next")
    opened.fill("Attendance", "Present in Session")
    assert opened.submit() == {}
    assert opened.title == "Session Audit"
    assert "Mia Garcia: The actual end is not after the actual start." in opened.window


def test_all_present_in_this_view_fills_the_form_that_is_open(carelog, opened):
    opened.fill("Actual Start", "09:30")
    opened.press("All present, as scheduled")
    assert opened.held("Attendance") == "Present in Session"
    assert opened.held("Actual Start") == "09:30", "An exception stays."
    assert "3 marked" in opened.window
    assert mark_of(carelog, "Ava Lopez").presence == "present"


def test_save_says_so(carelog, opened):
    opened.fill("Observation", "Ate well")
    opened.press("Save")
    assert "Saved." in opened.window
    assert mark_of(carelog, "Mia Garcia").observation == "Ate well"


def test_a_student_that_a_forged_window_names_is_not_in_the_session(carelog, opened):
    stranger = carelog.school.other_students[0]
    carelog.forge(lambda raw: raw.update(private_metadata=raw["private_metadata"].replace(",1,", f",{stranger},", 1)))
    opened.press("Save")
    assert "Max Gray" not in opened.window
