"""Typed text keeps everything that can be kept."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import PassphraseWritten
from models.rules.written import ANOTHER, names_one_of, refuse_secret, storable, without_names
from tests.rules.values import PRESENT, sheet


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


SECRET = "four purple kites drift west"


def has_secret(text):
    return SECRET in text


@pytest.mark.parametrize(
    ("place", "changed"),
    [
        ("Session Description", {"description": SECRET}),
        ("the note", {"note": f"Calm. {SECRET}"}),
        ("the reason of the session type", {"type_reason": SECRET}),
    ],
)
def test_a_passphrase_in_a_text_of_the_session_is_refused_and_not_repeated(place, changed):
    with pytest.raises(PassphraseWritten) as refused:
        refuse_secret([sheet(**changed)], has_secret)
    said = refused.value.problems["passphrase"]
    assert f"your signing passphrase is written in {place} of Nov 18, 9:00 AM. Close this window, open that" in said
    assert SECRET not in said
    assert refused.value.sessions == (7,)


def test_the_first_of_several_is_named():
    quiet, said = sheet(), sheet(replace(PRESENT, observation=SECRET))
    with pytest.raises(PassphraseWritten) as refused:
        refuse_secret([quiet, replace(said, id=8), replace(said, id=9)], has_secret)
    assert "in the observation of Mia Garcia of Nov 18, 9:00 AM. It is in 1 more of these as well." in str(
        refused.value
    )
    assert refused.value.sessions == (8, 9)
    refuse_secret([quiet, sheet(note="Calm.")], has_secret)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Noah Green helped", f"{ANOTHER} helped"),
        ("with noah and AVA's cup", f"with {ANOTHER} and {ANOTHER}'s cup"),
        ("Green, Noah; N.G. sat", f"{ANOTHER}, {ANOTHER}; {ANOTHER} sat"),
        ("Ask Zoé Hale-Quill", f"Ask {ANOTHER}"),
        ("in the park, by the green bench", "in the park, by the green bench"),
        ("Mia Garcia ate. M.G. sat. Garcia", "Mia Garcia ate. M.G. sat. Garcia"),
        ("Avatar, Noahs", "Avatar, Noahs"),
        ("", ""),
    ],
)
def test_other_students_are_taken_out_of_a_text(text, left):
    others = {"Noah Green", "N.G.", "Ava Garcia", "Zoé Hale-Quill", "Theo Park"}
    assert without_names(text, others, "Mia Garcia") == left
    assert without_names(text, (), "Mia Garcia") == text
