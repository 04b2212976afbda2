"""Signed sessions of the whole tenant, for an administrator: found by aide and day, and each look at one is noted."""

from datetime import date, datetime

from sqlalchemy import select

from models.db import DbSession
from models.enums import STORED_SIGNED, State
from models.outputs import Actor, RecordLine, SessionSheet
from models.services import audit
from models.services.acting import require_admin
from models.services.history import with_history
from models.services.unposting import to_unpost
from models.tables import Session, Staff

MOST = 20
ADMINS = "Only an administrator can look at other people's sessions."


def find(db: DbSession, actor: Actor, *, name: str = "", on: date | None = None) -> tuple[RecordLine, ...]:
    """The newest signed sessions, up to MOST: of people whose name has every word of `name`, on the local date `on`.

    Raises NotAllowed unless the person is an administrator.
    """
    require_admin(actor, ADMINS)
    query = (
        select(
            Session.id,
            Staff.name,
            Session.local_date,
            Session.start_time,
            Session.end_time,
            Session.description,
            Session.state,
        )
        .join(Staff, Staff.id == Session.owner_id)
        .where(Session.tenant_id == actor.tenant_id, Session.state.in_(STORED_SIGNED))
        .order_by(Session.starts_at.desc(), Session.id.desc())
        .limit(MOST)
    )
    for word in name.split():
        query = query.where(Staff.name.icontains(word, autoescape=True))
    if on is not None:
        query = query.where(Session.local_date == on)
    return tuple(RecordLine(*row[:-1], State(row.state)) for row in db.execute(query))


def look_at(db: DbSession, actor: Actor, session_id: int, *, now: datetime) -> SessionSheet:
    """Anybody's session with its signatures and history; the look is in the audit trail (RELIABILITY ES-20).

    Raises NotAllowed unless the person is an administrator, and NotFound.
    """
    require_admin(actor, ADMINS)
    sheet, reader = to_unpost(db, actor, session_id, now=now)
    shown = with_history(db, reader, sheet)
    if reader.staff_id != actor.staff_id:
        audit.record(
            db,
            tenant_id=actor.tenant_id,
            actor_id=actor.staff_id,
            event="session.viewed",
            subject=f"session:{session_id}",
            details={"version": sheet.version},
            at=now,
        )
    return shown
