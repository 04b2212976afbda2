"""Checking everything that was signed: the audit chain, every signature, and the records as they stand (ES-23)."""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from models.db import DbSession
from models.enums import Role, State
from models.outputs import Actor
from models.rules.chain import GENESIS, link
from models.rules.overlaps import care_span
from models.rules.record import record_of, without_names
from models.rules.signing import Keyring, canonical, digest_of, mac_fields, mac_of
from models.rules.time import to_instant
from models.services.audit import chained
from models.services.sheets import sheets
from models.tables import AuditRow, Session, Signature, Staff, Tenant

BATCH = 500
CHAINED = ("tenant_id", "actor_id", "event", "subject", "details", "at")
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, DBAPIError)
"""What reading raises where a stored value is not of its kind any more."""


def verify(db: DbSession, keyring: Keyring, *, now: datetime) -> tuple[list[str], dict[str, int]]:
    """Every problem as a sentence with ids only, and how much was checked. No problem means nothing was altered."""
    problems: list[str] = []
    counts = {"audit entries": 0, "signatures": 0, "posted sessions": 0}
    for tenant_id in db.execute(select(Tenant.id).order_by(Tenant.id)).scalars().all():
        signed_in_audit: dict[str, str] = {}
        problems.extend(_readable("The audit trail", _chain(db, tenant_id, signed_in_audit, counts)))
        problems.extend(_readable("Signatures", _signatures(db, tenant_id, keyring, signed_in_audit, counts)))
        problems.extend(_readable("Posted sessions", _records(db, tenant_id, counts, now)))
    return problems, counts


def _readable(what: str, found: Iterator[str]) -> Iterator[str]:
    """Passes the problems on. What was altered so that it cannot even be read is a problem, not a crash."""
    try:
        yield from found
    except UNREADABLE:
        yield f"{what}: an entry cannot be read; what follows it was not checked."


def _chain(db: DbSession, tenant_id: int, signed: dict[str, str], counts: dict[str, int]) -> Iterator[str]:
    """Walks the chain from its beginning; notes the digest that each signature's entry names."""
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
            if row.event == "session.posted":
                signed[str(row.details.get("signature"))] = str(row.details.get("digest"))
    db.expire_all()


def _signatures(
    db: DbSession, tenant_id: int, keyring: Keyring, signed: dict[str, str], counts: dict[str, int]
) -> Iterator[str]:
    """Checks each signature's bytes, digest and keyed link, and that the audit trail and the table agree."""
    left = dict(signed)
    rows = db.execute(select(Signature).where(Signature.tenant_id == tenant_id)).scalars()
    for row in rows:
        counts["signatures"] += 1
        fields = {column.name: getattr(row, column.name) for column in Signature.__table__.columns}
        if digest_of(row.canonical) != row.digest:
            yield f"Session {row.session_id}: the signed record was altered."
        if row.key_id not in keyring.keys:
            yield f"Session {row.session_id}: the key {row.key_id} of its signature is not in the key file."
        elif mac_of(keyring, row.key_id, mac_fields(fields)) != row.mac:
            yield f"Session {row.session_id}: its signature was altered or moved."
        if left.pop(row.id, None) != row.digest:
            yield f"Session {row.session_id}: the audit trail does not know this signature."
    for signature_id in left:
        yield f"Signature {signature_id}: it is in the audit trail and no longer in the database."


def _records(db: DbSession, tenant_id: int, counts: dict[str, int], now: datetime) -> Iterator[str]:
    """Compares every posted session as it stands with the bytes that were signed."""
    yield from _taken_back(db, tenant_id)
    posted = db.execute(
        select(
            Session.id,
            Session.owner_id,
            Session.starts_at,
            Session.ends_at,
            Session.care_starts_at,
            Session.care_ends_at,
        ).where(Session.tenant_id == tenant_id, Session.state == State.POSTED.value)
    ).all()
    owners: dict[int, list[int]] = defaultdict(list)
    instants = {row.id: tuple(row)[2:] for row in posted}
    for row in posted:
        owners[row.owner_id].append(row.id)
    counts["posted sessions"] += len(posted)
    for owner_id, ids in sorted(owners.items()):
        signed = {
            (one.session_id, one.session_version): one.canonical
            for one in db.execute(select(Signature).where(Signature.session_id.in_(ids))).scalars()
        }
        try:
            found = sheets(db, _reader(db, tenant_id, owner_id), ids, now=now)
        except UNREADABLE:
            yield f"Sessions {ids[0]} to {ids[-1]} of staff {owner_id}: a record cannot be read."
            continue
        for sheet in found:
            content = signed.get((sheet.id, sheet.version))
            if content is None:
                yield f"Session {sheet.id}: it is posted without a signature."
                continue
            stands = json.loads(canonical(record_of(sheet, tenant_id=tenant_id, signer_id=owner_id)))
            if without_names(stands) != without_names(_read(content)):
                yield f"Session {sheet.id}: the record differs from what was signed."
            planned = (to_instant(sheet.date, at, sheet.zone) for at in (sheet.start, sheet.end))
            if (*planned, *care_span(sheet)) != instants[sheet.id]:
                yield f"Session {sheet.id}: its times differ from what was signed."
        db.expunge_all()


def _taken_back(db: DbSession, tenant_id: int) -> Iterator[str]:
    """Sessions that have a signature and are not posted: the app itself never takes a signed session back."""
    rows = db.execute(
        select(Signature.session_id)
        .outerjoin(Session, Session.id == Signature.session_id)
        .where(Signature.tenant_id == tenant_id, func.coalesce(Session.state, "") != State.POSTED.value)
        .distinct()
        .order_by(Signature.session_id)
    )
    for session_id in rows.scalars():
        yield f"Session {session_id}: it was signed, and it is not posted any more."


def _read(content: bytes) -> object:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _reader(db: DbSession, tenant_id: int, owner_id: int) -> Actor:
    name = db.execute(select(Staff.name).where(Staff.id == owner_id)).scalar_one()
    return Actor(owner_id, tenant_id, name, "", Role.AIDE, "UTC", True, "")
