"""A session as it stands in the record: its signatures, and who changed what, when."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from models.db import DbSession
from models.outputs import Actor, HistoryLine, SessionSheet
from models.services.capture import open_session
from models.services.posting import manifestation
from models.tables import AuditRow, Session, Signature, Staff

MOST_LINES = 30
_FIELDS = {
    "presence": "attendance",
    "reason": "attendance",
    "start": "actual times",
    "end": "actual times",
    "away": "time away",
    "activities": "activities",
    "given": "activities and accommodations",
    "observation": "an observation",
    "note": "the note",
}
_WORDS = {
    "session.cancelled": "Cancelled",
    "session.answer_undone": "An answer was taken back",
    "session.captured": "Saved",
    "session.posted": "Posted with the signing passphrase",
}


def session_with_history(db: DbSession, actor: Actor, session_id: int, *, now: datetime) -> SessionSheet:
    """One of the person's own sessions with its signatures and its history, newest last. Raises NotFound."""
    return with_history(db, actor, open_session(db, actor, session_id, now=now))


def with_history(db: DbSession, actor: Actor, sheet: SessionSheet) -> SessionSheet:
    """The sheet with the session's signatures and its history, newest last."""
    session_id = sheet.id
    signatures = db.execute(
        select(Signature).where(Signature.session_id == session_id).order_by(Signature.signed_at)
    ).scalars()
    created = db.execute(select(Session.creation_id).where(Session.id == session_id)).scalar_one()
    rows = db.execute(
        select(AuditRow.at, Staff.name, AuditRow.event, AuditRow.details)
        .outerjoin(Staff, Staff.id == AuditRow.actor_id)
        .where(
            AuditRow.tenant_id == actor.tenant_id,
            AuditRow.subject.in_([f"session:{session_id}", f"creation:{created}"]),
        )
        # A sum keeps the planner from walking the whole trail backwards: the subject's index finds a few rows.
        .order_by((AuditRow.n + 0).desc())
        .limit(MOST_LINES)
    ).all()
    lines = [HistoryLine(at, who or "Carelog", _words(event, details)) for at, who, event, details in reversed(rows)]
    return replace(sheet, signatures=tuple(manifestation(row) for row in signatures), history=tuple(lines))


def _words(event: str, details: dict[str, Any]) -> str:
    if event == "session.created":
        return "Planned"
    if event == "session.captured":
        fields = {key.rsplit(".", 1)[-1] for key in details.get("changed", {})}
        said = [text for name, text in _FIELDS.items() if name in fields]
        return f"Saved {', '.join(dict.fromkeys(said))}" if said else "Saved"
    return _WORDS.get(event, event)
