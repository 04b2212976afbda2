"""The ways to write a student's name, and which typing mistakes are forgiven."""

import pytest

from models.rules.replies import Named
from models.rules.replies.names import alike, forms_of, initials_in, is_initials, letter_candidates, long_names
from tests.rules_replies.school import MARTA, MILO, PIPPA, WILL, WREN, ZOE

STUDENTS = (MILO, MARTA, WILL, PIPPA, WREN, ZOE)
FORMS = forms_of(STUDENTS)
LONG = long_names(FORMS)

WRITTEN = (
    ("milo", {1}),
    ("garcia", {1}),
    ("milo garcia", {1}),
    ("garcia milo", {1}),
    ("milo g", {1}),
    ("pippa", {4}),
    ("pippa reed", {4}),
    ("philippa r", {4}),
    ("zoe hale quill", {8}),
    ("zoe h", {8}),
    ("quill", {8}),
    ("gomez garcia", None),
    ("mil", None),
)
TYPED = (
    ("mlio", {1}),
    ("millo", {1}),
    ("mio", set()),
    ("mila", {1}),
    ("gracia", {1}),
    ("gomes", {2}),
    ("wern", {5}),
    ("when", set()),
    ("okafo", {5}),
    ("okfaor", {5}),
    ("ofakro", set()),
    ("will", {3}),
    ("with", set()),
    ("absent", set()),
    ("x" * 500, set()),
)


@pytest.mark.parametrize(("written", "ids"), WRITTEN)
def test_forms(written, ids):
    assert FORMS.get(tuple(written.split())) == ids


@pytest.mark.parametrize(("word", "ids"), [one for one in TYPED if one[0] != "will"])
def test_one_typing_mistake_in_four_letters_is_forgiven(word, ids):
    assert alike(word, LONG) == ids


def test_two_near_names_are_both_candidates():
    twins = forms_of((Named(1, "Marla", "Gold"), Named(2, "Marta", "Gray")))
    assert alike("marka", long_names(twins)) == {1, 2}


def test_short_names_are_not_guessed():
    short = forms_of((Named(1, "Ana", "Roe"), Named(2, "Bo", "Li")))
    assert long_names(short) == {}


def test_two_students_of_one_first_name_share_its_form():
    forms = forms_of((Named(1, "Ada", "Lane"), Named(2, "Ada", "Moor")))
    assert forms[("ada",)] == {1, 2}
    assert forms[("ada", "lane")] == {1}


def test_initials_as_shown_and_as_anybody_would_write_them():
    initials = initials_in(STUDENTS)
    assert initials["mig"] == {1}
    assert initials["mg"] == {1, 2}
    assert initials["ws"] == {3}
    assert initials["zh"] == initials["zhq"] == {8}


def test_initials_of_a_nickname_count_too():
    assert initials_in((Named(1, "Robert", "Lane", "Bo", "R.L."),))["bl"] == {1}


@pytest.mark.parametrize("word", ["it", "ok", "am", "ot", "is"])
def test_words_are_no_initials_without_dots(word):
    assert not is_initials(word, dotted=False)
    assert is_initials(word, dotted=True)


def test_a_single_letter_gives_candidates():
    assert letter_candidates("w", STUDENTS) == {3, 5}
    assert letter_candidates("q", STUDENTS) == frozenset()


def test_students_without_a_name_have_no_forms():
    assert forms_of((Named(1, "", ""),)) == {}
    assert initials_in((Named(1, "", ""),)) == {}
