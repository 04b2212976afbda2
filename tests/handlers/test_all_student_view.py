"""The session window with everybody on one page: choices are saved as they are made, text at every button."""

from datetime import time

import pytest

from models.enums import Presence
from models.inputs import CaptureChanges
from models.services import capture
from models.services.home import home
from tests.factories import FIXED_NOW, make_ready, make_session, mark, post
from tests.handlers.running import sheet_of


@pytest.fixture
def opened(carelog):
    """The aide with today's session open; three students, nothing said yet."""
    make_session(carelog.db, carelog.school.aide, carelog.school.students)
    carelog.aide.open_home()
    carelog.aide.press("Open")
    return carelog.aide


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_nothing_is_answered_beforehand_and_times_are_the_scheduled_ones(opened):
    assert "Not filled in yet" in opened.window
    assert opened.held("Actual Start", near="Mia Garcia") == "09:00"
    assert opened.held("Actual End", near="Mia Garcia") == "14:00"
    assert opened.window.count("Not marked yet") == 3


def test_a_choice_is_saved_at_once_and_home_follows(carelog, opened):
    opened.choose("Present in Session", near="Noah Green")
    assert marks(carelog) == {"Mia Garcia": "unmarked", "Noah Green": "present", "Ava Lopez": "unmarked"}
    assert "*Noah Green* · Present in Session · 9:00 AM–2:00 PM · 5 h" in opened.window
    assert "Draft" in opened.window
    opened.wait_for(lambda state: "Draft" in str(state["home"]["blocks"]))


def marks(carelog):
    return {one.pupil.name: one.mark.presence.value for one in sheet_of(carelog).records}


def test_closing_loses_nothing_that_was_chosen_and_only_text_since_the_last_button(carelog, opened):
    opened.choose("Toileting")
    opened.fill("Note", "Fire drill at ten")
    opened.choose("Present in Session", near="Mia Garcia")
    opened.fill("Note", "Fire drill at ten, all went well")
    opened.close()
    sheet = sheet_of(carelog)
    assert sheet.activities == {"TOILET"}
    assert sheet.note == "Fire drill at ten"
    assert "Closing this window loses only text typed since the last button." in reopened(opened)
    assert opened.held("Note") == "Fire drill at ten"


def reopened(aide):
    aide.press("Open")
    return aide.window


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_check_boxes_come_off_again(carelog, opened):
    opened.choose("Toileting")
    opened.choose("Eating")
    opened.choose("Toileting")
    assert sheet_of(carelog).activities == {"MEAL"}


def test_all_present_fills_the_rest_and_leaves_the_exceptions(carelog, opened):
    opened.choose("Not Present in Session", near="Ava Lopez")
    opened.press("All present, as scheduled")
    assert marks(carelog) == {"Mia Garcia": "present", "Noah Green": "present", "Ava Lopez": "absent"}
    left = "All others present, as scheduled. 1 student was left alone: Choose a reason for not being present."
    assert left in opened.window
    opened.choose("Absent from school", near="Ava Lopez")
    opened.press("All present, as scheduled")
    assert "All present, as scheduled. Now change the exceptions." in opened.window
    opened.fill("Actual Start", "09:20", near="Noah Green")
    assert "*Noah Green* · Present in Session · 9:20 AM–2:00 PM · 4 h 40 min" in opened.window


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_someone_not_present_needs_a_reason_and_gets_one(carelog, opened):
    opened.choose("Not Present in Session", near="Mia Garcia")
    assert "Choose a reason for not being present." in opened.window
    opened.choose("Absent from school", near="Mia Garcia")
    assert "Choose a reason for not being present." not in opened.window
    assert "*Mia Garcia* · Not Present in Session · Absent from school" in opened.window


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_an_end_before_the_start_is_said_at_the_student_kept_and_cannot_be_posted(carelog, opened):
    opened.press("All present, as scheduled")
    opened.choose("Toileting")
    opened.fill("Actual End", "08:30", near="Noah Green")
    assert "The actual end is not after the actual start." in opened.window
    assert opened.held("Actual End", near="Noah Green") == "08:30"
    assert opened.submit() == {}
    assert opened.title == "Session Audit"
    assert "*Fix first:* Noah Green: The actual end is not after the actual start." in opened.window
    assert opened.views[-1]["submit"] is None
    opened.press("Open", near="Noah Green")
    assert opened.held("Actual End") == "08:30"


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
@pytest.mark.parametrize("students", [1, 3, 10])
def test_groups_of_every_size_open_and_are_filled_in_with_one_tap(start, students):
    carelog = start(students=students)
    make_session(carelog.db, carelog.school.aide, carelog.school.students)
    aide = carelog.aide
    aide.open_home()
    aide.press("Open")
    aide.press("All present, as scheduled")
    aide.choose("Toileting")
    assert aide.window.count("Present in Session · 9:00 AM–2:00 PM") == students
    aide.press("Documentation View")
    assert f"Student 1 of {students} · {students} marked" in aide.window
    assert aide.submit() == {}
    assert "*1 session* to sign as Jo Field, Paraprofessional." in aide.window
    assert carelog.aide.page.log == []


