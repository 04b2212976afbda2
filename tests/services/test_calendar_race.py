"""The same school day changed by several administrators at the same moment: one change counts, nobody sees a crash."""

from datetime import date
from functools import partial

import pytest
from sqlalchemy import func, select

from models.enums import DayKind
from models.errors import RuleViolation
from models.office import DayChanged, DayPreview, WantedDay
from models.services import calendar_changes
from models.tables import CalendarChange, CalendarDay
from tests.factories import FIXED_NOW
from tests.services.together import together

DAY = WantedDay(date(2026, 12, 2), DayKind.NO_SCHOOL, "Snow day")


def change(database, admin, agreed, key):
    return database.run(lambda db: calendar_changes.change(db, admin, DAY, agreed, key, now=FIXED_NOW))


@pytest.fixture
def agreed(database, school):
    """The digest of the numbers that every window shows."""
    return database.read(lambda db: calendar_changes.preview(db, school.admin, DAY, now=FIXED_NOW)).digest


def stored(database):
    changes, days = select(func.count(CalendarChange.id)), select(func.count(CalendarDay.id))
    return database.read(
        lambda db: (
            db.execute(changes).scalar_one(),
            db.execute(days.where(CalendarDay.date == DAY.date)).scalar_one(),
        )
    )


def test_two_windows_at_once_change_the_day_once(database, school, agreed):
    found = together([partial(change, database, school.admin, agreed, f"w{number}") for number in range(4)])
    done = [one for one in found if isinstance(one, DayChanged)]
    assert len(done) == 1, found
    assert all(isinstance(one, DayChanged | DayPreview | RuleViolation) for one in found), found
    assert stored(database) == (1, 1)


def test_one_window_delivered_many_times_at_once_changes_the_day_once(database, school, agreed):
    found = together([partial(change, database, school.admin, agreed, "window") for _ in range(4)])
    assert {one.id for one in found} == {found[0].id}
    assert stored(database) == (1, 1)


def test_an_undo_delivered_many_times_at_once_is_undone_once(database, school, agreed):
    made = change(database, school.admin, agreed, "window")

    def undo():
        return database.run(lambda db: calendar_changes.undo(db, school.admin, made.id, now=FIXED_NOW))

    found = together([undo] * 4)
    assert all(one.undone for one in found), found
    assert stored(database) == (1, 0)
