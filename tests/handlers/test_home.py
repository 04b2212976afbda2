"""Home, for everybody who may come: newcomer, aide, supervisor, administrator, stranger, and those switched off."""

from dataclasses import replace

import pytest

from bot.views.office import TASKS
from sandbox.people import Person as Member
from tests.factories import TODAY, make_ready, make_session, make_sessions, weekdays
from tests.handlers.running import MEMBERS, on_roster, switch_off


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_aide_sees_what_needs_them_first_then_today_then_the_week(carelog):
    make_session(carelog.db, carelog.school.aide, carelog.school.students)
    home = carelog.aide.open_home()
    assert home.index("Unposted (1)") < home.index("Today, Wed, Nov 18") < home.index("Week of Mon, Nov 16")
    assert "Mia Garcia, Noah Green, Ava Lopez" in home or "Garcia" in home
    assert {"Add Session", "Post"} <= set(home.splitlines())


def test_newcomer_is_linked_by_email_welcomed_once_and_led_to_enrolment(carelog):
    on_roster(carelog, "Nia Fern", "nia@school.example")
    newcomer = carelog.person("UNIA")
    first = newcomer.open_home()
    assert "Welcome to Carelog, Nia Fern" in first
    assert "Set signing passphrase" in first
    carelog.front.rest()
    second = newcomer.open_home()
    assert "Welcome to Carelog" not in second
    assert "Set signing passphrase" in second


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_an_enrolled_aide_is_not_asked_to_enrol(carelog):
    assert "Set signing passphrase" not in carelog.aide.open_home()


def test_supervisor_sees_the_team(carelog):
    make_session(carelog.db, carelog.school.aide, carelog.school.students)
    home = carelog.person("USAM").open_home()
    assert "My team" in home
    assert "*Jo Field* · 1 session unposted" in home
    assert "*Kim Vale* · nothing unposted" in home
    assert "Office" not in home


def test_admin_sees_what_is_not_set_up_and_can_issue_codes(carelog):
    home = carelog.person("UPAT").open_home()
    assert "Set up Carelog" in home
    assert "1 aide has no passphrase yet: press Office, then Enrolment code" in home


def test_the_office_opens_its_tasks_in_its_place(carelog):
    admin = carelog.person("UPAT")
    admin.open_home()
    for task in [name for name, *_ in TASKS]:
        admin.office(task)
        assert (admin.title, len(admin.views)) == (task, 1)
        admin.close()


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_stranger_gets_one_friendly_sentence_and_whom_to_ask(carelog):
    home = carelog.person("UVERA").open_home()
    assert home == (
        "You are not on the roster of your district yet. Ask your school's special-education office to add you to "
        "Carelog."
    )


def test_a_person_who_is_switched_off_is_told_whom_to_ask_from_the_next_request_on(carelog):
    carelog.aide.open_home()
    switch_off(carelog, carelog.school.aide.staff_id)
    carelog.aide.press("Add Session")
    assert carelog.aide.window == "Your Carelog account is switched off. Ask Pat Quill."
    carelog.aide.close()
    assert carelog.aide.open_home() == "Your Carelog account is switched off. Ask Pat Quill."
    assert carelog.aide.command("/sessions add") == "Your Carelog account is switched off. Ask Pat Quill."


def test_a_second_slack_account_with_the_same_address_is_refused(carelog):
    on_roster(carelog, "Vera Guest", "vera@school.example")
    carelog.person("UVERA").open_home()
    twin = Member("UNIA", "Vera Twin", "vera@school.example")
    carelog.server.call(lambda world: world.workspace.people.update({twin.id: twin}))
    assert "Another Slack account is linked to your place on the roster." in carelog.person("UNIA").open_home()


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", ["is_restricted", "is_stranger"])
def test_guests_and_people_of_other_organisations_are_not_linked(carelog, kind):
    on_roster(carelog, "Nia Fern", "nia@school.example")
    guest = replace(MEMBERS[4], **{kind: True})
    carelog.server.call(lambda world: world.workspace.people.update({guest.id: guest}))
    assert "Carelog is for the staff of this district." in carelog.person("UNIA").open_home()


@pytest.mark.parametrize("students", [0, 1, 100, 101, 400])
def test_home_and_add_session_open_with_any_caseload(start, students):
    carelog = start(students=students)
    carelog.aide.open_home()
    carelog.aide.press("Add Session")
    assert carelog.aide.title == "Add Session"
    assert ("You have no students yet" in carelog.aide.window) is (students == 0)
    if students > 100:
        assert len(carelog.aide.search("Students", "")) == 100
    assert carelog.aide.page.log == []


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_weeks_turn_and_stay_turned_after_a_change(carelog):
    make_sessions(carelog.db, carelog.school.aide, carelog.school.students, recurrence=weekdays(10))
    aide = carelog.aide
    aide.open_home()
    aide.press("Later week")
    assert "Week of Mon, Nov 23" in aide.home
    aide.press("Later week")
    assert "Week of Mon, Nov 30" in aide.home
    aide.press("Open", near="Week of")
    aide.press("All present, as scheduled")
    changed = aide.wait_for(lambda state: "Draft" in str(state["home"]["blocks"]))
    assert "Week of Mon, Nov 30" in str(changed["home"]["blocks"])
    aide.close()
    aide.press("This week")
    assert "Week of Mon, Nov 16" in aide.home
    aide.press("Earlier week")
    assert "Week of Mon, Nov 9" in aide.home


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_home_that_is_opened_again_shows_this_week(carelog):
    aide = carelog.aide
    aide.open_home()
    aide.press("Later week")
    assert "Week of Mon, Nov 23" in aide.home
    assert "Week of Mon, Nov 16" in aide.open_home()


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_ready_sessions_are_counted(carelog):
    session = make_session(carelog.db, carelog.school.aide, carelog.school.students, date=TODAY)
    make_ready(carelog.db, carelog.school.aide, session)
    home = carelog.aide.open_home()
    assert "1 is ready: press *Post* to sign." in home
    assert "Ready to post" in home
