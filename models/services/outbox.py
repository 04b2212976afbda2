"""The outbox: every message that Carelog sends by itself is decided once and delivered under a lease.

`now` is the domain's time and decides what is due; `wall` is real time and rules leases, quarantine and the budget.
States and their order are those of RELIABILITY.md section 3.4. A lease's token fences: who lost it changes nothing.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from models.db import DbSession, fetch
from models.rules.sending import LEASE, LONGEST_PAUSE, MOST_FAILURES, QUARANTINE, SKEW, Rate, allowance, backoff
from models.services import outbox_statements as statements
from models.services.outbox_statements import POST
from models.tables import Notice, SendBudget

FINAL = ("sent", "suppressed", "expired", "dead")


@dataclass(frozen=True)
class Planned:
    """A message that is due: unique by tenant, recipient, kind and local date."""

    tenant_id: int
    recipient_id: int
    kind: str
    local_date: date
    not_before: datetime
    expires_at: datetime
    asked_by_id: int | None = None


@dataclass(frozen=True)
class Claimed:
    """A message that this process may send, or look for, until its lease ends."""

    id: int
    tenant_id: int
    recipient_id: int
    kind: str
    local_date: date
    token: str
    attempts: int
    claimed_at: datetime
    uncertain: bool


def plan(db: DbSession, planned: Sequence[Planned]) -> int:
    """Adds what is not there yet; planning twice is planning once. Gives how many were new.

    SQLAlchemy sends as many rows in one statement as the database takes parameters.
    """
    if not planned:
        return 0
    rows = [
        {
            **one.__dict__,
            "state": "pending",
            "attempts": 0,
            "lease_token": "",
            "channel": "",
            "message_ts": "",
            "listed": [],
            "last_error": "",
        }
        for one in planned
    ]
    on_postgres = db.get_bind().dialect.name == "postgresql"
    made = (postgresql.insert if on_postgres else sqlite.insert)(Notice)
    return len(db.execute(made.on_conflict_do_nothing().returning(Notice.id), rows).all())


def waiting(db: DbSession) -> list[int]:
    """The tenants that have something to send or to look for."""
    return list(fetch(db, statements.TENANTS).scalars())


def settle_time(db: DbSession, *, now: datetime, wall: datetime) -> dict[str, int]:
    """What time alone decides: what is too late expires, and what a dead process was sending becomes uncertain."""
    over = {"wall": wall, "furthest": wall + LEASE + SKEW}
    lost = fetch(db, statements.LOST, {**over, "quarantine": wall + QUARANTINE}).all()
    late = fetch(db, statements.LATE, {**over, "now": now}).all()
    return {"lost": len(lost), "expired": len(late)}


def claim(
    db: DbSession, tenant_id: int, *, now: datetime, wall: datetime, rate: Rate, limit: int = 20
) -> list[Claimed]:
    """Takes messages to send, oldest first, as many as the workspace's budget allows; committed before any is sent."""
    budget = _budget(db, tenant_id, rate, wall)
    if budget.blocked_until and wall < budget.blocked_until <= wall + LONGEST_PAUSE + SKEW:
        return []
    if budget.next_at > wall + SKEW:
        budget.next_at = wall  # The clock was set back: nothing waits for it to come round again.
    possible, _ = allowance(rate, budget.next_at, wall, limit)
    if not possible:
        return []
    rows = db.execute(statements.DUE, {"tenant": tenant_id, "now": now, "most": possible}).scalars().all()
    _, budget.next_at = allowance(rate, budget.next_at, wall, len(rows))
    return [_lease(row, wall, uncertain=False) for row in rows]


def may_still_go(db: DbSession, claimed: Claimed, *, now: datetime, wall: datetime) -> bool:
    """Whether a claimed message is still in its window, and Slack has not told the workspace to wait meanwhile."""
    values = {"notice": claimed.id, "now": now, "wall": wall, "furthest": wall + LONGEST_PAUSE + SKEW}
    return fetch(db, statements.MAY_GO, values).first() is not None


def claim_uncertain(db: DbSession, tenant_id: int, *, wall: datetime, limit: int = 5) -> list[Claimed]:
    """Takes messages of which nobody knows whether they arrived, once a late request must have landed."""
    over = {"wall": wall, "furthest": wall + LEASE + SKEW, "longest": wall + QUARANTINE + SKEW}
    rows = db.execute(statements.UNCERTAIN, {"tenant": tenant_id, "most": limit, **over}).scalars()
    return [_lease(row, wall, uncertain=True) for row in rows]


def _lease(row: Notice, wall: datetime, *, uncertain: bool) -> Claimed:
    row.lease_token, row.lease_until = secrets.token_hex(8), wall + LEASE
    if not uncertain:
        row.state, row.attempts, row.claimed_at = "sending", row.attempts + 1, wall
    return Claimed(
        row.id,
        row.tenant_id,
        row.recipient_id,
        row.kind,
        row.local_date,
        row.lease_token,
        row.attempts,
        row.claimed_at or wall,
        uncertain,
    )


