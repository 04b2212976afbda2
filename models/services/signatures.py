"""The rows of signatures: for posting, submitting and approving alike, and as every display must show them."""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from models.db import DbSession, fetch
from models.enums import Meaning
from models.outputs import Actor
from models.outputs import Signature as Manifestation
from models.rules.signing import Keyring, digest_of, mac_fields, mac_of
from models.services.sheets import voided_of
from models.tables import Signature, Unposting

_INSERT = insert(Signature)


def signature_of(
    actor: Actor,
    session: tuple[int, int, str],
    content: bytes,
    meaning: tuple[Meaning, str],
    *,
    keyring: Keyring,
    now: datetime,
) -> dict[str, Any]:
    """One signature's row. `session` is its id, version and zone; `meaning` goes with the statement that was signed."""
    session_id, version, zone = session
    row: dict[str, Any] = {
        "id": secrets.token_hex(16),
        "tenant_id": actor.tenant_id,
        "session_id": session_id,
        "session_version": version,
        "signer_id": actor.staff_id,
        "signer_name": actor.name,
        "signer_title": actor.title,
        "meaning": meaning[0].value,
        "statement": meaning[1],
        "signed_at": now,
        "zone": zone,
        "canonical": content,
        "digest": digest_of(content),
        "key_id": keyring.current,
    }
    row["mac"] = mac_of(keyring, keyring.current, mac_fields(row))
    return row


def add(db: DbSession, rows: Sequence[dict[str, Any]]) -> None:
    """Keeps signatures: there is one of each meaning for a version of a session, and the database holds to it."""
    fetch(db, _INSERT, list(rows))


def manifestation(row: Any) -> Manifestation:
    """A signature's row as every display of the record must show it (21 CFR 11.50)."""
    return Manifestation(
        row.signer_name, row.signer_title, row.signed_at, row.zone, row.meaning, row.digest, row.session_version
    )


Signed = tuple[Signature, Unposting | None]
"""A signature with the unposting that made it void."""
# Written once: building a statement takes longer than SQLite needs to answer it.
_SIGNATURES = (
    select(Signature, Unposting)
    .outerjoin(
        Unposting,
        (Unposting.session_id == Signature.session_id) & (Unposting.session_version == Signature.session_version),
    )
    .where(Signature.session_id.in_(bindparam("ids", expanding=True)))
    .order_by(Signature.signed_at, Signature.session_version, Signature.meaning.desc())
)


def signatures_of(db: DbSession, ids: Sequence[int]) -> dict[int, list[Signed]]:
    """Every signature of these sessions by their id, oldest first."""
    found: dict[int, list[Signed]] = defaultdict(list)
    for row, void in db.execute(_SIGNATURES, {"ids": list(ids)}):
        found[row.session_id].append((row, void))
    return found


def shown(row: Signature, void: Unposting | None) -> Manifestation:
    """A signature as displays show it, with what made it void."""
    if void is None:
        return manifestation(row)
    return replace(manifestation(row), voided=voided_of(void))
