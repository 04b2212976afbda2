"""Add Session: what can be wrong is told at its field with everything still there, and nothing is made twice."""

from datetime import date

import pytest
from sqlalchemy import func, insert, select

from models.services import planning
from models.tables import CalendarDay, Notice, Session
from tests.factories import make_session, mark, terms
from tests.handlers.running import count_sessions, request_of

LABELS = ("Session Description", "Place of Service", "Date", "Start Time", "End Time", "Students", "Session Type")


def test_one_session_is_made_and_shown(carelog, form):
    assert form.submit() == {}
    assert form.title == "Session added"
    assert "*1 session added.*\nAfternoon care · Wed, Nov 18, 2026" in form.window
    form.close()
    assert "Afternoon care" in form.open_home()


def test_defaults_are_the_usual_ones(form):
    assert form.held("Service") == "Personal Care - Instructional Support"
    assert form.held("Session Type") == "Group"
    assert form.held("Date") == "2026-11-18"
    assert form.held("Recurring") == "No"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("End Time", "12:30", "end"),
        ("End Time", "13:00", "end"),
        ("Date", "2026-08-01", "school year"),
        ("Date", "2027-06-15", "school year"),
        ("Date", "2026-11-26", "There is no school on this day (Thanksgiving break). Choose a school day."),
        ("Students", set(), "Please complete this required field."),
        ("Session Description", "   ", "Please complete this required field."),
        ("Session Description", "Snack with Mia Garcia", "Leave students' names out."),
    ],
)
@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_each_problem_stands_at_its_field_and_everything_typed_stays(carelog, form, field, value, says):
    form.fill(field, value)
    before = {label: form.held(label) for label in LABELS}
    errors = form.submit()
    assert list(errors) == [field]
    assert says in errors[field]
    assert {label: form.held(label) for label in LABELS} == before
    assert count_sessions(carelog) == 0


def test_a_description_that_is_too_long_is_refused_by_slack_itself(form):
    form.fill("Session Description", "x" * 201)
    assert list(form.submit()) == ["Session Description"]


def test_recurring_keeps_what_was_typed_and_makes_the_series(carelog, form):
    form.choose("Yes")
    assert form.held("Session Description") == "Afternoon care"
    assert form.held("Students") == {"Mia Garcia", "Ava Lopez"}
    assert form.held("Repeats on") == {"Wednesday"}
    assert form.held("Ends on") == "2027-05-27"
    form.choose("No")
    assert form.held("Start Time") == "13:00"
    form.choose("Yes")
    form.fill("Repeats on", {"Monday", "Wednesday", "Thursday"})
    form.fill("Ends on", "2026-12-03")
    assert form.submit() == {}
    assert form.title == "Sessions added"
    assert "*6 sessions added.*\nAfternoon care · Wed, Nov 18, 2026 to Thu, Dec 3, 2026" in form.window
    assert "*Skipped 2 days*\n• Thanksgiving break: Nov 25–26" in form.window
    assert count_sessions(carelog) == 6


def test_a_recurrence_that_begins_in_the_summer_ends_with_its_term(carelog, form):
    days = ((date(2027, 6, 7), "first_day"), (date(2027, 7, 15), "last_day"))
    rows = [{"tenant_id": carelog.school.tenant_id, "date": day, "kind": kind, "name": ""} for day, kind in days]
    carelog.db.run(lambda db: db.execute(insert(CalendarDay), rows))
    form.fill("Date", "2027-06-07")
    form.choose("Yes")
    assert form.held("Ends on") == "2027-07-15"
    assert form.submit() == {}
    assert "*6 sessions added.*" in form.window


@pytest.mark.parametrize(
    ("field", "value", "at"),
    [
        ("Every", "0", "Every"),
        ("Every", "53", "Every"),
        ("Repeats on", set(), "Repeats on"),
        ("Ends on", "2026-11-01", "Ends on"),
        ("Ends on", "2027-06-30", "Ends on"),
    ],
)
@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_a_recurrence_that_cannot_be_is_told_at_its_field(carelog, form, field, value, at):
    form.choose("Yes")
    form.fill(field, value)
    assert list(form.submit()) == [at]
    assert count_sessions(carelog) == 0


@pytest.mark.parametrize(
    ("weekday", "day", "until"), [("Tuesday", "2026-11-18", "2026-11-20"), ("Thursday", "2026-11-26", "2026-11-27")]
)
def test_a_recurrence_that_yields_nothing_is_told_at_its_field(carelog, form, weekday, day, until):
    form.fill("Date", day)
    form.choose("Yes")
    form.fill("Repeats on", {weekday})
    form.fill("Ends on", until)
    errors = form.submit()
    assert set(errors) & {"Repeats on", "Ends on", "Date"}
    assert count_sessions(carelog) == 0


def test_undo_takes_back_what_was_made_except_what_was_filled_in_since(carelog, form):
    form.choose("Yes")
    form.fill("Ends on", "2026-12-09")
    form.submit()
    assert count_sessions(carelog) == 3
    mark(carelog.db, carelog.school.aide, 1, carelog.school.students[0])
    form.press("Undo")
    assert "*2 sessions removed.*\n1 session stayed, because something was already recorded." in form.window
    assert count_sessions(carelog) == 1


