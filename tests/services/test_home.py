"""App Home: what needs the person first, today, and a week; never more statements with more sessions."""

from datetime import date, time, timedelta

from sqlalchemy import update

from models.enums import Role, State
from models.services import home
from models.tables import Session, Staff
from tests.factories import (
    BREAK,
    FIXED_NOW,
    TODAY,
    counted_statements,
    enrol,
    make_ready,
    make_school,
    make_session,
    make_sessions,
    mark,
    post,
    weekdays,
)


def page(database, actor, *, now=FIXED_NOW, week=None):
    return database.read(lambda db: home.home(db, actor, now=now, week=week))


def test_an_empty_home(database):
    school = make_school(database)
    found = page(database, school.aide)
    assert (found.unposted, found.today_lines, found.week_lines, found.team, found.setup) == ((), (), (), (), ())
    assert (found.today, found.week_start, found.welcome) == (TODAY, date(2026, 11, 16), True)
    assert (found.has_sessions, found.caseload_size, found.unposted_total) == (False, 3, 0)


def test_unposted_sessions_stand_first_and_oldest_first(database):
    school = make_school(database)
    today = make_session(database, school.aide, school.students)
    older = make_session(database, school.aide, school.students, date=date(2026, 11, 10))
    tomorrow = make_session(database, school.aide, school.students, date=TODAY + timedelta(1))
    later = make_session(database, school.aide, school.students, start=time(15, 30), end=time(16))
    done = make_session(database, school.aide, school.students, date=date(2026, 11, 17))
    post(database, school.aide, [make_ready(database, school.aide, done)])
    make_ready(database, school.aide, today)
    found = page(database, school.aide)
    assert [(line.id, line.state, line.days_left, line.ready) for line in found.unposted] == [
        (older, State.DUE, -1, False),
        (today, State.DRAFT, 7, True),
    ]
    assert (found.unposted_total, found.ready_total, found.has_sessions) == (2, 1, True)
    assert [line.id for line in found.today_lines] == [today, later]
    assert [line.id for line in found.week_lines] == [done, today, later, tomorrow]
    assert found.today_lines[1].state is State.SCHEDULED
    assert found.week_lines[0].signed_by == "Jo Field"
    assert found.week_lines[0].days_left is None
    assert [pupil.initials for pupil in found.today_lines[0].students] == ["M.G.", "N.G.", "A.L."]


def test_other_weeks_are_one_tap_away(database):
    school = make_school(database)
    make_sessions(database, school.aide, school.students, recurrence=weekdays(10))
    found = page(database, school.aide, week=date(2026, 11, 24))
    assert found.week_start == date(2026, 11, 23)
    assert [line.date for line in found.week_lines] == [date(2026, 11, 23), date(2026, 11, 24)]
    assert not {line.date for line in found.week_lines} & set(BREAK)
    assert [line.date for line in found.today_lines] == [TODAY]
    assert page(database, school.aide, week=date(2026, 10, 1)).week_lines == ()


def test_totals_count_what_the_list_leaves_out(database):
    school = make_school(database)
    first = date(2026, 10, 26)
    ids = make_sessions(database, school.aide, school.students, date=first, recurrence=weekdays(15, first))
    for session_id in ids[10:13]:
        make_ready(database, school.aide, session_id)
    mark(database, school.aide, ids[0], school.students[0])
    found = page(database, school.aide)
    assert (len(found.unposted), found.unposted_total, found.ready_total) == (10, 15, 3)


def test_the_local_day_counts_not_the_day_in_utc(database):
    school = make_school(database)
    make_session(database, school.aide, school.students)
    evening = FIXED_NOW + timedelta(hours=8, minutes=59)  # 11:59 PM at the school, the next day in UTC.
    assert page(database, school.aide, now=evening).today == TODAY
    assert page(database, school.aide, now=evening + timedelta(minutes=1)).today_lines == ()


def test_statements_do_not_grow_with_sessions(database):
    school = make_school(database)
    counts = []
    for number in (0, 1, 120):
        if number:
            first = TODAY - timedelta(weeks=number // 14)
            make_sessions(database, school.aide, school.students, date=first, recurrence=weekdays(number, first))
        with counted_statements(database) as seen:
            page(database, school.aide)
        counts.append(len([one for one in seen if one.lstrip().upper().startswith("SELECT")]))
    assert len(set(counts)) == 1
    assert counts[0] < 12


def test_cancelled_sessions_are_shown_and_need_nothing(database):
    school = make_school(database)
    session_id = make_session(database, school.aide, school.students)
    values = {"state": "cancelled", "cancel_reason": "Field trip"}
    database.run(lambda db: db.execute(update(Session).where(Session.id == session_id).values(values)))
    found = page(database, school.aide)
    assert (found.unposted_total, found.today_lines[0].cancel_reason) == (0, "Field trip")


def test_a_supervisor_sees_the_team_oldest_first(database):
    school = make_school(database)
    make_session(database, school.other_aide, school.other_students, date=date(2026, 11, 16))
    make_session(database, school.aide, school.students)
    found = page(database, school.supervisor)
    assert [(line.name, line.unposted, line.oldest_days) for line in found.team] == [
        ("Kim Vale", 1, 2),
        ("Jo Field", 1, 0),
    ]
    database.run(
        lambda db: db.execute(update(Staff).where(Staff.id == school.other_aide.staff_id).values(active=False))
    )
    assert [line.name for line in page(database, school.supervisor).team] == ["Jo Field"]


def test_an_administrator_sees_what_is_not_set_up(database):
    school = make_school(database)
    assert school.admin.role is Role.ADMIN

    def steps():
        return [(step.text, step.done) for step in page(database, school.admin).setup]

    assert [done for _, done in steps()] == [True, True, True, False]
    assert steps()[3][0] == "2 aides have no passphrase yet: press Office, then Enrolment code"
    enrol(database, school, school.aide)
    assert steps()[3][0] == "1 aide has no passphrase yet: press Office, then Enrolment code"
    enrol(database, school, school.other_aide)
    assert steps()[3] == ("Every aide has a signing passphrase", True)
