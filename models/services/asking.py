"""*Ask my supervisor*: which session type is right (seed "Session Type"). The question goes through the outbox."""

from datetime import datetime, timedelta

from sqlalchemy import select

from models.daily import TypeQuestion
from models.db import DbSession
from models.enums import SessionType
from models.errors import NotFound
from models.outputs import Actor
from models.rules.due import digest_window, reminder_window
from models.rules.time import to_local
from models.services import outbox, people
from models.services.due import at_work
from models.services.edit_terms import mismatched
from models.services.lines import lines_of
from models.services.outbox import Planned
from models.services.reminders import hours_of
from models.tables import Session, Staff

KIND = "type"
MOST_DAYS = 10


def ask(db: DbSession, actor: Actor, session_id: int, *, now: datetime) -> str:
    """Plans the question to the person's supervisor, once a day for a session. Gives what to tell the person.

    Raises NotFound for somebody else's session.
    """
    mine = select(Session.id).where(Session.id == session_id, Session.owner_id == actor.staff_id)
    if db.execute(mine).first() is None:
        raise NotFound
    boss = select(Staff.supervisor_id).where(Staff.id == actor.staff_id)
    supervisor_id = db.execute(boss).scalar_one()
    supervisor = people.actor_of(db, supervisor_id) if supervisor_id else None
    if supervisor is None:
        return f"You have no supervisor in Carelog yet. Ask {actor.contact}."
    planned = _when(db, supervisor, session_id, now)
    if planned is None:
        return f"{supervisor.name} is not at work in the next days. Ask {actor.contact}."
    if not outbox.plan(db, [planned]):
        return f"{supervisor.name} was asked about this session already."
    return f"Carelog asked {supervisor.name} in Slack. Keep the type as it is until they answer."


def ask_about_added(db: DbSession, actor: Actor, creation_id: int, *, now: datetime) -> str:
    """As `ask`, of the first session that one use of *Add Session* made. Raises NotFound for what is not there."""
    first = select(Session.id).where(Session.creation_id == creation_id, Session.owner_id == actor.staff_id)
    session_id = db.execute(first.order_by(Session.starts_at).limit(1)).scalar()
    if session_id is None:
        raise NotFound
    return ask(db, actor, session_id, now=now)


def _when(db: DbSession, supervisor: Actor, session_id: int, now: datetime) -> Planned | None:
    """Now, in the supervisor's hours; else at the beginning of their next day at work."""
    tenant_id, hours = hours_of(db, supervisor.staff_id)
    kind = f"{KIND}.{session_id}"
    today = to_local(now, hours.zone).date()
    for ahead in range(MOST_DAYS):
        day = today + timedelta(ahead)
        begins, until = digest_window(hours, day)[0], reminder_window(hours, day)[1]
        if now < until and at_work(db, supervisor.staff_id, now=max(now, begins)):
            return Planned(tenant_id, supervisor.staff_id, kind, today, max(now, begins), until)
    return None


def question(db: DbSession, kind: str, *, now: datetime) -> TypeQuestion | None:
    """What a planned question says, as it is true at this moment; None when the session is gone."""
    session_id = int(kind.removeprefix(f"{KIND}."))
    row = db.execute(select(Session.owner_id, Session.session_type).where(Session.id == session_id)).first()
    owner = people.actor_of(db, row.owner_id) if row else None
    if row is None or owner is None:
        return None
    found = lines_of(db, owner, [session_id], now=now)
    chosen = SessionType(row.session_type)
    return TypeQuestion(owner.name, found[0], chosen, mismatched(found[0].students, chosen))
