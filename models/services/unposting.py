"""*Unpost*: the signatures become void and stay, and the session is edited like a draft (PRODUCT journey 8, ES-09)."""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from models.daily import Unposted
from models.db import DbSession, fetch
from models.enums import Role, State, UnpostReason
from models.errors import Changed, NotFound, RuleViolation
from models.inputs import Unpost
from models.outputs import Actor, SessionSheet
from models.rules.signing import Keyring, mac_of
from models.rules.unposting import require_reason, void_fields
from models.rules.written import storable
from models.services import audit, outbox
from models.services.lines import lines_of
from models.services.reminders import in_hours
from models.services.sheets import sheets
from models.tables import Session, Staff, Unposting

KIND = "unposted."
"""The kind of the messages: one for each session and version, so that each is told once."""
AUDITED = ("reason", "words", "mac")
CHANGED = "This session changed since you opened this window. Close it and look at the session again."
NOT_POSTED = "This session is not posted, so there is nothing to unpost."


def reader_of(db: DbSession, actor: Actor, session_id: int) -> Actor:
    """As whom the person reads a session: as themselves; an administrator as the owner of any of the tenant's."""
    if actor.role is not Role.ADMIN:
        return actor
    query = select(Staff.id, Staff.name).join(Session, Session.owner_id == Staff.id)
    row = db.execute(query.where(Session.id == session_id, Session.tenant_id == actor.tenant_id)).first()
    return replace(actor, staff_id=row.id, name=row.name) if row else actor


def to_unpost(
    db: DbSession, actor: Actor, session_id: int, *, now: datetime, lock: bool = False
) -> tuple[SessionSheet, Actor]:
    """A session of the person's own, or for an administrator of anybody's in the tenant; and its reader.

    Raises NotFound.
    """
    reader = reader_of(db, actor, session_id)
    found = sheets(db, reader, [session_id], now=now, lock=lock)
    if not found:
        raise NotFound
    return found[0], reader


def unpost(db: DbSession, actor: Actor, asked: Unpost, *, keyring: Keyring, now: datetime) -> SessionSheet:
    """Opens a posted session again as its next version. Doing it twice is doing it once.

    Raises NotFound, Changed when another version was seen, or RuleViolation at `reason` or `words`.
    """
    words, key = storable(asked.words).strip(), asked.session_id
    require_reason(asked.reason, words)
    sheet, reader = to_unpost(db, actor, key, now=now, lock=True)
    if sheet.state is State.REOPENED and sheet.version == asked.seen + 1 and _is_by(db, actor, key, asked.seen):
        return sheet
    if sheet.state is not State.POSTED:
        raise RuleViolation(NOT_POSTED)
    if sheet.version != asked.seen:
        raise Changed(CHANGED)
    row = _row(actor, sheet, str(asked.reason), words, keyring, now)
    fetch(db, insert(Unposting), row)
    reopened = {"state": State.REOPENED.value, "version": sheet.version + 1}
    fetch(db, update(Session).where(Session.id == key, Session.version == sheet.version).values(reopened))
    db.expire_all()
    details = {"unposting": row["id"], "version": sheet.version, **{name: row[name] for name in AUDITED}}
    audit.record(
        db,
        tenant_id=actor.tenant_id,
        actor_id=actor.staff_id,
        event="session.unposted",
        subject=f"session:{key}",
        details=details,
        at=now,
    )
    _tell(db, actor, sheet, now)
    return sheets(db, reader, [key], now=now)[0]


def _row(actor: Actor, sheet: SessionSheet, reason: str, words: str, keyring: Keyring, now: datetime) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": secrets.token_hex(16),
        "tenant_id": actor.tenant_id,
        "session_id": sheet.id,
        "session_version": sheet.version,
        "staff_id": actor.staff_id,
        "staff_name": actor.name,
        "reason": reason,
        "words": words,
        "unposted_at": now,
        "key_id": keyring.current,
    }
    return {**row, "mac": mac_of(keyring, keyring.current, void_fields(row))}


def _is_by(db: DbSession, actor: Actor, session_id: int, version: int) -> bool:
    query = select(Unposting.id).where(
        Unposting.session_id == session_id,
        Unposting.session_version == version,
        Unposting.staff_id == actor.staff_id,
    )
    return db.execute(query).first() is not None


def _tell(db: DbSession, actor: Actor, sheet: SessionSheet, now: datetime) -> None:
    """Plans a message to the overseer, and to the owner when somebody else unposted it; to nobody about themselves."""
    overseer = db.execute(select(Staff.supervisor_id).where(Staff.id == sheet.owner_id)).scalar_one()
    told = [one for one in (overseer, sheet.owner_id) if one is not None and one != actor.staff_id]
    outbox.plan(db, [in_hours(db, one, f"{KIND}{sheet.id}.{sheet.version}", now=now) for one in told])


def told(db: DbSession, actor: Actor, kind: str, *, now: datetime) -> Unposted | None:
    """What a message of this kind says; None when its session is not there any more. Initials only."""
    session_id, version = (int(part) for part in kind.removeprefix(KIND).split("."))
    row = db.execute(
        select(Unposting.staff_name, Unposting.reason, Session.owner_id, Staff.name)
        .join(Session, Session.id == Unposting.session_id)
        .join(Staff, Staff.id == Session.owner_id)
        .where(
            Unposting.session_id == session_id,
            Unposting.session_version == version,
            Unposting.tenant_id == actor.tenant_id,
        )
    ).first()
    if row is None:
        return None
    owner = replace(actor, staff_id=row.owner_id)
    (line,) = lines_of(db, owner, [session_id], now=now, together=True)
    return Unposted(line, row.name, row.staff_name, UnpostReason(row.reason))
