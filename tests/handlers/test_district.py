"""*District Settings* through the whole app: an administrator changes them, and each acts where it should."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.district import District
from models.enums import State
from models.services import capture, people, reminders
from models.tables import AuditRow, Staff, Tenant
from tests.factories import TODAY, make_session

DAYS, LEAST = "Days to post a session", "Shortest signing passphrase"


@pytest.fixture
def admin(carelog):
    person = carelog.person("UPAT")
    person.open_home()
    person.office("District Settings")
    return person


def district(carelog):
    return carelog.db.read(lambda db: people.actor_of(db, carelog.school.aide.staff_id)).district


def sheet_of(carelog, session_id):
    """What the aide sees of a session, under the settings of this moment."""

    def read(db):
        actor = people.actor_of(db, carelog.school.aide.staff_id)
        return capture.open_session(db, actor, session_id, now=carelog.clocks.now)

    return carelog.db.read(read)


def changes(carelog):
    query = select(AuditRow.actor_id, AuditRow.details).where(AuditRow.event == "settings.changed")
    query = query.order_by(AuditRow.n)
    return [tuple(row) for row in carelog.db.read(lambda db: db.execute(query).all())]


def agreed(carelog, admin):
    """Saves, sees what another number of days does, and applies it; nothing is changed before that."""
    before = district(carelog)
    assert admin.submit() == {}
    assert "Nothing is changed until you press Apply." in admin.window
    assert district(carelog) == before
    assert admin.submit() == {}


def test_the_window_shows_what_holds(admin):
    assert admin.title == "District Settings"
    assert (admin.held(DAYS), admin.held(LEAST)) == ("7", "10")
    assert admin.held("Students in windows and on Home") == "Full names"
    assert admin.held("Ask for minutes of each activity") == "For activities that the catalogue marks"


def test_only_what_changed_is_in_the_audit_trail(carelog, admin):
    admin.fill(DAYS, "5")
    admin.fill("Whom to ask for help", "Olive Office, 555-0100")
    agreed(carelog, admin)
    assert "Saved." in admin.window
    assert "5 days" in admin.window
    assert district(carelog) == District(log_days=5, contact="Olive Office, 555-0100")
    (one,) = changes(carelog)
    assert one == (
        carelog.school.admin.staff_id,
        {"changed": {"log_days": [7, 5], "contact": ["", "Olive Office, 555-0100"]}},
    )


def test_saving_without_a_change_leaves_no_row(carelog, admin):
    assert admin.submit() == {}
    assert "Nothing was changed." in admin.window
    assert changes(carelog) == []


def test_bad_values_are_said_at_their_fields_and_nothing_is_saved(carelog, admin):
    admin.fill(DAYS, "0")
    admin.fill(LEAST, "7")
    found = admin.submit()
    assert set(found) == {DAYS, LEAST}
    assert district(carelog) == District()
    admin.fill(DAYS, "10")
    admin.fill(LEAST, "12")
    agreed(carelog, admin)
    assert district(carelog) == District(log_days=10, passphrase_minimum=12)


def test_what_somebody_else_changed_meanwhile_is_not_undone(carelog, admin):
    carelog.db.run(lambda db: db.execute(update(Tenant).values(settings={"log_days": 3})))
    admin.fill(LEAST, "12")
    admin.submit()
    assert "Somebody else changed the settings meanwhile" in admin.window
    assert district(carelog) == District(log_days=3)


def test_nobody_else_is_offered_or_allowed_it(carelog):
    assert "District Settings" not in carelog.aide.open_home()
    boss = carelog.person("USAM")
    assert "District Settings" not in boss.open_home()


def chosen(carelog, admin, label, value):
    admin.fill(label, value)
    if label == DAYS:
        agreed(carelog, admin)
        return
    assert admin.submit() == {}


def test_the_days_act_on_home_and_in_the_digest(carelog, admin):
    session_id = make_session(carelog.db, carelog.school.aide, carelog.school.students)
    assert sheet_of(carelog, session_id).days_left == 7
    assert "7 days left" in carelog.aide.open_home()
    chosen(carelog, admin, DAYS, "1")
    assert "1 day left" in carelog.aide.open_home()
    boss = carelog.school.supervisor
    lines = carelog.db.read(
        lambda db: reminders.digest(db, people.actor_of(db, boss.staff_id), now=carelog.clocks.now).lines
    )
    assert [(line.unposted, line.urgent, line.late) for line in lines] == [(1, 1, 0)]


def test_the_length_acts_at_enrolment(carelog, admin):
    chosen(carelog, admin, LEAST, "40")
    newcomer = carelog.person("UKIM")
    newcomer.open_home()
    newcomer.press("Set signing passphrase")
    assert "Use 40 to 256 characters" in newcomer.window


def test_initials_act_on_home_and_in_the_windows_and_not_on_what_is_signed(carelog, admin):
    session_id = make_session(carelog.db, carelog.school.aide, carelog.school.students)
    assert "Mia Garcia" in carelog.aide.open_home()
    chosen(carelog, admin, "Students in windows and on Home", "Initials only")
    home = carelog.aide.open_home()
    assert "Mia" not in home
    assert "M.G." in home
    carelog.aide.press("Open")
    assert "M.G." in carelog.aide.window
    assert "Garcia" not in str(carelog.aide.views)
    carelog.aide.press("Documentation View")
    assert "Garcia" not in str(carelog.aide.views)
    record = sheet_of(carelog, session_id).records[0]
    assert (record.pupil.label, record.pupil.name) == ("M.G.", "Mia Garcia")
    assert sheet_of(carelog, session_id).state is State.DUE


def test_minutes_are_asked_as_the_district_says(carelog, admin):
    session_id = make_session(carelog.db, carelog.school.aide, carelog.school.students)
    asks = lambda: [item.code for item in sheet_of(carelog, session_id).items if item.needs_minutes]  # noqa: E731
    assert asks() == []
    chosen(carelog, admin, "Ask for minutes of each activity", "For every activity")
    assert asks() == ["TOILET", "MEAL"]


def test_strangers_and_the_switched_off_are_told_whom_to_ask(carelog, admin):
    chosen(carelog, admin, "Whom to ask for help", "Olive Office, 555-0100")
    stranger = carelog.person("UNIA")
    assert "Ask Olive Office, 555-0100 to add you" in stranger.open_home()


def aged(carelog, *days):
    """Unposted sessions of the aide so many days ago."""
    for number in days:
        day = TODAY - timedelta(days=number)
        make_session(carelog.db, carelog.school.aide, carelog.school.students, date=day)


def test_fewer_days_say_first_how_many_sessions_become_late(carelog, admin):
    aged(carelog, 2, 5, 6, 7, 8, 12)
    admin.fill(DAYS, "5")
    admin.fill("Whom to ask for help", "Olive Office, 555-0100")
    assert admin.submit() == {}
    assert "*Days to post a session: from 7 to 5 days*" in admin.window
    assert "2 unposted sessions become late." in admin.window
    assert "Then 4 unposted sessions are late." in admin.window
    assert "No signed session is affected." in admin.window
    # Cancel leads back to what was typed, and nothing was changed.
    admin.close()
    assert (admin.held(DAYS), admin.held("Whom to ask for help")) == ("5", "Olive Office, 555-0100")
    assert (district(carelog), changes(carelog)) == (District(), [])
    admin.fill(DAYS, "6")
    admin.submit()
    assert "1 unposted session becomes late." in admin.window
    admin.submit()
    assert len(admin.views) == 1
    assert "Saved." in admin.window
    assert district(carelog) == District(log_days=6, contact="Olive Office, 555-0100")


def test_what_was_agreed_to_is_not_applied_over_somebody_elses_change(carelog, admin):
    admin.fill(DAYS, "5")
    admin.submit()
    carelog.db.run(lambda db: db.execute(update(Tenant).values(settings={"log_days": 3})))
    admin.submit()
    assert "Somebody else changed the settings meanwhile" in admin.window
    assert district(carelog) == District(log_days=3)


def test_the_numbers_are_an_administrators_alone_also_in_a_forged_window(carelog, admin):
    admin.fill(DAYS, "5")
    admin.submit()
    carelog.db.run(lambda db: db.execute(update(Staff).where(Staff.slack_user_id == "UPAT").values(role="supervisor")))
    admin.submit()
    assert "Only an administrator can change the settings of the district." in admin.window
    assert district(carelog) == District()
