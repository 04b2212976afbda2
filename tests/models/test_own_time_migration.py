"""What was posted before an own time had several stretches keeps its protection, by the times that were signed."""

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import MetaData, Table, insert, make_url, select, text, update
from sqlalchemy.exc import DBAPIError

from models.db import make_database
from models.migrate import upgrade
from models.tables import Session
from tests.conftest import admin

NOON = datetime(2026, 11, 18, 18, tzinfo=UTC)
SPEECH = {"stretches": [["10:00", "11:00"]]}


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request, tmp_path):
    """A database of the revision before."""
    if request.param == "sqlite":
        database = make_database(f"sqlite:///{tmp_path}/old.db")
    else:
        server = request.getfixturevalue("postgres_server")
        admin(server, "DROP DATABASE IF EXISTS older", "CREATE DATABASE older")
        database = make_database(make_url(server).set(database="older").render_as_string(hide_password=False))
    upgrade(database.engine, to="0006")
    yield database
    database.close()


def add(connection, name, **values):
    table = Table(name, MetaData(), autoload_with=connection)
    given = {column.name: values.get(column.name, default(column)) for column in table.columns if column.name != "id"}
    given |= {key: value for key, value in values.items() if key == "id"}
    connection.execute(insert(table).values(given))


def default(column):
    """Something that the column takes, where the test does not care."""
    if column.nullable:
        return None
    kinds = {int: 1, bool: False, dict: {}, time: time(9), date: date(2026, 11, 18), datetime: NOON, bytes: b"x"}
    python = dict if column.type.__visit_name__ == "JSON" else column.type.python_type
    return kinds.get(python, "x")


def posted(connection, session_id, *attendance):
    """A session from 9 to 2, posted by the rule of then: one stretch from the first to the last."""
    add(
        connection,
        "sessions",
        id=session_id,
        state="draft",
        zone="America/Chicago",
        start_time=time(9),
        end_time=time(14),
        starts_at=NOON.replace(hour=15),
        ends_at=NOON.replace(hour=20),
        version=2,
    )
    for student, more in enumerate(attendance, 1):
        add(connection, "attendance", session_id=session_id, student_id=student, **more)
    add(connection, "signatures", id=f"s{session_id}", session_id=session_id, session_version=2)
    sessions = Table("sessions", MetaData(), autoload_with=connection)
    care = {"care_starts_at": NOON.replace(hour=15), "care_ends_at": NOON.replace(hour=20)}
    care = care if any(one["presence"] == "present" for one in attendance) else {}
    connection.execute(update(sessions).where(sessions.c.id == session_id).values(state="posted", **care))


def test_posted_sessions_get_their_stretches_and_stay_protected(old):
    with old.engine.begin() as connection:
        add(connection, "tenants", id=1)
        add(connection, "campuses", id=1)
        add(connection, "staff", id=1, role="aide", supervisor_id=None)
        for student in (1, 2):
            add(connection, "students", id=student, student_id=str(student))
        late = {"presence": "present", "away": SPEECH, "actual_start": time(9, 30), "actual_end": time(14)}
        posted(connection, 1, late, {"presence": "present", "away": {"stretches": [["09:00", "11:30"]]}})
        posted(connection, 2, {"presence": "absent", "away": {}})
    upgrade(old.engine)
    with old.reader.connect() as connection:
        rows = connection.execute(select(Session.care, Session.care_starts_at).order_by(Session.id)).all()
    hours = [[(f"{start:%H:%M}", f"{end:%H:%M}") for start, end in row.care or ()] for row in rows]
    assert hours == [[("15:30", "16:00"), ("17:00", "20:00")], []]
    assert [row.care_starts_at and f"{row.care_starts_at:%H:%M}" for row in rows] == ["15:30", None]
    with pytest.raises(DBAPIError, match="cannot be changed"), old.engine.begin() as connection:
        connection.execute(text("UPDATE sessions SET care = NULL WHERE id = 1"))
