"""The shapes of a clause over letters, and the words behind the letters."""

import re

import pytest

from models.rules.replies.grammar import shapes
from models.rules.replies.words import LONGEST_PHRASE, PHRASES, PLAIN

KINDS = (
    ("E", {"everyone"}),
    ("EP", {"everyone", "all"}),
    ("EXN", {"everyone"}),
    ("EPXN&N", {"everyone"}),
    ("G", {"everyone"}),
    ("zA", {"nobody"}),
    ("NA", {"some"}),
    ("N&NiA", {"some"}),
    ("NCT", {"some"}),
    ("NLtT", {"some"}),
    ("NWRpV", {"some"}),
    ("nN", {"absent"}),
    ("A:N,N", {"absent"}),
    ("K:A", {"cancel"}),
    ("DEP", {"everyone", "all"}),
    ("S:", {"header"}),
    ("D&D", {"header"}),
)


@pytest.mark.parametrize(("letters", "kinds"), KINDS)
def test_kinds(letters, kinds):
    assert {shape.kind for shape in shapes(letters)} == kinds


@pytest.mark.parametrize("letters", ["", "N", "NN", "N!A", "?NA", "NAv", "vE", "iEP", "NNA", "A", "L", "x" * 100])
def test_what_has_no_shape(letters):
    assert shapes(letters) == ()


def test_a_chain_keeps_its_predicates_apart():
    (shape,) = shapes("NCT&LtT")
    assert shape.predicates == (("came", 1, 3), ("left", 4, 7))


def test_the_scope_stands_in_front_or_behind():
    assert {shape.scope for shape in shapes("S:NA")} == {(0, 2)}
    assert {shape.scope for shape in shapes("NApD")} == {(2, 4)}


def test_no_word_has_a_letter_that_stands_for_a_value():
    letters = {letter for letter, _ in PHRASES.values()}
    assert letters == set("AVEGzPaoXB&ClLeWhiqdFZtypn!?KkYbf")
    assert not letters & set("NuUvTRMDSs")


def test_phrases_are_folded_as_tokens_are():
    for phrase in PHRASES:
        assert phrase
        assert all(re.fullmatch(r"[a-z]+|\d+", word) for word in phrase), phrase
    assert max(map(len, PHRASES)) == LONGEST_PHRASE


def test_plain_words_are_lower_case_words():
    assert all(re.fullmatch(r"[a-z]+", word) for word in PLAIN)
