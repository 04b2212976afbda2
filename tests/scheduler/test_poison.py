"""What Carelog itself cannot make or Slack answers oddly holds up nobody else; and a clock set back stops nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.rules.sending import LEASE, LONGEST_PAUSE, MOST_FAILURES, QUARANTINE
from models.services import outbox
from models.tables import Notice, SendBudget
from scheduler import delivery
from tests.factories import FIXED_NOW, make_school, make_session
from tests.scheduler.outbox_steps import SECOND, claim, look, plan, row, settle, states

BACK = timedelta(hours=2)


@pytest.fixture
def school(database):
    return make_school(database)


@pytest.fixture
def poisoned(sender, monkeypatch):
    """Two aides are due, and the first one's message cannot be made."""
    make_session(sender.db, sender.school.other_aide, sender.school.other_students)
    whole = delivery._letter

    def letter(db, claimed, now):
        if claimed.recipient_id == sender.school.aide.staff_id:
            raise LookupError("Mia Garcia")
        return whole(db, claimed, now)

    monkeypatch.setattr(delivery, "_letter", letter)
    return sender


def test_a_message_that_cannot_be_made_holds_up_nobody_and_is_given_up(poisoned, caplog):
    assert poisoned.tick() == {"planned": 2, "unmade": 1, "sent": 1}
    assert len(poisoned.messages("UKIM")) == 1
    for _ in range(MOST_FAILURES - 1):
        poisoned.later(minutes=5)
        assert poisoned.tick() == {"unmade": 1}
    assert sorted(poisoned.states()) == ["dead", "sent"]
    poisoned.later(minutes=5)
    assert poisoned.tick() == {}
    assert "cannot be made: LookupError" in caplog.text
    assert "Mia" not in caplog.text


def test_without_that_care_it_would_hold_up_the_others(poisoned, monkeypatch):
    monkeypatch.setattr(delivery.outbox, "unmade", _raise)
    with pytest.raises(RuntimeError):
        poisoned.tick()
    assert poisoned.messages("UKIM") == []


def _raise(*_args, **_given):
    raise RuntimeError


def test_a_look_that_is_answered_oddly_is_taken_again(sender):
    sender.fault(dropped=1)
    sender.tick()
    sender.later(seconds=30)
    whole = sender.deps.client.conversations_history
    sender.deps.client.conversations_history = lambda **_: {"ok": True}
    assert sender.tick() == {"uncertain": 1}
    sender.deps.client.conversations_history = whole
    sender.later(seconds=30)
    assert sender.tick() == {"found": 1}


@pytest.mark.parametrize("header", ["soon", "-5", "99999999999", ""])
def test_a_pause_that_cannot_be_read_is_half_a_minute(sender, header):
    sender.server.world.faults.limit = lambda method: header if method == "chat.postMessage" else None
    try:
        assert sender.tick() == {"planned": 1, "limited": 1}
    finally:
        del sender.server.world.faults.limit
    sender.later(seconds=25)
    assert sender.tick() == {}
    sender.later(seconds=10)
    assert sender.tick() == {"sent": 1}


def test_what_is_given_back_is_no_attempt_and_waits_for_nothing(database, school):
    plan(database, school)
    (one,) = claim(database, school)
    assert database.run(lambda db: outbox.give_back(db, one, now=FIXED_NOW))
    assert (row(database)["state"], row(database)["attempts"], row(database)["not_before"]) == ("retry", 0, FIXED_NOW)
    assert len(claim(database, school)) == 1


def test_a_clock_set_back_stops_neither_the_budget_nor_a_pause(database, school):
    plan(database, school, 9)
    claimed = claim(database, school, limit=5)
    back = FIXED_NOW - BACK
    assert claim(database, school, wall=back) == []  # The bucket begins empty.
    assert len(claim(database, school, wall=back + 2 * SECOND)) == 2
    after = 30 * SECOND
    database.run(lambda db: outbox.limited(db, claimed[0], now=FIXED_NOW, wall=FIXED_NOW, retry_after=after))
    assert claim(database, school, wall=FIXED_NOW + 20 * SECOND) == []
    assert claim(database, school, wall=back) == []
    assert len(claim(database, school, wall=back + SECOND)) == 1


def test_clocks_that_differ_a_little_change_nothing(database, school):
    plan(database, school, 9)
    claim(database, school, limit=5)
    assert claim(database, school, wall=FIXED_NOW - 30 * SECOND) == []
    assert claim(database, school, wall=FIXED_NOW) == []


def test_a_longer_pause_than_any_is_cut(database, school):
    plan(database, school)
    (one,) = claim(database, school)
    day = timedelta(days=1)
    database.run(lambda db: outbox.limited(db, one, now=FIXED_NOW, wall=FIXED_NOW, retry_after=day))
    kept = database.read(lambda db: db.execute(select(SendBudget.blocked_until)).scalar_one())
    assert kept == FIXED_NOW + LONGEST_PAUSE


def test_a_lease_and_a_quarantine_of_before_the_clock_was_set_back_are_over(database, school):
    plan(database, school)
    claim(database, school)
    back = FIXED_NOW - BACK
    assert settle(database, wall=FIXED_NOW - SECOND) == {"lost": 0, "expired": 0}
    assert settle(database, wall=back) == {"lost": 1, "expired": 0}
    assert states(database) == ["uncertain"]
    assert look(database, school, back) == []
    further = back - BACK
    assert len(look(database, school, further)) == 1
    assert look(database, school, further + LEASE - SECOND) == []
    assert len(look(database, school, further + LEASE + QUARANTINE)) == 1
    assert database.read(lambda db: db.execute(select(Notice.state)).scalar_one()) == "uncertain"
