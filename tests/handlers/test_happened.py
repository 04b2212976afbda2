"""*Log what just happened*: three answers lead to a draft that is ready to post. It is 3 PM at the school."""

from datetime import time, timedelta

import pytest
from sqlalchemy import update

from models.enums import Presence, SessionType, State
from models.tables import CalendarDay, Session, Student
from tests.factories import PASSPHRASE, TODAY, give_student, make_ready, make_session, mark, post
from tests.handlers.running import count_sessions, mark_of, request_of, sheet_of
from tests.handlers.test_daily_loop import write

TITLE = "Log what just happened"


@pytest.fixture
def form(carelog):
    """The aide with the window open, who and what filled in."""
    carelog.aide.open_home()
    carelog.aide.press(TITLE)
    carelog.aide.fill("Students", {"Mia Garcia"})
    carelog.aide.fill("Description of Activities", {"Eating", "Toileting"})
    return carelog.aide


def test_three_answers_make_a_draft_that_is_ready(carelog, form):
    assert (form.held("Start Time"), form.held("End Time")) == ("14:30", "15:00")
    assert form.submit() == {}
    assert form.title == "Session"
    assert "Logged as a draft. Look at it, then Save and Post." in form.window
    sheet = sheet_of(carelog)
    assert (sheet.state, sheet.date, sheet.start, sheet.end) == (State.DRAFT, TODAY, time(14, 30), time(15))
    assert (sheet.service_code, sheet.place_code, sheet.description) == ("PCS", "CLASS", "Toileting, Eating")
    assert sheet.activities == {"MEAL", "TOILET"}
    said = mark_of(carelog, "Mia Garcia")
    assert (said.presence, said.start, said.end) == (Presence.PRESENT, time(14, 30), time(15))
    assert said.given == {"MEAL", "TOILET"}
    assert "Ready to post" in form.open_home()


def test_it_is_posted_from_the_window_that_it_leads_to(carelog, form):
    form.submit()
    form.submit()
    assert form.title == "Session Audit"
    form.fill("Signing passphrase", PASSPHRASE)
    assert form.submit() == {}
    assert sheet_of(carelog).state is State.POSTED


def test_of_a_group_nobody_is_said_to_have_got_what_another_did(carelog, form):
    form.fill("Students", {"Mia Garcia", "Ava Lopez"})
    form.submit()
    assert [mark_of(carelog, name).presence for name in ("Mia Garcia", "Ava Lopez")] == [Presence.PRESENT] * 2
    assert mark_of(carelog, "Mia Garcia").given == frozenset()
    assert sheet_of(carelog).activities == {"MEAL", "TOILET"}


def test_service_and_place_are_those_of_the_last_session_with_these_students(carelog, form):
    first, second, _ = carelog.school.students
    make_session(carelog.db, carelog.school.aide, [first], service="BUS", start=time(7), end=time(8))
    make_session(carelog.db, carelog.school.aide, [second], start=time(9), end=time(10))
    form.submit()
    assert sheet_of(carelog, 3).service_code == "BUS"


def test_the_type_is_that_of_the_iep(carelog, form):
    alone = update(Student).where(Student.id == carelog.school.students[0])
    carelog.db.run(lambda db: db.execute(alone.values(session_type=SessionType.INDIVIDUAL.value)))
    form.submit()
    assert sheet_of(carelog).session_type is SessionType.INDIVIDUAL


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("End Time", "14:30", "Choose an end after the start"),
        ("End Time", "15:01", "It is 3:00 PM now, so this has not ended yet."),
        ("Students", set(), "Please complete this required field."),
        ("Description of Activities", set(), "Please complete this required field."),
    ],
)
@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_each_problem_stands_at_its_field_and_everything_chosen_stays(carelog, form, field, value, says):
    form.fill(field, value)
    errors = form.submit()
    assert list(errors) == [field]
    assert says in errors[field]
    assert form.held(field) in (value, set())
    assert count_sessions(carelog) == 0


def test_scenario_14_a_time_that_is_posted_already_is_refused_at_its_field(carelog, form):
    """One aide in two places: what is signed cannot be given twice."""
    other = make_session(
        carelog.db, carelog.school.aide, carelog.school.students[1:2], start=time(14), end=time(14, 45)
    )
    post(carelog.db, carelog.school.aide, [make_ready(carelog.db, carelog.school.aide, other)])
    errors = form.submit()
    assert errors == {"Start Time": "You signed “Morning care, Room 12”, 2:00 PM to 2:45 PM. Choose a time outside it."}
    form.fill("Start Time", "14:45")
    assert form.submit() == {}


