"""Answers that need a press, and a passphrase that is written as a message: refused, forgotten, given up (ES-19)."""

import re
from datetime import time

import pytest
from slack_bolt import BoltRequest
from sqlalchemy import select, update

from models.enums import Presence
from models.tables import Answer, AuditRow, Credential
from tests.factories import PASSPHRASE, make_ready, make_session, mark
from tests.handlers.running import sheet_of
from tests.handlers.test_daily_loop import reminded, write


@pytest.fixture
def two(carelog):
    """Two unposted sessions, and the thread of their reminder."""
    ids = [
        make_session(carelog.db, carelog.school.aide, carelog.school.students, start=time(hour), end=time(hour + 1))
        for hour in (7, 9)
    ]
    return ids, reminded(carelog, *ids)


def presences(carelog, session):
    return {record.mark.presence for record in sheet_of(carelog, session).records}


def without_ids(blocks):
    return re.sub(r"'block_id': '[^']*'", "", blocks)


def press(carelog, button):
    carelog.aide.press_in_message(button)
    carelog.front.rest()
    return str(carelog.aide.state["messages"][-1]["blocks"])


def test_which_session_is_answered_with_a_button(carelog, two):
    (first, second), thread = two
    assert "Which session is this about?" in write(carelog, "all present", thread)
    said = press(carelog, "2 · 9:00 AM")
    assert "9:00–10:00 AM*: all present, as scheduled." in said
    assert presences(carelog, first) == {Presence.UNMARKED}
    assert presences(carelog, second) == {Presence.PRESENT}
    assert "answered already" in press(carelog, "2 · 9:00 AM")
    assert "7:00–8:00 AM*: all present" in press(carelog, "1 · 7:00 AM")
    assert presences(carelog, first) == {Presence.PRESENT}


def test_an_answer_says_what_cannot_be_in_the_record_then_and_offers_no_post(carelog):
    school = carelog.school
    session_id = make_ready(carelog.db, school.aide, make_session(carelog.db, school.aide, school.students))
    eating = frozenset({"MEAL"})
    mark(carelog.db, school.aide, session_id, school.students[0], given_added=eating, minutes={"MEAL": "45"})
    said = write(carelog, "M.G. away 270 min", reminded(carelog, session_id))
    assert "M.G.: Eating: 45 min is more than the 30 min with this student." in said
    assert "Saved as a draft. Open it to finish it." in said
    assert "ready to post" not in said
    said = write(carelog, "M.G. away 60 min")
    assert "Saved, and ready to post." in said


def test_both_are_saved_and_taken_back_together(carelog, two):
    ids, thread = two
    write(carelog, "all present", thread)
    assert press(carelog, "Both").count("all present, as scheduled") == 2
    assert [presences(carelog, one) for one in ids] == [{Presence.PRESENT}] * 2
    assert "Taken back: 2 sessions are as before." in press(carelog, "Undo")
    assert [presences(carelog, one) for one in ids] == [{Presence.UNMARKED}] * 2


def test_a_passphrase_in_a_message_is_given_up_and_kept_nowhere(carelog, two):
    said = write(carelog, PASSPHRASE, two[1])
    assert "That was your signing passphrase." in said
    assert "Then choose Delete message." in said
    kept, events, texts = carelog.db.read(
        lambda db: (
            db.execute(select(Credential.must_change).where(Credential.staff_id == carelog.school.aide.staff_id)).one(),
            list(db.execute(select(AuditRow.event)).scalars()),
            str(list(db.execute(select(Answer.before)).scalars())),
        )
    )
    assert kept.must_change
    assert "credential.exposed" in events
    assert PASSPHRASE not in texts
    assert PASSPHRASE not in carelog.sent()


def test_words_that_are_not_understood_are_not_kept(carelog, two):
    assert "not understand" in write(carelog, "purple umbrella seventeen", two[1])
    assert carelog.db.read(lambda db: db.execute(select(Answer.before)).scalar_one())["text"] == ""


def test_messages_never_pause_signing_and_are_no_way_around_the_throttle(carelog, two):
    for number in range(4):
        assert "not understand" in write(carelog, f"not the passphrase {number} of mine", two[1])
    row = carelog.db.read(
        lambda db: db.execute(
            select(Credential.tries, Credential.paused_until).where(Credential.staff_id == carelog.school.aide.staff_id)
        ).one()
    )
    assert tuple(row) == (2, None)
    # With few tries left nothing is judged any more, not even the right one: the same is said of both.
    assert "not understand" in write(carelog, PASSPHRASE, two[1])
    right, wrong = (write(carelog, text, two[1]) for text in (PASSPHRASE, "not the passphrase of mine either"))
    assert "Was this your signing passphrase? I could not check." in right
    assert "If it was, delete your message." in right
    assert without_ids(right) == without_ids(wrong)


def test_who_has_no_passphrase_is_not_asked_whether_it_was_one(carelog, two):
    spent = update(Credential).where(Credential.staff_id == carelog.school.aide.staff_id)
    carelog.db.run(lambda db: db.execute(spent.values(tries=2)))
    assert "Was this your" in write(carelog, "purple umbrella seventeen", two[1])
    assert "Was this your" not in write(carelog, "thanks", two[1]), "It cannot be one."
    carelog.db.run(lambda db: db.execute(spent.values(must_change=True)))
    assert "Was this your" not in write(carelog, "purple umbrella seventeen", two[1])


def test_what_is_understood_is_never_judged(carelog, two):
    write(carelog, "2 all present, as scheduled", two[1])
    write(carelog, "what's left?", two[1])
    tries = select(Credential.tries).where(Credential.staff_id == carelog.school.aide.staff_id)
    assert carelog.db.read(lambda db: db.execute(tries).scalar_one()) == 0


@pytest.mark.parametrize("fault", [{"limited": 1}, {"refused": 1}])
def test_an_answer_that_slack_refused_is_said_when_slack_repeats_the_event(carelog, fault):
    session = make_session(carelog.db, carelog.school.aide, carelog.school.students)
    write(carelog, "help", reminded(carelog, session))
    body = next(one for one in reversed(carelog.front.payloads) if one.get("event", {}).get("text") == "help")
    event = {**body["event"], "text": "all present", "ts": "1795450009.000100"}

    def deliver():
        delivered = {**body, "event_id": "EvREFUSED1", "event": event}
        return carelog.app.dispatch(BoltRequest(mode="socket_mode", body=delivered)).status

    carelog.fault("chat.postMessage", **fault)
    assert deliver() == 500
    assert presences(carelog, session) == {Presence.PRESENT}
    assert [deliver(), deliver()] == [200, 200]
    told = [one for one in carelog.aide.state["messages"] if "all present, as scheduled" in str(one["blocks"])]
    assert len(told) == 1
    kept = carelog.db.read(lambda db: [row.before for row in db.execute(select(Answer)).scalars()])
    assert all("said" not in one for one in kept)
