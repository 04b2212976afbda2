"""What stays typed and chosen over updates."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.blocks.state import (
    BadValueError,
    clean_value,
    complete_text,
    initial_values,
    kept_values,
    normalise_blocks,
)


def asked(block_id="b", **element):
    words = {"type": "plain_text", "text": "L"}
    return {"type": "input", "block_id": block_id, "label": words, "element": {"action_id": "a", **element}}


def option(value):
    return {"text": {"type": "plain_text", "text": value, "emoji": True}, "value": value}


@pytest.mark.parametrize(
    ("element", "held"),
    [
        ({"type": "plain_text_input"}, {"value": None}),
        ({"type": "plain_text_input", "initial_value": ""}, {"value": None}),
        ({"type": "plain_text_input", "initial_value": "x"}, {"value": "x"}),
        ({"type": "number_input", "is_decimal_allowed": False, "initial_value": "3"}, {"value": "3"}),
        ({"type": "datepicker"}, {"selected_date": None}),
        ({"type": "datepicker", "initial_date": "2026-09-01"}, {"selected_date": "2026-09-01"}),
        ({"type": "timepicker", "initial_time": "10:00"}, {"selected_time": "10:00"}),
        ({"type": "checkboxes", "options": [option("x")]}, {"selected_options": []}),
        (
            {"type": "checkboxes", "options": [option("x")], "initial_options": [option("x")]},
            {"selected_options": [option("x")]},
        ),
        ({"type": "radio_buttons", "options": [option("x")]}, {"selected_option": None}),
        (
            {"type": "static_select", "options": [option("x")], "initial_option": option("x")},
            {"selected_option": option("x")},
        ),
        ({"type": "external_select"}, {"selected_option": None}),
        ({"type": "multi_external_select"}, {"selected_options": []}),
        ({"type": "users_select", "initial_user": "U1"}, {"selected_user": "U1"}),
        ({"type": "multi_users_select"}, {"selected_users": []}),
        ({"type": "file_input"}, {"files": []}),
    ],
)
def test_the_state_starts_in_slacks_shape(element, held):
    values = initial_values([asked(**element)])
    assert values == {"b": {"a": {"type": element["type"], **held}}}


def test_buttons_and_menus_have_no_state():
    block = {
        "type": "actions",
        "block_id": "b",
        "elements": [
            {"type": "button", "action_id": "x", "text": {}},
            {"type": "overflow", "action_id": "y", "options": []},
        ],
    }
    assert initial_values([block]) == {}


def test_a_typed_value_stays_and_the_new_initial_value_is_ignored():
    old = {"b": {"a": {"type": "plain_text_input", "value": "typed"}}}
    new = [asked(type="plain_text_input", initial_value="proposed")]
    assert kept_values(old, new) == old


def test_a_cleared_value_stays_cleared():
    old = {"b": {"a": {"type": "plain_text_input", "value": None}}}
    assert kept_values(old, [asked(type="plain_text_input", initial_value="again")]) == old


@pytest.mark.parametrize(
    "new",
    [
        asked("other", type="plain_text_input", initial_value="start"),
        asked("b", type="plain_text_input", initial_value="start", action_id="other"),
        asked("b", type="email_text_input", initial_value="start"),
    ],
    ids=["block id", "action id", "type"],
)
def test_another_id_or_type_starts_anew(new):
    old = {"b": {"a": {"type": "plain_text_input", "value": "typed"}}}
    (actions,) = kept_values(old, [new]).values()
    (held,) = actions.values()
    assert held["value"] == "start"


def test_a_choice_that_is_no_longer_offered_falls_back_to_the_initial_one():
    old = {"b": {"a": {"type": "static_select", "selected_option": option("gone")}}}
    new = asked(type="static_select", options=[option("x"), option("y")], initial_option=option("y"))
    assert kept_values(old, [new])["b"]["a"]["selected_option"] == option("y")


def test_an_external_choice_stays_without_being_listed():
    old = {"b": {"a": {"type": "external_select", "selected_option": option("loaded")}}}
    assert kept_values(old, [asked(type="external_select")]) == old


@settings(deadline=None)
@given(st.text(min_size=1, max_size=200))
def test_any_text_survives_any_number_of_updates(words):
    old = {"b": {"a": {"type": "plain_text_input", "value": words}}}
    blocks = normalise_blocks([asked(type="plain_text_input"), {"type": "divider"}])
    assert kept_values(kept_values(old, blocks), blocks) == old


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "static_select", "options": [option("x")]}, {"selected_option": option("y")}),
        ({"type": "checkboxes", "options": [option("x")]}, {"selected_options": "x"}),
        ({"type": "checkboxes", "options": [option("x")]}, {"selected_options": ["x"]}),
        ({"type": "plain_text_input"}, {"value": 7}),
        ({"type": "plain_text_input"}, {"type": "datepicker", "value": "x"}),
        ({"type": "external_select"}, {"selected_option": option("never loaded")}),
        ({"type": "plain_text_input"}, None),
    ],
)
def test_a_value_that_does_not_fit_is_refused(element, value):
    with pytest.raises(BadValueError):
        clean_value(element, value, {})


def test_missing_ids_are_filled_in_and_given_ones_kept():
    text = {"type": "plain_text", "text": "Go"}
    blocks = [
        {"type": "actions", "elements": [{"type": "button", "text": text}]},
        {"type": "divider", "block_id": "mine"},
    ]
    first, second = normalise_blocks(blocks)
    assert first["block_id"]
    assert first["elements"][0]["action_id"]
    assert second["block_id"] == "mine"
    assert "block_id" not in blocks[0]


def test_texts_come_back_completed():
    assert complete_text({"t": [{"type": "plain_text", "text": "a"}]}) == {
        "t": [{"type": "plain_text", "text": "a", "emoji": True}]
    }
    assert complete_text({"type": "mrkdwn", "text": "a"})["verbatim"] is False
