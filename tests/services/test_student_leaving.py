"""*Students Leaving* on both databases: the numbers first, then what an imported caseload does, and *Undo* of it."""

from datetime import date, time, timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from models.enums import DayKind, State
from models.errors import NotFound, RuleViolation
from models.office import AideLine, DepartureNumbers, StudentLeaves, StudentLeft, WantedDay
from models.services import calendar_changes, departures, student_leaving, student_returning
from models.services.importing import import_file
from models.tables import Attendance, AuditRow, CaseloadEntry, Notice, Session
from tests.factories import (
    FIXED_NOW,
    TODAY,
    counted_statements,
    give_student,
    make_ready,
    make_school,
    make_session,
    make_sessions,
    mark,
    post,
    weekdays,
)
from tests.services.covering import cover
from tests.services.hearing import hear
from tests.services.together import together

TOMORROW = TODAY + timedelta(1)


def preview(database, actor, student, last=TODAY):
    return database.read(lambda db: student_leaving.preview(db, actor, student, last, now=FIXED_NOW))


def leave(database, actor, student, last=TODAY, key="window", agreed=None):
    agreed = agreed or preview(database, actor, student, last).digest
    return database.run(lambda db: student_leaving.leave(db, actor, student, last, agreed, key, now=FIXED_NOW))


def undo(database, actor, made):
    return database.run(lambda db: student_returning.undo(db, actor, made.id, now=FIXED_NOW))


def everything(database):
    """All that *Undo* puts back: sessions, who is in them, and the caseloads; without versions and ids."""

    def read(db):
        sessions = select(Session.id, Session.state, Session.cancel_reason, Session.end_time).order_by(Session.id)
        students = select(Attendance.session_id, Attendance.student_id).order_by(*Attendance.__table__.c[1:3])
        entries = select(CaseloadEntry.id, CaseloadEntry.end_date).order_by(CaseloadEntry.id)
        return [sorted(map(tuple, db.execute(query))) for query in (sessions, students, entries)]

    return database.read(read)


def test_the_preview_has_all_numbers_and_changes_nothing(database, school, student):
    make_sessions(database, school.aide, school.students, recurrence=weekdays(5))
    make_sessions(
        database, school.aide, [student], start=time(14), end=time(14, 30), recurrence=weekdays(3), description="Walk"
    )
    make_session(database, school.aide, school.students, date=TODAY - timedelta(1))
    before = everything(database)
    found = preview(database, school.admin, student)
    assert found.numbers == DepartureNumbers(taken=4, emptied=2)
    assert (found.unposted, found.ending) == ((AideLine("Jo Field", 3),), (("Walk", "Jo Field"),))
    assert preview(database, school.admin, student, date(2026, 11, 20)).ending == ()
    assert everything(database) == before


def test_apply_does_what_the_preview_said_and_undo_takes_all_of_it_back(database, school, student):
    make_sessions(database, school.aide, school.students, recurrence=weekdays(5))
    make_sessions(database, school.aide, [student], start=time(14), end=time(14, 30), recurrence=weekdays(3))
    before = everything(database)
    made = leave(database, school.admin, student)
    assert made.done == "taken out of 4, 2 cancelled, since nobody is left in them"
    states = database.read(lambda db: db.execute(select(Session.state)).scalars().all())
    assert states.count(State.CANCELLED.value) == 2
    end = select(CaseloadEntry.end_date).where(CaseloadEntry.student_id == student)
    assert database.read(lambda db: db.execute(end).scalars().all()) == [TODAY]
    assert leave(database, school.admin, student, agreed="anything") == made
    back = undo(database, school.admin, made)
    assert (back.undone, back.restored, back.kept) == (True, 6, 0)
    assert undo(database, school.admin, made) == back
    assert everything(database) == before


def test_what_changed_since_stays_and_is_counted(database, school, student):
    series = make_sessions(database, school.aide, school.students, recurrence=weekdays(5))
    made = leave(database, school.admin, student)
    mark(database, school.aide, series[1], school.students[1])
    back = undo(database, school.admin, made)
    assert (back.restored, back.kept) == (3, 1)


