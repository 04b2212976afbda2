"""Typed text keeps everything that can be kept."""

from hypothesis import given
from hypothesis import strategies as st

from models.rules.written import storable


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
