"""Reminders, digests and answers: within Slack's limits, no name anywhere, and nothing about students in `text`."""

from datetime import timedelta

import pytest

from bot.views import answers, reminders, samples
from bot.views.reminders import digest_message, reminder_message
from models.daily import Digest, DigestLine, Reminder
from models.enums import State
from models.inputs import MarkChanges
from models.rules.replies import Asked, Capture, Question, Reply
from sandbox.blocks.validate import validate_message
from tests.views.drawn import said

EXAMPLES = {
    f"{module.__name__.rpartition('.')[2]}.{name}": message
    for module in (reminders, answers)
    for name, message in module.examples().items()
}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_slack_takes_every_message(name):
    assert validate_message({"channel": "D1", **EXAMPLES[name]}) == []


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_no_message_holds_a_students_name(name):
    message = EXAMPLES[name]
    for pupil in samples.pupils(10):
        for part in pupil.name.split(" ")[:2]:
            assert part not in said(message["blocks"])
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


def test_an_answer_repeats_what_was_understood_and_what_was_not():
    line = samples.line(1, State.DRAFT)
    first, second = line.students[:2]
    initials = {first.id: "M.G.", second.id: "P.S."}
    reply = Reply(
        captures=(Capture(line.id, marks={first.id: MarkChanges(away_text="10:00-11:00")}),),
        questions=(Question(Asked.STUDENT, "Mi", "Which student?", (first.id, second.id), (line.id,), MarkChanges()),),
        leftover=("blue",),
    )
    message = answers.answered(reply, (line,), (), initials, 3)
    text = said(message["blocks"])
    assert "M.G. away 10:00-11:00. Saved as a draft." in text
    assert "Which student?" in text
    assert "I did not understand 1 part" in text
    assert message["text"] == "Saved in part. Please look at what is open."
    assert "3:0:" in str(message["blocks"])
    assert validate_message({"channel": "D1", **message}) == []


def test_nothing_understood_is_said_with_examples():
    message = answers.answered(Reply(), (), (), {}, 1)
    assert "Nothing was changed." in message["text"]
    assert "all present" in said(message["blocks"])