def test_what_comes_back_fits_the_calendar_of_by_then(database, school, student):
    one = make_session(database, school.aide, [student], date=TOMORROW)
    made = leave(database, school.admin, student)
    snow = WantedDay(TOMORROW, DayKind.NO_SCHOOL, "Snow day")

    def change(db):
        agreed = calendar_changes.preview(db, school.admin, snow, now=FIXED_NOW).digest
        return calendar_changes.change(db, school.admin, snow, agreed, "snow", now=FIXED_NOW)

    database.run(change)
    undo(database, school.admin, made)
    row = database.read(lambda db: db.get_one(Session, one))
    assert (row.state, row.cancel_reason) == ("cancelled", "Snow day")


def test_other_numbers_are_shown_anew_and_nothing_is_done(database, school, student):
    make_session(database, school.aide, school.students, date=TOMORROW)
    agreed = preview(database, school.admin, student).digest
    make_session(database, school.aide, school.students, date=TOMORROW, start=time(14), end=time(15))
    before = everything(database)
    found = leave(database, school.admin, student, agreed=agreed)
    assert isinstance(found, StudentLeaves)
    assert found.numbers.taken == 2
    assert everything(database) == before


def test_what_is_recorded_and_posted_stays_and_substitutes_lose_the_student_too(database, school, student):
    day = TODAY - timedelta(1)
    drafted = make_session(database, school.aide, school.students, date=day)
    mark(database, school.aide, drafted, student)
    posted = make_session(database, school.aide, school.students, date=day, start=time(14), end=time(14, 30))
    post(database, school.aide, [make_ready(database, school.aide, posted)])
    planned = make_session(database, school.aide, school.students, date=TOMORROW)
    cover(database, school.supervisor, planned, school.other_aide)
    found = preview(database, school.admin, student, day - timedelta(1))
    assert found.numbers == DepartureNumbers(taken=1, recorded=1, posted=1)
    made = leave(database, school.admin, student, day - timedelta(1))
    assert isinstance(made, StudentLeft)
    (told,) = database.read(
        lambda db: (
            db.execute(select(Notice.recipient_id).where(Notice.kind.startswith(departures.KIND))).scalars().all()
        )
    )
    assert told == school.aide.staff_id


def test_a_supervisor_ends_the_caseloads_of_their_team_alone(database, school, student):
    database.run(lambda db: give_student(db, school.admin, student))
    shown = preview(database, school.supervisor, student)
    assert shown.elsewhere == 1
    leave(database, school.supervisor, student)
    query = select(CaseloadEntry.staff_id).where(CaseloadEntry.student_id == student, CaseloadEntry.end_date.is_(None))
    assert database.read(lambda db: db.execute(query).scalars().all()) == [school.admin.staff_id]


def test_what_a_substitute_has_to_post_is_counted_for_the_office(database, school, student):
    one = make_session(database, school.aide, school.students)
    cover(database, school.supervisor, one, school.other_aide)
    assert preview(database, school.admin, student).unposted == (AideLine("Kim Vale", 1),)
    assert preview(database, school.supervisor, student).unposted == (AideLine("Kim Vale", 1),)


def test_who_may_not_finds_nothing(database, school, student):
    other = make_school(database, team_id="T0002")
    for actor in (school.aide, other.admin):
        with pytest.raises(NotFound):
            preview(database, actor, student)
    made = leave(database, school.admin, student)
    with pytest.raises(NotFound):
        undo(database, school.supervisor, made)
    with pytest.raises(NotFound):
        database.read(lambda db: student_leaving.find_students(db, school.aide, "", now=FIXED_NOW))


def test_students_are_searched_for_by_every_word(database, school):
    def names(actor, query):
        found = database.read(lambda db: student_leaving.find_students(db, actor, query, now=FIXED_NOW))
        return [pupil.name for pupil in found]

    assert names(school.admin, "gar mi") == ["Mia Garcia"]
    assert len(names(school.admin, "")) == 4
    assert len(names(school.supervisor, "")) == 4
    leave(database, school.admin, school.students[0], TODAY - timedelta(1))
    assert names(school.admin, "mia") == []