def test_two_windows_merge_their_check_marks_and_the_newest_record_is_shown(carelog, opened):
    changes = capture.CaptureChanges(activities_added=frozenset({"MEAL"}))
    carelog.db.run(lambda db: capture.record(db, carelog.school.aide, 1, changes, now=FIXED_NOW))
    opened.choose("Toileting")
    assert sheet_of(carelog).activities == {"TOILET", "MEAL"}


def test_a_session_that_was_posted_meanwhile_cannot_be_changed_and_says_so(carelog, opened):
    make_ready(carelog.db, carelog.school.aide, 1)
    post(carelog.db, carelog.school.aide, [1])
    opened.fill("Actual Start", "09:20", near="Noah Green")
    assert len(opened.views) == 2, "What was typed stays below."
    assert "posted" in opened.window
    assert sheet_of(carelog).records[0].mark.start.hour == 9


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_a_session_to_come_can_be_filled_in_but_not_posted(carelog):
    make_session(carelog.db, carelog.school.aide, carelog.school.students, start=time(15), end=time(16))
    aide = carelog.aide
    aide.open_home()
    aide.press("Open")
    aide.press("All present, as scheduled")
    aide.submit()
    assert "This session has not ended yet. Sign it after its end." in aide.window


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_a_save_makes_no_change_of_its_own(carelog, opened):
    before = carelog.db.read(lambda db: home(db, carelog.school.aide, now=FIXED_NOW)).unposted
    opened.press("Save")
    assert "Saved." in opened.window
    assert carelog.db.read(lambda db: home(db, carelog.school.aide, now=FIXED_NOW)).unposted == before


def test_an_open_window_does_not_take_back_what_another_device_recorded(carelog):
    session = make_session(carelog.db, carelog.school.aide, carelog.school.students)
    window = carelog.aide
    window.open_home()
    window.press("Open")
    first = carelog.school.students[0]
    mark(carelog.db, carelog.school.aide, session, first, start=time(9, 30), presence=Presence.PRESENT)
    carelog.db.run(
        lambda db: capture.record(
            db,
            carelog.school.aide,
            session,
            CaptureChanges(activities_added=frozenset({"MEAL"}), note="From the other phone."),
            now=carelog.clocks.now,
        )
    )
    for record in sheet_of(carelog, session).records:
        if record.pupil.id != first:
            window.choose("Present in Session", near=record.pupil.name)
    sheet = sheet_of(carelog, session)
    assert (sheet.note, sheet.activities) == ("From the other phone.", frozenset({"MEAL"}))
    assert next(one.mark.start for one in sheet.records if one.pupil.id == first) == time(9, 30)


def test_what_another_window_wrote_holds_back_the_signature_until_it_was_seen(carelog, opened):
    """Both texts are kept, the person is told at the top and at the field, and the second Save and Post goes on."""
    changes = CaptureChanges(note="Fire drill.", activities_added=frozenset({"TOILET"}))
    carelog.db.run(lambda db: capture.record(db, carelog.school.aide, 1, changes, now=FIXED_NOW))
    opened.press("All present, as scheduled")
    assert opened.held("Note") == "Fire drill."
    opened.fill("Note", "Fire drill. Calm.")
    later = CaptureChanges(note="Fire drill. Two were late.")
    carelog.db.run(lambda db: capture.record(db, carelog.school.aide, 1, later, now=FIXED_NOW))
    assert opened.submit() == {}
    assert opened.title == "Session"
    assert "Note: it was changed in another window too. Both texts are kept. Look at it" in opened.window
    assert "*Please check:* It was changed in another window too. Both texts are kept." in opened.window
    assert opened.held("Note") == "Fire drill. Two were late.\nFire drill. Calm."
    assert opened.submit() == {}
    assert opened.title == "Session Audit"
    assert "Two were late." in opened.window
