"""Capturing a session: what is saved, what is merged, what is left, and what the trail says of it."""

from datetime import time

import pytest
from sqlalchemy import select, update

from models.enums import AbsenceReason, Presence, State
from models.errors import NotFound, RuleViolation
from models.inputs import Away, CaptureChanges, MarkChanges
from models.services import capture
from models.tables import AuditRow, Session
from tests.factories import FIXED_NOW, make_ready, make_school, make_session, mark, post


def save(database, actor, session_id, **changed):
    return database.run(lambda db: capture.record(db, actor, session_id, CaptureChanges(**changed), now=FIXED_NOW))


def marked(found, student_id):
    return next(one for one in found.sheet.records if one.pupil.id == student_id).mark


@pytest.fixture
def session_id(database, school):
    return make_session(database, school.aide, school.students)


def last_change(database):
    query = select(AuditRow).where(AuditRow.event == "session.captured").order_by(AuditRow.n.desc()).limit(1)
    return database.read(lambda db: db.execute(query).scalars().first())


def test_opening_shows_what_was_planned_and_answers_nothing(database, school, session_id):
    sheet = database.read(lambda db: capture.open_session(db, school.aide, session_id, now=FIXED_NOW))
    assert (sheet.state, sheet.version, sheet.days_left) == (State.DUE, 1, 7)
    assert (sheet.service, sheet.service_code) == ("Personal Care - Instructional Support", "PCS")
    assert [one.pupil.name for one in sheet.records] == ["Mia Garcia", "Noah Green", "Ava Lopez"]
    assert {one.mark.presence for one in sheet.records} == {Presence.UNMARKED}
    assert {one.net for one in sheet.records} == {None}


def test_check_marks_are_merged(database, school, session_id):
    save(database, school.aide, session_id, activities_added=frozenset({"TOILET"}))
    save(database, school.aide, session_id, activities_added=frozenset({"MEAL"}))
    found = save(database, school.aide, session_id, activities_removed=frozenset({"TOILET", "GONE"}))
    assert found.sheet.activities == {"MEAL"}
    student = school.students[0]
    mark(database, school.aide, session_id, student, given_added=frozenset({"VISUAL"}))
    found = mark(database, school.aide, session_id, student, given_added=frozenset({"MEAL"}))
    assert marked(found, student).given == {"VISUAL", "MEAL"}


def test_prefilled_times_become_the_record_with_present(database, school, session_id):
    student = school.students[0]
    untouched = mark(database, school.aide, session_id, student, presence=None, observation="Came by bus.")
    assert (marked(untouched, student).start, marked(untouched, student).presence) == (None, Presence.UNMARKED)
    found = mark(database, school.aide, session_id, student)
    assert (marked(found, student).start, marked(found, student).end) == (time(9), time(14))
    later = mark(database, school.aide, session_id, student, start=time(9, 20))
    again = mark(database, school.aide, session_id, student)
    assert marked(again, student) == marked(later, student)


def test_a_time_given_before_present_is_kept(database, school, session_id):
    student = school.students[0]
    mark(database, school.aide, session_id, student, presence=None, start=time(9, 20))
    found = mark(database, school.aide, session_id, student)
    assert (marked(found, student).start, found.sheet.records[0].net) == (time(9, 20), 280)


def test_unreadable_time_away_leaves_the_rest_saved(database, school, session_id):
    student = school.students[0]
    mark(database, school.aide, session_id, student, away_text="10-11")
    found = mark(database, school.aide, session_id, student, away_text="a while", observation="Calm.")
    assert list(found.problems) == [f"away:{student}"]
    assert marked(found, student).observation == "Calm."
    assert marked(found, student).away == Away(stretches=((time(10), time(11)),))
    assert mark(database, school.aide, session_id, student, away_text="").sheet.records[0].net == 300


def test_too_long_texts_are_told_and_the_rest_is_saved(database, school, session_id):
    student = school.students[0]
    long = "x" * 2001
    changes = {student: MarkChanges(presence=Presence.PRESENT, observation=long)}
    found = save(database, school.aide, session_id, note=long, marks=changes)
    assert set(found.problems) == {"note", f"observation:{student}"}
    assert (found.sheet.note, marked(found, student).presence) == ("", Presence.PRESENT)
    assert save(database, school.aide, session_id, note=long[:2000]).problems == {}


