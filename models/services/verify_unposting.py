"""Checking unpostings: which signatures are void, that each was made so by the app, and that none came back (ES-09)."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, func, or_, select

from models.db import DbSession
from models.enums import STORED_SIGNED, Meaning, State, UnpostReason
from models.rules.signing import Keyring, mac_of
from models.rules.unposting import void_fields
from models.tables import Session, Signature, Unposting

Unposted = dict[str, dict[str, Any]]
"""What the audit trail says of each unposting, by its id."""


def unpostings(
    db: DbSession, tenant_id: int, keyring: Keyring, known: Unposted, counts: dict[str, int]
) -> Iterator[str]:
    """Checks every unposting of a tenant against its key and the audit trail, then how each signature stands."""
    left = dict(known)
    rows = db.execute(select(Unposting).where(Unposting.tenant_id == tenant_id).order_by(Unposting.id)).scalars()
    for row in rows:
        counts["unpostings"] += 1
        fields = {column.name: getattr(row, column.name) for column in Unposting.__table__.columns}
        if row.key_id not in keyring.keys:
            yield f"Session {row.session_id}: the key {row.key_id} of its unposting is not in the key file."
        elif mac_of(keyring, row.key_id, void_fields(fields)) != row.mac:
            yield f"Session {row.session_id}: its unposting was altered or moved."
        if left.pop(row.id, {}).get("mac") != row.mac:
            yield f"Session {row.session_id}: the audit trail does not know this unposting."
    for unposting_id in left:
        yield f"Unposting {unposting_id}: it is in the audit trail and no longer in the database."
    yield from _standing(db, tenant_id)
    yield from _opened(db, tenant_id)


def _standing(db: DbSession, tenant_id: int) -> Iterator[str]:
    """Each signature is the one of a signed session as it stands, or it is void and the session went on."""
    rows = db.execute(
        select(
            Signature.session_id, Signature.session_version, Signature.meaning, Session.state, Session.version,
            Unposting.id, Unposting.reason,
        )
        .outerjoin(Session, Session.id == Signature.session_id)
        .outerjoin(
            Unposting,
            and_(
                Unposting.session_id == Signature.session_id,
                Unposting.session_version == Signature.session_version,
            ),
        )
        .where(
            Signature.tenant_id == tenant_id,
            # All others stand as they should: signed in the version that was signed, and not void.
            ~and_(
                func.coalesce(Session.state, "").in_(STORED_SIGNED),
                Session.version == Signature.session_version,
                Unposting.id.is_(None),
                or_(Signature.meaning == Meaning.AUTHORSHIP.value, Session.state == State.APPROVED.value),
            ),
        )
        .order_by(Signature.session_id, Signature.session_version)
    )  # fmt: skip
    for session_id, signed, meaning, state, version, void, reason in rows:
        if void is None and meaning == Meaning.APPROVAL.value and version == signed and state in STORED_SIGNED:
            yield f"Session {session_id}: its overseer approved it, and it is {state}."
        elif void is None and state in STORED_SIGNED:
            yield f"Session {session_id}: it is {state} in another version, and this signature was not made void."
        elif void is None:
            yield f"Session {session_id}: it was signed, and it is not posted any more."
        elif version is None or version <= signed:
            yield f"Session {session_id}: it was unposted, and stands as if it had not been."
        elif meaning == Meaning.APPROVAL.value and reason == UnpostReason.RETURNED.value:
            yield f"Session {session_id}: it was returned after it had been approved."


def _opened(db: DbSession, tenant_id: int) -> Iterator[str]:
    """What was signed once is never again as if nobody had signed it, and says as what it came back."""
    unsigned = [state.value for state in (State.SCHEDULED, State.DRAFT, State.RETURNED, State.REOPENED)]
    rows = db.execute(
        select(Session.id, Session.state, Unposting.reason)
        .join(Unposting, Unposting.session_id == Session.id)
        .where(Session.tenant_id == tenant_id, Session.state.in_(unsigned))
        .order_by(Session.id, Unposting.session_version)
    )
    last = {session_id: (state, reason) for session_id, state, reason in rows}
    for session_id, (state, reason) in last.items():
        meant = State.RETURNED if reason == UnpostReason.RETURNED.value else State.REOPENED
        if state != meant.value:
            yield f"Session {session_id}: it was {meant.value}, and it is {state}."
