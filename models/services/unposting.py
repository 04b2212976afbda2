"""*Unpost*: the signatures become void and stay, and the session is edited like a draft (PRODUCT journey 8, ES-09)."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from models.daily import Unposted
from models.db import DbSession, fetch
from models.enums import SIGNED, Role, State, UnpostReason
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
from models.tables import Session, Signature, Staff, Unposting

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
    """Opens a signed session again as its next version. Doing it twice is doing it once.

    Raises NotFound, Changed when another version was seen, or RuleViolation at `reason` or `words`.
    """
    words, key = storable(asked.words).strip(), asked.session_id
    reason = require_reason(asked.reason, words)
    sheet, reader = to_unpost(db, actor, key, now=now, lock=True)
    if sheet.state is State.REOPENED and sheet.version == asked.seen + 1 and is_by(db, actor, key, asked.seen, reason):
        return sheet
    if sheet.state not in SIGNED:
        raise RuleViolation(NOT_POSTED)
    if sheet.version != asked.seen:
        raise Changed(CHANGED)
    void(db, actor, Void(key, sheet.version, reason, words), State.REOPENED, keyring=keyring, now=now)
    _tell(db, actor, sheet, now)
    return sheets(db, reader, [key], now=now)[0]


@dataclass(frozen=True)
class Void:
    """Whose signatures become void: those of one version of a session; and why."""

    session_id: int
    version: int
    reason: UnpostReason
    words: str


def void(db: DbSession, actor: Actor, what: Void, state: State, *, keyring: Keyring, now: datetime) -> None:
    """Makes the signatures of a version void; the session goes on as the next one, in `state`: reopened or returned."""
    row = _row(actor, what, keyring, now)
    fetch(db, insert(Unposting), row)
    opened = {"state": state.value, "version": what.version + 1}
    where = (Session.id == what.session_id, Session.version == what.version)
    fetch(db, update(Session).where(*where).values(opened))
    db.expire_all()
    audit.record(
        db,
        tenant_id=actor.tenant_id,
        actor_id=actor.staff_id,
        event="session.returned" if state is State.RETURNED else "session.unposted",
        subject=f"session:{what.session_id}",
        details={"unposting": row["id"], "version": what.version, **{name: row[name] for name in AUDITED}},
        at=now,
    )


def _row(actor: Actor, what: Void, keyring: Keyring, now: datetime) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": secrets.token_hex(16),
        "tenant_id": actor.tenant_id,
        "session_id": what.session_id,
        "session_version": what.version,
        "staff_id": actor.staff_id,
        "staff_name": actor.name,
        "reason": what.reason.value,
        "words": what.words,
        "unposted_at": now,
        "key_id": keyring.current,
    }
    return {**row, "mac": mac_of(keyring, keyring.current, void_fields(row))}


def is_by(db: DbSession, actor: Actor, session_id: int, version: int, reason: UnpostReason) -> bool:
    """Whether the person made this version's signatures void already: returned it, or unposted it for any reason."""
    query = select(Unposting.reason).where(
        Unposting.session_id == session_id,
        Unposting.session_version == version,
        Unposting.staff_id == actor.staff_id,
    )
    returned = UnpostReason.RETURNED.value
    found = db.execute(query).scalar()
    return found is not None and (found == returned) == (reason.value == returned)


def _tell(db: DbSession, actor: Actor, sheet: SessionSheet, now: datetime) -> None:
    """Plans a message to the overseer, to whose signatures became void, and to nobody about what they did themselves.

    An administrator may have approved it instead of the overseer.
    """
    overseer = db.execute(select(Staff.supervisor_id).where(Staff.id == sheet.owner_id)).scalar_one()
    signers = db.execute(
        select(Signature.signer_id)
        .where(Signature.session_id == sheet.id, Signature.session_version == sheet.version)
        .order_by(Signature.meaning.desc())
    ).scalars()
    told = dict.fromkeys(one for one in (overseer, sheet.owner_id, *signers) if one not in (None, actor.staff_id))
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
