"""A change and a signature of the same record at once, in both orders by name: what is signed is what stands."""

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from models.errors import Changed, RuleViolation
from models.inputs import CaptureChanges, MarkChanges
from models.outputs import Posted
from models.services import capture, posting
from models.services.verify import verify
from models.tables import Session
from tests.factories import FIXED_NOW, KEYRING, make_ready, make_school, make_session, window_digest

PAST_THE_APP = [
    "UPDATE attendance SET observation = 'One more thing.' WHERE session_id = 1 AND student_id = 1",
    "UPDATE attendance SET session_id = 1 WHERE session_id = 2",
    "UPDATE attendance SET session_id = 2 WHERE session_id = 1 AND student_id = 1",
    "DELETE FROM attendance WHERE session_id = 1 AND student_id = 1",
    """INSERT INTO attendance (tenant_id, session_id, student_id, presence, away, given, observation)
       VALUES (1, 1, 4, 'present', '{}', '[]', '')""",
]


@pytest.fixture
def school(database):
    """Session 1 is ready with the aide's students; session 2 is planned, for the other aide's student."""
    found = make_school(database)
    make_ready(database, found.aide, make_session(database, found.aide, found.students))
    make_session(database, found.other_aide, found.other_students)
    return found


@pytest.fixture
def beside():
    """One thread beside the test's own."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


def changes(school):
    """The app's own way to change session 1, and ways past it that the app's role has."""

    def captured(db):
        said = CaptureChanges(marks={school.students[0]: MarkChanges(observation="One more thing.")})
        capture.record(db, school.aide, 1, said, now=FIXED_NOW)

    return [captured, *(lambda db, one=one: db.execute(text(one)) for one in PAST_THE_APP)]


def started(database, pool, work) -> Future:
    """Runs `work` in a transaction of its own, beside. Gives its future as soon as it waits for a lock, or is done."""
    begun = threading.Event()

    def run():
        begun.set()
        return database.run(work)

    future = pool.submit(run)
    assert begun.wait(30)
    # SQLite does not tell who waits; there the second writer cannot even begin before the first one is done.
    if database.engine.dialect.name == "postgresql":
        waiting = select(func.count()).select_from(text("pg_stat_activity")).where(text("wait_event_type = 'Lock'"))
        deadline = time.monotonic() + 30
        while not future.done() and not database.read(lambda db: db.execute(waiting).scalar_one()):
            assert time.monotonic() < deadline
            wait([future], timeout=0.01)
    return future


def signing(database, school):
    digest = window_digest(database, school.aide, [1])
    return lambda db: posting.sign(db, school.aide, [1], digest, keyring=KEYRING, now=FIXED_NOW)


def posted(database):
    return database.read(lambda db: db.execute(select(Session.state).where(Session.id == 1)).scalar_one()) == "posted"


WAYS = pytest.mark.parametrize("way", range(1 + len(PAST_THE_APP)))


@WAYS
def test_a_signature_waits_for_a_change_that_is_under_way(database, school, beside, way):
    change, sign = changes(school)[way], signing(database, school)

    def work(db):
        change(db)
        return started(database, beside, sign)

    outcome = database.run(work).exception(30)
    assert isinstance(outcome, Changed), outcome
    assert not posted(database)
    assert database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))[0] == []


@WAYS
def test_a_change_waits_for_a_signature_that_is_under_way(database, school, beside, way):
    change, sign = changes(school)[way], signing(database, school)

    def work(db):
        assert isinstance(sign(db), Posted)
        return started(database, beside, change)

    outcome = database.run(work).exception(30)
    assert isinstance(outcome, RuleViolation if way == 0 else DBAPIError), outcome
    assert posted(database)
    assert database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))[0] == []
