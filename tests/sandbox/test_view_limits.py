"""What Slack refuses in a view or a message as a whole."""

import pytest

from sandbox.blocks.validate import validate_blocks, validate_message, validate_view


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"title": {"type": "plain_text", "text": "x" * 25}}, "less than 25"),
        ({"title": {"type": "mrkdwn", "text": "x"}}, "must be one of plain_text"),
        ({"submit": {"type": "plain_text", "text": "x" * 25}}, "less than 25"),
        ({"close": {"type": "plain_text", "text": ""}}, "more than 0"),
        ({"private_metadata": "x" * 3001}, "less than 3001"),
        ({"callback_id": "x" * 256}, "less than 256"),
        ({"external_id": "x" * 256}, "less than 256"),
        ({"notify_on_close": "yes"}, "must be a boolean"),
        ({"response_action": "update"}, "additional property: response_action"),
        ({"type": "home"}, "must be one of modal"),
        ({"blocks": "none"}, "must be an array"),
    ],
)
def test_the_parts_of_a_modal_are_checked(kit, change, problem):
    found = validate_view({**kit.modal("c", kit.field()), **change}, "modal")
    assert any(problem in each for each in found), found


@pytest.mark.parametrize("missing", ["type", "title", "blocks"])
def test_a_modal_needs_its_parts(kit, missing):
    view = kit.modal("c", kit.field())
    del view[missing]
    assert any(f"missing required field: {missing}" in each for each in validate_view(view, "modal"))


def test_a_modal_with_an_input_needs_a_submit(kit):
    view = kit.modal("c", kit.field())
    del view["submit"]
    assert "submit" in validate_view(view, "modal")[0]
    assert validate_view({**view, "blocks": [{"type": "divider"}]}, "modal") == []


def test_home_takes_no_keys_of_modals(kit):
    assert validate_view(kit.home({"type": "divider"}), "home") == []
    for key in ("title", "submit", "close"):
        assert validate_view(kit.home(**{key: kit.text("x")}), "home") != []
    for key in ("notify_on_close", "clear_on_close"):
        assert validate_view(kit.home(**{key: True}), "home") != []


@pytest.mark.parametrize("surface", ["modal", "home"])
def test_a_view_has_at_most_a_hundred_blocks(kit, surface):
    make = kit.home if surface == "home" else lambda *blocks: kit.modal("c", *blocks)
    assert validate_view(make(*[{"type": "divider"}] * 100), surface) == []
    assert "no more than 100 items" in validate_view(make(*[{"type": "divider"}] * 101), surface)[0]


def test_a_message_has_at_most_fifty_blocks():
    assert validate_blocks([{"type": "divider"}] * 50) == []
    assert "no more than 50 items" in validate_blocks([{"type": "divider"}] * 51)[0]


def test_block_ids_are_unique_in_a_view(kit):
    twice = kit.modal("c", kit.field("same"), kit.field("same"))
    assert "block_id same already exists" in validate_view(twice, "modal")[0]


def test_an_action_id_may_come_back_in_another_block(kit):
    view = kit.modal("c", kit.buttons("a", block_id="one"), kit.buttons("a", block_id="two"))
    assert validate_view(view, "modal") == []


def test_only_one_element_has_the_focus(kit):
    focused = {"focus_on_load": True}
    view = kit.modal("c", kit.field("one", focused), kit.field("two", focused))
    assert "focus_on_load" in validate_view(view, "modal")[0]


def test_a_view_has_at_most_250_kilobytes(kit):
    words = {"type": "section", "text": {"type": "mrkdwn", "text": "é" * 3000}}
    assert validate_view(kit.modal("c", *[words] * 40), "modal") == []
    assert "view_too_large" in validate_view(kit.modal("c", *[words] * 45), "modal")[0]


@pytest.mark.parametrize("value", [None, [], "view"])
def test_something_else_is_no_view(value):
    assert "must be an object" in validate_view(value, "modal")[0]


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        ({}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"text": "x" * 4001}, "less than 4001"),
        ({"blocks": [{"type": "divider"}]}, "beside blocks"),
        ({"text": "a", "blocks": {}, "metadata": {"event_type": "x"}}, "missing required field: event_payload"),
        ({"text": "a", "blocks": {"type": "divider"}}, "must be an array"),
        ({"text": "a", "blocks": [{"type": "markdown", "text": "x" * 7000}] * 2}, "less than 12001"),
        ({"text": "a", "blocks": [{"type": "table", "rows": [[{}]]}] * 2}, "only_one_table_allowed"),
    ],
)
def test_bad_messages_are_refused(payload, problem):
    assert any(problem in each for each in validate_message(payload))


def test_a_good_message_passes():
    payload = {"text": "x" * 4000, "metadata": {"event_type": "reminder", "event_payload": {"id": "1"}}}
    assert validate_message(payload) == []
