"""`carelog audit verify` finds whatever was altered behind the app's back (RELIABILITY ES-23, T11)."""

import json
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import bindparam, select, text

from models.db import make_database
from models.rules.chain import link
from models.rules.signing import Keyring, digest_of
from models.services import people
from models.services.audit import chained
from models.services.heads import heads
from models.services.verify import verify
from models.tables import AuditRow, Signature
from tests.factories import FIXED_NOW, KEYRING, make_ready, make_school, make_session, mark, post

MONDAY = date(2026, 11, 16)


@pytest.fixture
def intruder(database, database_urls):
    """Somebody who owns the database, past its triggers. Two posted sessions (1, 2) and one draft (3)."""
    school = make_school(database)
    make_school(database, team_id="T0002")
    for day in (MONDAY, MONDAY + timedelta(1)):
        session_id = make_session(database, school.aide, school.students, date=day)
        mark(database, school.aide, session_id, school.students[0], away_text="10-11", observation="Calm.")
        post(database, school.aide, [make_ready(database, school.aide, session_id)])
    make_ready(database, school.aide, make_session(database, school.aide, school.students))
    owner = make_database(database_urls.owner)
    if owner.engine.dialect.name == "sqlite":
        drop = owner.read(
            lambda db: db.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        )
        owner.run(lambda db: [db.execute(text(f"DROP TRIGGER {name}")) for name in drop])
    yield owner
    owner.close()


def found_by(database, keyring=KEYRING):
    return database.read(lambda db: verify(db, keyring, now=FIXED_NOW))[0]


def verified(database, kept):
    return database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW, kept=kept))[0]


class Undone(Exception):
    """Ends a transaction without keeping it."""


@contextmanager
def altered(owner, *statements, kept=(), **values):
    """Gives what verify says inside a transaction in which the statements ran; then takes it all back."""
    said = []

    def work(db):
        if owner.engine.dialect.name == "postgresql":
            db.execute(text("SET LOCAL session_replication_role = replica"))
            db.execute(text("ALTER TABLE sessions DROP CONSTRAINT ex_sessions_care"))
        else:
            db.execute(text("PRAGMA defer_foreign_keys = ON"))
        for statement in statements:
            names = {name: value for name, value in values.items() if f":{name}" in statement}
            assert db.execute(text(statement).bindparams(*map(bindparam, names)), names).rowcount > 0
        said.extend(verify(db, KEYRING, now=FIXED_NOW, kept=kept)[0])
        raise Undone

    with pytest.raises(Undone):
        owner.run(work)
    yield said


def test_what_the_app_did_is_green(database, intruder):
    problems, counts = database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))
    assert problems == []
    assert counts["posted sessions"] == counts["signatures"] == 2
    assert counts["audit entries"] > 10


