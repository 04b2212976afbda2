"""*Save and Post* of a session of a series: *Update Future Sessions* first, where something would change (seed 1)."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from models.enums import AbsenceReason, Presence
from models.rules.sending import Rate
from models.services import future
from models.tables import Session
from scheduler.tick import tick
from tests.factories import PASSPHRASE, make_ready, make_session, make_sessions, mark, weekdays
from tests.handlers.running import sheet_of

QUESTION = "Copy its activities and accommodations to *4 future sessions* of this series (Nov 19 to Nov 24)?"


@pytest.fixture
def series(carelog):
    """Five sessions of one series; the first, of today, is ready to post."""
    ids = make_sessions(carelog.db, carelog.school.aide, carelog.school.students, recurrence=weekdays(5))
    make_ready(carelog.db, carelog.school.aide, ids[0])
    return ids


@pytest.fixture
def step(carelog, series):
    """The aide in the step."""
    carelog.aide.open_home()
    carelog.aide.press("Open")
    assert carelog.aide.submit() == {}
    assert carelog.aide.title == "Update Future Sessions"
    return carelog.aide


def activities(carelog, session_id):
    return set(sheet_of(carelog, session_id).activities)


def test_the_step_says_what_yes_reaches(step):
    assert QUESTION in step.window
    assert "Description of Activities: Toileting" in step.window
    assert "Attendance, times, notes and observations are never copied." in step.window
    assert step.held("Update Future Sessions") == "No"
    assert step.views[-1]["submit"]["text"] == "Apply"


def test_the_step_names_all_that_yes_copies(carelog, series):
    first, second = carelog.school.students[:2]
    mark(carelog.db, carelog.school.aide, series[0], first, given_added=frozenset({"TOILET"}))
    mark(carelog.db, carelog.school.aide, series[0], second, presence=Presence.ABSENT, reason=AbsenceReason.REFUSED)
    carelog.aide.open_home()
    carelog.aide.press("Open")
    assert carelog.aide.submit() == {}
    assert "Description of Activities: Toileting\nMia Garcia: Toileting" in carelog.aide.window
    assert "Noah Green" not in carelog.aide.window
    carelog.aide.choose("Yes")
    assert carelog.aide.submit() == {}
    given = [[set(one.mark.given) for one in sheet_of(carelog, key).records] for key in series[1:]]
    assert all(one[:2] == [{"TOILET"}, set()] for one in given)


def test_yes_and_apply_carry_the_choices_on_and_lead_to_session_audit(carelog, series, step):
    step.choose("Yes")
    assert step.submit() == {}
    assert step.title == "Session Audit"
    assert "4 future sessions updated." in step.window
    assert [activities(carelog, key) for key in series] == [{"TOILET"}] * 5
    assert {one.mark.presence.value for one in sheet_of(carelog, series[1]).records} == {"unmarked"}
    step.fill("Signing passphrase", PASSPHRASE)
    assert step.submit() == {}
    assert step.title == "Posted"


def test_undo_stands_in_session_audit(carelog, series, step):
    step.choose("Yes")
    step.submit()
    step.press("Undo")
    assert step.title == "Session Audit"
    assert "4 future sessions are as before." in step.window
    assert [activities(carelog, key) for key in series[1:]] == [set()] * 4
    step.fill("Signing passphrase", PASSPHRASE)
    assert step.submit() == {}
    assert step.title == "Posted"


def test_undo_leaves_what_was_recorded_since(carelog, series, step):
    step.choose("Yes")
    step.submit()
    mark(carelog.db, carelog.school.aide, series[2], carelog.school.students[0])
    step.press("Undo")
    assert "3 future sessions are as before. 1 was changed since, and stayed." in step.window
    assert activities(carelog, series[2]) == {"TOILET"}


def test_no_changes_nothing(carelog, series, step):
    assert step.submit() == {}
    assert step.title == "Session Audit"
    assert "updated" not in step.window
    assert [activities(carelog, key) for key in series[1:]] == [set()] * 4


def test_when_nothing_would_change_the_step_is_left_out(carelog, series):
    aide = carelog.aide
    carelog.db.run(lambda db: future.carry(db, carelog.school.aide, series[0], now=carelog.clocks.now))
    aide.open_home()
    aide.press("Open")
    aide.submit()
    assert aide.title == "Session Audit"


def test_a_single_session_has_no_such_step(carelog):
    school = carelog.school
    make_ready(carelog.db, school.aide, make_session(carelog.db, school.aide, school.students))
    carelog.aide.open_home()
    carelog.aide.press("Open")
    carelog.aide.submit()
    assert carelog.aide.title == "Session Audit"


def test_from_an_audit_the_step_leads_back_to_it(carelog, series):
    aide = carelog.aide
    mark(carelog.db, carelog.school.aide, series[0], carelog.school.students[0], away_text="300")
    aide.command("/post")
    aide.press("Open", near="Mia Garcia")
    aide.fill("Time Away from Student", "60")
    aide.press("All Student View")
    aide.submit()
    assert aide.title == "Update Future Sessions"
    aide.choose("Yes")
    aide.submit()
    assert len(aide.views) == 1
    assert aide.title == "Session Audit"
    assert "4 future sessions updated." in aide.window
    aide.press("Undo")
    assert "4 future sessions are as before." in aide.window
    aide.fill("Signing passphrase", PASSPHRASE)
    aide.submit()
    assert aide.title == "Posted"


def schedule(carelog):
    """Three series of five students; the activities are chosen once, on the first day, and carried on."""
    school = carelog.school
    for start, end in ((8, 9), (9, 10), (10, 11)):
        hours = {"start": time(start), "end": time(end)}
        first = make_sessions(carelog.db, school.aide, school.students, recurrence=weekdays(5), **hours)[0]
        make_ready(carelog.db, school.aide, first)
        carelog.db.run(lambda db, key=first: future.carry(db, school.aide, key, now=carelog.clocks.now))


def sign(aide):
    aide.fill("Signing passphrase", PASSPHRASE)
    assert aide.submit() == {}
    assert "*3 sessions posted.*" in aide.window
    aide.close()


def waiting(state):
    """How many sessions of the newest reminder still have their *All present*."""
    reminders = [one for one in state["messages"] if "to post" in one["text"]]
    return str(reminders[-1]["blocks"]).count("'All present'")


def counted(aide, monkeypatch):
    """The names of every tap and entry of the person from now on, each noted where it is made."""
    done = []

    def noting(name):
        act = getattr(aide, name)

        def noted(*args, **more):
            done.append(name)
            return act(*args, **more)

        return noted

    for name in ("press_in_message", "press", "more", "choose", "fill", "submit", "command"):
        monkeypatch.setattr(aide, name, noting(name))
    return done


def test_a_routine_day_is_six_taps_from_the_reminder_to_posted(start, monkeypatch):
    """Three sessions of five students, all as planned (issue 4, Done when). The typed passphrase is one entry."""
    carelog = start(students=5)
    aide = carelog.aide
    schedule(carelog)
    aide.command("/post")
    sign(aide)
    carelog.clocks.now += timedelta(days=1, minutes=31)
    tick(carelog.deps, Rate())
    done = counted(aide, monkeypatch)
    for left in (2, 1, 0):
        aide.press_in_message("All present", near="to post")
        aide.wait_for(lambda state, left=left: waiting(state) == left)
    aide.press_in_message("Post", near="to post")
    assert aide.title == "Session Audit"
    assert "*3 sessions* to sign" in aide.window
    sign(aide)
    assert done == ["press_in_message"] * 4 + ["fill", "submit"]
    assert len(done) <= 6
    today = carelog.clocks.now.date()
    of_today = select(Session.state).where(Session.local_date == today)
    assert carelog.db.read(lambda db: db.execute(of_today).scalars().all()) == ["posted"] * 3
