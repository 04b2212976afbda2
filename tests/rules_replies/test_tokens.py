"""Cleaning a message as Slack sends it, and cutting it into tokens that know where they stood."""

import pytest

from models.rules.replies.tokens import cleaned, folded, minutes_in, tokens_of

CLEANED = (
    ("<@U123> all present", "all present"),
    ("<@U123|carelog>, all present", "all present"),
    ("@Carelog all present", "all present"),
    ("• all present", "all present"),
    ("- Milo absent\n- Marta absent", "Milo absent\nMarta absent"),
    ("> all present", "all present"),
    ("&gt; all present", "all present"),
    ("Milo &amp; Marta", "Milo & Marta"),
    ("all present\r\nno Milo", "all present\nno Milo"),
    ("w/ speech", "with speech"),
)
KINDS = (
    ("Milo came 9:15", ["word", "word", "clock"]),
    ("here 9:15-1:30", ["word", "range"]),
    ("from 9 to 1", ["range"]),
    ("9:15 – 10", ["range"]),
    ("9am", ["clock"]),
    ("9:15 p.m.", ["clock"]),
    ("9 o'clock", ["clock"]),
    ("noon", ["noon"]),
    ("10 min", ["minutes"]),
    ("ten minutes", ["minutes"]),
    ("30-minute", ["minutes"]),
    ("1 h 15 min", ["hours"]),
    ("half an hour", ["hours"]),
    ("#2", ["number"]),
    ("2nd", ["number"]),
    ("M.G.", ["dotted"]),
    ("Ma.G", ["dotted"]),
    ("no-show", ["word", "word"]),
    ("home - fever", ["word", "mark", "word"]),
    (":+1:", ["emoji"]),
    (":thumbsup::skin-tone-3:", ["emoji"]),
    ("<@U9>", ["link"]),
    ("a. b", ["word", "hard", "word"]),
    ("a?! b", ["word", "hard", "word"]),
)
MINUTES = (
    ("10 min", 10),
    ("5m", 5),
    ("ten minutes", 10),
    ("forty five minutes", 45),
    ("half an hour", 30),
    ("an hour", 60),
    ("1 hour", 60),
    ("1 h 15 min", 75),
    ("2 hours and 5 minutes", 125),
    ("1.5 hours", 90),
)


@pytest.mark.parametrize(("text", "expected"), CLEANED)
def test_slack_s_own_marks_go(text, expected):
    assert cleaned(text) == expected


@pytest.mark.parametrize(("text", "kinds"), KINDS)
def test_kinds(text, kinds):
    assert [token.kind for token in tokens_of(text, frozenset({"mg"}))] == kinds


@pytest.mark.parametrize(("written", "minutes"), MINUTES)
def test_minutes(written, minutes):
    (token,) = tokens_of(written, frozenset())
    assert minutes_in(token.word) == minutes


@pytest.mark.parametrize("text", ["wasn't", "wasn’t", "wasnt", "WASN'T"])
def test_contractions_are_pulled_apart(text):
    assert [token.word for token in tokens_of(text, frozenset())] == ["was", "not"]


@pytest.mark.parametrize("text", ["Milo's", "Milo’s", "milo's"])
def test_a_genitive_is_a_name_and_is(text):
    assert [token.word for token in tokens_of(text, frozenset())] == ["milo", "is"]


def test_tokens_quote_what_was_written():
    text = "  Zoé   came,9.15 (late)"
    tokens = tokens_of(text, frozenset())
    assert [text[token.start : token.end] for token in tokens] == ["Zoé", "came", ",", "9.15", "(", "late", ")"]


def test_two_sentences_without_a_space_are_two():
    words = [token.word for token in tokens_of("absent.Marta", frozenset())]
    assert words == ["absent", ".", "marta"]


def test_initials_of_a_listed_student_stay_together_however_long():
    assert [token.kind for token in tokens_of("Marta.G.", frozenset({"martag"}))] == ["dotted"]


@pytest.mark.parametrize(("word", "expected"), [("Zoé", "zoe"), ("O’Neil", "oneil"), ("ÉCOLE", "ecole"), ("", "")])
def test_folded(word, expected):
    assert folded(word) == expected
