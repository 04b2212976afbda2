"""The letters that a sentence becomes: names, pointers, times and known words, the longest first."""

import pytest

from models.rules.replies.context import context_of
from models.rules.replies.items import items_of
from models.rules.replies.tokens import cleaned, tokens_of
from tests.rules_replies.school import NOW, ONE, THREE

ALONE = (
    ("Milo absent", "NA"),
    ("Milo Garcia absent", "NA"),
    ("Milo G absent", "NA"),
    ("M.G. absent", "NA"),
    ("mg absent", "NA"),
    ("m g absent", "NA"),
    ("ws out", "No"),
    ("Will will", "NN"),
    ("will absent", "NA"),
    ("may absent", "?A"),
    ("the kids were here", "EiP"),
    ("hello, all present, thanks", ",EP,"),
    ("all 5 present", "EDP"),
    ("all five present", "EDP"),
    ("five present", "vP"),
    ("Milo wasn't here", "Nia"),
    ("Milo was not absent", "Ni!A"),
    ("Milo's out", "Nio"),
    ("Milo came at 9:15", "NCtT"),
    ("Milo came at 9", "NCtD"),
    ("Milo came 915", "NCT"),
    ("Milo 9-1", "NR"),
    ("Milo away 10 min", "NWM"),
    ("Milo had OT", "NhV"),
    ("Milo had O.T.", "NhU"),
    ("Milo (sick)", "N~A"),
    ("Milo - sick", "N~A"),
    ("Milo: sick", "N:A"),
    ("Milo/Marta", "N&N"),
    ("Milo & Marta", "N&N"),
    ("Xavier Jones absent", "UUA"),
    ("xavier absent", "uA"),
    ("somebody absent", "vA"),
    ("no Milo", "nN"),
    ("nobody absent", "zA"),
    ("all present but Milo", "EPBN"),
    ("everyone except for Milo", "EXN"),
    ("if Milo absent", "?NA"),
    ("👍", "g"),
    ("👎", "?"),
    ("🎉 all", "E"),
    ("today", ""),
    ("tomorrow", "?"),
    ("yesterday", "v"),
    ("morning", ""),
    ("afternoon", "v"),
    ("we didn't meet", "K"),
    ("session cancelled: snow", "K:u"),
    ("12345", "v"),
    ("$5", "vD"),
)
LISTED = (
    ("2 all present", "DEP"),
    ("#2 all present", "SEP"),
    ("session 2: all", "S:E"),
    ("the 9:00 one", "S"),
    ("the 9:00", "S"),
    ("9:00", "T"),
    ("the 2nd one", "S"),
    ("the first session", "S"),
    ("the last one", "S"),
    ("morning", "s"),
    ("the morning group", "S"),
    ("lunch", "s"),
    ("life skills", "ss"),
    ("all 3 sessions", "Y"),
    ("all four sessions", "v"),
    ("both sessions", "Y"),
    ("both", "b"),
    ("June absent", "NA"),
    ("Art absent", "NA"),
    ("Zoé absent", "NA"),
    ("Hale-Quill absent", "NA"),
)


def letters(text, listed):
    context = context_of(listed, NOW)
    tokens = [one for one in tokens_of(cleaned(text), frozenset(context.initials)) if one.kind != "hard"]
    return "".join(item.letter for item in items_of(tokens, context))


@pytest.mark.parametrize(("text", "expected"), ALONE)
def test_letters_with_one_session(text, expected):
    assert letters(text, ONE) == expected


@pytest.mark.parametrize(("text", "expected"), LISTED)
def test_letters_with_three_sessions(text, expected):
    assert letters(text, THREE) == expected


def test_a_name_carries_all_whom_it_may_mean():
    context = context_of(ONE, NOW)
    (item,) = items_of(tokens_of("M.G.", frozenset(context.initials)), context)
    assert item.ids == {1, 2}
    assert item.sure


def test_a_number_of_no_session_points_nowhere():
    context = context_of(THREE, NOW)
    (item,) = items_of(tokens_of("#7", frozenset()), context)
    assert (item.letter, item.ids) == ("S", frozenset())


def test_items_remember_where_they_stood():
    text = "Milo was picked up at 1:30"
    context = context_of(ONE, NOW)
    items = items_of(tokens_of(text, frozenset()), context)
    assert [text[item.start : item.end] for item in items] == ["Milo", "was picked up", "at", "1:30"]
