"""RELIABILITY.md's invariants of the outbox under every order of ticks, deaths, silences, and clocks that jump."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import delete, event, func, select, update

from bot.deps import Deps
from models.db import Database
from models.rules.sending import HTTP_TIMEOUT, LEASE, QUARANTINE, Rate
from models.services import outbox
from models.services.due import DIGEST, due
from models.services.hashing import Hasher
from models.services.outbox import FINAL
from models.services.posting import unposted_where
from models.services.reminders import later
from models.tables import Notice, SendBudget, Session
from scheduler.tick import tick
from tests.factories import KEYRING, School, make_school, make_session
from tests.scheduler.slack_model import ANSWERS, JUMP, Client, Died, World

RATE = Rate(per_minute=6, burst=2)
HASHER = Hasher()


@dataclass(frozen=True)
class Ground:
    """What all runs of one machine share: a database, and a school with two aides who have a session each."""

    db: Database
    school: School


class Outbox(RuleBasedStateMachine):
    """Two workers with the real tick, one that hangs between sending and marking, and a model of Slack."""

    ground: Ground

    def __init__(self) -> None:
        super().__init__()
        self.db, self.world = self.ground.db, World()
        self.db.run(_emptied)
        self.world.on_arrival, self.world.meanwhile = self.arrival, self.other_ticks
        self.pause_at, self.pause = 0, 59
        self.final: dict[int, str] = {}
        self.zombies: list[outbox.Claimed] = []
        client = Client(self.world)
        now = lambda: self.world.clock  # noqa: E731
        self.workers = [
            Deps(self.db, clock, now, HASHER, KEYRING, client)
            for clock in (self.pausing, now)  # type: ignore[arg-type]
        ]

    def pausing(self):
        """The first worker's clock: the process may be suspended whenever it looks at it."""
        self.pause_at -= 1
        if self.pause_at == 0:
            self.world.forward(59)
            for seconds in (11, 21, 6) if self.pause > 59 else ():
                self.world.forward(seconds)
                self.other_ticks()
        return self.world.clock

    def other_ticks(self):
        with suppress(Died):
            tick(self.workers[1], RATE)

    def arrival(self, notice_id):
        """What has to be so at the moment when Slack takes a message: I5 and I8."""
        row = self.db.read(lambda db: db.get_one(Notice, notice_id))
        assert row.not_before <= self.world.clock + HTTP_TIMEOUT or row.attempts > 1
        assert self.world.clock < row.expires_at + HTTP_TIMEOUT
        if row.kind != DIGEST:
            assert self.unposted(row.recipient_id)

    def unposted(self, staff_id):
        query = select(func.count(Session.id)).where(Session.owner_id == staff_id, *unposted_where(self.world.clock))
        return self.db.read(lambda db: db.execute(query).scalar_one())

    def plan(self):
        """Planning twice is planning once: I11."""
        now, people = self.world.clock, (self.ground.school.aide, self.ground.school.other_aide)
        asked = self.db.read(
            lambda db: [*due(db, now=now), *filter(None, (later(db, one, now, now=now) for one in people))]
        )
        self.db.run(lambda db: outbox.plan(db, asked))
        assert self.db.run(lambda db: outbox.plan(db, asked)) == 0

    @rule(
        seconds=st.sampled_from([0, 5, 11, 21, 61]),
        answers=st.lists(st.sampled_from(ANSWERS), max_size=3),
        pause=st.tuples(st.integers(0, 6), st.sampled_from([59, 90])),
    )
    def first_ticks(self, seconds, answers, pause):
        self.world.forward(seconds)
        self.pause_at, self.pause = pause
        self.ticks(0, answers)

    @rule(seconds=st.sampled_from([0, 11, 21, 61]), answers=st.lists(st.sampled_from(ANSWERS), max_size=2))
    def second_ticks(self, seconds, answers):
        self.world.forward(seconds)
        self.ticks(1, answers)

    def ticks(self, worker, answers):
        self.world.answers = answers[::-1]
        with suppress(Died):
            tick(self.workers[worker], RATE)
        self.world.answers, self.pause_at = [], 0

    @rule(taken=st.booleans())
    def hangs(self, taken):
        """A third worker claims, and sends or does not; then nothing is heard of it for a while."""
        now, tenant = self.world.clock, self.ground.school.tenant_id
        for one in self.db.run(lambda db: outbox.claim(db, tenant, now=now, wall=now, rate=RATE, limit=1)):
            if taken and self.unposted(one.recipient_id):
                self.world.take(one.id, {self.ground.school.aide.staff_id: "UJO"}.get(one.recipient_id, "UKIM"))
                self.zombies.append(one)

    @precondition(lambda self: self.zombies)
    @rule()
    def comes_back(self):
        """Its mark counts only while it holds the lease: I7."""
        one = self.zombies.pop(0)
        before = self.row(one.id)
        marked = self.db.run(lambda db: outbox.sent(db, one, channel="DZ", ts="1.000001"))
        assert marked == (before["state"] == "sending" and before["lease_token"] == one.token)
        assert marked or self.row(one.id) == before

    @rule(
        event=st.sampled_from(["plan", "jump", "settle", "cannot look", "can look", "wait"]),
        skew=st.sampled_from([-JUMP, timedelta(), JUMP]),
        state=st.sampled_from(["cancelled", "scheduled"]),
    )
    def happens(self, event, skew, state):
        """Somebody plans, the clock jumps, a session needs nothing any more or needs it again, Slack is ill."""
        if event == "plan":
            self.plan()
        elif event == "jump":
            self.world.jump(skew)
        elif event == "settle":
            owner = self.ground.school.aide.staff_id
            self.db.run(lambda db: db.execute(update(Session).where(Session.owner_id == owner).values(state=state)))
        elif event == "wait":
            self.world.forward(600)
        else:
            self.world.can_look = event == "can look"

    def row(self, notice_id):
        return next(one for one in self.rows() if one["id"] == notice_id)

    def rows(self):
        return [dict(row._mapping) for row in self.db.read(lambda db: db.execute(select(Notice.__table__)).all())]

    @invariant()
    def holds(self):
        rows = self.rows()
        keys = [(one["recipient_id"], one["kind"], one["local_date"]) for one in rows]
        assert len(keys) == len(set(keys))  # I1
        for one in rows:
            copies = self.world.copies(one["id"])
            assert copies <= 1  # I2 and I12: everything that was in flight can be asked for.
            assert one["state"] != "sent" or copies == 1  # I3
            assert self.final.get(one["id"], one["state"]) == one["state"]  # I4
            if one["state"] in FINAL:
                self.final[one["id"]] = one["state"]
        passed = (self.world.latest - World.true) / RATE.interval
        assert sum(one["attempts"] for one in rows) <= RATE.burst + passed  # I10

    def teardown(self):
        """Once Slack is well and the day is over, everything is decided: I6."""
        self.world.can_look = True
        self.world.jump(timedelta())
        self.world.forward(timedelta(hours=4).total_seconds())
        for _ in range(3):
            self.world.forward((LEASE + QUARANTINE).total_seconds() + JUMP.total_seconds())
            tick(self.workers[1], RATE)
        self.holds()
        assert {one["state"] for one in self.rows()} <= set(FINAL)


def _emptied(db):
    db.execute(delete(Notice))
    db.execute(delete(SendBudget))
    db.execute(update(Session).values(state="scheduled"))


def on(database):
    """A machine on a database, whose school has something unposted."""
    school = make_school(database)
    make_session(database, school.aide, school.students)
    make_session(database, school.other_aide, school.other_students)

    class OnThis(Outbox):
        ground = Ground(database, school)

    return OnThis


def test_the_invariants_hold_in_every_order(database, full):
    on_sqlite = database.engine.dialect.name == "sqlite"
    if on_sqlite:
        for engine in (database.engine, database.reader):
            # Here processes die, never the machine, so the disk may be slow to follow.
            event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    runs = (10_000 if full else 100) if on_sqlite else (1000 if full else 10)
    given = settings(
        max_examples=runs,
        stateful_step_count=12,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(on(database), settings=given)