def sent(db: DbSession, claimed: Claimed, *, channel: str, ts: str, listed: Sequence[int] = ()) -> bool:
    """The message is there. False when the lease was lost: then somebody else knows better."""
    values: dict[str, Any] = {"state": "sent", "channel": channel, "message_ts": ts, "last_error": ""}
    if listed:
        values["listed"] = list(listed)
    return _finish(db, claimed, **values)


def listing(db: DbSession, claimed: Claimed, listed: Sequence[int], drawn: int = 0) -> bool:
    """Keeps which sessions the message numbers, before it is sent: an answer may come before the mark. Same fencing.

    `drawn` are the changes that the message knows of (`wanted`): what changes after that has to be drawn again.
    """
    return bool(_fenced(db, claimed, {"listed": list(listed), "drawn": drawn}))


def wanted(db: DbSession, claimed: Claimed) -> int:
    """How much changed so far that the message tells of; read together with what it says."""
    return db.execute(select(Notice.wanted).where(Notice.id == claimed.id)).scalar_one()


def suppress(db: DbSession, claimed: Claimed) -> bool:
    """The message is not true any more, so it is not sent."""
    return _finish(db, claimed, state="suppressed")


def dead(db: DbSession, claimed: Claimed, error: str) -> bool:
    """Slack will never take the message: the account or the channel is gone."""
    return _finish(db, claimed, state="dead", last_error=error)


def unmade(db: DbSession, claimed: Claimed, error: str, *, now: datetime) -> bool:
    """Carelog itself could not make the message: tried again, and given up after a few times. Nothing was sent."""
    if claimed.attempts >= MOST_FAILURES:
        return dead(db, claimed, error)
    return retry(db, claimed, error, now=now)


def give_back(db: DbSession, claimed: Claimed, *, now: datetime) -> bool:
    """A claim that was not used: the message waits in its place, and it is no attempt."""
    return _finish(db, claimed, state="retry", not_before=now, attempts=claimed.attempts - 1)


def retry(db: DbSession, claimed: Claimed, error: str, *, now: datetime) -> bool:
    """The message was surely not sent: it is tried again, later each time."""
    return _finish(db, claimed, state="retry", not_before=now + backoff(claimed.attempts), last_error=error)


def uncertain(db: DbSession, claimed: Claimed, error: str, *, wall: datetime) -> bool:
    """Nobody knows whether the message was sent: it is looked for before it may be sent again."""
    return _finish(db, claimed, state="uncertain", quarantine_until=wall + QUARANTINE, last_error=error)


def limited(db: DbSession, claimed: Claimed, *, now: datetime, wall: datetime, retry_after: timedelta) -> bool:
    """Slack said to wait: this message goes back, and the whole workspace waits."""
    budget = db.execute(statements.BUDGET, {"tenant": claimed.tenant_id}).scalar_one()
    until = wall + min(retry_after, LONGEST_PAUSE)
    before = budget.blocked_until or until
    budget.blocked_until = until if before > wall + LONGEST_PAUSE + SKEW else max(until, before)
    # After the pause the bucket begins empty, or the next burst would be refused at once.
    budget.next_at = budget.blocked_until
    return _finish(db, claimed, state="retry", not_before=now, last_error="ratelimited")


def _finish(db: DbSession, claimed: Claimed, **values: Any) -> bool:
    return bool(_fenced(db, claimed, {**values, "lease_token": "", "lease_until": None}))


def _fenced(db: DbSession, claimed: Claimed, values: dict[str, Any]) -> Sequence[Any]:
    return db.execute(
        update(Notice)
        .where(
            Notice.id == claimed.id,
            Notice.lease_token == claimed.token,
            Notice.state == ("uncertain" if claimed.uncertain else "sending"),
        )
        .values(**values)
        .returning(Notice.id)
        .execution_options(synchronize_session=False)
    ).all()


def _budget(db: DbSession, tenant_id: int, rate: Rate, wall: datetime) -> SendBudget:
    """The workspace's budget, locked, so that several processes share it."""
    found = db.execute(statements.BUDGET, {"tenant": tenant_id}).scalar_one_or_none()
    if found is not None:
        return found
    on_postgres = db.get_bind().dialect.name == "postgresql"
    made = (postgresql.insert if on_postgres else sqlite.insert)(SendBudget).values(
        tenant_id=tenant_id, method=POST, next_at=wall - rate.burst * rate.interval
    )
    db.execute(made.on_conflict_do_nothing())
    return db.execute(statements.BUDGET, {"tenant": tenant_id}).scalar_one()