def test_a_second_last_day_waits_for_the_first_to_be_undone(database, school, student):
    made = leave(database, school.admin, student)
    again = preview(database, school.admin, student, TOMORROW)
    assert again.stands == made
    assert isinstance(leave(database, school.admin, student, TOMORROW, key="again"), StudentLeaves)
    undo(database, school.admin, made)
    assert leave(database, school.admin, student, TOMORROW, key="third").last_day == TOMORROW


@pytest.mark.parametrize(
    ("last", "field"), [(date(2026, 7, 1), "student"), (date(2029, 1, 8), "last")], ids=["long ago", "far ahead"]
)
def test_a_day_that_cannot_be_is_refused_at_its_field(database, school, student, last, field):
    with pytest.raises(RuleViolation) as caught:
        preview(database, school.admin, student, last)
    assert list(caught.value.problems) == [field]


def test_one_window_delivered_many_times_at_once_does_it_once(database, school, student):
    make_sessions(database, school.aide, school.students, recurrence=weekdays(3))
    agreed = preview(database, school.admin, student).digest
    found = together([partial(leave, database, school.admin, student, agreed=agreed) for _ in range(4)])
    assert len({one.id for one in found}) == 1, found
    undone = together([partial(undo, database, school.admin, found[0])] * 3)
    assert len({one.restored for one in undone}) == 1, undone


def test_each_session_has_its_line_in_the_audit_trail(database, school, student):
    make_sessions(database, school.aide, school.students, recurrence=weekdays(3))
    undo(database, school.admin, leave(database, school.admin, student))
    rows = database.read(lambda db: db.execute(select(AuditRow.event, AuditRow.actor_id).order_by(AuditRow.n)).all())
    made = [event for event, actor in rows if actor == school.admin.staff_id]
    assert made == [*["session.edited"] * 2, "student.leaves", *["session.edited"] * 2, "student.leaving_undone"]


def test_who_has_the_student_from_a_later_day_on_is_named(database, school, student):
    start = TODAY + timedelta(3)

    def joins(db):
        give_student(db, school.other_aide, student)
        mine = (CaseloadEntry.staff_id == school.other_aide.staff_id, CaseloadEntry.student_id == student)
        db.execute(update(CaseloadEntry).where(*mine).values(start_date=start))

    database.run(joins)
    assert preview(database, school.admin, student).later == (("Kim Vale", start),)
    leave(database, school.admin, student)
    again = preview(database, school.admin, student, start)
    assert (again.stands, again.later) == (None, ())


def test_a_file_that_takes_a_last_day_back_says_so_and_its_aide_is_told(database, school, student):
    make_sessions(database, school.aide, school.students, recurrence=weekdays(5))
    made = leave(database, school.admin, student, TODAY - timedelta(1))
    data = b"staff_email,student_id,start_date,end_date\njo@school.example,S001,2026-08-01,\n"

    def again(db):
        return import_file(db, school.tenant_id, "caseload", data, today=TODAY, now=FIXED_NOW)

    (note,) = database.run(again).notes
    assert note.startswith("Last days taken back or moved to a later day: 1. A file puts nobody back into sessions.")
    assert database.run(again).notes == ()
    (told,) = hear(database, school.aide)
    assert (told.initials, told.last_day, told.to_place) == ("M.G.", None, True)
    undo(database, school.admin, made)
    assert hear(database, school.aide) == []


def test_the_number_of_statements_does_not_grow(database):
    def statements(count):
        made = make_school(database, students=2, team_id=f"T{count}")
        make_sessions(database, made.aide, made.students, recurrence=weekdays(count))
        make_sessions(database, made.aide, made.students[:1], start=time(14), end=time(15), recurrence=weekdays(count))
        with counted_statements(database) as seen:
            undo(database, made.admin, leave(database, made.admin, made.students[0]))
        return len(seen)

    assert statements(3) == statements(60)
