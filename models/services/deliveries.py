"""Once-only delivery: what Slack sends twice is run once, and what we failed to do may be run again (ADR 0010).

`wall` is real time. Nothing here is a domain rule: whoever claims first runs, everybody else is told how far it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from models.db import DbSession
from models.tables import Delivery

LEASE = timedelta(seconds=30)
"""Longer than a listener takes at its worst, shorter than Slack's wait of a minute before its second retry."""
KEPT = timedelta(hours=24)


class Standing(StrEnum):
    """How far a delivery is that somebody else claimed."""

    BUSY = "busy"
    DONE = "done"


@dataclass(frozen=True)
class Held:
    """A delivery that this process runs. `until` fences it; None when it counted as done from the beginning."""

    key: str
    until: datetime | None


def claim(db: DbSession, key: str, *, wall: datetime, repeated: bool) -> Held | Standing:
    """Takes a delivery, or says how far it is.

    `repeated` is for what Slack sends again until it is answered: it stays under a lease until `finish`, and who finds
    the lease ended takes it over, since its process died. Anything else is done at once: one statement.
    """
    until = wall + LEASE if repeated else None
    on_postgres = db.get_bind().dialect.name == "postgresql"
    made = (postgresql.insert if on_postgres else sqlite.insert)(Delivery)
    taken = db.execute(
        made.values(key=key, seen_at=wall, busy_until=until)
        .on_conflict_do_update(
            index_elements=[Delivery.key],
            set_={"seen_at": wall, "busy_until": until},
            where=Delivery.busy_until <= wall,
        )
        .returning(Delivery.key)
    ).first()
    if taken is not None:
        return Held(key, until)
    busy = db.execute(select(Delivery.key).where(Delivery.key == key, Delivery.busy_until.is_not(None))).first()
    return Standing.BUSY if busy is not None else Standing.DONE


def finish(db: DbSession, held: Held) -> None:
    """It was done: from now on nobody runs it again."""
    if held.until is not None:
        db.execute(update(Delivery).where(_own(held)).values(busy_until=None))


def release(db: DbSession, held: Held) -> None:
    """It failed: whoever gets it next may run it."""
    db.execute(delete(Delivery).where(_own(held)))


def prune(db: DbSession, *, wall: datetime) -> int:
    """Forgets what is older than a day: Slack's retries end within minutes. Gives how many."""
    return len(db.execute(delete(Delivery).where(Delivery.seen_at < wall - KEPT).returning(Delivery.key)).all())


def _own(held: Held) -> ColumnElement[bool]:
    same = Delivery.busy_until.is_(None) if held.until is None else Delivery.busy_until == held.until
    return and_(Delivery.key == held.key, same)
