"""The audit trail: who changed what, when; append-only and chained per tenant (RELIABILITY ES-20 to ES-24)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, text

from models.db import DbSession, fetch
from models.rules.chain import GENESIS, link
from models.rules.instants import rfc3339
from models.tables import AuditRow

# Nobody asks for the ids, so PostgreSQL need not give them back.
_INSERT = insert(AuditRow).inline()
_ONE_BY_ONE = text("SELECT pg_advisory_xact_lock(20, :tenant)")
Event = tuple[str, str, dict[str, Any]]
_LAST = (
    select(AuditRow.n, AuditRow.hash)
    .where(AuditRow.tenant_id == bindparam("tenant"))
    .order_by(AuditRow.n.desc())
    .limit(1)
)


def record(
    db: DbSession,
    *,
    tenant_id: int,
    actor_id: int | None,
    event: str,
    subject: str,
    details: dict[str, Any],
    at: datetime,
) -> None:
    """Adds one event. `subject` is "kind:id"; `details` holds ids and values, never a credential."""
    record_all(db, tenant_id=tenant_id, actor_id=actor_id, events=[(event, subject, details)], at=at)


def record_all(db: DbSession, *, tenant_id: int, actor_id: int | None, events: Sequence[Event], at: datetime) -> None:
    """Adds several events in order, in a number of statements that does not grow with them."""
    if db.get_bind().dialect.name == "postgresql":
        # Chains serialise per tenant until the transaction ends (ES-24); SQLite's writers are serial anyway.
        fetch(db, _ONE_BY_ONE, {"tenant": tenant_id})
    last = fetch(db, _LAST, {"tenant": tenant_id}).first()
    n, prev = (last.n, last.hash) if last else (0, GENESIS)
    rows = []
    for event, subject, details in events:
        n += 1
        row: dict[str, Any] = {
            "tenant_id": tenant_id,
            "n": n,
            "at": at,
            "actor_id": actor_id,
            "event": event,
            "subject": subject,
            "details": details,
            "prev": prev,
        }
        row["hash"] = prev = link(n, prev, chained(row))
        rows.append(row)
    if rows:
        # Most are one, and PostgreSQL's driver takes longer over a list.
        fetch(db, _INSERT, rows if len(rows) > 1 else rows[0])


def chained(row: dict[str, Any]) -> dict[str, Any]:
    """The part of an entry that its hash covers."""
    covered = {name: row[name] for name in ("tenant_id", "actor_id", "event", "subject", "details")}
    return {**covered, "at": rfc3339(row["at"])}


def wrong_in_words(db: DbSession, tenant_id: int, staff_id: int, tries: int) -> int:
    """How many of a person's last wrong tries were words that they wrote elsewhere than as a passphrase."""
    asked = {"tenant": tenant_id, "subject": f"staff:{staff_id}", "most": tries}
    return sum(details["where"] != "window" for details in fetch(db, _LAST_WRONG, asked).scalars())


_LAST_WRONG = (
    select(AuditRow.details)
    .where(
        AuditRow.tenant_id == bindparam("tenant"),
        AuditRow.subject == bindparam("subject"),
        AuditRow.event == "credential.wrong",
    )
    .order_by(AuditRow.n.desc())
    .limit(bindparam("most"))
)
