"""Whatever is written: no error, no guess, and nobody marked who was not named."""

import string
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.replies import Reply
from models.rules.replies.reply import LONGEST
from tests.rules_replies import test_absences, test_everyone, test_times
from tests.rules_replies.school import ONE, THREE, TWO, read, told

FIRST = {1: "milo", 2: "marta", 3: "will", 4: "pippa", 5: "wren", 6: "otto", 7: "june", 8: "zoe", 9: "art"}
EVERYONE = ["all present", "everyone", "everyone here", "all good", "no absences", "nobody missing", "the rest present"]
_PLAIN = """absent sick refused here present came left late early away out gone not no never was is but except and
    then , . ; - ( ) 9:15 1:30 10-11 12 2 #2 speech OT field trip at for by until from 10min minutes the who because
    home both session if maybe yesterday morning cancelled snow later post undo Xavier Mia purple 1:"""
WORDS = [*_PLAIN.split(), "\n"]
NAMES = ["Milo", "Marta", "M.G.", "Will", "W.S.", "Pippa", "Reed", "Wren", "Otto", "June", "Zoe", "Art", "milo's"]
OTHER_NAMES = {1: ("m.g.", "milo"), 2: ("m.g.",), 3: ("w.s.",), 4: ("reed",)}
NOISE = ["banana", "purple", "zzz", "quickly", "umbrella", "Tuesday", "blah", "however", "hmm", "probably", "seven"]
SAID = [text for module in (test_absences, test_everyone, test_times) for text, _ in module.SAID]

sessions = st.sampled_from([ONE, TWO, THREE])
mixed = st.lists(st.sampled_from(WORDS + NAMES), max_size=14).map(" ".join)
mixed_with_everyone = st.lists(st.sampled_from(WORDS + NAMES + EVERYONE), max_size=14).map(" ".join)
likely = st.text(string.ascii_letters + string.digits + " .,:;-'’\"()#&<>@!?\n👍é", max_size=200)


def marked(reply: Reply, listed) -> set[tuple[int, int]]:
    """Every (session, student) that the reply would change."""
    students = {session.id: {one.id for one in session.students} for session in listed}
    return {
        (capture.session_id, one)
        for capture in reply.captures
        for one in (students[capture.session_id] if capture.everyone_present else capture.marks)
    }


@given(st.one_of(st.text(max_size=300), likely, mixed_with_everyone), sessions)
@settings(max_examples=400, deadline=None)
def test_never_raises_and_stays_within_the_listed_sessions(text, listed):
    reply = read(text, listed)
    students = {session.id: {one.id for one in session.students} for session in listed}
    for capture in reply.captures:
        assert set(capture.marks) <= students[capture.session_id]
    assert {session for session, _ in reply.cancels} <= set(students)
    assert (reply.until is None) == (reply.command != "later")


@given(mixed, sessions)
@settings(max_examples=400, deadline=None)
def test_nobody_is_marked_who_is_not_named(text, listed):
    lower = text.casefold()
    for _, student in marked(read(text, listed), listed):
        names = (FIRST[student], *OTHER_NAMES.get(student, ()))
        everyone = any(word in lower for word in ("present", "here", "both"))
        assert everyone or any(name in lower for name in names)


@given(mixed_with_everyone, sessions)
@settings(max_examples=400, deadline=None)
def test_a_leftover_that_names_nobody_means_that_nothing_changes(text, listed):
    reply = read(text, listed)
    names = {*FIRST.values(), "m.g", "w.s", "reed"}
    for piece in reply.leftover:
        if not any(name in piece.casefold() for name in names) and not reply.questions:
            assert not reply.changes_anything


@given(mixed_with_everyone, sessions)
@settings(max_examples=300, deadline=None)
def test_whoever_is_asked_about_is_not_marked(text, listed):
    reply = read(text, listed)
    asked = {
        (session, one) for question in reply.questions for session in question.sessions for one in question.students
    }
    assert not asked & marked(reply, listed)


@given(st.sampled_from(SAID), st.sampled_from(NOISE), st.integers(0, 12))
@settings(max_examples=500, deadline=None)
def test_a_word_of_noise_never_marks_another_student(text, noise, at):
    words = text.split(" ")
    noisy = " ".join([*words[:at], noise, *words[at:]])
    assert marked(read(noisy), ONE) <= marked(read(text), ONE)


@given(st.sampled_from(SAID), st.sampled_from(["I think ", "maybe ", "if ", "was ", "not sure: ", "did "]))
@settings(max_examples=200, deadline=None)
def test_a_doubt_in_front_of_a_sentence_changes_nothing_in_it(text, doubt):
    first = text.replace("\n", " ").replace(". ", " ").replace(";", " ")
    assert not read(doubt + first.lstrip("•*->_ ")).changes_anything


@pytest.mark.parametrize("text", [text for text in SAID if "\n" not in text])
def test_capitals_and_spaces_do_not_matter(text):
    expected = told(read(text)).casefold()
    assert told(read(f"  {text}  ")).casefold() == expected
    assert told(read(text.casefold())).casefold() == expected


def test_a_long_text_is_left_over_whole_and_costs_no_more_than_a_page():
    long = ("Milo absent, " * 400)[:4000].strip()
    assert read(long, THREE).leftover == (long,)
    page = "all present but Milo came 9:15 and Wren xqz away 10-11, " * (LONGEST // 60)
    began = time.perf_counter()
    read(page, THREE)
    assert time.perf_counter() - began < 5
