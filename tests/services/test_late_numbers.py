"""What another number of days to log would do: counted before it is changed (PRODUCT journey 12)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import update

from models.district import District, LateNumbers
from models.enums import UnpostReason
from models.errors import Changed, NotAllowed
from models.inputs import Unpost
from models.rules.doubts import NOTHING_KNOWN, of_posted
from models.services import cancelling, district, history, unposting
from models.services.sheets import sheets
from models.tables import Session
from tests.factories import (
    FIXED_NOW,
    KEYRING,
    TODAY,
    counted_statements,
    make_ready,
    make_school,
    make_session,
    post,
)

EARLY, LATE = time(6, 30), time(23, 30)
"""Local times of Chicago (UTC-6): the second one is on the next day in UTC."""


@pytest.fixture
def school(database):
    return make_school(database)


def numbers(database, school, days, *, actor=None, shown=None):
    wanted, shown = District(log_days=days), shown or district.seen(District())
    who = actor or school.admin
    return database.read(lambda db: district.late_numbers(db, who, wanted, shown, now=FIXED_NOW))


def ago(database, school, days, **changed):
    return make_session(database, school.aide, school.students, date=TODAY - timedelta(days=days), **changed)


def signed(database, school, day, delay, at=EARLY):
    """A session of that day, signed so many days later at that local time."""
    session_id = make_session(database, school.aide, school.students, date=day)
    local = datetime.combine(day + timedelta(days=delay), at)
    now = (local + timedelta(hours=6)).replace(tzinfo=UTC)
    post(database, school.aide, [make_ready(database, school.aide, session_id, now=now)], now=now)
    return session_id


def test_the_same_days_have_no_numbers(database, school):
    ago(database, school, 9)
    assert numbers(database, school, 7) is None


@pytest.mark.parametrize(
    ("days", "flips", "late"), [(1, 4, 6), (5, 2, 4), (6, 1, 3), (8, 1, 1), (11, 1, 1), (12, 2, 0), (30, 2, 0)]
)
def test_unposted_sessions_that_become_late_or_are_late_no_longer(database, school, days, flips, late):
    for number in (0, 2, 5, 6, 7, 8, 12):
        ago(database, school, number, start=time(7), end=time(8))
    make_session(database, school.aide, school.students, start=time(22), end=time(23))  # Has not ended yet.
    assert numbers(database, school, days) == LateNumbers(7, days, flips, late)


def test_only_what_is_unposted_is_counted(database, school):
    """A reopened session is unposted again, and a cancelled one is not."""
    gone, again, posted = (ago(database, school, 6, start=time(hour), end=time(hour + 1)) for hour in (7, 9, 11))
    database.run(lambda db: cancelling.cancel(db, school.aide, gone, "Field trip", now=FIXED_NOW))
    for session_id in (again, posted):
        post(database, school.aide, [make_ready(database, school.aide, session_id)])
    assert numbers(database, school, 5) == LateNumbers(7, 5, 0, 0, 2)
    asked = Unpost(again, version_of(database, again), UnpostReason.WRONG_TIME)
    database.run(lambda db: unposting.unpost(db, school.aide, asked, keyring=KEYRING, now=FIXED_NOW))
    assert numbers(database, school, 5) == LateNumbers(7, 5, 1, 1, 1)


def version_of(database, session_id):
    return database.read(lambda db: db.get_one(Session, session_id).version)


def as_posted(db, actor, ids):
    """The sessions as the posted session's window shows them."""
    found = sheets(db, actor, ids, now=FIXED_NOW + timedelta(days=40))
    return [history.with_history(db, actor, one) for one in found]


@pytest.mark.parametrize("days", [1, 4, 5, 6, 8, 9, 30])
def test_signed_sessions_are_counted_as_their_marks_come_and_go(database, school, days):
    """The district's own day decides, also where it is the next day in UTC."""
    monday = date(2026, 11, 2)
    ids = [
        signed(database, school, monday + timedelta(days=place % 5 + 7 * (place // 5)), delay, at)
        for place, (delay, at) in enumerate((delay, at) for delay in (1, 4, 5, 6, 7, 8, 9) for at in (EARLY, LATE))
    ]
    found = database.read(lambda db: as_posted(db, school.aide, ids))
    assert len(found) == len(ids)
    marked = {within: {one.id for one in found if of_posted(one, NOTHING_KNOWN, within)} for within in (7, days)}
    assert marked[7] != marked[days]
    shown = numbers(database, school, days)
    assert shown.signed == len(marked[7] ^ marked[days])


def test_each_session_counts_by_the_day_of_its_own_zone(database, school):
    """At 9 PM UTC it is tomorrow in Auckland."""
    far = ago(database, school, 5)
    database.run(lambda db: db.execute(update(Session).where(Session.id == far).values(zone="Pacific/Auckland")))
    ago(database, school, 5, start=time(15), end=time(16))
    assert numbers(database, school, 5) == LateNumbers(7, 5, 1, 1)


def test_another_district_is_not_counted(database, school):
    other = make_school(database, team_id="T0002")
    ago(database, other, 6)
    assert numbers(database, school, 5) == LateNumbers(7, 5)


def test_nobody_else_sees_them_and_what_is_out_of_date_is_said(database, school):
    with pytest.raises(NotAllowed):
        numbers(database, school, 5, actor=school.supervisor)
    with pytest.raises(Changed):
        numbers(database, school, 5, shown=district.seen(District(log_days=3)))


def test_the_number_of_statements_does_not_grow(database, school):
    for number in range(1, 9):
        ago(database, school, number)
        with counted_statements(database) as seen:
            numbers(database, school, 5)
        assert len([one for one in seen if one.startswith("SELECT")]) == 2