def test_what_no_database_can_hold_is_left_out(database, school, session_id):
    student = school.students[0]
    changes = {student: MarkChanges(observation="Ate\x00 well\ud800.")}
    found = save(database, school.aide, session_id, note="A \x00calm\udfff day,\nsunny.", marks=changes)
    assert (found.sheet.note, marked(found, student).observation) == ("A calm day,\nsunny.", "Ate well.")


def test_impossible_times_are_kept_and_told(database, school, session_id):
    student = school.students[0]
    found = mark(database, school.aide, session_id, student, start=time(13), end=time(9), away_text="60")
    assert (marked(found, student).start, marked(found, student).away) == (time(13), Away(60))
    assert list(capture.field_problems(found.sheet)) == [f"end:{student}"]
    mended = mark(database, school.aide, session_id, student, end=time(14))
    assert capture.field_problems(mended.sheet) == {
        f"away:{student}": "The time away covers the whole session. Shorten it, or choose Not Present in Session."
    }
    gone = mark(database, school.aide, session_id, student, presence=Presence.ABSENT)
    assert list(capture.field_problems(gone.sheet)) == [f"reason:{student}"]


def test_what_a_save_leaves_in_the_trail(database, school, session_id):
    student = school.students[0]
    found = mark(database, school.aide, session_id, student, presence=Presence.ABSENT, reason=AbsenceReason.REFUSED)
    assert (found.sheet.state, found.sheet.version) == (State.DRAFT, 2)
    mark(database, school.aide, session_id, student, start=time(9, 20))
    row = last_change(database)
    assert (row.actor_id, row.subject) == (school.aide.staff_id, f"session:{session_id}")
    assert row.details == {
        "version": 3,
        "changed": {
            f"student:{student}.presence": ["absent", "present"],
            f"student:{student}.start": [None, "09:20"],
            f"student:{student}.end": [None, "14:00"],
        },
    }


def test_saving_the_same_again_leaves_nothing(database, school, session_id):
    first = make_ready(database, school.aide, session_id)
    before = last_change(database).n
    found = save(database, school.aide, first, activities_added=frozenset({"TOILET"}), note="")
    assert (found.sheet.version, last_change(database).n) == (3, before)


def test_a_student_of_another_session_is_ignored(database, school, session_id):
    (other,) = school.other_students
    found = mark(database, school.aide, session_id, other)
    assert (found.sheet.version, len(found.sheet.records)) == (1, 3)


def test_another_aides_session_is_not_there(database, school, session_id):
    for actor in (school.other_aide, school.supervisor, make_school(database, team_id="T0002").aide):
        with pytest.raises(NotFound):
            database.read(lambda db, who=actor: capture.open_session(db, who, session_id, now=FIXED_NOW))
        with pytest.raises(NotFound):
            save(database, actor, session_id, note="Not mine.")
        with pytest.raises(NotFound):
            database.run(lambda db, who=actor: capture.all_present(db, who, session_id, now=FIXED_NOW))


def test_posted_and_cancelled_sessions_are_refused(database, school, session_id):
    post(database, school.aide, [make_ready(database, school.aide, session_id)])
    with pytest.raises(RuleViolation, match="is posted"):
        save(database, school.aide, session_id, note="Later.")
    other = make_session(database, school.aide, school.students)
    database.run(lambda db: db.execute(update(Session).where(Session.id == other).values(state="cancelled")))
    with pytest.raises(RuleViolation, match="was cancelled"):
        save(database, school.aide, other, note="Later.")


def test_all_present_leaves_what_was_said(database, school, session_id):
    first, second, _third = school.students
    mark(database, school.aide, session_id, first, presence=Presence.ABSENT, reason=AbsenceReason.ABSENT)
    mark(database, school.aide, session_id, second, start=time(9, 20))
    found = database.run(lambda db: capture.all_present(db, school.aide, session_id, now=FIXED_NOW))
    assert [one.mark.presence.value for one in found.sheet.records] == ["absent", "present", "present"]
    assert [one.net for one in found.sheet.records] == [0, 280, 300]
    again = database.run(lambda db: capture.all_present(db, school.aide, session_id, now=FIXED_NOW))
    assert again.sheet == found.sheet
