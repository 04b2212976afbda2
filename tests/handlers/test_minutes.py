"""Minutes per activity in Documentation View: asked for only where the district's catalogue says so."""

import pytest
from sqlalchemy import update

from models.tables import CatalogItem
from tests.factories import PASSPHRASE, make_ready, make_session, mark
from tests.handlers.running import mark_of, sheet_of


@pytest.fixture
def asked(carelog):
    """The aide in Documentation View of a ready session, where meals and toileting ask for minutes."""
    asks = update(CatalogItem).where(CatalogItem.code.in_(["MEAL", "TOILET"])).values(needs_minutes=True)
    carelog.db.run(lambda db: db.execute(asks))
    make_ready(carelog.db, carelog.school.aide, make_session(carelog.db, carelog.school.aide, carelog.school.students))
    carelog.aide.open_home()
    carelog.aide.press("Open")
    carelog.aide.press("Documentation View")
    return carelog.aide


def test_the_field_comes_with_the_activity_and_goes_with_it(carelog, asked):
    assert "Minutes: Eating" not in asked.window
    asked.choose("Eating")
    assert asked.held("Minutes: Eating") is None
    asked.fill("Minutes: Eating", "20")
    asked.press("Next")
    assert mark_of(carelog, "Mia Garcia").minutes == {"MEAL": 20}
    assert "Minutes: Eating" not in asked.window, "It was given to Mia alone."
    asked.press("Previous")
    assert asked.held("Minutes: Eating") == "20"
    asked.choose("Eating")
    assert "Minutes: Eating" not in asked.window
    assert mark_of(carelog, "Mia Garcia").minutes == {}


def test_written_minutes_can_be_mended_after_nobody_asks_for_them_any_more(carelog, asked):
    """They are signed and counted in units, so a setting that is turned off must not shut them away."""
    asked.choose("Eating")
    asked.fill("Minutes: Eating", "40")
    asked.press("Next")
    off = update(CatalogItem).where(CatalogItem.code == "MEAL").values(needs_minutes=False)
    carelog.db.run(lambda db: db.execute(off))
    asked.press("Previous")
    assert asked.held("Minutes: Eating") == "40"
    asked.fill("Minutes: Eating", "20")
    asked.press("Next")
    assert mark_of(carelog, "Mia Garcia").minutes == {"MEAL": 20}
    assert "Minutes: Eating" not in asked.window


def test_without_such_an_item_the_field_never_shows(carelog):
    make_ready(carelog.db, carelog.school.aide, make_session(carelog.db, carelog.school.aide, carelog.school.students))
    carelog.aide.open_home()
    carelog.aide.press("Open")
    carelog.aide.press("Documentation View")
    carelog.aide.choose("Eating")
    assert "Minutes:" not in carelog.aide.window


def test_session_audit_shows_and_doubts_the_minutes_and_posts_them(carelog, asked):
    asked.choose("Eating")
    asked.submit()
    assert asked.title == "Session Audit"
    assert "Mia Garcia: write the minutes of Eating." in asked.window
    asked.press("Open", near="write the minutes")
    asked.choose("Toileting", near="Present in Session")
    asked.fill("Minutes: Eating", "200")
    asked.fill("Minutes: Toileting", "110")
    asked.press("Save")
    assert "*Please check:* 5 h 10 min of activities in 5 h of care." in asked.window
    asked.submit()
    assert "Activities and Accommodations: Toileting (1 h 50 min), Eating (3 h 20 min)" in asked.window
    assert "Mia Garcia: 5 h 10 min of activities in 5 h of care." in asked.window
    asked.press("Open", near="5 h 10 min of activities")
    asked.fill("Minutes: Eating", "20")
    asked.submit()
    assert "Eating (20 min)" in asked.window
    assert "Please check" not in asked.window
    asked.fill("Signing passphrase", PASSPHRASE)
    assert asked.submit() == {}
    assert sheet_of(carelog).state.value == "posted"
    asked.close()
    asked.open_home()
    asked.press("View")
    assert "Eating (20 min)" in asked.window


TOO_LONG = "Eating: 15 h is more than the 5 h with this student. Correct it, or correct the times first."


def test_more_minutes_than_the_student_was_there_are_refused_at_the_field_and_stay_in_it(carelog, asked):
    asked.choose("Eating")
    assert "Only this care, for this student: 5 h at most." in asked.window
    asked.fill("Minutes: Eating", "900")
    asked.fill("Observation", "Calm.")
    asked.press("Next")
    assert "Student 1 of 3" in asked.window, "The page does not turn: what was typed is only here."
    assert f"*Please check:* {TOO_LONG}" in asked.window
    assert "Minutes cannot be kept like this. The field says why." in asked.window
    assert asked.held("Minutes: Eating") == "900"
    assert (mark_of(carelog, "Mia Garcia").minutes, mark_of(carelog, "Mia Garcia").observation) == ({}, "Calm.")
    assert asked.submit() == {"Minutes: Eating": TOO_LONG}
    assert asked.held("Minutes: Eating") == "900"
    asked.fill("Minutes: Eating", "90")
    assert asked.submit() == {}
    assert asked.title == "Session Audit"
    assert mark_of(carelog, "Mia Garcia").minutes == {"MEAL": 90}


