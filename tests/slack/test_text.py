"""Text that goes to Slack."""

import html
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.blocks import plain_sections
from bot.slack.text import clean, escape, mrkdwn, pack, plain, shorten, split


def test_markup_in_data_stays_text():
    assert escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


def test_controls_that_hide_or_turn_words_are_left_out():
    assert clean("An\u202en\u200ba\u2066 \ufeffB\x07ell") == "Anna Bell"
    assert clean("lone \ud800 half") == "lone  half"


def test_what_people_write_is_kept():
    text = "Zoë – “naïve” 日本\nnext\tline 🙂"
    assert clean(text) == text


def test_shorten_says_that_something_is_left_out():
    assert shorten("abcdef", 6) == "abcdef"
    assert shorten("abcdefg", 6) == "abcde…"


def test_shorten_leaves_no_space_before_the_ellipsis():
    assert shorten("abcd efg", 6) == "abcd…"


def test_plain_text_is_never_empty():
    assert plain("")["text"] == "–"
    assert plain("\u200b ")["text"] == "–"


def test_plain_text_keeps_its_limit():
    assert len(plain("x" * 100, 75)["text"]) == 75


def test_mrkdwn_links_nothing_by_itself():
    assert mrkdwn("x") == {"type": "mrkdwn", "text": "x", "verbatim": True}


def test_split_cuts_at_spaces():
    assert split("one two three", 8) == ["one two", "three"]


def test_split_does_not_cut_through_an_entity():
    pieces = split("x" * 8 + "&amp;" + "y" * 3, 10)
    assert pieces == ["x" * 8, "&amp;yyy"]


def test_pack_fills_texts_in_order():
    assert pack(["aa", "bb", "cc"], limit=6) == ["aa\n\nbb", "cc"]


def test_pack_of_nothing_is_nothing():
    assert pack([]) == []
    assert pack([""]) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="ab&<> \n", max_size=80), max_size=6), st.integers(12, 40))
def test_pack_loses_nothing_but_white_space(paragraphs, limit):
    texts = pack([escape(paragraph) for paragraph in paragraphs], limit)
    assert all(len(text) <= limit for text in texts)
    shown = "".join(html.unescape(text) for text in texts)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", "".join(paragraphs))


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_escaped_text_has_no_markup(text):
    assert not set("<>") & set(escape(text))
    assert html.unescape(escape(text)) == clean(text)


def test_no_line_can_begin_with_a_dot():
    """The space before it does not break: on a phone "9:20 AM · 20 min" is cut after the dot, never before it."""
    (block,) = plain_sections(["9:20 AM · 20 min · 2 units"])
    for made in (mrkdwn("9:20 AM · 20 min · 2 units"), block["text"]):
        assert made["text"] == "9:20 AM\u00a0· 20 min\u00a0· 2 units"
