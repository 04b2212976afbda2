"""Checking approvals: each covers the author's signature that it names, is somebody else's, and stands as it should."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from models.db import DbSession
from models.enums import Meaning, State
from models.rules.oversight import approval_of
from models.tables import Session, Signature

_author = aliased(Signature)
_APPROVALS = (
    select(Signature, _author.digest.label("author_digest"), _author.signer_id.label("author_id"))
    .outerjoin(
        _author,
        (_author.session_id == Signature.session_id)
        & (_author.session_version == Signature.session_version)
        & (_author.meaning == Meaning.AUTHORSHIP.value),
    )
    .where(Signature.meaning == Meaning.APPROVAL.value)
    .order_by(Signature.session_id, Signature.session_version)
)


def approvals(db: DbSession, tenant_id: int, counts: dict[str, int]) -> Iterator[str]:
    """Checks every approval of a tenant, void ones as well, then that what is approved has one."""
    for row, digest, author_id in db.execute(_APPROVALS.where(Signature.tenant_id == tenant_id)):
        counts["approvals"] += 1
        if row.signer_id == author_id:
            yield f"Session {row.session_id}: it was approved by who signed it."
        if digest is None or _read(row.canonical) != _meant(row, digest):
            yield f"Session {row.session_id}: its approval is not of what the author signed."
    approved = exists().where(
        Signature.session_id == Session.id,
        Signature.session_version == Session.version,
        Signature.meaning == Meaning.APPROVAL.value,
    )
    without = select(Session.id).where(Session.tenant_id == tenant_id, Session.state == State.APPROVED.value, ~approved)
    for session_id in db.execute(without.order_by(Session.id)).scalars():
        yield f"Session {session_id}: it is approved without the overseer's signature."


def _meant(row: Signature, digest: str) -> dict[str, Any]:
    """What the approval has to say, by its row and by the author's signature."""
    return approval_of(
        row.tenant_id, row.session_id, row.session_version, approves=digest, signer_id=row.signer_id, at=row.signed_at
    )


def _read(content: bytes) -> object:
    try:
        return json.loads(content)
    except ValueError:
        return None