RECORD = "Session 1: the record differs from what was signed."
TIMES = "Session 1: its times differ from what was signed."
ALTERATIONS = [
    ("UPDATE sessions SET note = 'x' WHERE id = 1", RECORD),
    ("UPDATE sessions SET description = 'x' WHERE id = 1", RECORD),
    ("UPDATE sessions SET service = 'BUS' WHERE id = 1", RECORD),
    ("UPDATE sessions SET place = 'BUS' WHERE id = 1", RECORD),
    ("UPDATE sessions SET session_type = 'individual' WHERE id = 1", RECORD),
    ("UPDATE sessions SET activities = '[]' WHERE id = 1", RECORD),
    ("UPDATE sessions SET local_date = '2026-11-13' WHERE id = 1", RECORD),
    ("UPDATE sessions SET zone = 'America/Denver' WHERE id = 1", RECORD),
    ("UPDATE sessions SET start_time = '09:01:00.000000' WHERE id = 1", RECORD),
    ("UPDATE sessions SET owner_id = 4 WHERE id = 1", RECORD),
    ("UPDATE sessions SET owner_id = 999 WHERE id = 1", RECORD),
    ("UPDATE sessions SET tenant_id = 999 WHERE id = 1", RECORD),
    ("UPDATE sessions SET tenant_id = 2 WHERE id = 1", RECORD),
    ("UPDATE sessions SET campus_id = 2 WHERE id = 1", "Session 1: it is at another campus than when it was signed."),
    ("UPDATE sessions SET campus_id = 999 WHERE id = 1", "Session 1: it is at another campus"),
    ("UPDATE attendance SET tenant_id = 999 WHERE session_id = 1", "Session 1: a part of it belongs to another tenant"),
    ("UPDATE sessions SET care = NULL WHERE id = 1", TIMES),
    ("UPDATE sessions SET care = (SELECT care FROM sessions WHERE id = 2) WHERE id = 1", TIMES),
    ("UPDATE sessions SET care_ends_at = care_starts_at WHERE id = 1", TIMES),
    ("UPDATE sessions SET care_starts_at = NULL, care_ends_at = NULL WHERE id = 1", TIMES),
    ("UPDATE sessions SET starts_at = '2026-11-16 14:00:00.000000' WHERE id = 1", TIMES),
    ("UPDATE sessions SET version = version + 1 WHERE id = 1", "Session 1: it is posted without a signature."),
    ("UPDATE sessions SET state = 'posted' WHERE id = 3", "Session 3: it is posted without a signature."),
    ("UPDATE sessions SET state = 'draft' WHERE id = 1", "Session 1: it was signed, and it is not posted any more."),
    ("UPDATE sessions SET state = 'cancelled' WHERE id = 1", "it is not posted any more"),
    ("UPDATE attendance SET observation = 'x' WHERE session_id = 1", RECORD),
    ("UPDATE attendance SET given = '[\"MEAL\"]' WHERE session_id = 1", RECORD),
    ("UPDATE attendance SET away = '{}' WHERE session_id = 1", RECORD),
    ("UPDATE attendance SET presence = 'absent' WHERE session_id = 1", RECORD),
    ("UPDATE attendance SET actual_end = '13:59:00.000000' WHERE session_id = 1 AND student_id = 2", RECORD),
    ("UPDATE attendance SET student_id = 4 WHERE session_id = 1 AND student_id = 2", RECORD),
    ("DELETE FROM attendance WHERE session_id = 1 AND student_id = 2", RECORD),
    ("UPDATE attendance SET away = '[]' WHERE session_id = 1", "a record cannot be read"),
    ("UPDATE attendance SET reason = 'x' WHERE session_id = 1", "a record cannot be read"),
    ("UPDATE signatures SET digest = :zeros WHERE session_id = 1", "Session 1: the signed record was altered."),
    ("UPDATE signatures SET canonical = :content WHERE session_id = 1", "Session 1: the signed record was altered."),
    ("UPDATE signatures SET mac = :zeros WHERE session_id = 1", "its signature was altered or moved"),
    ("UPDATE signatures SET session_id = 3 WHERE session_id = 1", "Session 3: its signature was altered or moved."),
    ("UPDATE signatures SET tenant_id = 999 WHERE session_id = 1", "Session 1: its signature was altered or moved."),
    ("UPDATE signatures SET signer_id = 4 WHERE session_id = 1", "its signature was altered or moved"),
    ("UPDATE signatures SET signer_name = 'Kim Vale' WHERE session_id = 1", "its signature was altered or moved"),
    ("UPDATE signatures SET statement = 'x' WHERE session_id = 1", "its signature was altered or moved"),
    ("UPDATE signatures SET key_id = 'gone' WHERE session_id = 1", "is not in the key file"),
    ("DELETE FROM signatures WHERE session_id = 1", "it is in the audit trail and no longer in the database"),
    ("UPDATE audit SET details = '{}' WHERE n = 5", "Audit entry 5: it was altered."),
    ("UPDATE audit SET actor_id = 4 WHERE n = 5", "Audit entry 5: it was altered."),
    ("UPDATE audit SET subject = 'x' WHERE n = 5", "Audit entry 5: it was altered."),
    ("UPDATE audit SET hash = :zeros WHERE n = 5", "Audit entry 6: the chain is broken before it."),
    ("DELETE FROM audit WHERE n = 5", "Audit entry 6: the chain is broken before it."),
    ("DELETE FROM audit WHERE n = 1", "Audit entry 2: the chain is broken before it."),
    ("UPDATE audit SET tenant_id = 999 WHERE n = 5", "Audit entry 5: it was altered."),
    ("DELETE FROM audit WHERE n >= 9", "the audit trail does not know this signature"),
    ("UPDATE audit SET details = '{}' WHERE event = 'session.posted'", "it was altered"),
    ("UPDATE audit SET details = '[1.5]' WHERE n = 5", "The audit trail: an entry cannot be read"),
]


