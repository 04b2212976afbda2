"""A day without school that is taken back brings no care to life twice."""

from models.enums import DayKind, State
from models.office import WantedDay
from models.services import calendar_changes
from tests.factories import FIXED_NOW, TODAY, make_school, make_session
from tests.services.covering import cover, restore, row

SNOW = WantedDay(TODAY, DayKind.NO_SCHOOL, "Snow day")


def change(database, admin, wanted=SNOW):
    def work(db):
        agreed = calendar_changes.preview(db, admin, wanted, now=FIXED_NOW).digest
        return calendar_changes.change(db, admin, wanted, agreed, "window", now=FIXED_NOW)

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
