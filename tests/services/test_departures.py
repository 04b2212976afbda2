"""The end of a caseload entry, from a file: scenario 30 of DOMAIN.md section 5 through the database."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

from bot.views.coming_and_going import departed_message
from models.enums import State
from models.services import departures
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

HEAD = "staff_email,student_id,start_date,end_date\n"
LAST = date(2026, 11, 18)


@pytest.fixture
def school(database):
    return make_school(database, students=4)


def leave(database, school, number="S004", last=LAST, email="jo@school.example"):
    data = f"{HEAD}{email},{number},2026-08-01,{last}\n".encode()
    return database.run(lambda db: import_file(db, school.tenant_id, "caseload", data, today=TODAY, now=FIXED_NOW))


def groups(database):
    """(date, state, students) of every session."""
    rows = database.read(
        lambda db: db.execute(
            select(Session.id, Session.local_date, Session.state, Attendance.student_id)
            .join(Attendance, Attendance.session_id == Session.id)
            .order_by(Session.id, Attendance.student_id)
        ).all()
    )
    found = {}
    for key, day, state, student in rows:
        found.setdefault((key, day, state), []).append(student)
    return [(day, state, len(students)) for (_, day, state), students in found.items()]


def test_scenario_30_the_group_goes_on_without_the_student(database, school):
    make_sessions(database, school.aide, school.students, recurrence=weekdays(4))
    report = leave(database, school)
    assert (report.ended, report.notes) == (1, ("Sessions after a student's last day: taken out of 3.",))
    assert groups(database) == [
        (date(2026, 11, 18), "scheduled", 4),
        (date(2026, 11, 19), "scheduled", 3),
        (date(2026, 11, 20), "scheduled", 3),
        (date(2026, 11, 23), "scheduled", 3),
    ]
    again = leave(database, school)
    assert (again.unchanged, again.notes) == (1, ())


def test_the_only_student_leaves_a_cancelled_session(database, school):
    make_session(database, school.aide, school.students[3:], date=date(2026, 11, 19))
    leave(database, school)
    session = database.read(lambda db: db.execute(select(Session)).scalar_one())
    assert (session.state, session.cancel_reason, session.version) == ("cancelled", "The student left", 2)


def test_what_is_recorded_or_posted_stays(database, school):
    day = date(2026, 11, 17)
    drafted = make_session(database, school.aide, school.students, date=day)
    mark(database, school.aide, drafted, school.students[0])
    posted = make_session(database, school.aide, school.students, date=day, start=time(14), end=time(14, 30))
    post(database, school.aide, [make_ready(database, school.aide, posted)])
    report = leave(database, school, last=date(2026, 11, 16))
    assert report.notes == ("Sessions after a student's last day: 1 with something recorded stay, 1 posted stay.",)
    assert groups(database) == [(day, "draft", 4), (day, "posted", 4)]


def test_another_aides_sessions_and_a_second_period_stay(database, school):
    make_sessions(database, school.aide, school.students, recurrence=weekdays(4))
    back = {
        "tenant_id": school.tenant_id,
        "staff_id": school.aide.staff_id,
        "student_id": school.students[3],
        "start_date": date(2026, 11, 20),
    }
    database.run(lambda db: db.execute(CaseloadEntry.__table__.insert().values(back)))
    leave(database, school, last=date(2026, 11, 18))
    assert [number for *_, number in groups(database)] == [4, 3, 4, 4]


def test_a_covered_session_goes_on_without_them_too(database, school):
    """The substitute sees the student through the aide's caseload only; who has the student themself keeps them."""
    tomorrow = TODAY + timedelta(1)
    one, two = (make_session(database, school.aide, school.students, date=tomorrow, start=time(at)) for at in (9, 10))
    covering = cover(database, school.supervisor, one, school.other_aide).covering_id
    kept = cover(database, school.supervisor, two, school.supervisor, key="second").covering_id
    database.run(lambda db: give_student(db, school.supervisor, school.students[3]))
    leave(database, school)
    left = sizes(database)
    assert (left[covering], left[kept]) == (3, 4)
    (recipient,) = database.read(
        lambda db: db.execute(select(Notice.recipient_id).where(Notice.kind.startswith("caseload."))).scalars().all()
    )
    assert recipient == school.aide.staff_id


