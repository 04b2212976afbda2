"""*Change a School Day* through the whole app: scenarios 26 and 27 of DOMAIN.md section 5, with Undo."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import insert, select

from models.enums import DayKind, State
from models.office import WantedDay
from models.rules.sending import Rate
from models.services import calendar_changes, capture
from models.tables import AuditRow, CalendarChange, CalendarDay, CalendarFit, Campus, Session
from scheduler.tick import tick
from tests.driver import Person
from tests.factories import TODAY, counted_statements, make_ready, make_session, make_sessions, post
from tests.handlers.running import sheet_of
from tests.scenarios.values import care, worth

SNOW = date(2026, 11, 30)
NEXT = "See what changes"


@pytest.fixture
def admin(carelog):
    person = Person(carelog.aide.page.url, "UPAT")
    person.open_home()
    return person


def fill(admin, kind, day=SNOW, **fields):
    """Opens the window, fills it in and goes on to the numbers. Gives the errors."""
    if admin.title == "Change a School Day":
        admin.close()
    admin.office("Change a School Day")
    admin.fill("Day", day.isoformat())
    admin.choose(kind)
    for label, value in fields.items():
        admin.fill({"at": "School ends at", "name": "Name", "campus": "Campus"}[label], value)
    return admin.submit()


def sessions(carelog):
    query = select(Session.id, Session.state, Session.end_time, Session.cancel_reason).order_by(Session.id)
    return [tuple(row) for row in carelog.db.read(lambda db: db.execute(query).all())]


def days(carelog, on=SNOW):
    query = select(CalendarDay.kind, CalendarDay.name, CalendarDay.time).where(CalendarDay.date == on)
    return [tuple(row) for row in carelog.db.read(lambda db: db.execute(query).all())]


def test_scenario_26_a_snow_day(carelog, admin):
    """Unposted sessions are cancelled with the reason; the posted one is listed and stays; the recorded one, too."""
    school = carelog.school
    due = make_session(carelog.db, school.aide, school.students)
    draft = make_session(carelog.db, school.aide, school.students, start=time(8), end=time(8, 30))
    capture_one(carelog, draft)
    posted = make_session(carelog.db, school.other_aide, school.other_students)
    post(carelog.db, school.other_aide, [make_ready(carelog.db, school.other_aide, posted)])
    elsewhere = make_session(carelog.db, school.aide, school.students, date=TODAY + timedelta(1))
    assert fill(admin, "No school", TODAY, name="Snow day") == {}
    window = admin.window
    assert "This cancels 1 session, leaves 1 posted, leaves 1 with something recorded for 1 aide." in window
    assert "Signed: not changed (1)" in window
    assert "Kim Vale · 9:00 AM–2:00 PM" in window
    assert "Recorded: please look (1)" in window
    assert "Jo Field · 8:00–8:30 AM" in window
    assert [state for _, state, *_ in sessions(carelog)] == ["scheduled", "draft", "posted", "scheduled"]
    assert admin.submit() == {}
    assert "Done: cancelled 1 session, left 1 posted, left 1 with something recorded." in admin.window
    assert {key: (state, why) for key, state, _, why in sessions(carelog)} == {
        due: ("cancelled", "Snow day"),
        draft: ("draft", ""),
        posted: ("posted", ""),
        elsewhere: ("scheduled", ""),
    }
    assert days(carelog, TODAY) == [("no_school", "Snow day", None)]
    assert "Cancelled: Snow day" in carelog.aide.open_home()
    events = carelog.db.read(lambda db: db.execute(select(AuditRow.event, AuditRow.actor_id)).all())
    assert ("calendar.changed", school.admin.staff_id) in events
    assert ("session.cancelled", school.admin.staff_id) in events


def capture_one(carelog, session_id):
    done = capture.CaptureChanges(activities_added=frozenset({"TOILET"}))
    carelog.db.run(lambda db: capture.record(db, carelog.school.aide, session_id, done, now=carelog.clocks.now))


def test_scenario_27_an_early_release_is_confirmed_by_the_aide(carelog, admin):
    """One action makes 9:00 to 2:00 end at 12:30; the aide's attendance confirms it: 210 minutes, 14 units."""
    school = carelog.school
    session_id = make_session(carelog.db, school.aide, school.students[:1])
    assert fill(admin, "Early release", TODAY, at="12:30", name="Storm") == {}
    assert "This changes the end of 1 session for 1 aide." in admin.window
    assert "Each aide confirms the real times" in admin.window
    assert admin.submit() == {}
    home = carelog.aide.open_home()
    assert "9:00 AM–12:30 PM" in home
    assert "Early release at 12:30 PM" in home
    make_ready(carelog.db, school.aide, session_id)
    (record,) = sheet_of(carelog, session_id).records
    assert record.net == 210
    post(carelog.db, school.aide, [session_id])
    assert sheet_of(carelog, session_id).state is State.POSTED
    assert worth(care("9:00", f"{sheet_of(carelog, session_id).end:%H:%M}"), day=TODAY) == [(210, 14)]


