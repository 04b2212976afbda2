"""The outbox's steps, each in a transaction of its own, as one worker takes them."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from models.rules.sending import Rate
from models.services import outbox
from models.services.outbox import Planned
from models.tables import Notice
from tests.factories import FIXED_NOW, TODAY

RATE = Rate(per_minute=60, burst=5)
SECOND = timedelta(seconds=1)


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


def row(database):
    def read(db):
        found = db.execute(select(Notice)).scalar_one()
        return {column.name: getattr(found, column.name) for column in Notice.__table__.columns}

    return database.read(read)


def endings(claimed, now=FIXED_NOW):
    """Everything that a worker can say about what it claimed."""
    return {
        "sent": lambda db: outbox.sent(db, claimed, channel="D9", ts="9.000009"),
        "listing": lambda db: outbox.listing(db, claimed, [7]),
        "suppress": lambda db: outbox.suppress(db, claimed),
        "dead": lambda db: outbox.dead(db, claimed, "channel_not_found"),
        "unmade": lambda db: outbox.unmade(db, claimed, "KeyError", now=now),
        "give back": lambda db: outbox.give_back(db, claimed, now=now),
        "retry": lambda db: outbox.retry(db, claimed, "refused", now=now),
        "uncertain": lambda db: outbox.uncertain(db, claimed, "timeout", wall=now),
        "limited": lambda db: outbox.limited(db, claimed, now=now, wall=now, retry_after=SECOND),
    }
