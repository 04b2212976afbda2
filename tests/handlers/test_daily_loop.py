"""The daily loop through the whole app: reminded, answered in one's own words, corrected, undone, posted, digested."""

from datetime import time, timedelta

from slack_bolt import BoltRequest

from models.enums import AbsenceReason, ItemKind, Presence
from models.rules.sending import Rate
from scheduler.tick import tick
from tests.factories import FIXED_NOW, PASSPHRASE, make_session, mark
from tests.handlers.running import sheet_of

REMINDER_TIME = FIXED_NOW + timedelta(minutes=31)


def reminded(carelog, *sessions):
    """The aide has been reminded of these sessions; gives the reminder's ts."""
    carelog.aide.open_home()
    carelog.clocks.now = REMINDER_TIME
    tick(carelog.deps, Rate())
    return carelog.aide.state["messages"][0]["ts"]


def write(carelog, text, thread=""):
    """The aide writes, and the app has answered."""
    before = len(carelog.aide.state["messages"])
    carelog.aide.write(text, thread)
    carelog.aide.wait_for(lambda state: len(state["messages"]) >= before + 2)
    carelog.front.rest()
    return str(carelog.aide.state["messages"][-1]["blocks"])


def test_all_present_is_saved_corrected_and_undone(carelog):
    session = make_session(carelog.db, carelog.school.aide, carelog.school.students)
    thread = reminded(carelog, session)
    said = write(carelog, "all present", thread)
    assert "all present, as scheduled" in said
    sheet = sheet_of(carelog, session)
    assert {record.mark.presence for record in sheet.records} == {Presence.PRESENT}

    first = sheet.records[0]
    write(carelog, f"{first.pupil.initials} absent, sick", thread)
    mark_now = sheet_of(carelog, session).records[0].mark
    assert (mark_now.presence, mark_now.reason) == (Presence.ABSENT, AbsenceReason.ABSENT)

    write(carelog, "undo", thread)
    assert sheet_of(carelog, session).records[0].mark.presence is Presence.PRESENT
    assert "Taken back" in carelog.aide.messages[-1]


def test_what_is_not_understood_changes_nothing(carelog):
    session = make_session(carelog.db, carelog.school.aide, carelog.school.students)
    thread = reminded(carelog, session)
    before = sheet_of(carelog, session)
    said = write(carelog, "the quick brown fox", thread)
    assert "not understand" in said
    assert sheet_of(carelog, session) == before


def test_slacks_repetition_of_an_answer_has_no_second_effect(carelog):
    session = make_session(carelog.db, carelog.school.aide, carelog.school.students)
    thread = reminded(carelog, session)
    write(carelog, "all present", thread)
    version, said = sheet_of(carelog, session).version, len(carelog.aide.messages)
    event = next(payload for payload in reversed(carelog.front.payloads) if payload.get("event", {}).get("text"))
    assert carelog.app.dispatch(BoltRequest(mode="socket_mode", body=event)).status == 200
    assert sheet_of(carelog, session).version == version
    assert len(carelog.aide.messages) == said


def test_post_gives_a_button_and_the_reminder_says_when_all_is_done(carelog):
    session = make_session(carelog.db, carelog.school.aide, carelog.school.students)
    thread = reminded(carelog, session)
    write(carelog, "all present", thread)
    activity = min(item.code for item in sheet_of(carelog, session).items if item.kind is ItemKind.ACTIVITY)
    student = carelog.school.students[0]
    mark(carelog.db, carelog.school.aide, session, student, given_added=frozenset({activity}))
    assert "Press Post" in write(carelog, "post", thread)
    carelog.aide.press_in_message("Post", near="cannot open a window")
    assert carelog.aide.title == "Session Audit"
    carelog.aide.fill("Signing passphrase", PASSPHRASE)
    carelog.aide.submit()
    assert carelog.aide.title == "Posted"
    carelog.aide.wait_for(lambda state: "All posted" in state["messages"][0]["text"])


def test_the_buttons_of_a_reminder(carelog):
    session = make_session(carelog.db, carelog.school.aide, carelog.school.students)
    reminded(carelog, session)
    carelog.aide.press_in_message("All present")
    carelog.front.rest()
    assert "saved as a draft, all present" in carelog.aide.messages[-1]
    carelog.aide.press_in_message("Open")
    assert carelog.aide.title == "Session"


def test_a_supervisor_gets_a_digest_and_can_nudge_once(carelog):
    make_session(carelog.db, carelog.school.aide, carelog.school.students)
    carelog.aide.open_home()
    supervisor = carelog.person("USAM")
    supervisor.open_home()
    carelog.clocks.now = FIXED_NOW + timedelta(hours=17)
    tick(carelog.deps, Rate())
    assert "unposted" in supervisor.messages[0]
    supervisor.press_in_message("Nudge")
    carelog.front.rest()
    assert "gets a nudge" in supervisor.messages[-1]
    assert "Nudged today." in str(supervisor.state["messages"][0]["blocks"])
    assert "digest.nudge" not in str(supervisor.state["messages"][0]["blocks"])
    tick(carelog.deps, Rate())
    assert carelog.aide.messages[-1].startswith("A nudge: 1 session to post.")
    nudge = carelog.aide.state["messages"][-1]
    assert "*Sam Rowe* asked me to remind you: this session is not posted yet." in str(nudge["blocks"])
    make_session(carelog.db, carelog.school.aide, carelog.school.students, start=time(7), end=time(7, 30))
    assert "all present" in write(carelog, "all present", nudge["ts"])
    carelog.aide.wait_for(lambda state: "1 more session" in str(state["messages"]))
    (kept,) = (one for one in carelog.aide.state["messages"] if one["ts"] == nudge["ts"])
    assert kept["text"].startswith("A nudge: 2 sessions to post.")
    assert "*Sam Rowe* asked me to remind you: these sessions are not posted yet." in str(kept["blocks"])
