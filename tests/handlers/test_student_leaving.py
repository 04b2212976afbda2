"""*Students Leaving* through the whole app: searched for, previewed, applied, told, and undone."""

from datetime import time, timedelta

import pytest

from models.rules.sending import Rate
from scheduler.tick import tick
from tests.factories import TODAY, make_session, make_sessions, weekdays
from tests.told import leaks

NEXT = "See what changes"


@pytest.fixture
def admin(carelog):
    person = carelog.person("UPAT")
    person.open_home()
    return person


@pytest.fixture
def series(carelog):
    school = carelog.school
    make_sessions(carelog.db, school.aide, school.students, recurrence=weekdays(5))
    make_session(carelog.db, school.aide, school.students[:1], date=TODAY + timedelta(1), start=time(14), end=time(15))


def fill(person, day=TODAY, name="Mia Garcia"):
    person.fill("Student", name)
    person.fill("Last day", day.isoformat())
    return person.submit()


def test_the_numbers_then_done_then_undone(carelog, admin, series):
    admin.office("Students Leaving")
    assert admin.search("Student", "gar") == ["Mia Garcia"]
    assert fill(admin) == {}
    window = admin.window
    assert "*Mia Garcia*\nLast day: Wed, Nov 18, 2026" in window
    assert (
        "Taken out of 4 sessions that go on with the others.\n1 session is cancelled, since nobody is left." in window
    )
    assert "Still to be posted (1)\nJo Field: 1 session" in window
    assert admin.submit() == {}
    assert "Done: taken out of 4 sessions, 1 cancelled, since nobody is left in them." in admin.window
    tick(carelog.deps, Rate())
    assert "A student leaves your sessions." in carelog.aide.messages
    assert leaks(carelog.db) == []
    admin.press("Undo")
    assert "*Undone.* 5 sessions as before." in admin.window


def test_the_same_last_day_again_within_one_day_is_told_again(carelog, admin, series):
    for _ in range(2):
        admin.office("Students Leaving")
        assert fill(admin) == {}
        assert admin.submit() == {}
        tick(carelog.deps, Rate())
        admin.press("Undo")
        tick(carelog.deps, Rate())
        admin.close()
    told = [text for text in carelog.aide.messages if text.startswith("A student")]
    assert told == ["A student leaves your sessions.", "A student stays in your sessions."] * 2
    assert leaks(carelog.db) == []


def test_a_supervisor_has_it_beside_the_team(carelog, series):
    boss = carelog.person("USAM")
    boss.open_home()
    boss.press("Students Leaving")
    assert fill(boss) == {}
    assert boss.submit() == {}
    assert "Done: taken out of 4 sessions" in boss.window


def test_what_is_missing_is_said_at_its_field(admin):
    admin.office("Students Leaving")
    admin.fill("Student", "Mia Garcia")
    admin.fill("Last day", (TODAY + timedelta(500)).isoformat())
    assert admin.submit() == {"Last day": "Choose a day of this school year."}


def test_an_aide_is_not_offered_it(carelog):
    assert "Students Leaving" not in carelog.aide.open_home()


def test_a_last_day_that_stands_is_shown_with_its_undo(carelog, admin, series):
    admin.office("Students Leaving")
    fill(admin)
    admin.submit()
    admin.close()
    admin.office("Students Leaving")
    assert fill(admin, TODAY + timedelta(2)) == {}
    assert "has a last day already: Wed, Nov 18, 2026." in admin.window
    admin.press("Undo")
    assert "*Undone.* 5 sessions as before." in admin.window
