"""Block ids, and what a field holds."""

from datetime import date, time

import pytest

from bot.slack import fields
from bot.slack.blocks import input_block, modal
from bot.slack.elements import checkboxes, date_picker, option, radio, text_input, time_picker
from bot.slack.fields import BlockId, block_id, parse_block_id

OPTIONS = [option("One", "1"), option("Two", "2"), option("Three", "3")]


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("note",), "note"),
        (("away", 3, 1), "away:3:1"),
        (("given.0", 12, 0), "given.0:12:0"),
        (("passphrase", "", 2), "passphrase::2"),
    ],
)
def test_block_ids_are_put_together(parts, text):
    assert block_id(*parts) == text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("note", BlockId("note")),
        ("away:3:1", BlockId("away", 3, 1)),
        ("given.0:12:0", BlockId("given.0", 12, 0)),
        ("passphrase::2", BlockId("passphrase", None, 2)),
        ("zX3=q", BlockId("zX3=q")),
        ("a:b:c", BlockId("a:b:c")),
        ("a:1", BlockId("a:1")),
        ("", BlockId("")),
    ],
)
def test_block_ids_are_taken_apart(text, parts):
    assert parse_block_id(text) == parts


def view(block, state=None):
    drawn = modal("x", "X", [block], submit="OK")
    values = {} if state is None else {block["block_id"]: {block["element"]["action_id"]: state}}
    return drawn | {"state": {"values": values}}


TEXT = input_block("note", "Note", text_input("note", "before"))


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (None, "before"),
        ({"type": "plain_text_input"}, "before"),
        ({"type": "plain_text_input", "value": None}, ""),
        ({"type": "plain_text_input", "value": "  after "}, "after"),
    ],
)
def test_texts(state, text):
    assert fields.text_of(view(TEXT, state), "note") == text


def test_a_passphrase_keeps_its_spaces():
    block = input_block("passphrase::2", "Signing passphrase", text_input("passphrase"))
    state = {"type": "plain_text_input", "value": " two words "}
    assert fields.secret_of(view(block, state), "passphrase") == " two words "
    assert fields.secret_of(view(block), "passphrase") == ""


def test_choices():
    block = input_block("kind", "Kind", radio("kind", OPTIONS, "2"))
    assert fields.choice_of(view(block), "kind") == "2"
    assert fields.choice_of(view(block, {"type": "radio_buttons", "selected_option": OPTIONS[0]}), "kind") == "1"
    assert fields.choice_of(view(block, {"type": "radio_buttons", "selected_option": None}), "kind") is None
    assert fields.choice_of(view(block), "other") is None


def test_several_choices():
    block = input_block("days", "Days", checkboxes("days", OPTIONS, frozenset({"1"})))
    state = {"type": "checkboxes", "selected_options": OPTIONS[1:]}
    assert fields.choices_of(view(block), "days") == {"1"}
    assert fields.choices_of(view(block, state), "days") == {"2", "3"}
    assert fields.choices_of(view(block, {"type": "checkboxes", "selected_options": []}), "days") == frozenset()


def test_dates_and_times():
    day = input_block("date", "Date", date_picker("date", date(2026, 11, 20)))
    start = input_block("start", "Start", time_picker("start", time(9, 0)))
    assert fields.date_of(view(day), "date") == date(2026, 11, 20)
    assert fields.date_of(view(day, {"type": "datepicker", "selected_date": "2026-12-01"}), "date") == date(2026, 12, 1)
    assert fields.time_of(view(start), "start") == time(9, 0)
    assert fields.time_of(view(start, {"type": "timepicker", "selected_time": "13:05"}), "start") == time(13, 5)


@pytest.mark.parametrize("value", ["yesterday", "2026-13-01", None])
def test_what_is_no_date_is_none(value):
    block = input_block("date", "Date", date_picker("date"))
    assert fields.date_of(view(block, {"type": "datepicker", "selected_date": value}), "date") is None


def test_what_is_no_time_is_none():
    block = input_block("start", "Start", time_picker("start"))
    assert fields.time_of(view(block, {"type": "timepicker", "selected_time": "25:00"}), "start") is None


def test_a_field_is_read_without_its_blocks():
    state = {"values": {"note": {"x": {"type": "plain_text_input", "value": "typed"}}}}
    assert fields.text_of({"state": state}, "note") == "typed"


def test_problems_find_their_input():
    drawn = modal(
        "x",
        "X",
        [TEXT, *(input_block(name, "N", text_input("n")) for name in ("away:3:1", "given.0:3:1", "given.1:3:1"))],
        submit="OK",
    )
    problems = {"note": "a", "away:3": "b", "given:3": "c", "given.1:3": "d", "away:4": "e", "": "f"}
    placed, rest = fields.place_problems(drawn, problems)
    assert placed == {"note": "a", "away:3:1": "b", "given.0:3:1": "c", "given.1:3:1": "d"}
    assert rest == {"away:4": "e", "": "f"}
