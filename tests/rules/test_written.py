"""Typed text keeps everything that can be kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.written import names_one_of, storable


@given(st.text(st.characters()))
def test_what_is_kept_can_be_encoded_and_shown(text):
    kept = storable(text)
    assert kept.encode().decode() == kept
    assert "\x00" not in kept
    assert storable(kept) == kept


def test_lines_letters_and_signs_stay():
    text = "Éloi ate 👩\u200d🍳 soup.\n\tCalm, семь."
    assert storable(text) == text
    assert storable("a\x00b\x1bc\x7fd\ud83de") == "abcde"


NAMES = ("Mia Garcia", "Philippa Anne Reed (Pippa)", "Zoé Hale-Quill", "Will Park", "Cher")


@pytest.mark.parametrize(
    "text",
    ["Mia Garcia snack", "walk with GARCIA, Mia", "Pippa Reed's lunch", "Philippa Reed", "zoé hale-quill: bus"],
)
def test_a_first_and_a_last_name_together_are_a_student(text):
    assert names_one_of(text, NAMES)


@pytest.mark.parametrize(
    "text",
    ["Lunch in the park", "Will go to the Park", "Garcia Hall, with Mia", "Mia and Ann Garcia", "Cher", "", "1:1 care"],
)
def test_a_word_that_may_be_something_else_is_no_student(text):
    assert not names_one_of(text, NAMES)
