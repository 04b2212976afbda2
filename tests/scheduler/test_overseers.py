"""Overseers hear in their digest of what waits for them, also when nothing is unposted (PRODUCT journey 7)."""

from datetime import UTC, datetime, timedelta

import pytest

from models.enums import Role
from models.services.due import due
from models.services.oversight import deciding
from tests.factories import counted_statements, enrol, make_school
from tests.services.oversight import approve, changed, overseen, submit

AT_DIGEST = datetime(2026, 11, 19, 13, 0, tzinfo=UTC)
"""7 AM at the school, the morning after."""


@pytest.fixture
def school(database):
    """One session of today is submitted, and the supervisor has a passphrase."""
    found = make_school(database)
    enrol(database, found, found.supervisor)
    submit(database, overseen(database, found), found)
    return found


def heard(database, now=AT_DIGEST):
    return {(one.recipient_id, one.kind) for one in database.read(lambda db: due(db, now=now))}


def test_the_overseer_hears_of_it_and_the_aide_does_not(database, school):
    assert heard(database) == {(school.supervisor.staff_id, "digest")}
    approve(database, school.supervisor, [1])
    assert heard(database) == set()


def test_administrators_hear_when_it_falls_to_them(database, school):
    boss, admin = (school.supervisor.staff_id, "digest"), (school.admin.staff_id, "digest")
    friday, monday = AT_DIGEST + timedelta(days=1), AT_DIGEST + timedelta(days=4)
    assert heard(database, friday) == {boss}
    assert heard(database, monday) == {boss, admin}
    changed(database, school.supervisor, active=False)
    assert heard(database) == {admin}


def test_an_administrator_of_another_district_hears_nothing(database, school):
    elsewhere = make_school(database, team_id="T0002")
    assert elsewhere.admin.staff_id not in database.read(lambda db: deciding(db, now=AT_DIGEST + timedelta(days=30)))


def test_who_is_an_aide_now_decides_nothing_and_hears_nothing(database, school):
    changed(database, school.supervisor, role=Role.AIDE.value)
    assert heard(database) == {(school.admin.staff_id, "digest")}


def test_the_statements_do_not_grow_with_what_waits(database, school):
    counts = []
    for day in (10, 11, 12, 13):
        with counted_statements(database) as seen:
            database.read(lambda db: due(db, now=AT_DIGEST + timedelta(days=5)))
        counts.append(len(seen))
        submit(database, overseen(database, school), school, date=datetime(2026, 11, day, tzinfo=UTC).date())
    assert len(set(counts)) == 1
