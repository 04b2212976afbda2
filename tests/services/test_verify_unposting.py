"""`carelog audit verify` knows unpostings, and finds whatever was done to them behind the app's back (ES-09, ES-23)."""

from datetime import time

import pytest
from sqlalchemy import select, text

from models.db import make_database
from models.enums import UnpostReason
from models.inputs import Unpost
from models.services import unposting
from models.services.verify import verify
from models.tables import Session
from tests.factories import FIXED_NOW, KEYRING, make_ready, make_school, make_session, mark, post


@pytest.fixture
def intruder(database, database_urls):
    """Somebody who owns the database, past its triggers. Session 1 is posted, 2 reopened, 3 posted again."""
    school = make_school(database)
    for hour in (7, 8, 9):
        session_id = make_session(database, school.aide, school.students, start=at(hour), end=at(hour + 1))
        post(database, school.aide, [make_ready(database, school.aide, session_id)])
    for session_id in (2, 3):
        seen = database.read(lambda db, key=session_id: db.get_one(Session, key).version)
        asked = Unpost(session_id, seen, UnpostReason.WRONG_TIME)
        database.run(lambda db, one=asked: unposting.unpost(db, school.aide, one, keyring=KEYRING, now=FIXED_NOW))
        mark(database, school.aide, session_id, school.students[0], observation="Calm.")
    post(database, school.aide, [3])
    owner = make_database(database_urls.owner)
    if owner.engine.dialect.name == "sqlite":
        drop = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        names = owner.read(lambda db: db.execute(text(drop)).scalars().all())
        owner.run(lambda db: [db.execute(text(f"DROP TRIGGER {name}")) for name in names])
    yield owner
    owner.close()


def at(hour):
    return time(hour)


class Undone(Exception):
    """Ends a transaction without keeping it."""


def found_after(owner, statement):
    """What verify says inside a transaction in which the statement ran; it is taken back."""
    said = []

    def work(db):
        if db.get_bind().dialect.name == "postgresql":
            db.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            db.execute(text("PRAGMA defer_foreign_keys = ON"))
        assert db.execute(text(statement)).rowcount > 0
        said.extend(verify(db, KEYRING, now=FIXED_NOW)[0])
        raise Undone

    with pytest.raises(Undone):
        owner.run(work)
    return said


def not_found(owner, alterations):
    """Of statements with a part of what verify has to say after each: those after which it does not, and what it says.

    Each begins with what the app did, since it is taken back.
    """
    said = [(statement, expected, found_after(owner, statement)) for statement, expected in alterations]
    return [one for one in said if not any(one[1] in sentence for sentence in one[2])]


def test_what_the_app_did_is_green(database, intruder):
    problems, counts = database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))
    assert problems == []
    assert (counts["signatures"], counts["posted sessions"], counts["unpostings"]) == (4, 2, 2)


COPIED = """INSERT INTO unpostings SELECT 'x', tenant_id, 1, 3, staff_id, staff_name, reason, words, unposted_at, mac,
    key_id FROM unpostings WHERE session_id = 2"""
ALTERED = "its unposting was altered or moved"
ALTERATIONS = [
    ("UPDATE unpostings SET reason = 'duplicate' WHERE session_id = 2", ALTERED),
    ("UPDATE unpostings SET words = 'x' WHERE session_id = 2", ALTERED),
    ("UPDATE unpostings SET staff_id = 4 WHERE session_id = 2", ALTERED),
    ("UPDATE unpostings SET staff_name = 'Kim Vale' WHERE session_id = 2", ALTERED),
    ("UPDATE unpostings SET unposted_at = '2026-11-18 21:00:01' WHERE session_id = 2", ALTERED),
    ("UPDATE unpostings SET session_id = 1 WHERE session_id = 2", ALTERED),
    ("UPDATE unpostings SET session_version = 1 WHERE session_id = 2", ALTERED),
    ("UPDATE unpostings SET tenant_id = 999 WHERE session_id = 2", ALTERED),
    ("UPDATE unpostings SET key_id = 'gone' WHERE session_id = 2", "is not in the key file"),
    ("UPDATE unpostings SET mac = 'x' WHERE session_id = 2", "the audit trail does not know this unposting"),
    ("UPDATE unpostings SET id = 'x' WHERE session_id = 2", "it is in the audit trail and no longer in the database"),
    ("DELETE FROM unpostings WHERE session_id = 2", "Session 2: it was signed, and it is not posted any more."),
    ("DELETE FROM unpostings WHERE session_id = 3", "Session 3: it is posted in another version, and this signature"),
    ("UPDATE sessions SET version = 1 WHERE id = 2", "Session 2: it was unposted, and stands as if it had not been."),
    ("UPDATE sessions SET state = 'posted' WHERE id = 2", "Session 2: it is posted without a signature."),
    ("UPDATE sessions SET state = 'reopened' WHERE id = 1", "Session 1: it was signed, and it is not posted any more."),
    ("UPDATE sessions SET state = 'reopened' WHERE id = 3", "Session 3: it was signed, and it is not posted any more."),
    (COPIED, "Session 1: its unposting was altered or moved."),
    (
        "UPDATE audit SET event = 'session.captured' WHERE event = 'session.unposted'",
        "the audit trail does not know this unposting",
    ),
]


def test_every_alteration_is_found(database, intruder):
    assert not_found(intruder, ALTERATIONS) == []
    assert database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))[0] == []


def test_a_void_signature_that_is_brought_back_is_found(intruder):
    signed = "(SELECT session_version FROM signatures WHERE session_id = 2)"
    said = found_after(intruder, f"UPDATE sessions SET state = 'posted', version = {signed} WHERE id = 2")
    assert "Session 2: it was unposted, and stands as if it had not been." in said
    assert intruder.read(lambda db: db.execute(select(Session.state).where(Session.id == 2)).scalar_one()) == "reopened"
