"""People who need oversight, and what they submit, for tests."""

from datetime import datetime

from sqlalchemy import update

from models.db import Database
from models.inputs import Return
from models.outputs import Actor
from models.oversight import Approved, Returned
from models.services import approving, oversight, people
from models.tables import Staff
from tests.factories import FIXED_NOW, KEYRING, School, make_ready, make_session, post


def overseen(database: Database, school: School, *, needed: bool = True) -> Actor:
    """The school's aide, whose documentation needs oversight from now on (or, with False, no more)."""
    return changed(database, school.aide, needs_oversight=needed)


def changed(database: Database, actor: Actor, **values: object) -> Actor:
    """A person with other values in the roster, as the app sees them then."""
    database.run(lambda db: db.execute(update(Staff).where(Staff.id == actor.staff_id).values(**values)))
    return database.read(lambda db: people.actor_of(db, actor.staff_id)) or actor


def submit(database: Database, aide: Actor, school: School, *, now: datetime = FIXED_NOW, **terms: object) -> int:
    """One session that the aide has submitted, as an id."""
    session_id = make_ready(database, aide, make_session(database, aide, school.students, **terms))
    post(database, aide, [session_id], now=now)
    return session_id


def review_digest(database: Database, overseer: Actor, ids: list[int], *, now: datetime = FIXED_NOW) -> str:
    """The digest that a review of these sessions would carry."""
    found = database.read(lambda db: oversight.review(db, overseer, ids, now=now))
    return oversight.within(found, len(found.sheets)).digest


def approve(database: Database, overseer: Actor, ids: list[int], *, now: datetime = FIXED_NOW) -> Approved:
    """Approves sessions as the window would, without the passphrase."""
    digest = review_digest(database, overseer, ids, now=now)
    return database.run(lambda db: approving.approve(db, overseer, ids, digest, keyring=KEYRING, now=now))


def give_back(
    database: Database, overseer: Actor, session_id: int, version: int, comment: str, *, now: datetime = FIXED_NOW
) -> Returned:
    """Returns a session with a comment."""
    asked = Return(session_id, version, comment)
    return database.run(lambda db: approving.give_back(db, overseer, asked, keyring=KEYRING, now=now))
