"""*Single Session Edit* on both databases: what changes, what stays, what is asked first, what is refused."""

from datetime import date, time

import pytest
from sqlalchemy import insert, select, update

from models.editing import Asked, Saved
from models.enums import Presence, SessionType, State
from models.errors import NotFound, RuleViolation
from models.services import capture, editing
from models.tables import Attendance, AuditRow, CalendarDay, Session, Student
from tests.factories import (
    BREAK,
    FIXED_NOW,
    TODAY,
    give_student,
    make_ready,
    make_session,
    mark,
    post,
)
from tests.services.editing import change, form_of, wanted
from tests.services.together import together

TOMORROW = date(2026, 11, 19)


def sheet_of(database, actor, session_id):
    return database.read(lambda db: capture.open_session(db, actor, session_id, now=FIXED_NOW))


def events_of(database, session_id, event="session.edited"):
    query = select(AuditRow.details).where(AuditRow.subject == f"session:{session_id}", AuditRow.event == event)
    return database.read(lambda db: list(db.execute(query.order_by(AuditRow.n)).scalars()))


def iep_says(database, student_id, kind):
    database.run(lambda db: db.execute(update(Student).where(Student.id == student_id).values(session_type=kind)))


def test_a_session_moves_to_another_day_and_time_and_its_record_stays(database, school):
    one = make_session(database, school.aide, school.students)
    mark(database, school.aide, one, school.students[0], start=time(9, 10))
    before = sheet_of(database, school.aide, one)
    saved = change(database, school.aide, one, date=TOMORROW, start=time(10), end=time(11), description=" Lunch\x00 ")
    assert isinstance(saved, Saved)
    sheet = saved.sheet
    assert (sheet.date, sheet.start, sheet.end, sheet.description) == (TOMORROW, time(10), time(11), "Lunch")
    assert (sheet.version, sheet.state) == (before.version + 1, State.DRAFT)
    assert sheet.records[0].mark == before.records[0].mark
    (details,) = events_of(database, one)
    assert details["version"] == sheet.version
    assert details["changed"] == {
        "date": ["2026-11-18", "2026-11-19"],
        "start": ["09:00", "10:00"],
        "end": ["14:00", "11:00"],
        "description": ["Morning care, Room 12", "Lunch"],
    }


def test_instants_follow_the_local_time_across_the_clock_change(database, school):
    one = make_session(database, school.aide, school.students, date=date(2026, 10, 30))
    saved = change(database, school.aide, one, date=date(2026, 11, 2))
    rows = database.read(lambda db: capture.load(db, school.aide, [saved.sheet.id]))
    assert (rows[0].session.starts_at.hour, rows[0].session.ends_at.hour) == (15, 20)


def test_a_students_name_does_not_come_into_the_description(database, school):
    one = make_session(database, school.aide, school.students)
    with pytest.raises(RuleViolation) as caught:
        change(database, school.aide, one, description="Garcia, Mia: lunch")
    assert list(caught.value.problems) == ["description"]
    # What stands there already, as from a file of the office's, holds no other edit back.
    database.run(lambda db: db.execute(update(Session).where(Session.id == one).values(description="Mia Garcia")))
    assert change(database, school.aide, one, start=time(10)).sheet.start == time(10)


def test_nothing_changed_is_nothing_saved(database, school):
    one = make_session(database, school.aide, school.students)
    assert change(database, school.aide, one).sheet.version == 1
    assert events_of(database, one) == []


def test_students_come_and_go(database, school):
    one = make_session(database, school.aide, school.students[:2])
    saved = change(database, school.aide, one, students=school.students[1:])
    assert {record.pupil.id for record in saved.sheet.records} == set(school.students[1:])
    (details,) = events_of(database, one)
    gone, came = school.students[0], school.students[2]
    assert set(details["changed"]) == {f"student:{gone}.removed", f"student:{came}.added"}


def test_a_student_with_a_record_is_taken_out_only_after_a_question(database, school):
    one = make_session(database, school.aide, school.students)
    mia = school.students[0]
    mark(database, school.aide, one, mia, observation="Ate alone.")
    asked = change(database, school.aide, one, students=school.students[1:])
    assert isinstance(asked, Asked)
    assert [pupil.id for pupil in asked.recorded] == [mia]
    assert {record.pupil.id for record in sheet_of(database, school.aide, one).records} == set(school.students)
    saved = change(database, school.aide, one, students=school.students[1:], drop=True)
    assert {record.pupil.id for record in saved.sheet.records} == set(school.students[1:])
    (details,) = events_of(database, one)
    kept, after = details["changed"][f"student:{mia}.removed"]
    assert (kept["presence"], kept["observation"], after) == (Presence.PRESENT.value, "Ate alone.", None)


def test_the_later_of_two_windows_is_told_and_overwrites_nothing(database, school):
    one = make_session(database, school.aide, school.students)
    form = form_of(database, school.aide, one)
    change(database, school.aide, one, start=time(9, 30), place="CLASS", description="Theirs")
    mine = {"seen": form.version, "shown": form.terms, "description": "Mine", "end": time(13)}
    asked = change(database, school.aide, one, **mine)
    assert isinstance(asked, Asked)
    assert asked.clash == ("description", "start")
    assert (asked.theirs.description, asked.yours.description) == ("Theirs", "Mine")
    # The window comes back with both: what the later one typed, and what the other changed elsewhere.
    merged = asked.form.terms
    assert (merged.description, merged.start, merged.end) == ("Mine", time(9, 30), time(13))
    now = sheet_of(database, school.aide, one)
    assert (now.description, now.start, now.end) == ("Theirs", time(9, 30), time(14))
    saved = change(database, school.aide, one, description="Mine", end=time(13))
    assert (saved.sheet.description, saved.sheet.start, saved.sheet.end) == ("Mine", time(9, 30), time(13))


