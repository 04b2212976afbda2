"""*Cancel Session* with a reason, and *Restore* to what it was. What was recorded stays either way."""

from datetime import datetime
from typing import Any

from models.db import DbSession
from models.editing import Restored
from models.enums import State
from models.errors import NotFound, RuleViolation
from models.outputs import Actor
from models.rules.written import storable
from models.services import audit, coming_back, covers
from models.services.editing import editable
from models.services.series_rows import students_of
from models.services.sheets import load
from models.tables import Session

LONGEST = 255


def cancel(db: DbSession, actor: Actor, session_id: int, reason: str, *, now: datetime) -> None:
    """Cancels an unposted session. Raises RuleViolation at "words" without a reason, or when it cannot be changed."""
    text = storable(reason).strip()
    if not text:
        raise RuleViolation("Choose a reason, or write one.", "words")
    if len(text) > LONGEST:
        raise RuleViolation(f"Shorten the reason to {LONGEST} characters.", "words")
    session = editable(db, actor, session_id, now=now).session
    session.state, session.cancel_reason = State.CANCELLED.value, text
    _saved(db, actor, session, "session.cancelled", {"reason": text}, now)


def restore(db: DbSession, actor: Actor, session_id: int, *, anyway: bool = False, now: datetime) -> Restored:
    """Takes a cancellation back: the session is again what its record says it was. Restoring twice is restoring once.

    It gets the end that its day has by now, and goes on without students who left before. Where there is no school any
    more, or nobody is left, it stays cancelled, unless the person says that it takes place `anyway`.
    Raises NotFound for somebody else's session, RuleViolation while somebody covers it.
    """
    found = load(db, actor, [session_id], lock=True)
    if not found:
        raise NotFound
    session = found[0].session
    if session.state != State.CANCELLED.value:
        return Restored()
    covers.require_alone(db, session_id)
    was, planned = session.cancel_reason, session.end_time
    closed = coming_back.bring_back(db, session, covers.was(db, session), anyway=anyway, now=now)
    if closed:
        return Restored(closed)
    end = session.end_time if session.end_time != planned else None
    details = {"end": f"{end:%H:%M}"} if end else {}
    _saved(db, actor, session, "session.restored", {"reason": was, **details}, now)
    gone = len(found[0].attendance) - len(students_of(db, [session_id])[session_id])
    return Restored(end=end, gone=gone)


def _saved(db: DbSession, actor: Actor, session: Session, event: str, details: dict[str, Any], now: datetime) -> None:
    session.version += 1
    db.flush()
    audit.record(
        db,
        tenant_id=actor.tenant_id,
        actor_id=actor.staff_id,
        event=event,
        subject=f"session:{session.id}",
        details={"version": session.version, **details},
        at=now,
    )
