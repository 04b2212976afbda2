"""RELIABILITY.md's invariants of the outbox: a state machine of two workers, others that hang, and a model of Slack."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Connection, delete, func, select, update

from bot.deps import Deps
from models.db import Database
from models.rules.sending import LEASE, QUARANTINE, Rate
from models.services import outbox
from models.services.conditions import unposted_where
from models.services.due import due
from models.services.hashing import Hasher
from models.services.outbox import FINAL
from models.services.reminders import SOONEST, later
from models.tables import Notice, SendBudget, Session, Staff
from scheduler.tick import tick
from tests.factories import KEYRING, School
from tests.scheduler.outbox_steps import endings
from tests.scheduler.slack_model import ANSWERS, JUMP, Client, Died, World

RATE = Rate(per_minute=6, burst=2)
HASHER = Hasher()


@dataclass(frozen=True)
class Ground:
    """What all runs of one machine share: a database, and a school with two aides who have a session each.

    `eyes` is a connection of the machine's own, in no transaction: its looks take no time from the runs.
    """

    db: Database
    school: School
    eyes: Connection

    def look(self, query):
        """What the machine itself looks at, as it is at this moment."""
        found = self.eyes.execute(query).all()
        self.eyes.rollback()
        return found


class Outbox(RuleBasedStateMachine):
    """Two workers with the real tick, others that hang between claiming and marking, and a model of Slack."""

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

    @initialize(skew=st.sampled_from([timedelta(), JUMP]))
    def begins(self, skew):
        self.world.jump(skew)

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

    def arrival(self, notice_id, user):
        """What has to be so at the moment when a worker asks Slack to take a message: I5, I8 and I9."""
        row = self.row(notice_id)
        assert row["not_before"] <= self.world.clock < row["expires_at"]
        own = select(Staff.slack_user_id).where(Staff.id == row["recipient_id"])
        assert self.ground.look(own) == [(user,)]
        assert self.unposted(row["recipient_id"])

    def unposted(self, staff_id):
        query = select(func.count(Session.id)).where(Session.owner_id == staff_id, *unposted_where(self.world.clock))
        return self.ground.look(query)[0][0]

    @rule()
    def plan(self):
        """Planning twice is planning once: I11. A second message of each person's was snoozed until now."""
        now, people = self.world.clock, (self.ground.school.aide, self.ground.school.other_aide)
        before = now - SOONEST
        asked = self.db.read(
            lambda db: [*due(db, now=now), *filter(None, (later(db, one, now, now=before) for one in people))]
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

    def claims(self):
        """Another worker claims one message, if there is any."""
        now, tenant = self.world.clock, self.ground.school.tenant_id
        return self.db.run(lambda db: outbox.claim(db, tenant, now=now, wall=now, rate=RATE, limit=1))

    @rule(taken=st.booleans())
    def hangs(self, taken):
        """A third worker claims, and sends or does not; then nothing is heard of it for a while."""
        for one in self.claims():
            if taken and self.unposted(one.recipient_id):
                self.world.show(one.id, {self.ground.school.aide.staff_id: "UJO"}.get(one.recipient_id, "UKIM"))
                self.zombies.append(one)

    @precondition(lambda self: self.zombies)
    @rule()
    def comes_back(self):
        """Its mark counts only while it holds the lease: I7."""
        self.says(self.zombies.pop(0), "sent")

    @rule(ending=st.sampled_from(sorted(endings(None))))
    def is_overtaken(self, ending):
        """A worker hangs before it sends, until another one has claimed the same message and is at work."""
        for one in self.claims():
            for wait in (LEASE, QUARANTINE):
                self.world.forward(wait.total_seconds())
                self.ticks(1, ["refused", "refused"])
            self.world.forward(601)
            for _ in range(3):
                self.claims()
            if self.row(one.id)["lease_token"] != one.token:
                self.says(one, ending)

    def says(self, one, ending):
        """A worker says how its message ended. Unless it holds the lease, nothing of the row may move: I7."""
        before = self.row(one.id)
        marked = self.db.run(endings(one, now=self.world.clock)[ending])
        assert marked == (before["state"] == "sending" and before["lease_token"] == one.token)
        assert marked or self.row(one.id) == before

    @rule(
        event=st.sampled_from(["jump", "settle", "cannot look", "can look", "wait"]),
        skew=st.sampled_from([-JUMP, timedelta(), JUMP]),
        state=st.sampled_from(["cancelled", "scheduled"]),
    )
    def happens(self, event, skew, state):
        """The clock jumps, a session needs nothing any more or needs it again, Slack is ill, time passes."""
        if event == "jump":
            self.world.jump(skew)
        elif event == "settle":
            owner = self.ground.school.aide.staff_id
            self.db.run(lambda db: db.execute(update(Session).where(Session.owner_id == owner).values(state=state)))
        elif event == "wait":
            self.world.forward(600)
        else:
            self.world.can_look = event == "can look"

    def open(self):
        return [one for one in self.rows() if one["state"] not in FINAL]

    def row(self, notice_id):
        return dict(self.ground.look(_ROWS.where(Notice.id == notice_id))[0]._mapping)

    def rows(self):
        return [dict(row._mapping) for row in self.ground.look(_ROWS)]

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
        passed = (self.world.true - World.true) / RATE.interval
        assert sum(one["attempts"] for one in rows) <= RATE.burst * (1 + self.world.forwards) + passed  # I10

    def teardown(self):
        """Once Slack is well, what is in its window is decided soon, also by a clock set back; and at last all: I6."""
        self.world.can_look = True
        for wait in (61, 21, 621, 301, *[21] * 6):  # At last as often as the budget lets two more messages go.
            self.world.forward(wait)
            if self.open():  # Where all is decided, another tick can only plan, which the others did.
                self.other_ticks()
        self.holds()
        now = self.world.clock
        due = [one for one in self.rows() if one["not_before"] <= now < one["expires_at"]]
        open_ = [one for one in due if one["state"] not in FINAL]
        assert not open_, (now, open_)
        self.world.jump(JUMP)
        self.world.forward(timedelta(hours=4).total_seconds())
        self.other_ticks()
        self.holds()
        assert {one["state"] for one in self.rows()} <= set(FINAL)


_ROWS = select(Notice.__table__)


def _emptied(db):
    db.execute(delete(Notice))
    db.execute(delete(SendBudget))
    db.execute(update(Session).values(state="scheduled"))
