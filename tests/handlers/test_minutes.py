"""Minutes per activity in Documentation View: asked for only where the district's catalogue says so."""

import pytest
from sqlalchemy import update

from models.tables import CatalogItem
from tests.factories import PASSPHRASE, make_ready, make_session, mark
from tests.handlers.running import mark_of, sheet_of


@pytest.fixture
def asked(carelog):
    """The aide in Documentation View of a ready session, where meals ask for minutes."""
    asks = update(CatalogItem).where(CatalogItem.code == "MEAL").values(needs_minutes=True)
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
    asked.fill("Minutes: Eating", "400")
    asked.press("Next")
    off = update(CatalogItem).where(CatalogItem.code == "MEAL").values(needs_minutes=False)
    carelog.db.run(lambda db: db.execute(off))
    asked.press("Previous")
    assert asked.held("Minutes: Eating") == "400"
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
    asked.fill("Minutes: Eating", "400")
    asked.submit()
    assert "Activities and Accommodations: Eating (6 h 40 min)" in asked.window
    assert "Mia Garcia: 6 h 40 min of activities in 5 h of care." in asked.window
    asked.press("Open", near="6 h 40 min of activities")
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
