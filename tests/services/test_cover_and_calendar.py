"""A day without school that is taken back brings no care to life twice."""

from datetime import time

import pytest

from models.enums import DayKind, State
from models.office import WantedDay
from models.services import calendar_changes
from tests.factories import FIXED_NOW, TODAY, make_school, make_session
from tests.services.covering import cover, restore, row

SNOW = WantedDay(TODAY, DayKind.NO_SCHOOL, "Snow day")


def change(database, admin, wanted=SNOW, key="window"):
    def work(db):
        agreed = calendar_changes.preview(db, admin, wanted, now=FIXED_NOW).digest
        return calendar_changes.change(db, admin, wanted, agreed, key, now=FIXED_NOW)

    return database.run(work)


def test_a_session_that_was_taken_back_is_not_covered_again(database):
    school = make_school(database)
    one = make_session(database, school.aide, school.students)
    covering = cover(database, school.supervisor, one, school.other_aide).covering_id
    snow = change(database, school.admin)
    assert row(database, covering).state == State.CANCELLED.value
    restore(database, school.aide, one, anyway=True)
    database.run(lambda db: calendar_changes.undo(db, school.admin, snow.id, now=FIXED_NOW))
    assert [row(database, key).state for key in (one, covering)] == ["scheduled", "cancelled"]


def test_a_session_that_nobody_took_back_is_covered_again(database):
    school = make_school(database)
    one = make_session(database, school.aide, school.students)
    covering = cover(database, school.supervisor, one, school.other_aide).covering_id
    snow = change(database, school.admin)
    database.run(lambda db: calendar_changes.undo(db, school.admin, snow.id, now=FIXED_NOW))
    assert [row(database, key).state for key in (one, covering)] == ["cancelled", "scheduled"]


def test_of_a_chain_of_covers_only_the_one_that_was_taken_back_is_live(database):
    """Covered, covered again, a day without school, and the first aide takes it back before the day is."""
    school = make_school(database)
    one = make_session(database, school.aide, school.students)
    two = cover(database, school.supervisor, one, school.other_aide).covering_id
    three = cover(database, school.supervisor, two, school.supervisor, key="again").covering_id
    snow = change(database, school.admin)
    restore(database, school.aide, one, anyway=True)
    database.run(lambda db: calendar_changes.undo(db, school.admin, snow.id, now=FIXED_NOW))
    assert [row(database, key).state for key in (one, two, three)] == ["scheduled", "cancelled", "cancelled"]


@pytest.mark.parametrize("first", ["early release", "session"])
def test_what_an_early_release_shortened_is_as_planned_again_for_the_substitute_too(database, school, first):
    """It does not matter whether the release or the session was there first."""
    early = WantedDay(TODAY, DayKind.EARLY_RELEASE, "", time(12))
    if first == "early release":
        change(database, school.admin, early)
    one = make_session(database, school.aide, school.students)
    if first == "session":
        change(database, school.admin, early)
    covering = cover(database, school.supervisor, one, school.other_aide).covering_id
    assert row(database, covering).end_time == time(12)
    change(database, school.admin, WantedDay(TODAY, None), key="usual")
    assert row(database, covering).end_time == time(14)
