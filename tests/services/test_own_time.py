"""An aide's own time is what the students' times make of it, and no minute of it is posted twice."""

from datetime import time

import pytest

from models.enums import SessionType, UnpostReason
from models.errors import RuleViolation
from models.inputs import Unpost
from models.services import capture, posting, unposting
from models.services.verify import verify
from models.tables import Session
from tests.factories import FIXED_NOW, KEYRING, make_ready, make_session, mark, post, window_digest


def group_with_speech(database, school, away="10:00-11:00"):
    """Everybody from 9 to 2, and all of them away from 10 to 11."""
    session_id = make_ready(database, school.aide, make_session(database, school.aide, school.students))
    for student in school.students:
        mark(database, school.aide, session_id, student, away_text=away)
    return session_id


def individual(database, school, start=time(10), end=time(11)):
    session_id = make_session(
        database,
        school.aide,
        school.students[:1],
        start=start,
        end=end,
        session_type=SessionType.INDIVIDUAL,
    )
    return make_ready(database, school.aide, session_id)


def state_of(database, session_id):
    return database.read(lambda db: db.get(Session, session_id)).state


def test_scenario_6_an_individual_stretch_inside_the_time_away_is_posted(database, school):
    group = group_with_speech(database, school)
    alone = individual(database, school)
    post(database, school.aide, [group])
    post(database, school.aide, [alone])
    assert {state_of(database, one) for one in (group, alone)} == {"posted"}
    kept = database.read(lambda db: db.get(Session, group)).care
    assert [[f"{at:%H:%M}" for at in stretch] for stretch in kept] == [["15:00", "16:00"], ["17:00", "20:00"]]
    assert database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))[0] == []


def test_both_are_posted_with_one_signature_window(database, school):
    ids = [group_with_speech(database, school), individual(database, school)]
    assert len(post(database, school.aide, ids).lines) == 2


@pytest.mark.parametrize(("start", "end"), [(time(10), time(11, 5)), (time(9, 55), time(11)), (time(11), time(12))])
def test_a_minute_beyond_the_time_away_is_refused_by_the_database(database, school, start, end):
    """Session Audit says so first; here both were ready when the windows were opened."""
    group, alone = group_with_speech(database, school), individual(database, school, start, end)
    digest = window_digest(database, school.aide, [alone])
    post(database, school.aide, [group])
    with pytest.raises(RuleViolation, match="two places at the same time"):
        database.run(lambda db: posting.sign(db, school.aide, [alone], digest, keyring=KEYRING, now=FIXED_NOW))
    assert state_of(database, alone) == "draft"


def test_minutes_away_without_clock_times_leave_no_room(database, school):
    group, alone = group_with_speech(database, school, "60"), individual(database, school)
    post(database, school.aide, [group])
    found = database.read(lambda db: posting.audit_of(db, school.aide, [alone], now=FIXED_NOW))
    assert found.entries == ()
    assert any("write the Time Away from Student with its clock times" in one.text for one in found.waiting[0].findings)


def test_unposting_gives_the_time_free(database, school):
    group = group_with_speech(database, school, "")
    alone = individual(database, school)
    post(database, school.aide, [group])
    version = database.read(lambda db: capture.open_session(db, school.aide, group, now=FIXED_NOW)).version
    asked = Unpost(group, version, UnpostReason.WRONG_TIME, "")
    database.run(lambda db: unposting.unpost(db, school.aide, asked, keyring=KEYRING, now=FIXED_NOW))
    post(database, school.aide, [alone])
    found = database.read(lambda db: posting.audit_of(db, school.aide, [group], now=FIXED_NOW))
    assert found.entries == ()
    assert database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))[0] == []
