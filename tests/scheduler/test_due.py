"""Who is due to hear something, and when: the rules, and the school as it is in the database."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update

from models.rules.due import Hours, digest_window, is_school_day, reminder_window
from models.services.due import at_work, due
from models.services.reminders import later, nudge
from models.tables import CalendarDay, Campus, Leave, Session, Staff
from tests.factories import TODAY, ZONE, counted_statements, make_school, make_session, make_sessions, post

AT_REMINDER = datetime(2026, 11, 18, 21, 30, tzinfo=UTC)
"""3:30 PM at the school."""
AT_DIGEST = datetime(2026, 11, 19, 13, 0, tzinfo=UTC)
"""7 AM at the school, the morning after."""


def local(day, hour, minute=0, zone=ZONE):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def window(day=TODAY, **hours):
    given = {"zone": ZONE, "reminder_time": time(15, 30), "digest_time": time(7), **hours}
    return tuple(f"{at.astimezone(ZoneInfo(given['zone'])):%H:%M}" for at in reminder_window(Hours(**given), day))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 18), True),
        (date(2026, 11, 21), False),  # Saturday
        (date(2026, 11, 22), False),  # Sunday
        (date(2026, 11, 26), False),  # no school
        (date(2026, 8, 11), False),  # the day before the first
        (date(2026, 8, 12), True),
        (date(2027, 5, 27), True),
        (date(2027, 5, 28), False),  # the day after the last
    ],
)
def test_school_days(day, expected):
    assert is_school_day(day, {date(2026, 11, 26)}, date(2026, 8, 12), date(2027, 5, 27)) is expected


def test_a_calendar_without_bounds_leaves_every_weekday():
    assert is_school_day(date(2026, 7, 1), ())
    assert not is_school_day(date(2026, 7, 4), ())


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ({}, ("15:30", "19:00")),
        ({"contract_start": time(7), "contract_end": time(16)}, ("15:30", "16:00")),
        ({"contract_start": time(7), "contract_end": time(14)}, ("13:45", "14:00")),
        ({"contract_start": time(7), "contract_end": time(15, 30)}, ("15:15", "15:30")),
        ({"contract_start": time(7), "contract_end": time(15, 40)}, ("15:30", "15:40")),
        ({"reminder_time": time(18, 50)}, ("18:50", "19:00")),
        ({"contract_start": time(16), "contract_end": time(20)}, ("18:45", "19:00")),
        ({"contract_start": time(16), "contract_end": time(18)}, ("17:45", "18:00")),
        ({"reminder_time": time(20)}, ("18:45", "19:00")),
        ({"zone": "America/Denver"}, ("15:30", "19:00")),
    ],
)
def test_the_reminder_stays_in_the_contract_hours_and_before_seven(hours, expected):
    assert window(**hours) == expected


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ({}, (7, 12)),
        ({"contract_start": time(8)}, (8, 12)),
        ({"contract_start": time(6)}, (7, 12)),
    ],
)
def test_the_digest_comes_in_the_morning(hours, expected):
    given = Hours(ZONE, time(15, 30), time(7), **hours)
    assert digest_window(given, TODAY) == tuple(local(TODAY, hour) for hour in expected)


@pytest.mark.parametrize(
    ("friday", "monday", "shift"),
    [
        (date(2026, 10, 30), date(2026, 11, 2), 1),  # the clocks go back on November 1
        (date(2027, 3, 12), date(2027, 3, 15), -1),  # and forward on March 14
    ],
)
def test_clock_changes_move_the_instant_and_not_the_local_time(friday, monday, shift):
    hours = Hours(ZONE, time(15, 30), time(7))
    for find in (reminder_window, digest_window):
        before, after = find(hours, friday), find(hours, monday)
        assert after[0] - before[0] == timedelta(days=3, hours=shift)
        assert after[1] - after[0] == before[1] - before[0]


def kinds(database, now):
    return [(one.kind, one.recipient_id) for one in database.read(lambda db: due(db, now=now))]


@pytest.fixture
def school(database):
    """One aide with something unposted, which a supervisor hears of."""
    made = make_school(database)
    make_session(database, made.aide, made.students)
    return made


def change(database, staff_id, **values):
    database.run(lambda db: db.execute(update(Staff).where(Staff.id == staff_id).values(**values)))


def add_day(database, school, day, kind="no_school", campus_id=None):
    row = {"tenant_id": school.tenant_id, "date": day, "kind": kind, "name": "A day", "campus_id": campus_id}
    database.run(lambda db: db.execute(insert(CalendarDay).values(**row)))


def add_leave(database, school, start, end):
    row = {"tenant_id": school.tenant_id, "staff_id": school.aide.staff_id, "start_date": start, "end_date": end}
    database.run(lambda db: db.execute(insert(Leave).values(**row)))


def test_a_school_day_from_the_first_to_the_last_moment(database, school):
    aide = ("reminder", school.aide.staff_id)
    assert kinds(database, AT_REMINDER) == [aide]
    assert kinds(database, AT_REMINDER - timedelta(microseconds=1)) == []
    assert kinds(database, local(TODAY, 19) - timedelta(microseconds=1)) == [aide]
    assert kinds(database, local(TODAY, 19)) == []


def test_the_plan_names_the_school_s_own_date_and_window(database, school):
    (found,) = database.read(lambda db: due(db, now=AT_REMINDER))
    assert (found.tenant_id, found.local_date) == (school.tenant_id, TODAY)
    assert (found.not_before, found.expires_at) == (AT_REMINDER, local(TODAY, 19))


def test_the_supervisor_hears_in_the_morning_and_only_when_something_is_left(database, school):
    assert kinds(database, AT_DIGEST) == [("digest", school.supervisor.staff_id)]
    database.run(lambda db: db.execute(update(Session).values(state="cancelled", cancel_reason="Field trip")))
    assert kinds(database, AT_DIGEST) == []


def test_a_supervisor_of_an_aide_who_left_hears_nothing(database, school):
    change(database, school.aide.staff_id, active=False)
    assert kinds(database, AT_DIGEST) == []


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2026, 11, 22), date(2026, 11, 26), date(2027, 6, 2)])
def test_nothing_on_days_without_school(database, school, day):
    assert kinds(database, local(day, 15, 30)) == []
    assert kinds(database, local(day, 7)) == []
    assert not database.read(lambda db: at_work(db, school.aide.staff_id, now=local(day, 15, 30)))


@pytest.mark.parametrize("day", [date(2026, 11, 2), date(2026, 11, 20), date(2027, 3, 15)])
def test_the_reminder_comes_at_half_past_three_on_both_sides_of_a_clock_change(database, school, day):
    make_session(database, school.other_aide, school.other_students, date=date(2026, 10, 28))
    expected = ("reminder", school.other_aide.staff_id)
    assert expected in kinds(database, local(day, 15, 30))
    assert expected not in kinds(database, local(day, 15, 29))


def test_a_day_off_of_one_campus_leaves_the_other_alone(database, school):
    moved = {
        "tenant_id": school.tenant_id,
        "name": "Oak Hill School",
        "time_zone": ZONE,
        "reminder_time": time(15, 30),
        "digest_time": time(7),
    }
    campus_id = database.run(lambda db: db.execute(insert(Campus).values(**moved).returning(Campus.id)).scalar_one())
    make_session(database, school.other_aide, school.other_students)
    change(database, school.other_aide.staff_id, campus_id=campus_id)
    add_day(database, school, TODAY, campus_id=school.campus_id)
    assert kinds(database, AT_REMINDER) == [("reminder", school.other_aide.staff_id)]


def test_a_day_off_of_another_district_is_nobody_else_s(database, school):
    other = make_school(database, team_id="T0002")
    make_session(database, other.aide, other.students)
    add_day(database, school, TODAY)
    assert kinds(database, AT_REMINDER) == [("reminder", other.aide.staff_id)]


def test_nothing_on_leave_and_again_the_day_after(database, school):
    add_leave(database, school, TODAY, date(2026, 11, 19))
    assert kinds(database, AT_REMINDER) == []
    assert kinds(database, AT_REMINDER + timedelta(days=1)) == []
    assert kinds(database, AT_REMINDER + timedelta(days=2)) == [("reminder", school.aide.staff_id)]
    assert not database.read(lambda db: at_work(db, school.aide.staff_id, now=AT_REMINDER))


@pytest.mark.parametrize("values", [{"active": False}, {"slack_user_id": None}])
def test_nothing_for_who_cannot_be_written_to(database, school, values):
    change(database, school.aide.staff_id, **values)
    assert kinds(database, AT_REMINDER) == []


def test_nothing_when_all_is_posted_or_nothing_has_ended(database):
    made = make_school(database)
    make_session(database, made.aide, made.students, date=date(2026, 11, 19))
    assert kinds(database, AT_REMINDER) == []
    assert kinds(database, AT_REMINDER + timedelta(days=1)) == [("reminder", made.aide.staff_id)]


def test_a_posted_session_is_not_due(database, school):
    from tests.factories import make_ready

    session_id = database.read(lambda db: db.execute(select(Session.id)).scalar_one())
    post(database, school.aide, [make_ready(database, school.aide, session_id)])
    assert kinds(database, AT_REMINDER) == []


def test_two_zones_each_have_their_own_half_past_three(database, school):
    other = make_school(database, team_id="T0002")
    make_session(database, other.aide, other.students)
    zone = "America/Denver"
    database.run(lambda db: db.execute(update(Campus).where(Campus.id == other.campus_id).values(time_zone=zone)))
    assert kinds(database, AT_REMINDER) == [("reminder", school.aide.staff_id)]
    both = kinds(database, AT_REMINDER + timedelta(hours=1))
    assert both == [("reminder", school.aide.staff_id), ("reminder", other.aide.staff_id)]


def test_the_statements_do_not_grow_with_the_sessions_and_people(database, school):
    with counted_statements(database) as few:
        assert len(kinds(database, AT_REMINDER)) == 1
    make_sessions(database, school.aide, school.students, date=date(2026, 11, 16), start=time(7), end=time(8))
    make_session(database, school.other_aide, school.other_students)
    other = make_school(database, team_id="T0002")
    make_session(database, other.aide, other.students)
    with counted_statements(database) as many:
        assert len(kinds(database, AT_REMINDER)) == 3
    assert len(many) == len(few)


def test_a_nudge_waits_for_the_aide_s_hours_and_ends_with_them(database, school):
    aide, boss = school.aide.staff_id, school.supervisor.staff_id
    change(database, aide, contract_start=time(8), contract_end=time(15))
    early = database.read(lambda db: nudge(db, aide, boss, now=local(TODAY, 7)))
    assert (early.not_before, early.expires_at) == (local(TODAY, 8), local(TODAY, 15))
    assert database.read(lambda db: nudge(db, aide, boss, now=local(TODAY, 9))).not_before == local(TODAY, 9)
    assert database.read(lambda db: nudge(db, aide, boss, now=local(TODAY, 15))) is None


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2026, 11, 26)])
def test_nobody_is_nudged_on_a_day_off(database, school, day):
    aide, boss = school.aide.staff_id, school.supervisor.staff_id
    assert database.read(lambda db: nudge(db, aide, boss, now=local(day, 10))) is None


def test_a_snooze_comes_back_in_the_hours_or_not_at_all(database, school):
    at = AT_REMINDER + timedelta(minutes=30)
    planned = database.read(lambda db: later(db, school.aide, at, now=AT_REMINDER))
    assert (planned.not_before, planned.expires_at, planned.kind) == (at, local(TODAY, 19), "snooze.1600")
    # Where the hours end before, it comes as the day's own reminder does: 15 minutes before that end.
    for at in (local(TODAY, 19), local(TODAY, 20)):
        assert database.read(lambda db, a=at: later(db, school.aide, a, now=AT_REMINDER)).kind == "snooze.1845"
    for now in (local(TODAY, 18, 45), local(TODAY, 19)):
        assert database.read(lambda db, n=now: later(db, school.aide, n + timedelta(minutes=30), now=n)) is None


def test_a_snooze_to_a_day_off_leaves_it_to_the_next_reminder(database, school):
    friday = date(2026, 11, 20)
    tomorrow = local(friday + timedelta(days=1), 8)
    assert database.read(lambda db: later(db, school.aide, tomorrow, now=local(friday, 16))) is None
