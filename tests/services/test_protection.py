"""What is signed cannot be changed by SQL, as the role that the app has (RELIABILITY ES-08, ES-21, ES-22)."""

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError

from models.db import make_database
from models.rules.chain import GENESIS
from models.services.verify import verify
from models.tables import AuditRow, Session, Signature
from tests.conftest import APP_ROLE
from tests.factories import FIXED_NOW, KEYRING, make_ready, make_school, make_session, post


@pytest.fixture
def school(database):
    """One posted session (id 1) and one draft (id 2)."""
    found = make_school(database)
    post(database, found.aide, [make_ready(database, found.aide, make_session(database, found.aide, found.students))])
    make_ready(database, found.aide, make_session(database, found.aide, found.students))
    return found


def refused(database, statement, *before):
    """Runs one statement, after some that may run, and demands that it is refused and that nothing moved."""
    stood, reached = database.read(state_of), []

    def work(db):
        for one in before:
            db.execute(text(one))
        reached.append(True)
        db.execute(text(statement))

    with pytest.raises(DBAPIError):
        database.run(work)
    assert reached
    assert database.read(state_of) == stood
    assert database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))[0] == []


def state_of(db):
    return [
        db.execute(select(func.count()).select_from(table)).scalar_one() for table in (Session, Signature, AuditRow)
    ]


STATEMENTS = [
    "UPDATE sessions SET note = 'x' WHERE id = 1",
    "UPDATE sessions SET state = 'draft' WHERE id = 1",
    "DELETE FROM sessions WHERE id = 1",
    "UPDATE attendance SET observation = 'x' WHERE session_id = 1",
    "UPDATE attendance SET session_id = 1 WHERE session_id = 2",
    "UPDATE attendance SET session_id = 2 WHERE session_id = 1",
    "DELETE FROM attendance WHERE session_id = 1",
    """INSERT INTO attendance (tenant_id, session_id, student_id, presence, away, given, observation)
       VALUES (1, 1, 4, 'present', '{}', '[]', '')""",
    "UPDATE signatures SET digest = 'x'",
    "DELETE FROM signatures",
    "UPDATE audit SET event = 'x'",
    "DELETE FROM audit WHERE n = (SELECT MAX(n) FROM audit)",
    "UPDATE sessions SET state = 'posted' WHERE id = 2",
    "UPDATE sessions SET state = 'approved' WHERE id = 2",
    "INSERT INTO signatures SELECT * FROM signatures",
]


def test_sql_cannot_rewrite_what_is_signed(database, school):
    for statement in STATEMENTS:
        refused(database, statement)


def test_sql_cannot_empty_or_replace(database, school):
    if database.engine.dialect.name == "postgresql":
        for table in ("audit", "signatures", "attendance", "sessions"):
            refused(database, f"TRUNCATE {table} CASCADE")
        refused(database, "ALTER TABLE signatures DISABLE TRIGGER ALL")
        refused(database, "DROP TRIGGER signatures_append_only ON signatures")
        refused(database, "SET session_replication_role = replica")
        return
    refused(database, "INSERT OR REPLACE INTO sessions SELECT * FROM sessions WHERE id = 1")
    refused(database, "INSERT OR REPLACE INTO attendance SELECT * FROM attendance WHERE session_id = 1")
    refused(database, "INSERT OR REPLACE INTO signatures SELECT * FROM signatures")
    refused(database, "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE n = 1")
    refused(database, "UPDATE OR REPLACE audit SET n = 1 WHERE n = 2")


def test_a_forged_audit_entry_is_refused(database, school):
    last = database.read(lambda db: db.execute(select(AuditRow).order_by(AuditRow.n.desc()).limit(1)).scalars().one())
    forged = {
        "tenant_id": 1,
        "at": FIXED_NOW,
        "event": "session.posted",
        "subject": "session:2",
        "details": {},
        "hash": "f" * 64,
    }
    for n, prev in ((last.n, last.prev), (last.n + 1, GENESIS), (last.n + 2, last.hash), (1, GENESIS)):
        with pytest.raises(DBAPIError):
            database.run(lambda db, row={**forged, "n": n, "prev": prev}: db.execute(insert(AuditRow).values(row)))
    assert database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))[0] == []


def test_a_session_cannot_be_born_posted(database, school):
    columns = ", ".join(column.name for column in Session.__table__.columns if column.name != "id")
    given = columns.replace("state", "'posted'")
    refused(database, f"INSERT INTO sessions ({columns}) SELECT {given} FROM sessions WHERE id = 2")


FORGED = """INSERT INTO {schema}.audit (tenant_id, n, at, event, subject, details, prev, hash)
    VALUES (1, 100, '2026-11-18 21:00:00', 'session.posted', 'session:2', '{{}}', 'f', 'e')"""
STAND_INS = [
    ("sessions AS SELECT 1 AS id, 'draft' AS state", "UPDATE attendance SET observation = 'x' WHERE session_id = 1"),
    ("sessions AS SELECT 1 AS id, 'draft' AS state", "DELETE FROM attendance WHERE session_id = 1"),
    (
        """signatures AS SELECT id AS session_id, version AS session_version, 'authorship' AS meaning, 0 AS signer_id
        FROM sessions""",
        "UPDATE sessions SET state = 'posted' WHERE id = 2",
    ),
    ("audit AS SELECT 1 AS tenant_id, 99 AS n, 'f' AS hash", FORGED),
]


@pytest.mark.parametrize(("table", "statement"), STAND_INS)
def test_no_temporary_table_stands_in_for_a_real_one(database, school, table, statement):
    """The app's role may make temporary tables; the triggers look at the real ones all the same."""
    schema = "main" if database.engine.dialect.name == "sqlite" else "public"
    refused(database, statement.format(schema=schema), f"CREATE TEMPORARY TABLE {table}")


@pytest.mark.parametrize("database_urls", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("table", "statement"), STAND_INS)
def test_a_stand_in_would_do_if_the_triggers_took_the_names_as_they_come(
    database, school, database_urls, table, statement
):
    """The attack of the test above is a real one: without the order of schemas it goes through."""
    owner = make_database(database_urls.owner)
    done: list[int] = []

    def work(db):
        for function in ("protect_attendance()", "protect_attendance_rows()", "protect_session()", "audit_at_end()"):
            db.execute(text(f"ALTER FUNCTION carelog_{function} RESET search_path"))
        db.execute(text(f"SET LOCAL ROLE {APP_ROLE}"))
        db.execute(text(f"CREATE TEMPORARY TABLE {table}"))
        done.append(db.execute(text(statement.format(schema="public"))).rowcount)
        db.rollback()  # The functions are as before.

    owner.run(work)
    owner.close()
    assert done[0] > 0
