"""Scenarios 14, 18, 24, 29, 32 and 35 of DOMAIN.md section 5 through the services, on both databases."""

from datetime import time

import pytest
from sqlalchemy import select

from models.enums import AbsenceReason, Presence, SessionType, State, UnpostReason
from models.errors import Changed
from models.inputs import CaptureChanges, MarkChanges, Unpost
from models.services import capture, covering, editing, posting, unposting
from models.tables import Signature
from tests.factories import (
    FIXED_NOW,
    KEYRING,
    make_ready,
    make_school,
    make_session,
    mark,
    post,
    window_digest,
)
from tests.services.editing import change, form_of, wanted


@pytest.fixture
def school(database):
    return make_school(database)


def test_scenario_14_the_same_half_hour_is_not_signed_twice(database, school):
    """9:00-10:30 is posted; 10:00-11:00 waits in Session Audit, and its signature is refused."""
    first = make_session(database, school.aide, school.students[:1], end=time(10, 30))
    second = make_session(database, school.aide, school.students[1:2], start=time(10), end=time(11))
    post(database, school.aide, [make_ready(database, school.aide, first)])
    make_ready(database, school.aide, second)
    found = database.read(lambda db: posting.audit_of(db, school.aide, [second], now=FIXED_NOW))
    assert found.entries == ()
    (finding,) = [one for one in found.waiting[0].findings if one.blocks]
    assert "The times overlap" in finding.text


def test_scenario_18_a_group_that_was_absent_is_posted(database, school):
    session_id = make_session(database, school.aide, school.students)
    for student in school.students:
        mark(database, school.aide, session_id, student, presence=Presence.ABSENT, reason=AbsenceReason.ABSENT)
    done = post(database, school.aide, [session_id])
    assert [line.state for line in done.lines] == [State.POSTED]
    assert done.unposted_left == 0


def test_scenario_29_only_who_gave_the_care_signs_it(database, school):
    """Original session: provider absent; a new one is owned and signed by the substitute, and by nobody else."""
    substitute = school.other_aide
    planned = make_session(database, school.aide, school.students[:1])
    made = database.run(
        lambda db: covering.cover(
            db, school.supervisor, planned, substitute.staff_id, request_key="window", now=FIXED_NOW
        )
    )
    covered = made.covering_id
    original = sheet_of(database, school.aide, planned)
    assert original.state is State.CANCELLED
    make_ready(database, substitute, covered)
    digest = window_digest(database, substitute, [covered])
    found = database.read(lambda db: posting.audit_of(db, school.aide, [covered], now=FIXED_NOW))
    assert (found.entries, found.waiting) == ((), ())
    with pytest.raises(Changed):
        database.run(lambda db: posting.sign(db, school.aide, [covered], digest, keyring=KEYRING, now=FIXED_NOW))
    assert post(database, substitute, [covered]).signature.name == substitute.name


def test_scenario_24_a_type_against_the_iep_is_kept_with_its_reason(database, school):
    """The window asks for a reason first; with one, both values stand, and Session Audit says so."""
    session_id = make_session(database, school.aide, school.students[:1])
    asked = change(database, school.aide, session_id, session_type=SessionType.INDIVIDUAL)
    assert asked.reason_missing
    saved = change(
        database, school.aide, session_id, session_type=SessionType.INDIVIDUAL, reason="The teacher asked for it."
    )
    (record,) = saved.sheet.records
    assert (saved.sheet.session_type, record.pupil.session_type) == (SessionType.INDIVIDUAL, SessionType.GROUP)
    make_ready(database, school.aide, session_id)
    (entry,) = database.read(lambda db: posting.audit_of(db, school.aide, [session_id], now=FIXED_NOW)).entries
    (finding,) = entry.findings
    assert "the IEP says Group, and this session is Individual. You kept it: The teacher asked for it." in finding.text


def test_scenario_32_unposted_corrected_and_signed_again(database, school):
    """300 minutes become 240; the first signature is void and stays, the second one is new."""
    session_id = make_session(database, school.aide, school.students[:1])
    post(database, school.aide, [make_ready(database, school.aide, session_id)])
    signed = sheet_of(database, school.aide, session_id)
    assert signed.records[0].net == 300
    asked = Unpost(session_id, signed.version, UnpostReason.WRONG_TIME, "")
    database.run(lambda db: unposting.unpost(db, school.aide, asked, keyring=KEYRING, now=FIXED_NOW))
    mark(database, school.aide, session_id, school.students[0], away_text="60")
    post(database, school.aide, [session_id])
    again = sheet_of(database, school.aide, session_id)
    assert (again.state, again.records[0].net) == (State.POSTED, 240)
    assert again.version > signed.version
    query = select(Signature.session_version).where(Signature.session_id == session_id)
    assert set(database.read(lambda db: db.execute(query).scalars().all())) == {signed.version, again.version}


def sheet_of(database, actor, session_id):
    return database.read(lambda db: capture.open_session(db, actor, session_id, now=FIXED_NOW))


def test_scenario_35_two_phones_capture_one_draft(database, school):
    """Both taps count, and the later phone sees what the earlier one said."""
    session_id = make_session(database, school.aide, school.students[:2])
    first, second = school.students[:2]
    mark(database, school.aide, session_id, first)
    changes = CaptureChanges(
        activities_added=frozenset({"MEAL"}), marks={second: MarkChanges(Presence.ABSENT, AbsenceReason.REFUSED)}
    )
    later = database.run(lambda db: capture.record(db, school.aide, session_id, changes, now=FIXED_NOW))
    said = {record.pupil.id: record.mark.presence for record in later.sheet.records}
    assert said == {first: Presence.PRESENT, second: Presence.ABSENT}
    assert later.sheet.activities == {"MEAL"}
    assert later.problems == {}


def test_scenario_35_two_phones_edit_one_field(database, school):
    """The later save is shown the newer version and asked; nothing is lost silently."""
    session_id = make_session(database, school.aide, school.students[:1])
    opened = form_of(database, school.aide, session_id)
    change(database, school.aide, session_id, description="Bus help")
    later = wanted(opened, description="Lunch help")
    asked = database.run(lambda db: editing.change(db, school.aide, session_id, later, now=FIXED_NOW))
    assert asked.clash == ("description",)
    assert (asked.theirs.description, asked.yours.description) == ("Bus help", "Lunch help")
    assert sheet_of(database, school.aide, session_id).description == "Bus help"