def test_times_that_are_corrected_with_the_minutes_count(carelog, asked):
    asked.choose("Eating")
    asked.fill("Time Away from Student", "270")
    asked.fill("Minutes: Eating", "31")
    asked.press("Save")
    assert "Eating: 31 min is more than the 30 min with this student." in asked.window
    asked.fill("Time Away from Student", "260")
    asked.press("Save")
    assert "Please check" not in asked.window
    assert mark_of(carelog, "Mia Garcia").minutes == {"MEAL": 31}


def test_times_that_are_shortened_afterwards_are_kept_and_said_and_nothing_is_signed(carelog, asked):
    asked.choose("Eating")
    asked.fill("Minutes: Eating", "45")
    asked.press("Save")
    asked.fill("Time Away from Student", "270")
    asked.press("Save")
    said = "Eating: 45 min is more than the 30 min with this student."
    assert said in asked.window
    assert mark_of(carelog, "Mia Garcia").away.minutes == 270
    asked.press("All Student View")
    assert said in asked.window
    asked.submit()
    assert asked.title == "Session Audit"
    assert f"*Fix first:* Mia Garcia: {said}" in asked.window
    assert "Signing passphrase" not in asked.window
    asked.press("Open", near="45 min is more")
    asked.fill("Minutes: Eating", "15")
    asked.submit()
    assert "Signing passphrase" in asked.window


def test_each_field_says_what_is_wrong_with_it(carelog, asked):
    asked.choose("Eating")
    asked.choose("Toileting", near="Present in Session")
    asked.fill("Minutes: Eating", "20")
    asked.fill("Minutes: Toileting", "600")
    toileting = "Toileting: 10 h is more than the 5 h with this student. Correct it, or correct the times first."
    assert asked.submit() == {"Minutes: Toileting": toileting}
    asked.fill("Minutes: Eating", "900")
    assert asked.submit() == {"Minutes: Eating": TOO_LONG, "Minutes: Toileting": toileting}
    asked.press("Save")
    assert f"*Please check:* {TOO_LONG} {toileting}" in asked.window or f"{toileting} {TOO_LONG}" in asked.window
    assert mark_of(carelog, "Mia Garcia").minutes == {"MEAL": 20}


def test_refused_minutes_stay_in_their_field_when_another_field_comes_before_it(carelog, asked):
    asked.choose("Eating")
    asked.fill("Minutes: Eating", "900")
    asked.choose("Toileting", near="Present in Session")
    assert asked.held("Minutes: Eating") == "900"
    assert asked.held("Minutes: Toileting") is None


def in_another_window(carelog, **changed):
    """The aide's other device writes about the first student meanwhile."""
    mark(carelog.db, carelog.school.aide, 1, carelog.school.students[0], **changed)


def test_minutes_of_two_windows_are_told_before_anything_is_posted(carelog, asked):
    asked.choose("Eating")
    in_another_window(carelog, minutes={"MEAL": "20"})
    asked.fill("Minutes: Eating", "25")
    asked.submit()
    assert asked.title == "Session"
    assert "Minutes (Eating) of Mia Garcia: another window said 20 min. What you chose counts now." in asked.window
    assert "*Please check:* Eating: another window said 20 min." in asked.window
    assert mark_of(carelog, "Mia Garcia").minutes == {"MEAL": 25}
    asked.submit()
    assert asked.title == "Session Audit"


def test_minutes_of_what_the_other_window_took_out_are_not_lost_unsaid(carelog, asked):
    asked.choose("Eating")
    in_another_window(carelog, given_removed=frozenset({"MEAL"}))
    asked.fill("Minutes: Eating", "25")
    asked.press("Save")
    assert "another window took it out, so your 25 min were not kept." in asked.window
    assert mark_of(carelog, "Mia Garcia").minutes == {}


def test_minutes_that_are_refused_do_not_count_against_those_of_the_other_window(carelog, asked):
    asked.choose("Eating")
    in_another_window(carelog, minutes={"MEAL": "20"})
    asked.fill("Minutes: Eating", "900")
    asked.press("Save")
    assert "What you chose counts now" not in asked.window
    assert f"*Please check:* {TOO_LONG}" in asked.window
    assert mark_of(carelog, "Mia Garcia").minutes == {"MEAL": 20}


def test_what_counts_against_the_other_window_is_not_said_to_be_refused(carelog, asked):
    asked.choose("Eating")
    in_another_window(carelog, minutes={"MEAL": "20"})
    asked.fill("Minutes: Eating", "25")
    asked.press("Save")
    assert "What you chose counts now." in asked.window
    assert "cannot be kept" not in asked.window
