"""The outbox: decided once, claimed by one, changed by nobody who lost the lease, and never faster than allowed."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, insert, select

from models.rules.sending import LEASE, QUARANTINE
from models.services import outbox
from models.tables import Notice, Staff
from tests.factories import FIXED_NOW, make_school
from tests.scheduler.outbox_steps import SECOND, claim, done, endings, look, plan, planned, row, settle, states
from tests.services.together import together


@pytest.fixture
def school(database):
    return make_school(database)


def test_planning_twice_is_planning_once(database, school):
    assert plan(database, school, 2) == 2
    assert plan(database, school, 3) == 1
    assert states(database) == ["pending"] * 3
    assert database.run(lambda db: outbox.plan(db, [])) == 0


def test_planning_from_several_threads_is_planning_once(database, school):
    made = together([partial(plan, database, school, 20)] * 4)
    assert sum(made) == 20
    assert len(states(database)) == 20


def test_a_plan_keeps_the_first_window_and_the_final_state(database, school):
    plan(database, school)
    (one,) = claim(database, school)
    assert done(database, one)
    moved = planned(school, not_before=FIXED_NOW + timedelta(hours=1))
    assert database.run(lambda db: outbox.plan(db, [moved])) == 0
    assert states(database) == ["sent"]


def test_more_people_than_one_statement_has_parameters_for(database, school):
    row = {
        "tenant_id": school.tenant_id,
        "campus_id": school.campus_id,
        "title": "Paraprofessional",
        "role": "aide",
        "needs_oversight": False,
        "active": True,
    }
    people = [{**row, "email": f"aide{number}@school.example", "name": f"Aide {number}"} for number in range(5000)]
    ids = database.run(lambda db: db.execute(insert(Staff).returning(Staff.id), people).scalars().all())
    notices = [planned(school, recipient_id=staff_id) for staff_id in ids]
    assert database.run(lambda db: outbox.plan(db, notices)) == 5000
    assert database.run(lambda db: outbox.plan(db, notices)) == 0
    assert database.read(lambda db: db.execute(select(func.count(Notice.id))).scalar_one()) == 5000


def test_a_claim_is_one_worker_s(database, school):
    plan(database, school, 4)
    taken = together([partial(claim, database, school, limit=3)] * 4)
    ids = [one.id for batch in taken for one in batch]
    assert sorted(ids) == sorted(set(ids))
    assert len(ids) == 4
    assert states(database) == ["sending"] * 4
    assert claim(database, school) == []


def test_a_claim_takes_what_is_in_its_window_oldest_first(database, school):
    hour = timedelta(hours=1)
    notices = [
        planned(school, 1, not_before=FIXED_NOW),
        planned(school, 2, not_before=FIXED_NOW - hour),
        planned(school, 3, not_before=FIXED_NOW + SECOND),
        planned(school, 4, not_before=FIXED_NOW - hour, expires_at=FIXED_NOW),
    ]
    database.run(lambda db: outbox.plan(db, notices))
    assert [one.kind for one in claim(database, school)] == ["reminder.2", "reminder.1"]


def test_nobody_takes_another_district_s(database, school):
    other = make_school(database, team_id="T0002")
    plan(database, school, 2)
    assert claim(database, other) == []
    (theirs, *_) = claim(database, school)
    database.run(lambda db: outbox.uncertain(db, theirs, "timeout", wall=FIXED_NOW))
    assert look(database, other, FIXED_NOW + timedelta(hours=1)) == []


ENDINGS = sorted(endings(None))


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_stale_token_changes_nothing(database, school, ending):
    plan(database, school)
    (zombie,) = claim(database, school)
    late = FIXED_NOW + LEASE + QUARANTINE
    settle(database, wall=FIXED_NOW + LEASE)
    (finder,) = look(database, school, late)
    database.run(lambda db: outbox.retry(db, finder, "not found", now=FIXED_NOW - timedelta(minutes=1)))
    (second,) = claim(database, school, wall=late)
    before = row(database)
    assert database.run(endings(zombie)[ending]) is False
    assert database.run(endings(finder)[ending]) is False
    assert row(database) == before
    assert done(database, second)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("final", ["sent", "suppress", "dead"])
def test_what_is_final_stays(database, school, final, ending):
    plan(database, school)
    (one,) = claim(database, school)
    assert database.run(endings(one)[final]) is True
    before = row(database)
    assert database.run(endings(one)[ending]) is False
    assert settle(database, now=FIXED_NOW + timedelta(days=2), wall=FIXED_NOW + timedelta(days=2)) == {
        "lost": 0,
        "expired": 0,
    }
    assert row(database) == before


def test_a_claim_keeps_what_the_message_numbers(database, school):
    plan(database, school)
    (one,) = claim(database, school)
    assert database.run(lambda db: outbox.listing(db, one, [3, 1]))
    assert done(database, one)
    found = row(database)
    assert (found["state"], found["listed"], found["channel"], found["message_ts"]) == (
        "sent",
        [3, 1],
        "D1",
        "1.000001",
    )


def test_a_lost_lease_is_looked_for_after_its_quarantine(database, school):
    plan(database, school)
    claim(database, school)
    assert settle(database, wall=FIXED_NOW + LEASE - SECOND) == {"lost": 0, "expired": 0}
    ended = FIXED_NOW + LEASE
    assert settle(database, wall=ended) == {"lost": 1, "expired": 0}
    assert states(database) == ["uncertain"]
    assert claim(database, school, wall=ended + LEASE) == []
    assert look(database, school, ended + QUARANTINE - SECOND) == []
    (found,) = look(database, school, ended + QUARANTINE)
    assert (found.uncertain, found.claimed_at) == (True, FIXED_NOW)
    assert look(database, school, ended + QUARANTINE) == []
    assert done(database, found)


def test_only_one_looks_and_another_takes_over_when_it_dies(database, school):
    plan(database, school)
    (one,) = claim(database, school)
    database.run(lambda db: outbox.uncertain(db, one, "timeout", wall=FIXED_NOW))
    ready = FIXED_NOW + QUARANTINE
    taken = together([partial(look, database, school, ready)] * 3)
    assert sum(len(batch) for batch in taken) == 1
    (heir,) = look(database, school, ready + LEASE)
    (dead,) = [batch[0] for batch in taken if batch]
    assert done(database, dead) is False
    assert done(database, heir) is True


def test_what_is_too_late_expires(database, school):
    plan(database, school, 3)
    first, second = claim(database, school, limit=2)
    database.run(lambda db: outbox.uncertain(db, first, "timeout", wall=FIXED_NOW))
    over = FIXED_NOW + timedelta(hours=3)
    assert settle(database, now=over - SECOND) == {"lost": 0, "expired": 0}
    assert settle(database, now=over) == {"lost": 0, "expired": 2}
    assert states(database) == ["expired", "sending", "expired"]
    assert done(database, second)


def test_a_message_whose_finder_died_expires_too(database, school):
    plan(database, school)
    (one,) = claim(database, school)
    database.run(lambda db: outbox.uncertain(db, one, "timeout", wall=FIXED_NOW))
    looked = FIXED_NOW + QUARANTINE
    (finder,) = look(database, school, looked)
    over = FIXED_NOW + timedelta(hours=4)
    assert settle(database, now=over, wall=looked) == {"lost": 0, "expired": 0}
    assert settle(database, now=over, wall=looked + LEASE) == {"lost": 0, "expired": 1}
    assert done(database, finder) is False
    assert states(database) == ["expired"]