def sizes(database):
    """How many students each session has."""
    count = select(Attendance.session_id, func.count()).group_by(Attendance.session_id)
    return dict(database.read(lambda db: db.execute(count).all()))


def covered_twice(database, school, day=TODAY + timedelta(1)):
    """The aide's session, covered by the other aide and then by the supervisor. Gives the last one's."""
    one = make_session(database, school.aide, school.students, date=day)
    two = cover(database, school.supervisor, one, school.other_aide, key=f"first {day}").covering_id
    return cover(database, school.supervisor, two, school.supervisor, key=f"again {day}").covering_id


def test_a_cover_of_a_cover_goes_on_without_them_too(database, school):
    last = covered_twice(database, school)
    earlier = covered_twice(database, school, TODAY)
    leave(database, school)
    assert (sizes(database)[last], sizes(database)[earlier]) == (3, 4)
    recipients = select(Notice.recipient_id).where(Notice.kind.startswith("caseload."))
    assert database.read(lambda db: db.execute(recipients).scalars().all()) == [school.aide.staff_id]


def test_who_has_the_student_in_between_keeps_them_for_the_last_one(database, school):
    last = covered_twice(database, school)
    database.run(lambda db: give_student(db, school.other_aide, school.students[3]))
    leave(database, school)
    assert sizes(database)[last] == 4
    leave(database, school, email="kim@school.example")
    assert sizes(database)[last] == 3


def test_two_students_of_one_group_leave_at_once(database, school):
    make_session(database, school.aide, school.students[2:], date=date(2026, 11, 19))
    rows = "".join(f"jo@school.example,{number},2026-08-01,{LAST}\n" for number in ("S003", "S004"))
    data = (HEAD + rows).encode()
    report = database.run(lambda db: import_file(db, school.tenant_id, "caseload", data, today=TODAY, now=FIXED_NOW))
    assert "1 cancelled" in report.notes[-1]
    state = database.read(lambda db: db.execute(select(Session.state)).scalar_one())
    assert state == State.CANCELLED


def test_the_aide_is_told_once_with_initials_only(database, school):
    make_sessions(database, school.aide, school.students, recurrence=weekdays(4))
    leave(database, school)
    leave(database, school)
    (kind,) = database.read(lambda db: db.execute(select(Notice.kind)).scalars().all())
    told = database.read(lambda db: departures.told(db, school.aide, kind, now=FIXED_NOW))
    assert (told.initials, told.last_day, told.look) == ("M.G.", LAST, ())
    message = departed_message(told)
    assert "Max" not in str(message)
    assert "Wed, Nov 18, 2026" in str(message["blocks"])
    assert database.read(lambda db: departures.told(db, school.other_aide, kind, now=FIXED_NOW)) is None


def test_each_session_has_its_line_in_the_audit_trail(database, school):
    make_sessions(database, school.aide, school.students, recurrence=weekdays(3))
    leave(database, school)
    rows = database.read(
        lambda db: db.execute(select(AuditRow.details).where(AuditRow.event == "session.edited")).scalars().all()
    )
    key = f"student:{school.students[3]}.removed"
    assert [row["changed"] for row in rows] == [{key: [True, None]}] * 2


def test_the_number_of_statements_does_not_grow(database, school):
    def statements(count):
        made = make_school(database, students=2, team_id=f"T{count}")
        make_sessions(database, made.aide, made.students, recurrence=weekdays(count))
        with counted_statements(database) as seen:
            leave(database, made, number="S002")
        return len(seen)

    assert statements(3) == statements(60)
