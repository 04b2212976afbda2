"""What a number in an answer means: the line that the person sees, however much was posted or added since."""

from datetime import time, timedelta

import pytest
from slack_bolt import BoltRequest
from sqlalchemy import delete, update

from models.enums import Presence
from models.tables import Attendance, Session, Student
from tests.factories import make_ready, make_session, post
from tests.handlers.running import sheet_of
from tests.handlers.test_daily_loop import REMINDER_TIME, reminded, write
from tests.views.drawn import said


@pytest.fixture
def three(carelog):
    """Three unposted sessions, at 8, 9 and 10."""
    aide, students = carelog.school.aide, carelog.school.students
    return [make_session(carelog.db, aide, students, start=time(at), end=time(at, 20)) for at in (8, 9, 10)]


def sign(carelog, session):
    make_ready(carelog.db, carelog.school.aide, session, now=carelog.clocks.now)
    post(carelog.db, carelog.school.aide, [session], now=carelog.clocks.now)


def presences(carelog, session):
    return {record.mark.presence for record in sheet_of(carelog, session).records}


def test_a_candidate_is_saved_in_the_session_that_was_written(carelog, three):
    twins = carelog.school.students[:2]
    carelog.db.run(lambda db: db.execute(update(Student).where(Student.id.in_(twins)).values(first_name="Mona")))
    thread = reminded(carelog, *three)
    sign(carelog, three[0])
    assert "Mona" not in carelog.aide.state["messages"][-1]["text"]
    write(carelog, "2 Mona absent, sick", thread)
    name = next(one.pupil.name for one in sheet_of(carelog, three[1]).records if one.pupil.id == twins[0])
    initials = carelog.aide.state["messages"][-1]["blocks"]
    button = next(
        each for block in initials for each in block.get("elements", []) if "answer.choose" in each["action_id"]
    )
    carelog.aide.press_in_message(button["text"]["text"])
    carelog.front.rest()
    assert name
    assert presences(carelog, three[1]) == {Presence.ABSENT, Presence.UNMARKED}
    assert presences(carelog, three[2]) == {Presence.UNMARKED}


def test_what_ended_after_the_reminder_keeps_it_from_saying_that_all_is_posted(carelog):
    first = make_session(carelog.db, carelog.school.aide, carelog.school.students)
    thread = reminded(carelog, first)
    second = make_session(carelog.db, carelog.school.aide, carelog.school.students, start=time(7), end=time(7, 30))
    sign(carelog, first)
    carelog.aide.open_home()
    assert "1 session is unposted." in write(carelog, "what's left?", thread)
    assert "All posted" not in str(carelog.aide.state["messages"][0]["blocks"])
    assert "all present, as scheduled" in write(carelog, "all present")
    assert presences(carelog, second) == {Presence.PRESENT}
    carelog.aide.wait_for(lambda state: "1 more session" in str(state["messages"][0]["blocks"]))


def test_yesterdays_numbers_hold_until_the_next_reminder(carelog, three):
    reminded(carelog, *three)
    sign(carelog, three[0])
    carelog.clocks.now = REMINDER_TIME + timedelta(hours=16)
    write(carelog, "2 all present")
    assert presences(carelog, three[1]) == {Presence.PRESENT}
    assert presences(carelog, three[2]) == {Presence.UNMARKED}


def test_a_number_stays_when_a_session_before_it_is_gone(carelog, three):
    thread = reminded(carelog, *three)

    def forget(db):
        db.execute(delete(Attendance).where(Attendance.session_id == three[0]))
        db.execute(delete(Session).where(Session.id == three[0]))

    carelog.db.run(forget)
    write(carelog, "2 all present", thread)
    assert presences(carelog, three[1]) == {Presence.PRESENT}
    shown = carelog.aide.wait_for(lambda state: "draft" in str(state["messages"][0]["blocks"]))
    assert "*2* · *9:00" in said(shown["messages"][0]["blocks"])


@pytest.mark.parametrize("subtype", ["thread_broadcast", "file_share"])
def test_an_answer_that_also_goes_to_the_conversation_counts(carelog, subtype):
    session = make_session(carelog.db, carelog.school.aide, carelog.school.students)
    thread = reminded(carelog, session)
    write(carelog, "help", thread)
    body = next(one for one in reversed(carelog.front.payloads) if one.get("event", {}).get("text") == "help")
    event = {**body["event"], "text": "all present", "ts": "1795450009.000100", "subtype": subtype}
    request = BoltRequest(mode="socket_mode", body={**body, "event_id": f"Ev{subtype}", "event": event})
    assert carelog.app.dispatch(request).status == 200
    assert presences(carelog, session) == {Presence.PRESENT}


def test_a_stranger_who_writes_is_told_whom_to_ask(carelog):
    session = make_session(carelog.db, carelog.school.aide, carelog.school.students)
    write(carelog, "help", reminded(carelog, session))
    stranger = carelog.person("UVERA")
    stranger.write("hello")
    shown = stranger.wait_for(lambda state: len(state["messages"]) > 1)
    assert "not on the roster" in str(shown["messages"][-1]) or "staff of this district" in str(shown["messages"][-1])
