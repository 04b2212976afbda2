"""Two quick taps, and two phones: both count, and nothing is taken back."""

from functools import partial

from sqlalchemy import select

from models.enums import AbsenceReason, Presence
from models.inputs import CaptureChanges, MarkChanges
from models.services import capture
from models.tables import Attendance, Session
from tests.factories import FIXED_NOW, make_school, make_session
from tests.services.together import together


def test_two_quick_taps_both_count(database):
    school = make_school(database)
    session_id = make_session(database, school.aide, school.students)

    def tap(code):
        changes = CaptureChanges(activities_added=frozenset({code}))
        return database.run(lambda db: capture.record(db, school.aide, session_id, changes, now=FIXED_NOW))

    codes = ["TOILET", "MEAL"]
    together([partial(tap, code) for code in codes])
    sheet = database.read(lambda db: capture.open_session(db, school.aide, session_id, now=FIXED_NOW))
    assert sheet.activities == set(codes)
    assert sheet.version == 3


def test_all_present_does_not_undo_what_is_said_meanwhile(database):
    school = make_school(database)
    student = school.students[0]
    absent = MarkChanges(presence=Presence.ABSENT, reason=AbsenceReason.REFUSED)
    for _ in range(5):
        session_id = make_session(database, school.aide, school.students)
        works = [
            lambda key=session_id: database.run(
                lambda db: capture.record(db, school.aide, key, CaptureChanges(marks={student: absent}), now=FIXED_NOW)
            ),
            lambda key=session_id: database.run(lambda db: capture.all_present(db, school.aide, key, now=FIXED_NOW)),
        ]
        found = together(works)
        assert not [one for one in found if isinstance(one, Exception)]
        sheet = database.read(lambda db, key=session_id: capture.open_session(db, school.aide, key, now=FIXED_NOW))
        assert sheet.records[0].mark.presence is Presence.ABSENT
        assert sheet.version == 3


def test_all_present_waits_for_a_save_that_is_under_way(database):
    """The interleaving by name: the save holds the session, all-present begins, the save ends."""
    school = make_school(database)
    student = school.students[0]
    session_id = make_session(database, school.aide, school.students)
    changes = CaptureChanges(marks={student: MarkChanges(presence=Presence.ABSENT, reason=AbsenceReason.REFUSED)})

    def late(db):
        # On PostgreSQL this transaction reads before it has the lock, as a second phone may.
        seen = [*db.execute(select(Session)).scalars(), *db.execute(select(Attendance)).scalars()]
        if database.engine.dialect.name == "postgresql":
            database.run(lambda other: capture.record(other, school.aide, session_id, changes, now=FIXED_NOW))
        found = capture.all_present(db, school.aide, session_id, now=FIXED_NOW)
        assert len(seen) == 4  # They were held until here, so the second reading had to look again.
        return found

    if database.engine.dialect.name == "sqlite":
        database.run(lambda db: capture.record(db, school.aide, session_id, changes, now=FIXED_NOW))
    found = database.run(late)
    assert found.sheet.records[0].mark.presence is Presence.ABSENT
    assert found.sheet.version == 3