def test_every_alteration_is_found(database, intruder):
    for statement, expected in ALTERATIONS:
        with altered(intruder, statement, zeros="0" * 64, content=b"{}") as said:
            assert any(expected in sentence for sentence in said), (statement, said)
    assert found_by(database) == []


def test_a_signed_record_that_was_rewritten_with_its_digest_needs_the_key(intruder):
    row = intruder.read(lambda db: db.execute(select(Signature).where(Signature.session_id == 1)).scalar_one())
    record = json.loads(row.canonical) | {"note": "Another note."}
    content = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    statements = (
        "UPDATE signatures SET canonical = :content, digest = :digest WHERE session_id = 1",
        "UPDATE sessions SET note = 'Another note.' WHERE id = 1",
    )
    with altered(intruder, *statements, content=content, digest=digest_of(content)) as said:
        assert "Session 1: its signature was altered or moved." in said


def test_a_session_moved_out_of_every_tenant_is_still_compared(intruder):
    moved = "UPDATE sessions SET tenant_id = 999 WHERE id = 1"
    with altered(intruder, moved, "UPDATE sessions SET note = 'x' WHERE id = 1") as said:
        assert said == ["Session 1: a part of it belongs to another tenant.", RECORD]
    with altered(intruder, moved, "DELETE FROM attendance WHERE session_id = 1") as said:
        assert RECORD in said


CUT = "DELETE FROM audit WHERE tenant_id = 1 AND n = (SELECT MAX(n) FROM audit WHERE tenant_id = 1)"


def test_a_cut_end_needs_a_head_that_is_kept_elsewhere(database, intruder):
    """No posting is in the last entries, so nothing else in the database misses them (RELIABILITY ES-23)."""
    kept = database.read(heads)
    assert [head.tenant_id for head in kept] == [1, 2]
    first = kept[0]
    assert verified(database, kept) == []
    with altered(intruder, CUT) as said:
        assert said == []
    gone = f"Audit trail of tenant 1: entry {first.n}, of which you kept the head, is gone. The end was cut off."
    with altered(intruder, CUT, kept=kept) as said:
        assert said == [gone]
    with altered(intruder, CUT, CUT, CUT, kept=kept[:1]) as said:
        assert said == [gone]
    with altered(intruder, "DELETE FROM audit WHERE tenant_id = 2", kept=kept) as said:
        assert said == [f"Audit trail of tenant 2: entry {kept[1].n}, {gone.partition(', ')[2]}"]


def test_a_head_that_was_kept_holds_while_the_trail_grows(database, intruder):
    kept = database.read(heads)
    owner = database.read(lambda db: people.actor_for(db, "T0001", "UJO"))
    make_ready(database, owner, make_session(database, owner, [1]))
    assert verified(database, kept) == []
    assert database.read(heads)[0].n > kept[0].n
    with altered(intruder, CUT, kept=kept) as said:
        assert said == []  # What came after the head is known to the next one only.


def test_an_end_that_was_written_anew_needs_a_head_that_is_kept_elsewhere(database, intruder):
    """Whoever owns the database can compute the last links again."""
    kept = database.read(heads)
    last = select(AuditRow).where(AuditRow.hash == kept[0].hash)
    row = intruder.read(lambda db: db.execute(last).scalar_one())
    fields = {name: getattr(row, name) for name in ("tenant_id", "actor_id", "event", "subject", "at")}
    hashed = link(row.n, row.prev, chained({**fields, "details": {"version": 9}}))
    anew = f"UPDATE audit SET details = '{{\"version\": 9}}', hash = :hashed WHERE tenant_id = 1 AND n = {row.n}"
    with altered(intruder, anew, hashed=hashed) as said:
        assert said == []
    with altered(intruder, anew, hashed=hashed, kept=kept) as said:
        assert said == [
            f"Audit trail of tenant 1: entry {row.n}, of which you kept the head, is not that one any more."
        ]


def test_without_the_key_nothing_is_called_good(database, intruder):
    said = found_by(database, Keyring("other", {"other": b"another key"}))
    assert sum("is not in the key file" in sentence for sentence in said) == 2
    wrong = found_by(database, Keyring("test", {"test": b"the wrong key"}))
    assert sum("altered or moved" in sentence for sentence in wrong) == 2


def test_problems_name_ids_and_nobody(intruder):
    with altered(intruder, "UPDATE sessions SET note = 'Mia was upset.' WHERE id = 1") as said:
        assert said
        assert not any(name in " ".join(said) for name in ("Mia", "Garcia", "Jo Field", "upset"))
