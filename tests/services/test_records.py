"""An administrator finds posted sessions of the tenant, and nobody else does."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.errors import NotAllowed, NotFound
from models.services import history, records
from models.tables import AuditRow
from tests.factories import FIXED_NOW, TODAY, make_ready, make_school, make_session, post


@pytest.fixture
def school(database):
    """Two posted sessions (1 of today, 2 of yesterday), and one of another tenant."""
    found = make_school(database)
    for day in (TODAY, TODAY - timedelta(1)):
        post_one(database, found, date=day)
    return found


def post_one(database, school, **changed):
    session_id = make_session(database, school.aide, school.students, **changed)
    post(database, school.aide, [make_ready(database, school.aide, session_id)])
    return session_id


def find(database, actor, **by):
    return [line.id for line in database.read(lambda db: records.find(db, actor, **by))]


def look_at(database, actor, session_id=1):
    return database.run(lambda db: records.look_at(db, actor, session_id, now=FIXED_NOW))


def events(database):
    return database.read(lambda db: list(db.execute(select(AuditRow.event).order_by(AuditRow.n)).scalars()))


def test_the_newest_come_first_and_can_be_narrowed(database, school):
    assert find(database, school.admin) == [1, 2]
    assert find(database, school.admin, on=TODAY - timedelta(1)) == [2]
    assert find(database, school.admin, name="FIELD jo") == [1, 2]
    assert find(database, school.admin, name="kim") == find(database, school.admin, name="%") == []


def test_drafts_and_other_tenants_are_not_listed(database, school):
    make_ready(database, school.aide, make_session(database, school.aide, school.students))
    other = make_school(database, team_id="T0002")
    hers = post_one(database, other)
    assert find(database, school.admin) == [1, 2]
    assert find(database, other.admin) == [hers]
    with pytest.raises(NotFound):
        look_at(database, school.admin, hers)


def test_a_look_shows_what_was_signed_and_is_noted(database, school):
    before = events(database)
    sheet = look_at(database, school.admin)
    assert sheet.as_signed
    assert sheet.owner == "Jo Field"
    assert len(sheet.signatures) == 1
    assert events(database) == [*before, "session.viewed"]


def test_only_an_administrator(database, school):
    for nobody in (school.aide, school.other_aide, school.supervisor):
        with pytest.raises(NotAllowed):
            find(database, nobody)
        with pytest.raises(NotAllowed):
            look_at(database, nobody)
    for nobody in (school.other_aide, school.supervisor):
        with pytest.raises(NotFound):
            database.read(lambda db, who=nobody: history.signed_version(db, who, 1, now=FIXED_NOW))
