"""Checking everything that was signed: the audit chain, every signature, and the records as they stand (ES-23)."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.exc import DBAPIError

from models.db import DbSession
from models.enums import STORED_SIGNED, Meaning, Role, State
from models.outputs import Actor, SessionSheet
from models.rules.chain import GENESIS, Head, link
from models.rules.overlaps import own_time
from models.rules.record import record_of, same_care
from models.rules.signing import Keyring, canonical, mac_fields, mac_of, version_of
from models.rules.time import to_instant
from models.services.audit import chained
from models.services.heads import lost
from models.services.sheets import sheets
from models.services.verify_approvals import approvals
from models.services.verify_unposting import Unposted, unpostings
from models.tables import Attendance, AuditRow, Session, Signature, Tenant, Unposting

BATCH = 500
CHAINED = ("tenant_id", "actor_id", "event", "subject", "details", "at")
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, DBAPIError)
"""What reading raises where a stored value is not of its kind any more."""

SIGNINGS = {"session.posted", "session.submitted", "session.approved"}
VOIDINGS = {"session.unposted", "session.returned"}

Signed = dict[str, dict[str, Any]]
"""What the audit trail says of each signature, by the signature's id."""


def verify(
    db: DbSession, keyring: Keyring, *, now: datetime, kept: Iterable[Head] = ()
) -> tuple[list[str], dict[str, int]]:
    """Every problem as a sentence with ids only, and how much was checked. No problem means nothing was altered.

    `kept` are heads of the audit trail obtained earlier: without them a cut end is found only where it holds a posting.
    """
    problems = list(lost(db, kept))
    counts = {"audit entries": 0, "signatures": 0, "posted sessions": 0, "unpostings": 0, "approvals": 0}
    for tenant_id in _tenants(db):
        signed_in_audit: Signed = {}
        unposted: Unposted = {}
        problems.extend(_readable("The audit trail", _chain(db, tenant_id, signed_in_audit, unposted, counts)))
        problems.extend(_readable("Signatures", _signatures(db, tenant_id, keyring, signed_in_audit, counts)))
        problems.extend(_readable("Posted sessions", _records(db, tenant_id, signed_in_audit, counts, now)))
        problems.extend(_readable("Unpostings", unpostings(db, tenant_id, keyring, unposted, counts)))
        problems.extend(_readable("Approvals", approvals(db, tenant_id, counts)))
    return problems, counts


def _tenants(db: DbSession) -> list[int]:
    """Every tenant that anything belongs to, also one that is not there (any more): nothing hides by being moved."""
    columns = (Tenant.id, AuditRow.tenant_id, Signature.tenant_id, Session.tenant_id, Unposting.tenant_id)
    return sorted(db.execute(union(*(select(column) for column in columns))).scalars())


def _readable(what: str, found: Iterator[str]) -> Iterator[str]:
    """Passes the problems on. What was altered so that it cannot even be read is a problem, not a crash."""
    try:
        yield from found
    except UNREADABLE:
        yield f"{what}: an entry cannot be read; what follows it was not checked."


def _chain(db: DbSession, tenant_id: int, signed: Signed, unposted: Unposted, counts: dict[str, int]) -> Iterator[str]:
    """Walks the chain from its beginning; notes what the entry of each signature and each unposting says of it."""
    n, prev = 0, GENESIS
    query = select(AuditRow).where(AuditRow.tenant_id == tenant_id).order_by(AuditRow.n)
    with closing(db.execute(query.execution_options(yield_per=BATCH))) as rows:
        for row in rows.scalars():
            counts["audit entries"] += 1
            fields = {name: getattr(row, name) for name in CHAINED}
            if row.n != n + 1 or row.prev != prev:
                yield f"Audit entry {row.n}: the chain is broken before it."
            if row.hash != link(row.n, row.prev, chained(fields)):
                yield f"Audit entry {row.n}: it was altered."
            n, prev = row.n, row.hash
            if row.event in SIGNINGS:
                signed[str(row.details.get("signature"))] = {**row.details, "event": row.event}
            elif row.event in VOIDINGS:
                unposted[str(row.details.get("unposting"))] = dict(row.details)
    db.expire_all()


