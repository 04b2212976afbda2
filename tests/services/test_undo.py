"""Undo of Add Session: what was made goes again, what was recorded stays."""

import pytest
from sqlalchemy import func, select

from models.errors import NotFound
from models.services import planning
from models.tables import Attendance, AuditRow, Creation, Session
from tests.factories import FIXED_NOW, make_ready, make_school, make_sessions, mark, post, weekdays
from tests.services.together import together


def creation_id(database):
    return database.read(lambda db: db.execute(select(func.max(Creation.id))).scalar_one())


def undo(database, actor):
    key = creation_id(database)
    return database.run(lambda db: planning.undo(db, actor, key, now=FIXED_NOW))


def left(database):
    return database.read(lambda db: db.execute(select(Session.id).order_by(Session.id)).scalars().all())


def test_everything_goes_again(database):
    school = make_school(database)
    make_sessions(database, school.aide, school.students, recurrence=weekdays(4))
    done = undo(database, school.aide)
    assert (done.count, done.undone, done.kept) == (4, 4, 0)
    assert left(database) == []
    assert database.read(lambda db: db.execute(select(func.count(Attendance.id))).scalar_one()) == 0


def test_what_was_recorded_or_posted_stays(database):
    school = make_school(database)
    ids = make_sessions(database, school.aide, school.students, recurrence=weekdays(4))
    mark(database, school.aide, ids[1], school.students[0])
    post(database, school.aide, [make_ready(database, school.aide, ids[0])])
    done = undo(database, school.aide)
    assert (done.undone, done.kept) == (2, 2)
    assert left(database) == ids[:2]


def test_undoing_twice_is_undoing_once(database):
    school = make_school(database)
    make_sessions(database, school.aide, school.students, recurrence=weekdays(3))
    first = undo(database, school.aide)
    assert undo(database, school.aide) == first
    rows = database.read(
        lambda db: db.execute(select(AuditRow).where(AuditRow.event == "session.creation_undone")).scalars().all()
    )
    assert len(rows) == 1


def test_undo_from_two_threads_counts_once(database):
    school = make_school(database)
    make_sessions(database, school.aide, school.students, recurrence=weekdays(3))
    found = together([lambda: undo(database, school.aide)] * 3)
    assert {one.undone for one in found} == {3}


def test_undo_and_recording_at_once_lose_nothing(database):
    """Either the session goes and recording finds nothing, or it was recorded and stays."""
    school = make_school(database)
    (only,) = make_sessions(database, school.aide, school.students)
    done, recorded = together(
        [
            lambda: undo(database, school.aide),
            lambda: mark(database, school.aide, only, school.students[0]),
        ]
    )
    if isinstance(recorded, NotFound):
        assert (done.undone, left(database)) == (1, [])
    else:
        assert (done.kept, left(database)) == (1, [only])
        assert recorded.sheet.version == 2


def test_somebody_elses_cannot_be_undone(database):
    school = make_school(database)
    make_sessions(database, school.aide, school.students)
    with pytest.raises(NotFound):
        undo(database, school.other_aide)
    assert len(left(database)) == 1
