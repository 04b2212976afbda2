"""The outbox's invariants hold under every order of ticks, deaths, silences and clocks that jump; and they can fail."""

import secrets
import sys
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import update

from models.services import outbox
from models.tables import Notice
from scheduler import delivery
from tests.conftest import PARTS, SHARDS
from tests.factories import make_school, make_session
from tests.scheduler.outbox_machine import Ground, Outbox
from tests.scheduler.slack_model import JUMP

STEPS = 8


@pytest.fixture
def machine(database):
    """A machine on a database, whose school has something unposted."""
    school = make_school(database)
    make_session(database, school.aide, school.students)
    make_session(database, school.other_aide, school.other_students)
    with database.reader.connect().execution_options(isolation_level="AUTOCOMMIT") as eyes:

        class OnThis(Outbox):
            ground = Ground(database, school, eyes)

        yield OnThis


def runs(number, **changed):
    return settings(
        max_examples=number,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        **changed,
    )


def test_the_invariants_hold_in_every_order(machine, full, part):
    """200 runs, 10,000 in the long form. A run that fails shows its part's seed among what was captured."""
    number = secrets.randbits(32)
    sys.stdout.write(f"part {part} of seed {number}\n")
    run_state_machine_as_test(
        seed(number)(machine), settings=runs(10_000 // SHARDS if full else 200 // PARTS, phases=[Phase.generate])
    )


def test_what_many_deaths_left_behind_goes_as_fast_as_the_budget_lets_it(machine):
    """More messages are lost than may go at once; the machine's end gives the budget its time."""

    def story(machine):
        machine.begins(timedelta())
        machine.plan()
        machine.is_overtaken("retry")
        machine.second_ticks(11, ["died before"])
        machine.plan()
        for _ in range(2):
            machine.second_ticks(11, ["died before"])

    told(machine, story)


def test_a_slow_request_takes_no_longer_than_its_time_out(machine):
    """What happens to others meanwhile is no time of its own: it arrives before anybody may look for it."""

    def story(machine):
        machine.begins(JUMP)
        machine.plan()
        machine.pause_at, machine.pause = 5, 90
        machine.world.forward(21)
        machine.ticks(0, ["timeout", "slow", "late"])

    told(machine, story)


def ignore_the_token(monkeypatch):
    """Only the state is compared when a worker says how its message ended, not whose lease it is."""

    def by_state(db, claimed, values):
        state = "uncertain" if claimed.uncertain else "sending"
        return db.execute(
            update(Notice)
            .where(Notice.id == claimed.id, Notice.state == state)
            .values(**values)
            .returning(Notice.id)
            .execution_options(synchronize_session=False)
        ).all()

    monkeypatch.setattr(outbox, "_fenced", by_state)


def overtaken(machine):
    machine.plan()
    machine.is_overtaken("retry")


def landing_late(machine):
    machine.second_ticks(0, ["lands late"])
    for seconds in (0, 11, 21, 61, 21, 11):
        machine.second_ticks(seconds, [])


def looked_for_with_a_clock_ahead(machine):
    machine.begins(JUMP)
    machine.second_ticks(0, ["timeout but taken"])
    for seconds in (61, 11, 21):
        machine.second_ticks(seconds, [])


def set_back(machine):
    machine.begins(JUMP)
    machine.plan()
    machine.second_ticks(0, [])
    machine.world.jump(timedelta())
    machine.plan()


# What is planted, and the shortest story in which the machine sees it. With --full it has to find it by itself.
FAULTS = {
    "the token is ignored": (ignore_the_token, overtaken),
    "nobody waits for a request that may still land": (
        lambda patch: patch.setattr(outbox, "QUARANTINE", timedelta()),
        landing_late,
    ),
    "a lost message is looked for in the last minute only": (
        lambda patch: patch.setattr(delivery, "LOOK_BACK", timedelta(seconds=60)),
        looked_for_with_a_clock_ahead,
    ),
    "a lost message is sent again without a look": (
        lambda patch: patch.setattr(delivery, "_look_for", lambda _deps, _claimed: None),
        looked_for_with_a_clock_ahead,
    ),
    "a clock that is set back stops the budget": (
        lambda patch: patch.setattr(outbox, "SKEW", timedelta(days=1)),
        set_back,
    ),
}


def told(machine_type, story):
    """One run of the machine, step by step as the story says."""
    machine = machine_type()
    story(machine)
    machine.holds()
    machine.teardown()


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_the_machine_finds_a_fault(machine, monkeypatch, fault, full):
    plant, story = FAULTS[fault]
    told(machine, story)
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        told(machine, story)
    if full:
        with pytest.raises(AssertionError):
            run_state_machine_as_test(machine, settings=runs(500, derandomize=True, phases=[Phase.generate]))
