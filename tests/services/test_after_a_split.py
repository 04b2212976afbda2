"""What stays with the old series when one is split: posted and cancelled sessions (ADR 0012)."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from models.services import cancelling, ending_series, future
from models.tables import Session
from tests.factories import FIXED_NOW, TODAY, make_ready, make_sessions, post, weekdays
from tests.services.editing import change_series

FIRST = date(2026, 11, 16)


@pytest.fixture
def split(database, school):
    """Ten school days from Monday on; Tuesday is posted, Thursday cancelled, and Monday was edited with all later."""
    made = make_sessions(database, school.aide, school.students, date=FIRST, recurrence=weekdays(10, FIRST))
    post(database, school.aide, [make_ready(database, school.aide, made[1])])
    database.run(lambda db: cancelling.cancel(db, school.aide, made[3], "Testing", now=FIXED_NOW))
    change_series(database, school.aide, made[0], end=time(13))
    return made


def series_of(database):
    rows = database.read(lambda db: db.execute(select(Session.id, Session.series_id)).all())
    return {row.id: row.series_id for row in rows}


def test_after_a_split_posted_and_cancelled_sessions_keep_the_old_series(database, school, split):
    found = series_of(database)
    old = {found[split[1]], found[split[3]]}
    assert len(old) == 1
    assert {found[key] for key in split if key not in (split[1], split[3])}.isdisjoint(old)


def test_a_restored_one_is_what_was_planned_then(database, school, split):
    database.run(lambda db: cancelling.restore(db, school.aide, split[3], now=FIXED_NOW))
    one = database.read(lambda db: db.execute(select(Session.__table__).where(Session.id == split[3])).one())
    assert one.end_time == time(14)


def test_the_new_series_neither_counts_nor_reaches_them(database, school, split):
    make_ready(database, school.aide, split[0])
    reach = database.run(lambda db: future.reach(db, school.aide, split[0]))
    assert reach.count == 7
    form = database.run(
        lambda db: ending_series.end_form(db, school.aide, split[4], FIRST - timedelta(1), now=FIXED_NOW)
    )
    assert (form.removed, form.due, form.recorded, form.posted) == (6, 1, 1, 0)


def test_a_day_with_one_of_them_gets_no_second_session(database, school, split):
    change_series(database, school.aide, split[0], start=time(8), key="again")
    days = database.read(lambda db: db.execute(select(Session.local_date)).scalars().all())
    assert len(days) == len(set(days)) == 10
    assert TODAY in days
