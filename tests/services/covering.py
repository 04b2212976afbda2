"""Covers as the window would arrange them."""

from sqlalchemy import select

from models.services import cancelling, covering, covers
from models.tables import Session
from tests.factories import FIXED_NOW


def cover(database, actor, session_id, substitute=None, key="window", now=FIXED_NOW):
    who = substitute.staff_id if substitute else None
    return database.run(lambda db: covering.cover(db, actor, session_id, who, key, now=now))


def undo(database, actor, made):
    return database.run(lambda db: covers.undo(db, actor, made.id, now=FIXED_NOW))


def restore(database, actor, session_id, **how):
    return database.run(lambda db: cancelling.restore(db, actor, session_id, now=FIXED_NOW, **how))


def cancel(database, actor, session_id):
    database.run(lambda db: cancelling.cancel(db, actor, session_id, "Field trip", now=FIXED_NOW))


def form(database, actor, owner=None, session_id=None):
    owner_id = owner.staff_id if owner else None
    return database.read(
        lambda db: covering.cover_form(db, actor, now=FIXED_NOW, owner_id=owner_id, session_id=session_id)
    )


def row(database, session_id):
    return database.read(lambda db: db.execute(select(Session.__table__).where(Session.id == session_id)).one())
