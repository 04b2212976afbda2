"""How added and removed attendance is checked: all of a statement's sessions, found by their ids (ADR 14)."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from models.tables import Attendance, Session
from tests.factories import make_ready, make_school, make_session, make_sessions, post, weekdays

ADDED = """INSERT INTO attendance (tenant_id, session_id, student_id, presence, away, given, observation)
    SELECT tenant_id, id, :student, 'unmarked', '{}', '[]', '' FROM sessions"""
REMOVED = "DELETE FROM attendance WHERE presence = 'unmarked' OR session_id = :signed"


@pytest.fixture
def school(database):
    """Five unposted sessions, three of them before the posted one, for two of the three students."""
    found = make_school(database)
    for _ in range(3):
        make_session(database, found.aide, found.students[:2])
    post(
        database, found.aide, [make_ready(database, found.aide, make_session(database, found.aide, found.students[:2]))]
    )
    for _ in range(2):
        make_session(database, found.aide, found.students[:2])
    return found


def signed(database):
    return database.read(lambda db: db.execute(select(Session.id).where(Session.state == "posted")).scalar_one())


def rows(database):
    return database.read(lambda db: db.execute(select(func.count()).select_from(Attendance)).scalar_one())


@pytest.mark.parametrize("statement", [ADDED, REMOVED])
def test_one_posted_session_among_many_refuses_the_whole_statement(database, school, statement):
    before, asked = rows(database), {"student": school.students[2], "signed": signed(database)}
    asked = {name: value for name, value in asked.items() if f":{name}" in statement}
    with pytest.raises(DBAPIError, match="a posted session cannot be changed"):
        database.run(lambda db: db.execute(text(statement), asked))
    assert rows(database) == before


def test_a_statement_without_a_posted_session_passes(database, school):
    added = f"{ADDED} WHERE id <> :signed"
    asked = {"student": school.students[2], "signed": signed(database)}
    assert database.run(lambda db: db.execute(text(added), asked).rowcount) == 5
    # Nothing is touched, so there is nothing to refuse.
    assert database.run(lambda db: db.execute(text(f"{ADDED} WHERE id < 0"), {"student": 1}).rowcount) == 0


READ = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'sessions'"


@pytest.mark.parametrize("database_urls", ["postgresql"], indirect=True)
@pytest.mark.parametrize("many", [False, True])
def test_the_check_does_not_read_the_sessions_of_the_whole_district(database, school, many):
    """A district has 20,000 in a year, and every new session would pay for all of them."""
    columns = ", ".join(column.name for column in Session.__table__.columns if column.name != "id")
    copies = f"INSERT INTO sessions ({columns}) SELECT {columns} FROM sessions, generate_series(1, 4000) WHERE id = 1"
    database.run(lambda db: db.execute(text(copies)))
    days = {"recurrence": weekdays(60)} if many else {}
    ids = make_sessions(database, school.aide, school.students[:2], **days)
    added = """INSERT INTO attendance (tenant_id, session_id, student_id, presence, away, given, observation)
        SELECT :tenant, unnest(CAST(:ids AS integer[])), :student, 'unmarked', '{}', '[]', ''"""
    removed = text("DELETE FROM attendance WHERE session_id = ANY(:ids)")

    def work(db):
        scans = [db.execute(text(READ)).scalar_one()]
        db.execute(text(added), {"tenant": school.tenant_id, "student": school.students[2], "ids": ids})
        db.execute(removed, {"ids": ids})
        return [*scans, db.execute(text(READ)).scalar_one()]

    before, after = database.run(work)
    # PostgreSQL's own look for the foreign key, one for each row, may follow a plan of when the table was still small.
    assert after - before in {0, len(ids)}
