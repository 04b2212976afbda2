"""Checking unpostings: which signatures are void, that each was made so by the app, and that none came back (ES-09)."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, func, select

from models.db import DbSession
from models.enums import State
from models.rules.signing import Keyring, mac_of
from models.rules.unposting import void_fields
from models.tables import Session, Signature, Unposting

Unposted = dict[str, dict[str, Any]]
"""What the audit trail says of each unposting, by its id."""
POSTED = State.POSTED.value


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


def _standing(db: DbSession, tenant_id: int) -> Iterator[str]:
    """Each signature is the one of a posted session as it stands, or it is void and the session went on."""
    rows = db.execute(
        select(Signature.session_id, Signature.session_version, Session.state, Session.version, Unposting.id)
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
            # All others stand as they should: posted in the version that was signed, and not void.
            ~and_(
                func.coalesce(Session.state, "") == POSTED,
                Session.version == Signature.session_version,
                Unposting.id.is_(None),
            ),
        )
        .order_by(Signature.session_id, Signature.session_version)
    )
    for session_id, signed, state, version, void in rows:
        if void is None and state == POSTED:
            yield f"Session {session_id}: it is posted in another version, and this signature was not made void."
        elif void is None:
            yield f"Session {session_id}: it was signed, and it is not posted any more."
        elif version is None or version <= signed:
            yield f"Session {session_id}: it was unposted, and stands as if it had not been."
