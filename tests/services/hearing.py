"""People hear what waits for them, as the outbox would deliver it, without Slack."""

from sqlalchemy import select, update

from models.services import arrivals, departures, leaving
from models.tables import Notice
from tests.factories import FIXED_NOW

TOLD = {departures.KIND: departures.told, arrivals.KIND: arrivals.told, leaving.KIND: leaving.told}


def waiting(database, actor):
    """(id, kind) of what waits for the person, as it is delivered."""
    mine = (Notice.recipient_id == actor.staff_id, Notice.state.in_(["pending", "retry"]))
    query = select(Notice.id, Notice.kind).where(*mine).order_by(Notice.not_before, Notice.id)
    return database.read(lambda db: db.execute(query).all())


def mark_notice(database, key, state, at=FIXED_NOW):
    values = {"state": state, "claimed_at": at}
    database.run(lambda db: db.execute(update(Notice).where(Notice.id == key).values(**values)))


def look(database, actor, kind, now=FIXED_NOW):
    told = next(told for begins, told in TOLD.items() if kind.startswith(begins))
    return database.read(lambda db: told(db, actor, kind, now=now))


def hear(database, actor, now=FIXED_NOW):
    """What the person is told now of last days and of who joins, in order."""
    found = waiting(database, actor)
    for key, _ in found:
        mark_notice(database, key, "sending", now)
    heard = []
    for key, kind in found:
        message = look(database, actor, kind, now)
        mark_notice(database, key, "sent" if message else "suppressed", now)
        heard += [message] if message else []
    return heard
