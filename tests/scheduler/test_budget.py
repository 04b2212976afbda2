"""The budget of a workspace: a burst, then so many a minute, and silence when Slack asks for it."""

from datetime import timedelta
from functools import partial

import pytest

from models.rules.sending import allowance, backoff
from models.services import outbox
from tests.factories import FIXED_NOW, make_school
from tests.scheduler.outbox_steps import RATE, SECOND, claim, plan, row
from tests.services.together import together


@pytest.fixture
def school(database):
    return make_school(database)


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
    # The clock was set back: no pause can end so far ahead.
    assert may(wall=FIXED_NOW - timedelta(days=1))


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