def test_undo_puts_everything_back(carelog, admin):
    school = carelog.school
    make_sessions(carelog.db, school.aide, school.students, date=SNOW)
    make_sessions(carelog.db, school.other_aide, school.other_students, date=SNOW, start=time(12), end=time(15))
    before = sessions(carelog)
    fill(admin, "No school", name="Snow day")
    admin.submit()
    assert {state for _, state, *_ in sessions(carelog)} == {"cancelled"}
    admin.press("Undo")
    assert admin.title == "Undone"
    assert "brought back 2" in admin.window
    assert sessions(carelog) == before
    assert days(carelog) == []
    assert carelog.db.read(lambda db: db.execute(select(CalendarFit)).all()) == []
    assert carelog.db.read(lambda db: db.execute(select(CalendarChange.undone_at)).scalar_one()) is not None


def test_a_day_is_taken_back_weeks_later_and_changed_in_steps(carelog, admin):
    """No school, then only an early release, then school as usual: each step starts from what was planned."""
    make_sessions(carelog.db, carelog.school.aide, carelog.school.students, date=SNOW)
    before = sessions(carelog)
    fill(admin, "No school")
    admin.submit()
    fill(admin, "Early release", at="12:30")
    assert "This brings back 1" in admin.window
    assert "Until now: No school" in admin.window
    admin.submit()
    assert [(state, end) for _, state, end, _ in sessions(carelog)] == [("scheduled", time(12, 30))]
    fill(admin, "School as usual")
    assert "This changes the end of 1" in admin.window
    admin.submit()
    assert sessions(carelog) == before
    assert days(carelog) == []


def test_what_an_aide_did_since_is_left_alone(carelog, admin):
    one, two = (
        make_session(carelog.db, carelog.school.aide, carelog.school.students, date=TODAY, start=time(at), end=time(14))
        for at in (8, 11)
    )
    fill(admin, "Early release", TODAY, at="12:30")
    admin.submit()
    capture_one(carelog, one)
    admin.press("Undo")
    assert "changed the end of 1 session, left 1 with something recorded" in admin.window
    assert {key: end for key, _, end, _ in sessions(carelog)} == {one: time(12, 30), two: time(14)}


def test_numbers_that_moved_are_shown_again(carelog, admin):
    fill(admin, "No school")
    assert "This changes no session." in admin.window
    make_sessions(carelog.db, carelog.school.aide, carelog.school.students, date=SNOW)
    admin.submit()
    assert "Something changed meanwhile" in admin.window
    assert "This cancels 1" in admin.window
    assert days(carelog) == []
    admin.submit()
    assert [state for _, state, *_ in sessions(carelog)] == ["cancelled"]


