"""A student who left stays gone: whatever brings sessions back, no session has them after their last day."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from models.enums import DayKind, Role
from models.errors import NotFound, RuleViolation
from models.office import StudentLeft, WantedDay
from models.services import cancelling, departures, series_edits
from models.services.importing import import_file
from models.tables import Attendance, AuditRow, CaseloadEntry, Notice, Session
from tests.factories import FIXED_NOW, TODAY, make_session, make_sessions, mark, weekdays
from tests.services.covering import cover
from tests.services.editing import change_series
from tests.services.test_coming_back import change as change_day
from tests.services.test_student_leaving import everything, leave, preview, undo

TOMORROW = TODAY + timedelta(1)
SNOW, USUAL = WantedDay(TOMORROW, DayKind.NO_SCHOOL, "Snow day"), WantedDay(TOMORROW, None)
AFTERNOON = {"start": time(14, 30), "end": time(15)}


def days(database, student):
    """The days that still have the student, cancelled sessions left out."""
    query = select(Session.local_date).join(Attendance, Attendance.session_id == Session.id)
    mine = (Attendance.student_id == student, Session.state != "cancelled")
    return database.read(lambda db: db.execute(query.where(*mine).order_by(Session.starts_at)).scalars().all())


def periods(database, student):
    query = select(CaseloadEntry.start_date, CaseloadEntry.end_date).where(CaseloadEntry.student_id == student)
    return database.read(lambda db: [tuple(row) for row in db.execute(query.order_by(CaseloadEntry.id))])


def caseload(database, school, line):
    data = f"staff_email,student_id,start_date,end_date\njo@school.example,S001,{line}\n".encode()
    return database.run(lambda db: import_file(db, school.tenant_id, "caseload", data, today=TODAY, now=FIXED_NOW))


def cancel(database, school, session_id):
    database.run(lambda db: cancelling.cancel(db, school.aide, session_id, "Field trip", now=FIXED_NOW))


def restore(database, school, session_id, **how):
    return database.run(lambda db: cancelling.restore(db, school.aide, session_id, now=FIXED_NOW, **how))


def state(database, session_id):
    query = select(Session.state, Session.cancel_reason, Session.end_time).where(Session.id == session_id)
    return tuple(database.read(lambda db: db.execute(query).one()))


def test_undo_does_not_put_them_behind_an_earlier_last_day_of_a_file(database, school, student):
    make_sessions(database, school.aide, school.students, recurrence=weekdays(6))
    made = leave(database, school.admin, student, TODAY + timedelta(2))
    caseload(database, school, f"2026-08-01,{TODAY}")
    back = undo(database, school.admin, made)
    assert (back.restored, back.kept) == (0, 3)
    assert days(database, student) == [TODAY]


def test_the_last_day_that_was_set_last_is_undone_first(database, school, student):
    make_sessions(database, school.aide, school.students, recurrence=weekdays(6))
    before = everything(database)
    first = leave(database, school.supervisor, student, TODAY + timedelta(2), key="first")
    second = leave(database, school.admin, student, key="second")
    between = everything(database)
    with pytest.raises(RuleViolation, match="Pat Quill set another last day since"):
        undo(database, school.supervisor, first)
    assert everything(database) == between
    undo(database, school.admin, second)
    undo(database, school.supervisor, first)
    assert everything(database) == before


def test_who_came_back_is_not_on_the_caseload_twice(database, school, student):
    make_sessions(database, school.aide, school.students, recurrence=weekdays(6))
    made = leave(database, school.admin, student)
    again = date(2026, 11, 23)
    caseload(database, school, f"{again},")
    back = undo(database, school.admin, made)
    assert (back.restored, back.kept) == (3, 2)
    assert periods(database, student) == [(date(2026, 8, 1), TODAY), (again, None)]
    assert days(database, student) == [TODAY, again, date(2026, 11, 24), date(2026, 11, 30)]


def test_an_earlier_period_is_as_long_as_before_where_the_later_one_leaves_room(database, school, student):
    caseload(database, school, "2026-08-01,2026-12-18")
    made = leave(database, school.admin, student)
    caseload(database, school, "2027-01-08,")
    undo(database, school.admin, made)
    assert periods(database, student) == [(date(2026, 8, 1), date(2026, 12, 18)), (date(2027, 1, 8), None)]


def test_who_came_back_may_leave_again(database, school, student):
    leave(database, school.admin, student)
    caseload(database, school, "2026-11-23,")
    last = date(2026, 11, 25)
    assert preview(database, school.admin, student, last).stands is None
    assert isinstance(leave(database, school.admin, student, last, key="again"), StudentLeft)
    assert [end for _, end in periods(database, student)] == [TODAY, last]


def test_who_is_an_aide_by_now_takes_nothing_back(database, school, student):
    made = leave(database, school.supervisor, student)
    with pytest.raises(NotFound):
        undo(database, replace(school.supervisor, role=Role.AIDE), made)
    assert periods(database, student) == [(date(2026, 8, 1), TODAY)]


def test_a_snow_day_that_is_taken_back_brings_nobody_back_who_left(database, school, student):
    group = make_session(database, school.aide, school.students, date=TOMORROW)
    alone = make_session(database, school.aide, [student], date=TOMORROW, **AFTERNOON)
    change_day(database, school, SNOW)
    leave(database, school.admin, student)
    assert change_day(database, school, USUAL).done == "brought back 1 session"
    assert days(database, student) == []
    assert state(database, group) == ("scheduled", "", time(14))
    assert state(database, alone)[:2] == ("cancelled", "Snow day")
    change_day(database, school, WantedDay(TOMORROW, DayKind.NO_SCHOOL, "Ice"))
    change_day(database, school, WantedDay(TOMORROW, None, "Again"))
    assert (days(database, student), state(database, group)[0]) == ([], "scheduled")


def test_restore_goes_on_without_who_left_and_says_so(database, school, student):
    one = make_session(database, school.aide, school.students, date=TOMORROW)
    cancel(database, school, one)
    leave(database, school.admin, student)
    assert restore(database, school, one).gone == 1
    assert days(database, student) == []
    changed = select(AuditRow.details).where(AuditRow.subject == f"session:{one}", AuditRow.event == "session.edited")
    (details,) = database.read(lambda db: db.execute(changed).scalars().all())
    version = database.read(lambda db: db.get_one(Session, one).version)
    assert details == {"version": version, "changed": {f"student:{student}.removed": [True, None]}}


def test_a_session_with_nobody_left_is_restored_only_if_the_aide_says_so(database, school, student):
    one = make_session(database, school.aide, [student], date=TOMORROW)
    leave(database, school.admin, student)
    assert restore(database, school, one).closed == departures.REASON
    assert state(database, one)[:2] == ("cancelled", departures.REASON)
    assert restore(database, school, one, anyway=True).closed == ""
    assert days(database, student) == [TOMORROW]


def test_what_was_recorded_comes_back_whole(database, school, student):
    one = make_session(database, school.aide, school.students, date=TOMORROW)
    mark(database, school.aide, one, student)
    cancel(database, school, one)
    leave(database, school.admin, student)
    assert (restore(database, school, one).gone, state(database, one)[0]) == (0, "draft")
    assert days(database, student) == [TOMORROW]


def test_a_substitute_gets_what_was_recorded_without_who_left(database, school, student):
    one = make_session(database, school.aide, school.students, date=TOMORROW)
    mark(database, school.aide, one, school.students[1])
    leave(database, school.admin, student)
    cover(database, school.supervisor, one, school.other_aide)
    assert days(database, student) == []
    assert days(database, school.students[1]) == [TOMORROW]


def test_undo_of_a_series_edit_brings_nobody_back_who_left(database, school, student):
    ids = make_sessions(database, school.aide, school.students, recurrence=weekdays(4))
    made = change_series(database, school.aide, ids[1], students=school.students[1:])
    leave(database, school.admin, student)
    database.run(lambda db: series_edits.undo(db, school.aide, made.id, now=FIXED_NOW))
    assert days(database, student) == [TODAY]


def test_no_edit_of_a_series_leaves_a_session_with_nobody_in_it(database, school, student):
    ids = make_sessions(database, school.aide, school.students[:2], recurrence=weekdays(4))
    leave(database, school.admin, student)
    before = everything(database)
    with pytest.raises(RuleViolation, match="Nobody would be left on Nov 19, 2026"):
        change_series(database, school.aide, ids[0], students=[student])
    assert everything(database) == before
    change_series(database, school.aide, ids[0], students=school.students[1:2])
    assert days(database, student) == []


def test_no_edit_of_a_series_makes_sessions_after_a_last_day(database, school, student):
    ids = make_sessions(database, school.aide, school.students, recurrence=weekdays(4))
    leave(database, school.admin, student)
    with pytest.raises(RuleViolation, match="leaves your caseload before Dec 2, 2026"):
        change_series(database, school.aide, ids[0], recurrence=weekdays(8))
    change_series(database, school.aide, ids[1], recurrence=weekdays(7, TOMORROW))
    assert days(database, student) == [TODAY]


def test_who_leaves_changes_nothing_in_what_the_calendar_did(database, school, student):
    group = make_session(database, school.aide, school.students, date=TOMORROW)
    alone = make_session(database, school.aide, [student], date=TOMORROW)
    change_day(database, school, WantedDay(TOMORROW, DayKind.EARLY_RELEASE, "", time(12)))
    made = leave(database, school.admin, student)
    change_day(database, school, USUAL)
    assert state(database, group) == ("scheduled", "", time(14))
    undo(database, school.admin, made)
    assert state(database, alone) == ("scheduled", "", time(14))


def test_nobody_is_told_again_of_who_stays_gone(database, school, student):
    make_session(database, school.aide, school.students, date=TOMORROW)
    change_day(database, school, SNOW)
    leave(database, school.admin, student)
    change_day(database, school, USUAL)
    kinds = select(Notice.kind).where(Notice.kind.startswith(departures.KIND))
    assert database.read(lambda db: db.execute(kinds).scalars().all()) == []
