"""The outbox: decided once, claimed by one, changed by nobody who lost the lease, and never faster than allowed."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, insert, select

from models.rules.sending import LEASE, QUARANTINE, Rate, allowance, backoff
from models.services import outbox
from models.services.outbox import Planned
from models.tables import Notice, Staff
from tests.factories import FIXED_NOW, TODAY, make_school
from tests.services.together import together

RATE = Rate(per_minute=60, burst=5)
SECOND = timedelta(seconds=1)


@pytest.fixture
def school(database):
    return make_school(database)


def planned(school, number=0, **changed):
    """A notice to the aide; `number` makes it another one."""
    one = Planned(
        school.tenant_id,
        school.aide.staff_id,
        f"reminder.{number}",
        TODAY,
        FIXED_NOW,
        FIXED_NOW + timedelta(hours=3),
    )
    return replace(one, **changed)


def plan(database, school, count=1):
    notices = [planned(school, number) for number in range(count)]
    return database.run(lambda db: outbox.plan(db, notices))


def claim(database, school, *, now=FIXED_NOW, wall=FIXED_NOW, rate=RATE, limit=20):
    return database.run(lambda db: outbox.claim(db, school.tenant_id, now=now, wall=wall, rate=rate, limit=limit))


def look(database, school, wall):
    return database.run(lambda db: outbox.claim_uncertain(db, school.tenant_id, wall=wall))


def settle(database, *, now=FIXED_NOW, wall=FIXED_NOW):
    return database.run(lambda db: outbox.settle_time(db, now=now, wall=wall))


def states(database):
    return list(database.read(lambda db: db.execute(select(Notice.state).order_by(Notice.id)).scalars()))


def done(database, claimed):
    return database.run(lambda db: outbox.sent(db, claimed, channel="D1", ts="1.000001"))


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


def endings(claimed):
    """Everything that a worker can say about what it claimed."""
    return {
        "sent": lambda db: outbox.sent(db, claimed, channel="D9", ts="9.000009"),
        "listing": lambda db: outbox.listing(db, claimed, [7]),
        "suppress": lambda db: outbox.suppress(db, claimed),
        "dead": lambda db: outbox.dead(db, claimed, "channel_not_found"),
        "retry": lambda db: outbox.retry(db, claimed, "refused", now=FIXED_NOW),
        "uncertain": lambda db: outbox.uncertain(db, claimed, "timeout", wall=FIXED_NOW),
        "limited": lambda db: outbox.limited(db, claimed, now=FIXED_NOW, wall=FIXED_NOW, retry_after=SECOND),
    }


def row(database):
    def read(db):
        found = db.execute(select(Notice)).scalar_one()
        return {column.name: getattr(found, column.name) for column in Notice.__table__.columns}

    return database.read(read)


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


def test_the_budget_is_a_burst_and_then_so_many_a_minute(database, school):
    plan(database, school, 20)
    assert len(claim(database, school)) == 5
    assert claim(database, school) == []
    assert len(claim(database, school, wall=FIXED_NOW + 2 * SECOND)) == 2
    assert len(claim(database, school, wall=FIXED_NOW + timedelta(minutes=5))) == 5


def test_several_processes_share_the_budget(database, school):
    plan(database, school, 20)
    taken = together([partial(claim, database, school)] * 4)
    assert sum(len(batch) for batch in taken) == 5


def test_what_is_not_used_costs_no_budget(database, school):
    assert claim(database, school) == []
    plan(database, school, 5)
    assert len(claim(database, school)) == 5


def test_a_429_stops_the_workspace_and_it_begins_again_slowly(database, school):
    other = make_school(database, team_id="T0002")
    plan(database, school, 9)
    plan(database, other, 1)
    one, two, *_ = claim(database, school)

    def limit(claimed, seconds):
        after = seconds * SECOND
        return database.run(lambda db: outbox.limited(db, claimed, now=FIXED_NOW, wall=FIXED_NOW, retry_after=after))

    assert limit(one, 30)
    assert limit(two, 10)  # A shorter pause does not end a longer one.
    until = FIXED_NOW + 30 * SECOND
    assert claim(database, school, wall=until - SECOND) == []
    assert claim(database, school, wall=until) == []
    assert len(claim(database, school, wall=until + SECOND)) == 1
    assert len(claim(database, school, wall=until + 3 * SECOND)) == 2
    assert len(claim(database, other)) == 1


def test_a_claimed_message_waits_when_slack_says_so_meanwhile(database, school):
    plan(database, school, 2)
    one, two = claim(database, school)

    def may(now=FIXED_NOW, wall=FIXED_NOW):
        return database.read(lambda db: outbox.may_still_go(db, two, now=now, wall=wall))

    assert may()
    assert not may(now=FIXED_NOW + timedelta(hours=3))
    database.run(lambda db: outbox.limited(db, one, now=FIXED_NOW, wall=FIXED_NOW, retry_after=SECOND))
    assert not may()
    assert may(wall=FIXED_NOW + SECOND)


def test_a_refused_message_is_tried_again_later_each_time(database, school):
    plan(database, school)
    now, waits = FIXED_NOW, []
    for _ in range(4):
        (one,) = claim(database, school, now=now, wall=now)
        database.run(lambda db, claimed=one, at=now: outbox.retry(db, claimed, "refused", now=at))
        after = row(database)["not_before"]
        assert claim(database, school, now=after - SECOND, wall=after) == []
        waits.append((after - now) / SECOND)
        now = after
    assert waits == [5, 10, 20, 40]
    assert [backoff(attempts) / SECOND for attempts in (0, 1, 8, 9, 500)] == [5, 5, 600, 600, 600]


def test_the_allowance_never_saves_up_more_than_a_burst():
    assert allowance(RATE, FIXED_NOW - timedelta(days=1), FIXED_NOW, 99) == (5, FIXED_NOW)
    assert allowance(RATE, FIXED_NOW, FIXED_NOW, 99) == (0, FIXED_NOW)
    assert allowance(RATE, FIXED_NOW + SECOND, FIXED_NOW, 99) == (0, FIXED_NOW + SECOND)
    assert allowance(RATE, FIXED_NOW - 3 * SECOND, FIXED_NOW, 2) == (2, FIXED_NOW - SECOND)
