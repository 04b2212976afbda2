"""Reminders, digests and answers: within Slack's limits, no name anywhere, and nothing about students in `text`."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.views import answers, asking, coming_and_going, cover_message, over_plan, reminders, samples
from bot.views.reminders import digest_message, reminder_message
from bot.views.unposting import unposted_message
from models.daily import Digest, DigestLine, Reminder, Unposted
from models.enums import State, UnpostReason
from models.inputs import MarkChanges
from models.rules.replies import Asked, Capture, Listed, Named, Question, Reply
from sandbox.blocks.validate import validate_message
from tests.views.drawn import said

EXAMPLES = {
    f"{module.__name__.rpartition('.')[2]}.{name}": message
    for module in (reminders, answers, asking, coming_and_going, cover_message, over_plan)
    for name, message in module.examples().items()
}


EXAMPLES |= {
    f"unposting.{reason.value}_{state.value}": unposted_message(
        Unposted(samples.line(1, state), "Alma Testwell", "Rosa Testwell", reason)
    )
    for reason in (UnpostReason.WRONG_TIME, UnpostReason.RETURNED)
    for state in (State.REOPENED, State.RETURNED, State.SUBMITTED, State.APPROVED, State.CANCELLED)
}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_slack_takes_every_message(name):
    assert validate_message({"channel": "D1", **EXAMPLES[name]}) == []


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_no_message_holds_a_students_name(name):
    message = EXAMPLES[name]
    for pupil in samples.pupils(10):
        for part in pupil.name.split(" ")[:2]:
            assert not re.search(rf"\b{part}\b", said(message["blocks"]))
        assert pupil.initials not in message["text"]


def reminder(*states, more=0, day=samples.TODAY):
    lines = tuple(samples.line(number, state, day) for number, state in enumerate(states, 1))
    return Reminder(samples.TODAY, lines, more)


def test_a_reminder_numbers_its_sessions_and_keeps_the_numbers():
    text = said(reminder_message(reminder(State.POSTED, State.DUE, State.DUE))["blocks"])
    assert "*1*" in text.splitlines()[1]
    assert "posted" in text.splitlines()[1] + text.splitlines()[2]
    assert "2 sessions to post" in text


def test_a_reminder_says_when_all_is_done():
    message = reminder_message(reminder(State.POSTED, State.CANCELLED))
    assert message["text"] == "All posted. Nothing is left for you to do."
    assert "button" not in str(message["blocks"])


def test_a_long_reminder_stays_within_a_message():
    message = reminder_message(reminder(*[State.DUE] * 12, more=30))
    assert validate_message({"channel": "D1", **message}) == []
    assert "and 30 more sessions on Home." in said(message["blocks"])


def test_a_digest_of_many_aides_stays_within_a_message():
    lines = tuple(DigestLine(n, f"Aide {n}", n, 0, 0, samples.TODAY - timedelta(days=n)) for n in range(1, 60))
    message = digest_message(Digest(samples.TODAY, lines))
    assert validate_message({"channel": "D1", **message}) == []
    text = said(message["blocks"])
    assert text.index("Aide 59") < text.index("Aide 58")
    assert "and 44 more aides on Home." in text


def listed(number, line):
    """A session as the words of an answer are read against it."""
    pupils = tuple(Named(one.id, one.name, "", initials=one.initials) for one in line.students)
    return Listed(number, line.id, line.date, line.start, line.end, line.description, pupils)


def named(message):
    """The buttons of a message: what stands on them."""
    rows = [block["elements"] for block in message["blocks"] if block["type"] == "actions"]
    rows += [[block["accessory"]] for block in message["blocks"] if "accessory" in block]
    return [one["text"]["text"] for row in rows for one in row if one["type"] == "button"]


def test_a_question_about_the_session_has_a_button_for_each_and_for_all():
    lines = [samples.line(number, State.DUE) for number in (1, 2, 3)]
    asked = Question(Asked.SESSION, "all present", "Which session?", (), tuple(line.id for line in lines))
    found = [listed(number, line) for number, line in enumerate(lines, 1)]
    message = answers.answered(Reply(questions=(asked,)), (), (), found, 9)
    assert named(message) == ["1 · 9:00 AM", "2 · 11:30 AM", "3 · 9:00 AM", "All 3"]
    assert validate_message({"channel": "D1", **message}) == []
    two = answers.answered(Reply(questions=(asked,)), (), (), found[:2], 9)
    assert named(two)[-1] == "Both"
    dated = [found[0], replace(found[1], date=samples.TODAY + timedelta(days=1))]
    assert named(answers.answered(Reply(questions=(asked,)), (), (), dated, 9))[0] == "1 · Fri 9:00 AM"


def test_what_is_saved_says_what_it_still_needs_and_leads_there():
    line = replace(samples.line(1, State.DRAFT), ready=False)
    everybody = Reply(captures=(Capture(line.id, everyone_present=True),))
    message = answers.answered(everybody, (line,), (), (listed(1, line),), 3)
    text = said(message["blocks"])
    assert "all present, as scheduled." in text
    assert "Saved as a draft. Open it to check off the activities." in text
    assert named(message) == ["Undo", "Open"]
    ready = answers.answered(everybody, (replace(line, ready=True),), (), (listed(1, line),), 3)
    assert "Saved, and ready to post." in said(ready["blocks"])
    assert named(ready) == ["Undo", "Open", "Post"]


def test_of_several_saved_sessions_each_has_its_own_way_in():
    lines = tuple(replace(samples.line(number, State.DRAFT), ready=number == 2) for number in (1, 2))
    reply = Reply(captures=tuple(Capture(line.id, everyone_present=True) for line in lines))
    message = answers.answered(reply, lines, (), [listed(number, line) for number, line in enumerate(lines, 1)], 3)
    assert named(message) == ["Undo", "Post", "Open"]
    assert "Saved as drafts. Open this one to check off the activities." in said(message["blocks"])
    assert validate_message({"channel": "D1", **message}) == []


def test_an_answer_repeats_what_was_understood_and_what_was_not():
    line = samples.line(1, State.DRAFT)
    first, second = line.students[:2]
    reply = Reply(
        captures=(Capture(line.id, marks={first.id: MarkChanges(away_text="10:00-11:00")}),),
        questions=(Question(Asked.STUDENT, "Mi", "Which student?", (first.id, second.id), (line.id,), MarkChanges()),),
        leftover=("blue",),
    )
    message = answers.answered(reply, (line,), (), (listed(1, line),), 3)
    text = said(message["blocks"])
    assert f"{first.initials} away 10:00-11:00." in text
    assert "Saved, and ready to post." in text
    assert "Which student?" in text
    assert "I did not understand 1 part" in text
    assert message["text"] == "Saved in part. Please look at what is open."
    assert "3:0:" in str(message["blocks"])
    assert validate_message({"channel": "D1", **message}) == []


def test_nothing_understood_is_said_with_examples():
    message = answers.answered(Reply(), (), (), (), 1)
    assert "Nothing was changed." in message["text"]
    assert "all present" in said(message["blocks"])


def test_who_submits_is_reminded_to_submit():
    lines = tuple(
        replace(samples.line(number, state), submits=True, ready=True)
        for number, state in enumerate((State.DRAFT, State.RETURNED, State.SUBMITTED), 1)
    )
    message = reminder_message(Reminder(samples.TODAY, lines))
    assert message["text"] == "2 sessions to submit. Open Carelog to fill in and sign."
    text = said(message["blocks"])
    assert text.count("ready to submit") == 1
    assert "returned" in text
    assert "submitted" in text
    assert "Post" not in text
    done = reminder_message(Reminder(samples.TODAY, (lines[2],)))
    assert done["text"] == "All submitted. Nothing is left for you to do."


@pytest.mark.parametrize(
    ("unposted", "awaiting", "expected"),
    [
        (1, 0, "Your team has 1 unposted session."),
        (0, 1, "1 session waits for your approval."),
        (2, 3, "Your team has 2 unposted sessions. 3 sessions wait for your approval."),
    ],
)
def test_a_digest_tells_what_waits_apart(unposted, awaiting, expected):
    lines = (DigestLine(1, "Alma Testwell", unposted, 0, 0, samples.TODAY),) if unposted else ()
    message = digest_message(Digest(samples.TODAY, lines, awaiting, 4 if awaiting else 0))
    assert message["text"] == expected
    assert ("The oldest for 4 days." in said(message["blocks"])) == bool(awaiting)


def test_a_returned_session_opens_as_long_as_it_is_returned():
    for state, opens in ((State.RETURNED, True), (State.SUBMITTED, False)):
        message = unposted_message(Unposted(samples.line(1, state), "Dana", "Rosa Testwell", UnpostReason.RETURNED))
        assert message["text"] == "A session was returned to you."
        assert ("session.open" in str(message["blocks"])) == opens
