"""Blocks and views as Slack takes them."""

import pytest

from bot.slack import blocks
from bot.slack.elements import button, text_input
from sandbox.blocks.validate import validate_blocks, validate_view


def test_every_block_is_taken():
    drawn = [
        blocks.header("Today"),
        blocks.section("text", button("Open", "a.open", "1"), "one", ["a", "b"]),
        blocks.context("small", "print"),
        blocks.divider(),
        blocks.actions("row", button("A", "a"), button("B", "b")),
        *blocks.plain_sections(["as *written*"]),
    ]
    assert validate_blocks(drawn, "home") == []


def test_a_modal_with_an_input_is_taken():
    field = blocks.input_block("note", "Note", text_input("note"), hint="A hint", optional=True, dispatch=True)
    view = blocks.modal("x.y", "Title", [field], submit="Send", metadata="{}", notify_on_close=True)
    assert validate_view(view, "modal") == []
    assert (field["optional"], field["dispatch_action"]) == (True, True)


def test_a_home_is_taken():
    assert validate_view(blocks.home([blocks.section("x")]), "home") == []


def test_optional_parts_are_left_out():
    assert blocks.input_block("a", "A", text_input("a")).keys() == {"type", "block_id", "label", "element"}
    assert blocks.modal("a", "A", []).keys() == {"type", "callback_id", "title", "close", "blocks"}
    assert "block_id" not in blocks.section("x")


def test_titles_fit():
    view = blocks.modal("a", "A title that is far too long for Slack", [], submit="x" * 30)
    assert len(view["title"]["text"]) == 24
    assert len(view["submit"]["text"]) == 24


def test_a_section_that_is_too_long_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="3000"):
        blocks.section("x" * 3001)


def test_sections_hold_everything():
    texts = [block["text"]["text"] for block in blocks.sections(["a" * 2000, "b" * 2000, "c" * 500])]
    assert texts == ["a" * 2000, "b" * 2000 + "\n\n" + "c" * 500]


def test_plain_sections_show_what_was_written():
    (block,) = blocks.plain_sections(["~9:00~ *not* <b> & :smile:"])
    assert block["text"] == {"type": "plain_text", "text": "~9:00~ *not* <b> & :smile:", "emoji": False}


def test_plain_sections_hold_everything():
    drawn = blocks.plain_sections(["word " * 1500])
    assert sum(block["text"]["text"].count("word") for block in drawn) == 1500
    assert validate_blocks(drawn, "modal") == []
