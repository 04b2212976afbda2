"""*Approve* and *Return*: the overseer's two answers to what was submitted (PRODUCT journey 10, docs/adr/0017)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from models.db import DbSession, fetch
from models.enums import Meaning, State, UnpostReason
from models.errors import Changed, NotFound, RuleViolation
from models.inputs import Return
from models.outputs import Actor
from models.oversight import Approved, Returned
from models.rules.oversight import APPROVAL, approval_of, require_comment
from models.rules.signing import Keyring, canonical, digest_of_all, version_of
from models.rules.written import storable
from models.services import audit, outbox, oversight, people, renewing, signatures, unposting
from models.services.lines import lines_of_others
from models.services.reminders import in_hours
from models.tables import Session, Signature, Staff

APPROVER = (Meaning.APPROVAL, APPROVAL)
CHANGED = "Something changed since you opened this window. Here is what waits for you now."
NOT_WAITING = "This session does not wait for your approval any more. Close this window and look at Home."
_LOCK = (
    select(Session.id, Session.state, Session.version, Session.zone, Session.owner_id)
    .where(Session.id.in_(bindparam("ids", expanding=True)), Session.tenant_id == bindparam("tenant"))
    .order_by(Session.id)
    .with_for_update()
)
_APPROVED = (
    update(Session)
    .where(Session.id == bindparam("of"), Session.version == bindparam("seen"), oversight.SUBMITTED)
    .values(state=State.APPROVED.value)
)
_APPROVALS = select(Signature.__table__).where(
    Signature.session_id.in_(bindparam("ids", expanding=True)), Signature.meaning == Meaning.APPROVAL.value
)


_AUTHORS = (
    select(Staff.slack_user_id)
    .join(Session, Session.owner_id == Staff.id)
    .where(Session.id.in_(bindparam("ids", expanding=True)), Staff.slack_user_id.is_not(None))
    .distinct()
    .order_by(Staff.slack_user_id)
)


def approve(
    db: DbSession, actor: Actor, ids: Sequence[int], digest: str, *, keyring: Keyring, now: datetime
) -> Approved:
    """Approves the sessions that one window showed: a signature, the state and an audit row for each, all or nothing.

    `digest` binds them to the signatures of their authors as they were shown. Approving again what the person has
    approved already answers the same. Raises Changed when anything of it does not wait for the person any more.
    """
    locked = {row.id: row for row in fetch(db, _LOCK, {"ids": list(ids), "tenant": actor.tenant_id})}
    if not ids or len(locked) != len(ids):
        raise Changed(CHANGED)
    if all(row.state == State.APPROVED.value for row in locked.values()):
        return _approved_before(db, actor, ids, locked, digest, now)
    rows = {row.id: row for row in oversight.waiting(db, actor, now=now, ids=ids)}
    if len(rows) != len(ids) or digest_of_all(rows[key].digest for key in ids) != digest:
        raise Changed(CHANGED)
    if not all(version_of(row.digest, row.canonical) for row in rows.values()):
        raise Changed(CHANGED)
    made = [_approval(actor, locked[key], rows[key].digest, keyring, now) for key in ids]
    signatures.add(db, made)
    fetch(db, _APPROVED, [{"of": row["session_id"], "seen": row["session_version"]} for row in made])
    db.expire_all()
    events = [_event(row, rows[row["session_id"]].digest) for row in made]
    audit.record_all(db, tenant_id=actor.tenant_id, actor_id=actor.staff_id, events=events, at=now)
    for owner_id in sorted({row.owner_id for row in rows.values()}):
        _renew(db, owner_id, now)
    return _answer(db, actor, ids, now)


def _approval(actor: Actor, session: Any, approves: str, keyring: Keyring, now: datetime) -> dict[str, Any]:
    about = approval_of(
        actor.tenant_id, session.id, session.version, approves=approves, signer_id=actor.staff_id, at=now
    )
    where = (session.id, session.version, session.zone)
    return signatures.signature_of(actor, where, canonical(about), APPROVER, keyring=keyring, now=now)


def _event(row: dict[str, Any], approves: str) -> audit.Event:
    details = {"signature": row["id"], "digest": row["digest"], "version": row["session_version"], "approves": approves}
    return "session.approved", f"session:{row['session_id']}", details


def _approved_before(
    db: DbSession, actor: Actor, ids: Sequence[int], locked: dict[int, Any], digest: str, now: datetime
) -> Approved:
    """The same answer once more, to who approved just this; else who was faster is named.

    Only to who had these records in front of them: their digest says so, and ids alone are guessed.
    """
    own = select(Signature.session_id, Signature.session_version, Signature.digest).where(
        Signature.session_id.in_(ids), Signature.meaning == Meaning.AUTHORSHIP.value
    )
    signed = {(row[0], row[1]): row[2] for row in db.execute(own)}
    if digest_of_all(signed[key, locked[key].version] for key in ids) != digest:
        raise Changed(CHANGED)
    found = {(row.session_id, row.session_version): row for row in fetch(db, _APPROVALS, {"ids": list(ids)})}
    mine = [found[key, locked[key].version] for key in ids]
    other = next((row.signer_name for row in mine if row.signer_id != actor.staff_id), None)
    if other is not None:
        raise Changed(f"{other} approved this meanwhile. Nothing is left to do here.")
    return _answer(db, actor, ids, now)


def _answer(db: DbSession, actor: Actor, ids: Sequence[int], now: datetime) -> Approved:
    last = fetch(db, _APPROVALS.order_by(Signature.session_version.desc()), {"ids": [ids[-1]]}).first()
    lines = lines_of_others(db, actor, ids, now=now)
    left = len(oversight.waiting(db, actor, now=now))
    accounts = tuple(str(account) for account in fetch(db, _AUTHORS, {"ids": list(ids)}).scalars())
    return Approved(lines, signatures.manifestation(last), left, accounts)


def give_back(db: DbSession, actor: Actor, asked: Return, *, keyring: Keyring, now: datetime) -> Returned:
    """*Return*: the author's signature becomes void and stays, and the session is edited like a draft.

    Doing it twice is doing it once. Raises RuleViolation at `comment`, or where the author
    could not correct it any more; Changed where it does not wait for the person in the version that they saw.
    """
    comment = storable(asked.comment).strip()
    require_comment(comment)
    locked = fetch(db, _LOCK, {"ids": [asked.session_id], "tenant": actor.tenant_id}).first()
    if locked is None:
        raise NotFound
    if unposting.is_by(db, actor, locked.id, asked.seen, UnpostReason.RETURNED):
        return _returned(db, locked.owner_id)
    rows = oversight.waiting(db, actor, now=now, ids=[asked.session_id])
    if not rows or locked.version != asked.seen:
        raise Changed(NOT_WAITING)
    owner = rows[0]
    if not owner.active:
        raise RuleViolation(
            f"{owner.owner} has left and could not correct it. Approve it, or ask {actor.contact} what to do.",
            "comment",
        )
    voided = unposting.Void(locked.id, locked.version, UnpostReason.RETURNED, comment)
    unposting.void(db, actor, voided, State.RETURNED, keyring=keyring, now=now)
    kind = f"{unposting.KIND}{locked.id}.{locked.version}"
    outbox.plan(db, [in_hours(db, locked.owner_id, kind, now=now)])
    _renew(db, locked.owner_id, now)
    return _returned(db, locked.owner_id)


def _returned(db: DbSession, owner_id: int) -> Returned:
    row = db.execute(select(Staff.name, Staff.slack_user_id).where(Staff.id == owner_id)).one()
    return Returned(row.name, row.slack_user_id or "")


def _renew(db: DbSession, owner_id: int, now: datetime) -> None:
    """What the author was sent today may say that the session is submitted: the next tick draws it anew."""
    owner = people.actor_of(db, owner_id)
    if owner is not None:
        renewing.ask(db, renewing.today(db, owner, now=now))