def test_what_was_recorded_meanwhile_is_no_clash(database, school):
    one = make_session(database, school.aide, school.students)
    form = form_of(database, school.aide, one)
    mark(database, school.aide, one, school.students[0])
    saved = change(database, school.aide, one, seen=form.version, shown=form.terms, end=time(13))
    assert isinstance(saved, Saved)
    assert saved.sheet.records[0].mark.presence is Presence.PRESENT


def test_two_windows_at_once_lose_nothing(database, school):
    one = make_session(database, school.aide, school.students)
    form = form_of(database, school.aide, one)
    found = together(
        [
            lambda: change(database, school.aide, one, seen=form.version, shown=form.terms, description="First"),
            lambda: change(database, school.aide, one, seen=form.version, shown=form.terms, description="Second"),
        ]
    )
    assert sorted(type(each).__name__ for each in found) == ["Asked", "Saved"]
    winner = next(each for each in found if isinstance(each, Saved))
    loser = next(each for each in found if isinstance(each, Asked))
    assert loser.theirs.description == winner.sheet.description == sheet_of(database, school.aide, one).description
    assert loser.form.terms.description != winner.sheet.description


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"end": time(8)}, "end"),
        ({"description": "  "}, "description"),
        ({"date": BREAK[0]}, "date"),
        ({"date": date(2027, 7, 1)}, "date"),
        ({"students": ()}, "students"),
        ({"service": "TOILET"}, "service"),
        ({"session_type": SessionType.INDIVIDUAL}, "session_type"),
    ],
)
def test_what_cannot_be_changes_nothing(database, school, changed, field):
    one = make_session(database, school.aide, school.students)
    with pytest.raises(RuleViolation) as caught:
        change(database, school.aide, one, **changed)
    assert list(caught.value.problems) == [field]
    assert sheet_of(database, school.aide, one).version == 1


def test_a_student_of_another_caseload_is_refused_and_one_who_left_may_stay(database, school):
    one = make_session(database, school.aide, school.students)
    with pytest.raises(RuleViolation, match="not on your caseload"):
        change(database, school.aide, one, students=(*school.students, *school.other_students))
    (other,) = school.other_students
    database.run(lambda db: give_student(db, school.aide, other))
    assert len(change(database, school.aide, one, students=(*school.students, other)).sheet.records) == 4


def test_an_early_release_is_told_and_what_the_person_wrote_is_kept(database, school):
    values = {"tenant_id": school.tenant_id, "date": TOMORROW, "kind": "early_release", "name": "", "time": time(12)}
    database.run(lambda db: db.execute(insert(CalendarDay).values(**values)))
    one = make_session(database, school.aide, school.students)
    saved = change(database, school.aide, one, date=TOMORROW)
    assert (saved.sheet.end, saved.release) == (time(14), time(12))
    with pytest.raises(RuleViolation, match="Early release"):
        change(database, school.aide, one, start=time(12, 30))


def test_another_session_at_the_new_time_is_told(database, school):
    make_session(database, school.aide, school.students, date=TOMORROW, description="Bus")
    one = make_session(database, school.aide, school.students)
    assert [met.other for met in change(database, school.aide, one, date=TOMORROW).conflicts] == ["Bus"]


def test_a_type_against_the_iep_asks_for_a_reason_and_keeps_it(database, school):
    mia = school.students[0]
    one = make_session(database, school.aide, [mia])
    asked = change(database, school.aide, one, session_type=SessionType.INDIVIDUAL)
    assert isinstance(asked, Asked)
    assert asked.reason_missing
    assert [pupil.id for pupil in asked.form.mismatched] == [mia]
    assert asked.form.terms.session_type is SessionType.INDIVIDUAL
    saved = change(database, school.aide, one, session_type=SessionType.INDIVIDUAL, reason=" ARD of Nov 3 ")
    assert (saved.sheet.session_type, saved.sheet.type_reason) == (SessionType.INDIVIDUAL, "ARD of Nov 3")
    back = change(database, school.aide, one, session_type=SessionType.GROUP)
    assert (back.sheet.session_type, back.sheet.type_reason) == (SessionType.GROUP, "")
    assert "type_reason" in events_of(database, one)[-1]["changed"]


def test_an_iep_of_one_to_one_asks_in_a_group_too(database, school):
    iep_says(database, school.students[1], "individual")
    one = make_session(database, school.aide, school.students)
    assert change(database, school.aide, one, description="Other").reason_missing
    assert isinstance(change(database, school.aide, one, description="Other", reason="She is shared today."), Saved)


def test_somebody_elses_and_posted_sessions_cannot_be_edited(database, school):
    one = make_session(database, school.aide, school.students)
    with pytest.raises(NotFound):
        change(database, school.other_aide, one)
    form = form_of(database, school.aide, one)
    make_ready(database, school.aide, one)
    post(database, school.aide, [one])
    with pytest.raises(RuleViolation, match="Unpost it first"):
        change(database, school.aide, one)
    with pytest.raises(RuleViolation, match="Unpost it first"):
        database.run(lambda db: editing.change(db, school.aide, one, wanted(form, description="Late"), now=FIXED_NOW))
    assert sheet_of(database, school.aide, one).date == TODAY


def test_no_attendance_is_doubled(database, school):
    one = make_session(database, school.aide, school.students[:1])
    change(database, school.aide, one, students=school.students)
    rows = database.read(lambda db: db.execute(select(Attendance.student_id)).scalars().all())
    assert sorted(rows) == sorted(school.students)
