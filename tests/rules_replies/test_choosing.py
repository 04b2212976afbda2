"""What a question comes to, once a session was chosen: its piece is read for that session, and for nothing else."""

from datetime import date, datetime, time

from models.enums import AbsenceReason, Presence
from models.inputs import MarkChanges
from models.rules.replies import Asked, Capture, Listed, Named, for_sessions, understand

NOW = datetime(2026, 11, 20, 15, 30)  # noqa: DTZ001 - local, as the rules take it
MILO, WREN, JUNE = Named(1, "Milo", "Garcia"), Named(2, "Wren", "Okafor"), Named(3, "June", "Park")
DAY = date(2026, 11, 20)
LISTED = (
    Listed(1, 11, DAY, time(9), time(10), "Morning", (MILO, WREN)),
    Listed(2, 12, DAY, time(11), time(12), "Lunch", (MILO, JUNE)),
)
ABSENT = MarkChanges(presence=Presence.ABSENT, reason=AbsenceReason.ABSENT)


def asked(text):
    """The question that a text raises when two sessions are listed."""
    question = understand(text, LISTED, now=NOW).questions[0]
    assert question.kind is Asked.SESSION
    return question


def test_the_chosen_session_alone_is_saved():
    reply = for_sessions(asked("all present"), {12}, LISTED, now=NOW)
    assert reply.captures == (Capture(12, everyone_present=True),)
    assert reply.understood


def test_all_of_them_are_saved_each_for_itself():
    reply = for_sessions(asked("all present but Milo"), {11, 12}, LISTED, now=NOW)
    assert reply.captures == (
        Capture(11, everyone_present=True, marks={1: ABSENT}),
        Capture(12, everyone_present=True, marks={1: ABSENT}),
    )


def test_nothing_else_of_the_text_is_read_again():
    question = asked("Milo absent. 2: all present")
    assert for_sessions(question, {11}, LISTED, now=NOW).captures == (Capture(11, marks={1: ABSENT}),)


def test_parts_that_leave_open_the_same_choice_are_asked_about_once_and_saved_with_one_press():
    questions = understand(
        "everyone here except Milo, he was sick. Milo absent. all present", LISTED, now=NOW
    ).questions
    assert [one.sessions for one in questions] == [(11, 12)]
    reply = for_sessions(questions[0], {12}, LISTED, now=NOW)
    assert reply.captures == (Capture(12, everyone_present=True, marks={1: ABSENT}),)


def test_parts_that_do_not_fit_together_are_not_saved_one_over_the_other():
    question = asked("Milo absent. Milo came 9:15")
    reply = for_sessions(question, {11}, LISTED, now=NOW)
    assert not reply.changes_anything
    assert [one.kind for one in reply.questions] == [Asked.CONFLICT]


def test_a_cancelled_session_without_a_reason_is_still_a_question():
    reply = for_sessions(asked("cancelled"), {11}, LISTED, now=NOW)
    assert [one.kind for one in reply.questions] == [Asked.REASON]
    assert for_sessions(asked("cancelled: snow"), {11, 12}, LISTED, now=NOW).cancels == ((11, "snow"), (12, "snow"))


def test_what_fits_one_session_and_not_another_is_told_without_candidates():
    reply = for_sessions(asked("Milo came 9:15"), {11, 12}, LISTED, now=NOW)
    assert [one.session_id for one in reply.captures] == [11]
    assert [(one.kind, one.sessions) for one in reply.questions] == [(Asked.TIME, ())]


def test_a_session_that_is_gone_gives_nothing():
    assert not for_sessions(asked("all present"), {99}, LISTED, now=NOW).changes_anything