def test_scenario_6_while_everybody_was_away_the_time_is_free(carelog, form):
    aide, student = carelog.school.aide, carelog.school.students[1]
    other = make_session(carelog.db, aide, [student], start=time(14), end=time(15))
    make_ready(carelog.db, aide, other)
    mark(carelog.db, aide, other, student, away_text="14:30-15:00")
    post(carelog.db, aide, [other])
    assert form.submit() == {}


def test_what_is_planned_at_the_same_time_is_named_and_both_are_kept(carelog, form):
    make_session(carelog.db, carelog.school.aide, carelog.school.students, start=time(14), end=time(15, 30))
    form.submit()
    assert "At the same time you have 2:00–3:30 PM: Morning care, Room 12. Keep one of them." in form.window
    assert count_sessions(carelog) == 2


def test_scenario_13_two_aides_log_one_student_at_one_time_and_both_are_kept(carelog, form):
    school = carelog.school
    carelog.db.run(lambda db: give_student(db, school.other_aide, school.students[0]))
    theirs = make_session(carelog.db, school.other_aide, school.students[:1], start=time(14), end=time(15))
    post(carelog.db, school.other_aide, [make_ready(carelog.db, school.other_aide, theirs)])
    assert form.submit() == {}
    assert sheet_of(carelog, 2).state is State.DRAFT


def test_a_window_that_is_delivered_twice_logs_once(carelog, form):
    form.submit()
    (again,) = (payload for payload in carelog.front.payloads if payload["type"] == "view_submission")
    answer = carelog.front.dispatch(request_of(again))
    assert answer.status == 200
    assert "Save and Post" in answer.body
    assert count_sessions(carelog) == 1


def test_a_day_without_school_loses_no_care(carelog, form):
    closed = {"tenant_id": carelog.school.tenant_id, "date": TODAY, "kind": "no_school", "name": "Storm"}
    carelog.db.run(lambda db: db.add(CalendarDay(**closed)))
    assert form.submit() == {}
    assert count_sessions(carelog) == 1


@pytest.mark.parametrize("students", [0, 1, 100, 101, 400])
@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_every_caseload_is_served(start, students):
    carelog = start(students=students)
    aide = carelog.aide
    aide.shortcut("session.log")
    assert aide.title == TITLE
    if not students:
        assert "You have no students yet" in aide.window
        return
    if students > 100:
        assert "Mia Garcia 66" in aide.search("Students", "garcia 66")
    aide.fill("Students", {"Mia Garcia 66" if students > 100 else "Mia Garcia"})
    aide.fill("Description of Activities", {"Toileting"})
    assert aide.submit() == {}
    assert count_sessions(carelog) == 1


def test_the_command_opens_it_too(carelog):
    assert carelog.aide.command("/sessions LOG") == ""
    assert carelog.aide.title == TITLE


def test_somebody_elses_student_cannot_be_smuggled_in(carelog, form):
    forged = {"text": {"type": "plain_text", "text": "Forged"}, "value": str(carelog.school.other_students[0])}

    def add(world):
        blocks = world.workspace.stacks["UJO"][-1].blocks
        (element,) = (one["element"] for one in blocks if one.get("block_id") == "students")
        element["options"].append(forged)

    carelog.server.call(add)
    form.fill("Students", {"Forged"})
    assert list(form.submit()) == ["Students"]
    assert count_sessions(carelog) == 0


def test_right_after_midnight_no_time_is_filled_in(carelog):
    carelog.clocks.now += timedelta(hours=9, minutes=2)
    carelog.aide.shortcut("session.log")
    assert carelog.aide.held("Start Time") is None


def test_a_session_of_no_series_can_be_cancelled_when_it_was_a_mistake(carelog, form):
    form.submit()
    form.more("Cancel Session")
    form.fill("Reason", "Planned twice")
    assert form.submit() == {}
    query = update(Session).where(Session.state == State.CANCELLED.value).values(note="")
    assert carelog.db.run(lambda db: db.execute(query).rowcount) == 1


@pytest.mark.parametrize("words", ["log", "something just happened"])
@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_a_message_is_answered_with_the_button(carelog, words):
    write(carelog, words)
    carelog.aide.press_in_message(TITLE)
    assert carelog.aide.title == TITLE
    assert carelog.aide.held("End Time") == "15:00"


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_where_nothing_is_unposted_other_words_are_pointed_to_it(carelog):
    assert "Was there something that was not planned?" in write(carelog, "toileting from one to half past")
    carelog.aide.press_in_message(TITLE)
    assert carelog.aide.title == TITLE
