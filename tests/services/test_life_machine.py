"""No order of steps changes what is signed, loses an attendance, or lets a forbidden edit through; and it can fail."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import update

from models.enums import State
from models.services import approving, covers, future
from models.services.verify import verify
from models.tables import Attendance, Session
from tests.conftest import PARTS, SHARDS
from tests.factories import KEYRING
from tests.services.life_machine import NOW, Ground
from tests.services.life_oversight import OverseenLife

RUNS, STEPS = 10_000, 50
"""The long form, in parts that the workers share."""


def on(database):
    """The machine on a database."""

    class OnThis(OverseenLife):
        ground = Ground(database)

    return OnThis


def runs(number, steps):
    return settings(
        max_examples=number,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def test_a_session_lives_through_every_order_of_steps(database, full, part):
    """Every part draws its own steps: Hypothesis takes another seed for each."""
    machine = on(database)
    run_state_machine_as_test(machine, settings=runs(RUNS // SHARDS, STEPS) if full else runs(200 // PARTS, 10))
    post_unpost_and_post_again(machine())
    submit_return_and_approve(machine())
    problems, counts = database.read(lambda db: verify(db, KEYRING, now=NOW))
    assert problems == []
    assert counts["signatures"] > counts["unpostings"] > 0
    assert counts["approvals"] > 0


def post_unpost_and_post_again(life):
    """What the last look has to see, also where chance alone did not lead there."""
    life.begin()
    life.fill_and_post(0)
    life.unpost(0, admin=True, stale=False)
    life.fill_and_post(0)
    life.what_must_hold()


def submit_return_and_approve(life):
    """The same of oversight."""
    life.begin()
    life.switch(needed=True)
    life.fill_and_post(0)
    life.give_back(0, who="supervisor", stale=False)
    life.fill_and_post(0)
    life.look_at_the_review(0)
    life.approve_what_was_shown(who="supervisor")
    life.what_must_hold()


@pytest.fixture
def life(database):
    """The machine by hand: every step is followed by what must hold."""
    machine = on(database)()
    machine.begin()
    return machine


def test_the_steps_reach_every_state(life):
    reached = set()
    for step in (
        lambda: life.mark_all_present(0),
        lambda: life.choose(0, added=True, code="TOILET"),
        lambda: life.carry(0),
        lambda: life.fill_and_post(0),
        lambda: life.unpost(0, admin=True, stale=False),
        lambda: life.cancel(0),
        lambda: life.restore(0),
        lambda: life.fill_and_post(0),
        lambda: life.cancel(1),
        lambda: life.restore(1),
        lambda: life.unpost(0, admin=False, stale=False),
        lambda: life.switch(needed=True),
        lambda: life.fill_and_post(0),
        lambda: life.give_back(0, who="supervisor", stale=False),
        lambda: life.fill_and_post(0),
        lambda: life.look_at_the_review(0),
        lambda: life.approve_what_was_shown(who="admin"),
    ):
        step()
        life.what_must_hold()
        reached.add(life.states[life.ids[0]])
        reached.add(life.states[life.ids[1]])
    assert reached == {state.value for state in State} - {"due"}
    assert len(life.signed) == 5


def test_a_lost_attendance_is_noticed(life):
    life.mark_all_present(0)
    life.run_(lambda db: db.execute(update(Attendance).values(presence="unmarked")))
    with pytest.raises(AssertionError, match="an attendance was lost"):
        life.what_must_hold()


def test_a_carrying_that_makes_drafts_is_noticed(life, monkeypatch):
    """Planted: *Update Future Sessions* makes drafts of what nobody has recorded."""
    life.mark_all_present(0)
    life.choose(0, added=True, code="MEAL")
    monkeypatch.setattr(future, "_SET_SESSION", future._SET_SESSION.values(state=State.DRAFT.value))
    life.carry(0)
    with pytest.raises(AssertionError):
        life.what_must_hold()


def test_a_cancelling_that_forgets_what_was_signed_is_noticed(life, monkeypatch):
    """Planted: *Restore* makes a reopened session a draft."""
    life.mark_all_present(0)
    life.choose(0, added=True, code="MEAL")
    life.fill_and_post(0)
    life.what_must_hold()
    life.unpost(0, admin=False, stale=False)
    life.cancel(0)
    monkeypatch.setattr(covers, "was", lambda *_: State.DRAFT)
    with pytest.raises(AssertionError):
        life.restore(0)


def test_an_approval_of_what_was_not_shown_is_noticed(life, monkeypatch):
    """Planted: approvals do not look at what the window showed."""
    life.switch(needed=True)
    life.fill_and_post(0)
    life.look_at_the_review(0)
    life.give_back(0, who="supervisor", stale=False)
    life.fill_and_post(0)
    shown = life.review[2]
    monkeypatch.setattr(approving, "digest_of_all", lambda _: shown)
    with pytest.raises(AssertionError, match="should have been refused"):
        life.approve_what_was_shown(who="supervisor")


def test_a_state_that_nobody_asked_for_is_noticed(life):
    key = life.ids[2]
    life.run_(lambda db: db.execute(update(Session).where(Session.id == key).values(state="cancelled")))
    with pytest.raises(AssertionError):
        life.what_must_hold()
