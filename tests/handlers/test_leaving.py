"""*People Leaving* through the whole app: scenario 28 of DOMAIN.md section 5."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import insert, select, update

from models.rules.sending import Rate
from models.services import people
from models.services.importing import import_file
from models.tables import AuditRow, Session, Staff
from scheduler.tick import tick
from tests.driver import Person
from tests.factories import TODAY, make_ready, make_school, make_session, make_sessions, mark, post, weekdays
from tests.told import leaks

LAST = date(2026, 12, 18)
RATE = Rate()


@pytest.fixture
def admin(carelog):
    person = Person(carelog.aide.page.url, "UPAT")
    person.open_home()
    return person


def set_last(admin, day=LAST, name="Jo Field"):
    """Opens the window where it is closed, and sets a last day. Gives the errors."""
    if not admin.views:
        admin.office("People Leaving")
    admin.fill("Person", name)
    if day:
        admin.fill("Last day", day.isoformat())
    return admin.submit()


def last_day(carelog):
    query = select(Staff.last_day, Staff.active).where(Staff.id == carelog.school.aide.staff_id)
    return tuple(carelog.db.read(lambda db: db.execute(query).one()))


def test_scenario_28_six_unsigned_days_are_96_units_at_risk(carelog, admin):
    """Six days of 240 minutes that nobody signed: 1,440 minutes, 96 units; seen before the last day."""
    one = carelog.school.students[:1]
    days = [TODAY - timedelta(ahead) for ahead in (9, 8, 7, 6, 5, 2)]
    for day in days:
        make_session(carelog.db, carelog.school.aide, one, date=day, start=time(9), end=time(13))
    make_session(carelog.db, carelog.school.aide, one, date=LAST)
    make_session(carelog.db, carelog.school.aide, one, date=LAST + timedelta(3))
    assert set_last(admin) == {}
    assert last_day(carelog) == (LAST, True)
    window = admin.window
    assert "Jo Field* · Last day Fri, Dec 18, 2026" in window
    assert "6 sessions not posted (24 h, 96 units at risk)." in window
    assert "1 session still to come until then." in window
    assert "1 session planned after it" in window
    home = carelog.aide.open_home()
    assert "Your last day is Fri, Dec 18, 2026." in home
    assert "6 sessions to post." in home
    boss = Person(carelog.aide.page.url, "USAM")
    boss.open_home()
    boss.press("People Leaving")
    assert "96 units at risk" in boss.window
    assert "Set a last day" not in boss.window


def test_what_is_recorded_counts_as_recorded(carelog, admin):
    school = carelog.school
    session_id = make_session(carelog.db, school.aide, school.students[:2], start=time(9), end=time(13))
    mark(carelog.db, school.aide, session_id, school.students[0], start=time(9), end=time(10))
    set_last(admin)
    # The aide had 240 minutes for both: no group is worth more than the time of its aide.
    assert "1 session not posted (4 h, 16 units at risk)." in admin.window
    make_ready(carelog.db, school.aide, session_id)
    post(carelog.db, school.aide, [session_id])
    admin.close()
    admin.office("People Leaving")
    assert "Everything until now is posted." in admin.window


def test_the_person_is_told_once(carelog, admin):
    set_last(admin)
    set_last(admin)
    for _ in range(2):
        tick(carelog.deps, RATE)
    told = [text for text in carelog.aide.messages if "last day" in text]
    assert told == ["Your last day in Carelog is Fri, Dec 18, 2026."]
    events = carelog.db.read(lambda db: db.execute(select(AuditRow.details).where(AuditRow.event == "staff.last_day")))
    assert [row[0] for row in events] == [{"last_day": [None, "2026-12-18"]}]


def test_a_last_day_is_taken_back(carelog, admin):
    set_last(admin)
    admin.close()
    assert set_last(admin, day=None) == {}
    assert last_day(carelog) == (None, True)
    assert "Nobody has a last day" in admin.window
    assert "last day" not in carelog.aide.open_home()
    tick(carelog.deps, RATE)
    assert not [text for text in carelog.aide.messages if "last day" in text], "Nobody had heard of it."


def test_who_heard_of_a_last_day_hears_that_it_was_taken_back(carelog, admin):
    for day in (LAST, None, LAST):
        set_last(admin, day=day)
        admin.close()
        tick(carelog.deps, RATE)
    told = [text for text in carelog.aide.messages if "last day" in text]
    assert told == [
        "Your last day in Carelog is Fri, Dec 18, 2026.",
        "Fri, Dec 18, 2026 is not your last day in Carelog any more. Your account goes on.",
        "Your last day in Carelog is Fri, Dec 18, 2026.",
    ]


def test_a_day_that_is_over_is_refused_at_its_field(carelog, admin):
    assert "is over" in set_last(admin, TODAY - timedelta(1))["Last day"]
    assert last_day(carelog) == (None, True)


def test_the_last_administrator_stays(carelog, admin):
    assert "is the only administrator then" in set_last(admin, name="Pat Quill")["Person"]
    promote = update(Staff).where(Staff.id == carelog.school.supervisor.staff_id).values(role="admin")
    carelog.db.run(lambda db: db.execute(promote))
    assert set_last(admin, name="Pat Quill") == {}
    assert "is the only administrator then" in set_last(admin, name="Sam Rowe")["Person"]
    assert set_last(admin, LAST + timedelta(1), name="Sam Rowe")["Person"]


def test_after_the_last_day_nobody_signs_and_the_rest_is_cancelled(carelog, admin):
    """The account is off; what was planned later is cancelled; what was not signed stays and is not billable."""
    school = carelog.school
    make_sessions(carelog.db, school.aide, school.students[:1], recurrence=weekdays(3))
    set_last(admin, TODAY + timedelta(1))
    tick(carelog.deps, RATE)
    carelog.clocks.now += timedelta(days=1)
    tick(carelog.deps, RATE)
    assert last_day(carelog) == (TODAY + timedelta(1), True)
    carelog.clocks.now += timedelta(hours=12)
    assert tick(carelog.deps, RATE)["left"] == 1
    assert tick(carelog.deps, RATE)["left"] == 0
    assert last_day(carelog) == (TODAY + timedelta(1), False)
    rows = carelog.db.read(
        lambda db: db.execute(select(Session.local_date, Session.state, Session.cancel_reason).order_by(Session.id))
    )
    assert [tuple(row) for row in rows] == [
        (TODAY, "scheduled", ""),
        (TODAY + timedelta(1), "scheduled", ""),
        (TODAY + timedelta(2), "cancelled", "The aide left"),
    ]
    assert "switched off" in carelog.aide.open_home()
    assert carelog.db.read(lambda db: people.actor_of(db, school.aide.staff_id)) is None
    admin.close()
    admin.open_home()
    admin.office("People Leaving")
    assert "2 sessions not posted" in admin.window
    assert "nobody can sign them any more" in admin.window


def test_an_aide_is_not_offered_it_and_another_district_stays_out(carelog, admin):
    make_school(carelog.db, team_id="T0002")
    assert "People Leaving" not in carelog.aide.open_home()
    set_last(admin)
    assert admin.window.count("Last day Fri, Dec 18, 2026") == 1


def test_a_student_who_joins_is_told_in_the_next_message_and_never_by_name(carelog):
    school = carelog.school
    make_sessions(carelog.db, school.aide, school.students, recurrence=weekdays(5))
    data = f"staff_email,student_id,start_date,end_date\njo@school.example,S004,{TODAY},\n".encode()
    today, now = carelog.clocks.now.date(), carelog.clocks.now
    carelog.db.run(lambda db: import_file(db, school.tenant_id, "caseload", data, today=today, now=now))
    for _ in range(2):
        tick(carelog.deps, RATE)
    assert carelog.aide.messages.count("New on your caseload: look at your sessions.") == 1
    assert leaks(carelog.db) == []


def staff_file(carelog, line):
    data = f"email,name,campus,active\n{line}\n".encode()
    today, now = carelog.clocks.now.date(), carelog.clocks.now
    tenant = carelog.school.tenant_id
    report = carelog.db.run(lambda db: import_file(db, tenant, "staff", data, today=today, now=now))
    assert report.problems == ()


def test_who_comes_back_is_not_switched_off_again(carelog):
    """A last day that is over goes when a file of the staff switches the account on again."""
    gone = {"active": False, "last_day": TODAY - timedelta(30)}
    aide = Staff.id == carelog.school.aide.staff_id
    carelog.db.run(lambda db: db.execute(update(Staff).where(aide).values(gone)))
    staff_file(carelog, "jo@school.example,Jo Field,Willow Creek School,yes")
    assert tick(carelog.deps, RATE)["left"] == 0
    assert last_day(carelog) == (None, True)


def test_who_is_switched_off_by_a_file_leaves_today(carelog, admin):
    """What was not signed stands in the list, and what was planned is cancelled, as for everybody who leaves."""
    school = carelog.school
    make_sessions(carelog.db, school.aide, school.students[:1], recurrence=weekdays(3))
    staff_file(carelog, "jo@school.example,Jo Field,Willow Creek School,no")
    assert last_day(carelog) == (TODAY, False)
    carelog.clocks.now += timedelta(days=1)
    assert tick(carelog.deps, RATE)["left"] == 1
    assert tick(carelog.deps, RATE)["left"] == 0
    states = carelog.db.read(lambda db: db.execute(select(Session.state).order_by(Session.id)).scalars().all())
    assert states == ["scheduled", "cancelled", "cancelled"]
    admin.office("People Leaving")
    assert "Jo Field* · Left on Wed, Nov 18, 2026" in admin.window
    assert "1 session not posted" in admin.window


def test_who_leaves_first_stands_first_and_nobody_is_left_out_unsaid(carelog, admin):
    """At the end of a school year there are more than one window lists."""
    school = carelog.school
    like = {"tenant_id": school.tenant_id, "campus_id": school.campus_id, "role": "aide", "title": "", "active": True}
    people = [
        {
            **like,
            "email": f"a{number}@school.example",
            "name": f"Aide {number:02}",
            "last_day": LAST - timedelta(number),
        }
        for number in range(32)
    ]
    carelog.db.run(lambda db: db.execute(insert(Staff), [{**one, "needs_oversight": False} for one in people]))
    admin.office("People Leaving")
    assert admin.window.index("Aide 31") < admin.window.index("Aide 02")
    assert "Aide 01*" not in admin.window
    assert "And 2 people more, who leave later or left before." in admin.window
