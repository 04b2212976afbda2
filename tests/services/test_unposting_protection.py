"""SQL cannot reopen what is signed without an unposting, nor sign with a void signature (RELIABILITY ES-08, ES-22)."""

from datetime import time

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from models.enums import UnpostReason
from models.inputs import Unpost
from models.services import unposting
from models.tables import Session
from tests.factories import FIXED_NOW, KEYRING, make_ready, make_school, make_session, post

UNPOSTING = """INSERT INTO unpostings (id, tenant_id, session_id, session_version, staff_id, staff_name, reason, words,
    unposted_at, mac, key_id) SELECT '{key}', tenant_id, id, {version}, owner_id, 'Nobody', 'other', '',
    '2026-11-18 21:00:00', 'x', 'test' FROM sessions WHERE id = {session}"""
REOPEN = "UPDATE sessions SET state = 'reopened', version = version + 1{more} WHERE id = 1"


@pytest.fixture
def school(database):
    """Session 1 is posted, 2 was unposted, 3 is a draft."""
    found = make_school(database)
    for start in (1, 2):
        session_id = make_session(database, found.aide, found.students, start=hour(start), end=hour(start + 1))
        post(database, found.aide, [make_ready(database, found.aide, session_id)])
    asked = Unpost(2, version_of(database, 2), UnpostReason.WRONG_TIME)
    database.run(lambda db: unposting.unpost(db, found.aide, asked, keyring=KEYRING, now=FIXED_NOW))
    make_ready(database, found.aide, make_session(database, found.aide, found.students))
    return found


def hour(number):
    return time(6 + number)


def version_of(database, session_id):
    return database.read(lambda db: db.get_one(Session, session_id).version)


def insert(session, version="version", key="k"):
    return UNPOSTING.format(key=key, session=session, version=version)


def refused(database, *statements):
    """Runs the statements in one transaction and demands that the last one is refused."""
    reached = []

    def work(db):
        for statement in statements[:-1]:
            assert db.execute(text(statement)).rowcount == 1
        reached.append(True)
        db.execute(text(statements[-1]))

    with pytest.raises(DBAPIError):
        database.run(work)
    assert reached


class Undone(Exception):
    """Ends a transaction without keeping it."""


def test_with_its_unposting_a_posted_session_is_reopened(database, school):
    """What the tests below forbid would go through, were it not for the one thing that each lacks."""

    def work(db):
        db.execute(text(insert(1)))
        assert db.execute(text(REOPEN.format(more=""))).rowcount == 1
        raise Undone

    with pytest.raises(Undone):
        database.run(work)


def test_a_posted_session_is_not_reopened_without_its_unposting(database, school):
    refused(database, REOPEN.format(more=""))


def test_nothing_else_changes_while_it_is_reopened(database, school):
    columns = {column["name"]: column for column in inspect(database.engine).get_columns("sessions")}
    others = {
        "note": "'x'",
        "activities": "'[]'",
        "description": "'x'",
        "owner_id": "owner_id + 1",
        "zone": "'UTC'",
        "ends_at": "starts_at",
        "care": "NULL",
        "care_starts_at": "NULL",
        "session_type": "'individual'",
    }
    assert set(others) <= set(columns)
    for name, value in others.items():
        refused(database, insert(1), REOPEN.format(more=f", {name} = {value}"))
    refused(database, insert(1), "UPDATE sessions SET state = 'reopened' WHERE id = 1")
    refused(database, insert(1), "UPDATE sessions SET state = 'reopened', version = version + 2 WHERE id = 1")
    refused(database, insert(1), "UPDATE sessions SET state = 'draft', version = version + 1 WHERE id = 1")
    refused(database, insert(1), "DELETE FROM sessions WHERE id = 1")


def test_the_protection_covers_every_column(database, school):
    """A column that a later migration adds has to be kept as well while a session is reopened."""
    if database.engine.dialect.name == "postgresql":
        return  # It compares whole rows.
    said = database.read(
        lambda db: db.execute(
            text("SELECT sql FROM sqlite_master WHERE name = 'sessions_posted_no_update'")
        ).scalar_one()
    )
    columns = {column["name"] for column in inspect(database.engine).get_columns("sessions")}
    missing = {name for name in columns if f"NEW.{name} IS OLD.{name}" not in said}
    assert missing == {"state", "version"}


def test_unpostings_are_of_posted_sessions_and_are_append_only(database, school):
    refused(database, insert(3))
    refused(database, insert(2))
    refused(database, insert(1, version="version - 1"))
    refused(database, "UPDATE unpostings SET reason = 'duplicate'")
    refused(database, "DELETE FROM unpostings")
    refused(database, "INSERT INTO unpostings SELECT * FROM unpostings")
    if database.engine.dialect.name == "postgresql":
        refused(database, "TRUNCATE unpostings")
    else:
        refused(database, "INSERT OR REPLACE INTO unpostings SELECT * FROM unpostings")


def test_a_void_signature_posts_nothing(database, school):
    refused(database, "UPDATE sessions SET state = 'posted', version = version - 1 WHERE id = 2")
    refused(database, "UPDATE sessions SET state = 'posted' WHERE id = 2")


def test_a_draft_does_not_become_reopened(database, school):
    refused(database, "UPDATE sessions SET state = 'reopened' WHERE id = 3")


def test_the_attendance_of_a_reopened_session_can_be_changed_and_that_of_a_posted_one_cannot(database, school):
    database.run(lambda db: db.execute(text("UPDATE attendance SET observation = 'x' WHERE session_id = 2")))
    refused(database, "UPDATE attendance SET observation = 'x' WHERE session_id = 1")
    refused(database, "UPDATE attendance SET minutes = '{}' WHERE session_id = 1")
