"""Two decisions on one submitted session at the same moment: one of them counts, and the other is told."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.enums import UnpostReason
from models.errors import Changed, RuleViolation
from models.inputs import Return, Unpost
from models.oversight import Approved, Returned
from models.services import approving, unposting
from models.services.verify import verify
from models.tables import Notice, Session, Signature, Unposting
from tests.factories import FIXED_NOW, KEYRING, make_school
from tests.services.oversight import overseen, review_digest, submit
from tests.services.together import together

LATER = FIXED_NOW + timedelta(days=4)
"""So late that an administrator may decide as well."""


@pytest.fixture
def school(database):
    found = make_school(database)
    submit(database, overseen(database, found), found)
    return found


def approving_as(database, actor):
    digest = review_digest(database, actor, [1], now=LATER)
    return lambda: database.run(lambda db: approving.approve(db, actor, [1], digest, keyring=KEYRING, now=LATER))


def returning_as(database, actor):
    asked = Return(1, 3, "Correct the end.")
    return lambda: database.run(lambda db: approving.give_back(db, actor, asked, keyring=KEYRING, now=LATER))


def unposting_as(database, actor):
    asked = Unpost(1, 3, UnpostReason.WRONG_TIME)
    return lambda: database.run(lambda db: unposting.unpost(db, actor, asked, keyring=KEYRING, now=LATER))


def count(database, table):
    return database.read(lambda db: db.execute(select(func.count()).select_from(table)).scalar_one())


def state(database):
    return database.read(lambda db: db.get_one(Session, 1).state)


def assert_green(database):
    assert database.read(lambda db: verify(db, KEYRING, now=LATER))[0] == []


def test_two_overseers_approve_at_once(database, school):
    works = [approving_as(database, one) for one in (school.supervisor, school.admin)]
    outcomes = together(works)
    (told,) = [str(one) for one in outcomes if isinstance(one, Changed)]
    assert "approved this meanwhile" in told
    assert sum(isinstance(one, Approved) for one in outcomes) == 1
    assert (count(database, Signature), state(database)) == (2, "approved")
    assert_green(database)


def test_one_overseer_presses_several_times(database, school):
    outcomes = together([approving_as(database, school.supervisor)] * 4)
    assert all(isinstance(one, Approved) for one in outcomes), outcomes
    assert count(database, Signature) == 2
    assert_green(database)


def test_one_returns_while_another_approves(database, school):
    approved, returned = together([approving_as(database, school.supervisor), returning_as(database, school.admin)])
    assert isinstance(approved, Approved) != isinstance(returned, Returned), (approved, returned)
    assert isinstance(approved if isinstance(returned, Returned) else returned, Changed)
    assert state(database) == ("returned" if isinstance(returned, Returned) else "approved")
    assert_green(database)


def test_several_returns_at_once_are_one(database, school):
    assert together([returning_as(database, school.supervisor)] * 4) == [Returned("Jo Field", "UJO")] * 4
    assert (count(database, Unposting), count(database, Notice)) == (1, 1)
    assert_green(database)


def test_the_aide_unposts_while_the_overseer_approves(database, school):
    """Whichever is first: unposted in the end, or approved and unposted after that, never approved and void."""
    approved, unposted = together([approving_as(database, school.supervisor), unposting_as(database, school.aide)])
    assert isinstance(approved, Approved | Changed), approved
    assert not isinstance(unposted, Exception), unposted
    assert state(database) == "reopened"
    assert_green(database)


def test_the_aide_unposts_while_the_overseer_returns(database, school):
    returned, unposted = together([returning_as(database, school.supervisor), unposting_as(database, school.aide)])
    failed = [one for one in (returned, unposted) if isinstance(one, Changed | RuleViolation)]
    assert len(failed) == 1, (returned, unposted)
    assert state(database) == ("returned" if isinstance(returned, Returned) else "reopened")
    assert count(database, Unposting) == 1
    assert_green(database)
