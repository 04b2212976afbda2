"""What is asked: the candidates, what to save once one is chosen, and sentences that hold no student's name."""

from dataclasses import replace

import pytest

from models.enums import AbsenceReason, Presence
from models.inputs import MarkChanges
from models.rules.replies import Asked, understand
from tests.rules_replies.school import FIRST, LUNCH, MARTA, MILO, NOW, ONE, READING, THREE, read

UNCLEAR = (
    "M.G. absent",
    "Xavier absent",
    "Milo left at 8:30",
    "Milo was late",
    "cancelled",
    "all 4 present",
    "Milo absent. Milo came 9:15",
    "Milo here 9:30-9:15",
)


def test_two_candidates_come_with_what_to_save_for_the_chosen_one():
    (question,) = read("M.G. left at 1:30").questions
    assert question.kind is Asked.STUDENT
    assert (question.piece, question.students, question.sessions) == ("M.G.", (1, 2), (11,))
    assert question.changes == MarkChanges(presence=Presence.PRESENT, end=READING.end.replace(minute=30))


def test_two_candidates_in_an_exception_leave_both_as_they_are():
    reply = read("everyone but M.G.")
    (capture,) = reply.captures
    assert not capture.everyone_present
    assert set(capture.marks) == {3, 4, 5}
    assert {one.presence for one in capture.marks.values()} == {Presence.PRESENT}


def test_a_choice_settles_the_name():
    reply = understand("everyone but M.G.", ONE, now=NOW, chosen={"M.G.": MARTA.id})
    (capture,) = reply.captures
    assert capture.everyone_present
    assert capture.marks == {MARTA.id: MarkChanges(Presence.ABSENT, AbsenceReason.ABSENT)}
    assert not reply.questions


def test_a_choice_of_somebody_else_settles_nothing():
    reply = understand("M.G. absent", ONE, now=NOW, chosen={"M.G.": 5})
    assert [one.students for one in reply.questions] == [(1, 2)]
    assert not reply.changes_anything


def test_a_single_letter_is_asked_about_even_when_only_one_fits():
    (question,) = read("P absent").questions
    assert question.students == (4,)
    assert not read("P absent").changes_anything


def test_a_name_of_nobody_is_quoted_and_holds_back_what_was_said_of_everyone():
    reply = read("all present. Xavier absent")
    assert [one.piece for one in reply.questions] == ["Xavier"]
    assert reply.leftover == ("all present",)
    assert not reply.changes_anything


def test_the_session_to_choose_is_read_again_alone():
    (question,) = read("Milo absent", THREE).questions
    assert (question.kind, question.sessions) == (Asked.SESSION, (11, 12))
    (capture,) = read("Milo absent", (LUNCH,)).captures
    assert capture.session_id == LUNCH.id


def test_an_unclear_time_leaves_the_student_out_of_everyone():
    reply = read("all present but Milo left at 8:30")
    (capture,) = reply.captures
    assert MILO.id not in capture.marks
    assert not capture.everyone_present
    assert [one.kind for one in reply.questions] == [Asked.TIME]


@pytest.mark.parametrize("text", UNCLEAR)
def test_sentences_say_what_to_do_and_name_nobody(text):
    for question in read(text).questions:
        assert question.sentence.endswith(".")
        assert not any(name in question.sentence for name in FIRST.values())


def test_the_same_question_is_asked_once():
    assert len(read("everyone left at 8:30").questions) == 1


def test_no_listed_session_leaves_everything_but_commands():
    assert understand("all present", (), now=NOW).leftover == ("all present",)
    assert understand("help", (), now=NOW).command == "help"


def test_two_students_whom_nothing_tells_apart_are_found_by_their_number():
    twins = tuple(
        replace(one, first="Ada", last="Lane", initials=f"A.L. {n}") for n, one in enumerate((MILO, MARTA), 1)
    )
    session = (replace(READING, students=twins),)
    assert read("A.L. absent", session).questions[0].students == (1, 2)
    assert set(read("A.L. 2 absent", session).captures[0].marks) == {2}
