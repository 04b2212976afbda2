"""`carelog audit verify` checks approvals, and finds whatever was done to them behind the app's back (ES-07, ES-23)."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import bindparam, select, text

from models.db import make_database
from models.rules.signing import canonical, digest_of
from models.services.verify import verify
from models.tables import Session, Signature
from tests.factories import FIXED_NOW, KEYRING, make_school
from tests.services.oversight import approve, give_back, overseen, submit
from tests.services.test_verify_unposting import Undone, not_found

MONDAY = date(2026, 11, 16)


@pytest.fixture
def intruder(database, database_urls):
    """Somebody who owns the database, past its triggers. 1 is submitted, 2 and 3 approved, 4 returned."""
    school = make_school(database)
    aide = overseen(database, school)
    for n in range(4):
        submit(database, aide, school, date=MONDAY - timedelta(days=7) + timedelta(n))
    approve(database, school.supervisor, [2, 3])
    give_back(database, school.supervisor, 4, 3, "Correct the end.")
    owner = make_database(database_urls.owner)
    if owner.engine.dialect.name == "sqlite":
        drop = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        names = owner.read(lambda db: db.execute(text(drop)).scalars().all())
        owner.run(lambda db: [db.execute(text(f"DROP TRIGGER {name}")) for name in names])
    yield owner
    owner.close()


def test_what_the_app_did_is_green(database, intruder):
    problems, counts = database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))
    assert problems == []
    assert (counts["signatures"], counts["approvals"], counts["posted sessions"], counts["unpostings"]) == (6, 2, 3, 1)


OF_2 = "WHERE session_id = 2 AND meaning = 'approval'"
OTHERWISE = ", and that is not how it was signed."
NOT_OF = "its approval is not of what the author signed"
MOVED = "Session 2: its signature was altered or moved."
ALTERATIONS = [
    (f"UPDATE signatures SET signer_name = 'Pat Quill' {OF_2}", MOVED),
    (f"UPDATE signatures SET signer_id = 1 {OF_2}", MOVED),
    (f"UPDATE signatures SET signer_id = 3 {OF_2}", "Session 2: it was approved by who signed it."),
    (f"UPDATE signatures SET statement = 'x' {OF_2}", MOVED),
    (
        f"UPDATE signatures SET signed_at = '2026-11-18 21:00:01' {OF_2}",
        "its approval is not of what the author signed",
    ),
    (f"UPDATE signatures SET session_id = 1 {OF_2}", "Session 1: its approval is not of what the author signed."),
    (f"UPDATE signatures SET session_version = 2 {OF_2}", "Session 2: its approval is not of what the author signed."),
    (f"UPDATE signatures SET digest = 'x' {OF_2}", "Session 2: the signed record was altered."),
    (f"UPDATE signatures SET canonical = '{{}}' {OF_2}", "Session 2: its approval is not of what the author"),
    (f"DELETE FROM signatures {OF_2}", "Session 2: it is approved without the overseer's signature."),
    (f"DELETE FROM signatures {OF_2}", "it is in the audit trail and no longer in the database."),
    (
        "UPDATE sessions SET state = 'submitted' WHERE id = 2",
        "Session 2: its overseer approved it, and it is",
    ),
    (
        "UPDATE sessions SET state = 'posted' WHERE id = 2",
        f"Session 2: it is posted{OTHERWISE}",
    ),
    (
        "UPDATE sessions SET state = 'posted' WHERE id = 1",
        f"Session 1: it is posted{OTHERWISE}",
    ),
    ("UPDATE sessions SET state = 'approved' WHERE id = 1", "Session 1: it is approved without the overseer's"),
    ("UPDATE sessions SET state = 'returned' WHERE id = 1", "Session 1: it was signed, and it is not posted any more."),
    ("UPDATE sessions SET note = 'x' WHERE id = 2", "Session 2: the record differs from what was signed."),
    ("UPDATE sessions SET note = 'x' WHERE id = 1", "Session 1: the record differs from what was signed."),
    ("UPDATE sessions SET state = 'draft' WHERE id = 4", "Session 4: it was returned, and it is draft."),
    ("UPDATE sessions SET state = 'reopened' WHERE id = 4", "Session 4: it was returned, and it is reopened."),
    ("UPDATE unpostings SET words = 'x'", "Session 4: its unposting was altered or moved."),
    ("DELETE FROM unpostings", "Session 4: it was signed, and it is not posted any more."),
    (
        "UPDATE audit SET event = 'session.captured' WHERE event = 'session.approved' AND subject = 'session:2'",
        "Session 2: the audit trail does not know this signature.",
    ),
    (
        "UPDATE audit SET event = 'session.captured' WHERE event = 'session.returned'",
        "Session 4: the audit trail does not know this unposting.",
    ),
]


def test_every_alteration_is_found(database, intruder):
    assert not_found(intruder, ALTERATIONS) == []
    assert database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))[0] == []


def on_postgresql(owner):
    return owner.engine.dialect.name == "postgresql"


def test_bytes_that_were_rewritten_with_their_digest_do_not_fit_the_row(intruder):
    """Whoever writes both anew still has the keyed link and the author's digest against them."""
    for name in ("tenant", "session", "version", "approves", "signer", "meaning", "approved_at"):
        said = found_after_rewriting(intruder, name)
        assert "Session 2: its approval is not of what the author signed." in said, name
        assert "Session 2: its signature was altered or moved." in said, name


def found_after_rewriting(intruder, name):
    """What verify says while the approval's bytes have another value of this name, and the digest of that."""
    where = (Signature.session_id == 2, Signature.meaning == "approval")
    said: list[str] = []

    def work(db):
        if on_postgresql(intruder):
            db.execute(text("SET LOCAL session_replication_role = replica"))
        content = json.loads(db.execute(select(Signature.canonical).where(*where)).scalar_one())
        content[name] = 999 if isinstance(content[name], int) else "x"
        forged = canonical(content)
        statement = text(f"UPDATE signatures SET canonical = :content, digest = :digest {OF_2}")
        db.execute(statement.bindparams(bindparam("content", forged), bindparam("digest", digest_of(forged))))
        said.extend(verify(db, KEYRING, now=FIXED_NOW)[0])
        raise Undone

    with pytest.raises(Undone):
        intruder.run(work)
    return said


def test_a_flipped_byte_of_the_authors_record_is_found_by_both(intruder):
    said: list[str] = []

    def work(db):
        if on_postgresql(intruder):
            db.execute(text("SET LOCAL session_replication_role = replica"))
        row = db.execute(
            select(Signature).where(Signature.session_id == 2, Signature.meaning == "authorship")
        ).scalar_one()
        flipped = bytes([row.canonical[0] ^ 1]) + row.canonical[1:]
        row.canonical, row.digest = flipped, digest_of(flipped)
        db.flush()
        said.extend(verify(db, KEYRING, now=FIXED_NOW)[0])
        raise Undone

    with pytest.raises(Undone):
        intruder.run(work)
    assert "Session 2: its approval is not of what the author signed." in said
    assert intruder.read(lambda db: db.get_one(Session, 2).state) == "approved"