def test_a_day_that_was_changed_again_cannot_be_undone(carelog, admin):
    fill(admin, "No school")
    admin.submit()
    again = {
        "tenant_id": carelog.school.tenant_id,
        "date": SNOW,
        "kind": "early_release",
        "name": "x",
        "time": time(12),
    }
    carelog.db.run(lambda db: db.execute(insert(CalendarDay).values(again)))
    admin.press("Undo")
    assert "This day was changed again since" in admin.window
    assert ("no_school", "No school", None) in days(carelog)


def test_bad_values_are_said_at_their_fields(carelog, admin):
    assert fill(admin, "Early release") == {"School ends at": "Choose when school ends."}
    assert "Remove the time" in fill(admin, "No school", at="12:30")["School ends at"]
    assert "this school year" in fill(admin, "No school", date(2030, 1, 7))["Day"]
    assert fill(admin, "School as usual") == {
        "What is it?": "This is a school day already, so there is nothing to take back."
    }
    admin.close()
    admin.office("Change a School Day")
    assert set(admin.submit()) == {"What is it?"}


def test_one_campus_and_all(carelog, admin):
    """A day of one campus leaves the others alone, and says where a day has to be taken back."""
    values = {
        "tenant_id": carelog.school.tenant_id,
        "name": "Cottonwood Middle",
        "time_zone": "America/Denver",
        "reminder_time": time(15, 30),
        "digest_time": time(7),
    }
    carelog.db.run(lambda db: db.execute(insert(Campus).values(values)))
    make_sessions(carelog.db, carelog.school.aide, carelog.school.students, date=SNOW)
    fill(admin, "No school", campus="Cottonwood Middle")
    assert "This changes no session." in admin.window
    admin.submit()
    assert [state for _, state, *_ in sessions(carelog)] == ["scheduled"]
    assert "Choose that campus" in fill(admin, "School as usual")["Campus"]
    fill(admin, "No school")
    assert "This cancels 1" in admin.window
    admin.submit()
    assert (
        "No campus has school" in fill(admin, "Early release", at="12:30", campus="Willow Creek School")["What is it?"]
    )


def test_only_an_administrator_is_offered_it(carelog):
    assert "Change a School Day" not in carelog.aide.open_home()


def test_the_reminder_of_today_is_kept_true(carelog, admin):
    make_session(carelog.db, carelog.school.aide, carelog.school.students)
    carelog.clocks.now += timedelta(minutes=40)
    tick(carelog.deps, Rate())
    assert "1 session" in carelog.aide.messages[-1]
    fill(admin, "No school", TODAY, name="Gas leak")
    admin.submit()
    carelog.aide.wait_for(lambda state: "cancelled" in str(state["messages"][-1]))


def test_the_number_of_statements_does_not_grow(carelog):
    """A whole school's day is cancelled, and brought back, in as many statements as one session."""
    school, now = carelog.school, carelog.clocks.now

    def change(day):
        wanted = WantedDay(day, DayKind.NO_SCHOOL)
        agreed = carelog.db.read(lambda db: calendar_changes.preview(db, school.admin, wanted, now=now)).digest
        with counted_statements(carelog.db) as seen:
            done = carelog.db.run(
                lambda db: calendar_changes.change(db, school.admin, wanted, agreed, f"key-{day}", now=now)
            )
            carelog.db.run(lambda db: calendar_changes.undo(db, school.admin, done.id, now=now))
        return len(seen)

    make_sessions(carelog.db, school.aide, school.students, date=SNOW)
    for hour in range(7, 19):
        at = {"date": SNOW + timedelta(1), "start": time(hour), "end": time(hour, 30)}
        make_sessions(carelog.db, school.aide, school.students, **at)
        make_sessions(carelog.db, school.other_aide, school.other_students, **at)
    assert change(SNOW) == change(SNOW + timedelta(1))
    assert [state for _, state, *_ in sessions(carelog)] == ["scheduled"] * 25