def _signatures(
    db: DbSession, tenant_id: int, keyring: Keyring, signed: Signed, counts: dict[str, int]
) -> Iterator[str]:
    """Checks each signature's bytes, digest and keyed link, and that the audit trail and the table agree."""
    left = dict(signed)
    rows = db.execute(select(Signature).where(Signature.tenant_id == tenant_id)).scalars()
    for row in rows:
        counts["signatures"] += 1
        fields = {column.name: getattr(row, column.name) for column in Signature.__table__.columns}
        if not version_of(row.digest, row.canonical):
            yield f"Session {row.session_id}: the signed record was altered."
        if row.key_id not in keyring.keys:
            yield f"Session {row.session_id}: the key {row.key_id} of its signature is not in the key file."
        elif mac_of(keyring, row.key_id, mac_fields(fields)) != row.mac:
            yield f"Session {row.session_id}: its signature was altered or moved."
        if left.pop(row.id, {}).get("digest") != row.digest:
            yield f"Session {row.session_id}: the audit trail does not know this signature."
    for signature_id in left:
        yield f"Signature {signature_id}: it is in the audit trail and no longer in the database."


def _records(db: DbSession, tenant_id: int, signed: Signed, counts: dict[str, int], now: datetime) -> Iterator[str]:
    """Compares every posted session as it stands with the bytes that were signed."""
    yield from _strays(db, tenant_id)
    posted = db.execute(
        select(
            Session.id,
            Session.owner_id,
            Session.starts_at,
            Session.ends_at,
            Session.care,
            Session.care_starts_at,
            Session.care_ends_at,
        ).where(Session.tenant_id == tenant_id, Session.state.in_(STORED_SIGNED))
    ).all()
    owners: dict[int, list[int]] = defaultdict(list)
    instants = {row.id: tuple(row)[2:] for row in posted}
    for row in posted:
        owners[row.owner_id].append(row.id)
    counts["posted sessions"] += len(posted)
    for owner_id, ids in sorted(owners.items()):
        signed_so = (Signature.session_id.in_(ids), Signature.meaning == Meaning.AUTHORSHIP.value)
        rows = db.execute(select(Signature).where(*signed_so)).scalars()
        signatures = {(one.session_id, one.session_version): one for one in rows}
        try:
            found = sheets(db, _reader(tenant_id, owner_id), ids, now=now)
        except UNREADABLE:
            yield f"Sessions {ids[0]} to {ids[-1]} of staff {owner_id}: a record cannot be read."
            continue
        for sheet in found:
            signature = signatures.get((sheet.id, sheet.version))
            if signature is None:
                yield f"Session {sheet.id}: it is posted without a signature."
                continue
            yield from _compared(sheet, tenant_id, signature, signed.get(signature.id, {}), instants[sheet.id])
        db.expunge_all()


def _compared(
    sheet: SessionSheet, tenant_id: int, signature: Signature, entry: dict[str, Any], instants: tuple[Any, ...]
) -> Iterator[str]:
    """What differs between a posted session and its signature; `entry` is what the audit trail says of that one."""
    stands = json.loads(canonical(record_of(sheet, tenant_id=tenant_id, signer_id=sheet.owner_id)))
    if not same_care(stands, _read(signature.canonical)):
        yield f"Session {sheet.id}: the record differs from what was signed."
    planned = (to_instant(sheet.date, at, sheet.zone) for at in (sheet.start, sheet.end))
    own = own_time(sheet)
    if (*planned, *((own, own[0][0], own[-1][1]) if own else (None,) * 3)) != instants:
        yield f"Session {sheet.id}: its times differ from what was signed."
    # What was submitted counts only once it is approved: nothing turns it into a posted session.
    if entry and (entry["event"] == "session.posted") != (sheet.state is State.POSTED):
        yield f"Session {sheet.id}: it is {sheet.state.value}, and that is not how it was signed."
    # No window shows the campus, so the bytes have none; the entry of the posting has it.
    if entry.get("campus", sheet.campus_id) != sheet.campus_id:
        yield f"Session {sheet.id}: it is at another campus than when it was signed."


def _strays(db: DbSession, tenant_id: int) -> Iterator[str]:
    """Posted sessions with a student's attendance that belongs to another tenant."""
    rows = db.execute(
        select(Attendance.session_id)
        .join(Session, Session.id == Attendance.session_id)
        .where(Session.tenant_id == tenant_id, Session.state.in_(STORED_SIGNED), Attendance.tenant_id != tenant_id)
        .distinct()
        .order_by(Attendance.session_id)
    )
    for session_id in rows.scalars():
        yield f"Session {session_id}: a part of it belongs to another tenant."


def _read(content: bytes) -> object:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _reader(tenant_id: int, owner_id: int) -> Actor:
    """Somebody who reads as the owner, also where the owner is not on the roster any more."""
    return Actor(owner_id, tenant_id, "", "", Role.AIDE, "UTC", True, "")
