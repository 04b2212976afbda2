"""The signing passphrase's hash and what may be one (RELIABILITY ES-12, ES-13)."""

import pytest

from models.errors import Busy, RuleViolation
from models.services import hashing
from models.services.hashing import Hasher, finder, may_be_passphrase, require_strong
from tests.factories import PASSPHRASE

CONTEXT = ["Jo Field", "jo@school.example", "Riverbend District"]


@pytest.fixture(scope="module")
def hasher():
    return Hasher()


def check(passphrase, again=None, minimum=10):
    require_strong(passphrase, passphrase if again is None else again, minimum=minimum, context=CONTEXT)


def problem(passphrase, again=None, minimum=10):
    with pytest.raises(RuleViolation) as caught:
        check(passphrase, again, minimum)
    return next(iter(caught.value.problems.items()))


def test_a_hash_is_argon2id_salted_and_right_only_for_its_passphrase(hasher):
    kept = hasher.hash(PASSPHRASE)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSPHRASE not in kept
    assert kept != hasher.hash(PASSPHRASE)
    assert hasher.verify(PASSPHRASE, kept)
    for wrong in ("", PASSPHRASE + " ", " " + PASSPHRASE, PASSPHRASE.upper()):
        assert not hasher.verify(wrong, kept)


def test_composed_and_decomposed_letters_are_the_same(hasher):
    kept = hasher.hash("caf\u00e9 au lait matin")
    assert hasher.verify("cafe\u0301 au lait matin", kept)
    assert not hasher.verify("cafe au lait matin", kept)
    assert not hasher.verify("ﬁ" * 10, hasher.hash("fi" * 10))


def test_the_longest_passphrase_counts_composed_characters(hasher):
    decomposed = "e\u0301xyw" * 64
    check(decomposed[:-2])
    kept = hasher.hash(decomposed)
    assert len(decomposed) == 320
    assert hasher.verify(decomposed, kept)
    assert not hasher.verify(decomposed + "e", kept)


@pytest.mark.parametrize("passphrase", ["x" * 257, "x" * 100_000, "lone \ud800 surrogate"])
def test_what_cannot_be_a_passphrase_is_a_wrong_one(hasher, passphrase):
    assert not hasher.verify(passphrase, hasher.hash(PASSPHRASE))


@pytest.mark.parametrize("kept", ["", "not a hash", "$argon2id$v=19$m=19456,t=2,p=1$damaged", "\x00"])
def test_a_damaged_hash_is_nobodys(hasher, kept):
    assert hasher.verify(PASSPHRASE, kept) is False


def test_busy_when_no_slot_comes_free(monkeypatch):
    monkeypatch.setattr(hashing, "WAIT_SECONDS", 0.01)
    hasher = Hasher(slots=1)
    kept = hasher.hash(PASSPHRASE)
    with hasher._slot():
        with pytest.raises(Busy):
            hasher.hash(PASSPHRASE)
        with pytest.raises(Busy):
            hasher.verify(PASSPHRASE, kept)
    assert hasher.verify(PASSPHRASE, kept)


def test_a_slot_comes_free_after_a_failure():
    hasher = Hasher(slots=1)
    for _ in range(3):
        assert not hasher.verify("lone \ud800", "not a hash")
    assert hasher.hash(PASSPHRASE)


@pytest.mark.parametrize(
    ("passphrase", "minimum", "said"),
    [
        ("short", 10, "at least 10 characters; this has 5"),
        ("e\u0301" * 9, 10, "at least 10 characters; this has 9"),
        ("seven quiet otters", 20, "at least 20"),
        ("ox river lamp " * 19, 10, "at most 256"),
        ("seven quiet \ud800 otters", 10, "cannot be used"),
        ("aaaaaaaaaaaaaaa", 10, "harder to guess"),
        ("1234567890123", 10, "harder to guess"),
        ("password123", 10, "harder to guess"),
        ("qwertyuiop", 10, "harder to guess"),
        ("JoField2026", 10, "harder to guess"),
        ("jo@school.example", 10, "harder to guess"),
        ("Riverbend District", 10, "harder to guess"),
        ("carelogcarelog", 10, "harder to guess"),
    ],
)
def test_weak_ones_are_refused_with_a_reason(passphrase, minimum, said):
    field, sentence = problem(passphrase, minimum=minimum)
    assert field == "passphrase"
    assert said in sentence
    assert passphrase not in sentence


@pytest.mark.parametrize("passphrase", [PASSPHRASE, "ox-river+lamp", "siete nutrias tranquilas", "семь тихих выдр"])
def test_good_ones_may_be_used(passphrase):
    check(passphrase)


def test_the_second_entry_has_to_be_the_same():
    assert problem(PASSPHRASE, PASSPHRASE[:-1])[0] == "again"
    check("caf\u00e9 river lamp", "cafe\u0301 river lamp")


@pytest.mark.parametrize("text", ["sick", "7 chars", "aaaaaaaaaaaaaaaa", "rain today\nand a line besides", "x9%" * 90])
def test_texts_that_nobody_can_have_set(text):
    assert not may_be_passphrase(text)


def test_a_passphrase_is_found_within_a_text_whatever_its_capitals_and_white_space():
    has_secret = finder(f" {PASSPHRASE} ")
    assert has_secret(f"Quiet today. {PASSPHRASE}.")
    assert has_secret(f"{PASSPHRASE[:1].upper()}{PASSPHRASE[1:]}"), "A phone begins a note with a capital letter."
    assert has_secret(PASSPHRASE.replace(" ", "\n"))
    assert not has_secret(PASSPHRASE[:-1])
    assert finder("caf\u00e9 river lamp")("the cafe\u0301 river lamp"), "It is hashed in one form as well."


@pytest.mark.parametrize("typed", ["", "   ", "Quiet", " today "])
def test_what_is_too_short_for_a_passphrase_is_found_nowhere(typed):
    assert not finder(typed)("Quiet today")