def test_the_supervisor_is_asked_about_the_type_of_what_was_made(carelog, form):
    form.choose("Yes")
    form.submit()
    form.press("Ask my supervisor")
    assert "Carelog asked Sam Rowe in Slack." in form.window
    query = select(Notice.recipient_id, Notice.kind)
    (notice,) = carelog.db.read(lambda db: db.execute(query).all())
    assert tuple(notice) == (carelog.school.supervisor.staff_id, "type.1")
    form.press("Undo")
    assert "removed" in form.window


def test_a_window_that_is_delivered_twice_makes_its_sessions_once(carelog, form):
    form.submit()
    (again,) = (payload for payload in carelog.front.payloads if payload["type"] == "view_submission")
    answer = carelog.front.dispatch(request_of(again))
    assert answer.status == 200
    assert "1 session added." in answer.body
    assert count_sessions(carelog) == 1


def test_conflicts_are_said_and_both_are_kept(carelog, form):
    make_session(carelog.db, carelog.school.aide, carelog.school.students)
    form.submit()
    assert "*At the same time you have 1 other session*" in form.window
    assert "Morning care, Room 12" in form.window
    assert count_sessions(carelog) == 2


def test_a_long_caseload_is_searched_and_the_found_students_are_taken(start):
    carelog = start(students=101)
    aide = carelog.aide
    aide.command("/sessions add")
    found = aide.search("Students", "garcia 6")
    assert found == [f"Mia Garcia {number}" for number in (36, 6, 60, 66, 96)]
    assert aide.search("Students", "nobody of this name") == []
    aide.fill("Session Description", "Bus ride")
    aide.fill("Place of Service", "Classroom")
    aide.fill("Start Time", "07:30")
    aide.fill("End Time", "08:00")
    aide.fill("Students", {"Mia Garcia 66"})
    aide.choose("Yes")
    assert aide.held("Students") == {"Mia Garcia 66"}, "Toggling keeps a searched student too."
    aide.choose("No")
    assert aide.submit() == {}
    assert "1 session added." in aide.window


def test_a_student_who_is_not_on_the_caseload_cannot_be_smuggled_in(carelog, form):
    stranger = carelog.school.other_students[0]
    forged = {"text": {"type": "plain_text", "text": "Forged"}, "value": str(stranger)}

    def add(world):
        blocks = world.workspace.stacks["UJO"][-1].blocks
        (element,) = (one["element"] for one in blocks if one.get("block_id") == "students")
        element["options"].append(forged)

    carelog.server.call(add)
    form.fill("Students", {"Mia Garcia", "Forged"})
    assert list(form.submit()) == ["Students"]
    assert count_sessions(carelog) == 0


def test_the_shortcut_and_the_command_open_the_same_window(carelog):
    carelog.aide.shortcut("session.add")
    assert carelog.aide.title == "Add Session"
    carelog.aide.close()
    assert carelog.aide.command("/sessions ADD") == ""
    assert carelog.aide.title == "Add Session"


def test_undo_of_somebody_elses_creation_reveals_and_removes_nothing(carelog, form):
    other = carelog.school.other_aide
    made = carelog.db.run(
        lambda db: planning.create(db, other, terms(carelog.school.other_students), "theirs", now=carelog.clocks.now)
    )
    form.submit()
    answers = []
    for forged in (made.id, made.id + 1000):
        set_undo(carelog, str(forged))
        form.press("Undo")
        answers.append(form.window)
        form.close()
    assert answers == ["This is not here any more, or it is not yours to open."] * 2
    query = select(func.count()).where(Session.owner_id == other.staff_id, Session.local_date == date(2026, 11, 18))
    assert carelog.db.read(lambda db: db.execute(query).scalar_one()) == 1


def set_undo(carelog, value):
    def work(world):
        blocks = world.workspace.stacks["UJO"][-1].blocks
        (button,) = (one["elements"][0] for one in blocks if one["block_id"] == "undo")
        button["value"] = value

    carelog.server.call(work)


def test_a_supervisor_plans_for_an_aide(carelog):
    boss = carelog.person("USAM")
    boss.open_home()
    boss.press("Add Session")
    assert "Choose the aide whose session this is." in boss.window
    boss.choose("Jo Field")
    assert boss.held("Choose a person") == "Jo Field"
    boss.fill("Session Description", "Lunch help")
    boss.fill("Place of Service", "Classroom")
    boss.fill("Start Time", "11:00")
    boss.fill("End Time", "11:30")
    boss.fill("Students", {"Mia Garcia"})
    assert boss.submit() == {}
    assert boss.title == "Session added"
    assert "*1 session added for Jo Field.*" in boss.window
    assert "11:00–11:30 AM" in boss.window
    assert "Ask my supervisor" not in boss.window
    assert "Lunch help" in carelog.aide.open_home()
    boss.press("Undo")
    assert count_sessions(carelog) == 0


def test_an_aide_is_not_asked_for_whom(carelog, form):
    assert "For" not in form.window.split("\n")
