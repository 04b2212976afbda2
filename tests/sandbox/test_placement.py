"""Which element may stand in which block on which surface: every combination (SLACK.md section 1.2)."""

from itertools import product

import pytest

from sandbox.blocks.elements import ELEMENTS
from sandbox.blocks.surfaces import BLOCKS_ON, ELEMENTS_IN, ELEMENTS_ON, MOST_BLOCKS
from sandbox.blocks.validate import validate_blocks


def plain(words):
    return {"type": "plain_text", "text": words}


OPTIONS = {"options": [{"text": plain("One"), "value": "1"}]}
LEAST = {
    "button": {"text": plain("Go")},
    "overflow": OPTIONS,
    "checkboxes": OPTIONS,
    "radio_buttons": OPTIONS,
    "static_select": OPTIONS,
    "multi_static_select": OPTIONS,
    "number_input": {"is_decimal_allowed": False},
    "image": {"image_url": "https://school.example/a.png", "alt_text": "A map"},
}


def block_with(kind, element):
    if kind == "section":
        return {"type": "section", "text": plain("Words"), "accessory": element}
    if kind == "input":
        return {"type": "input", "label": plain("Label"), "element": element}
    return {"type": kind, "elements": [element]}


@pytest.mark.parametrize("kind", ELEMENTS)
def test_an_element_is_taken_exactly_where_it_may_stand(kind):
    element = {"type": kind, **LEAST.get(kind, {})}
    for block_kind, surface in product(ELEMENTS_IN, MOST_BLOCKS):
        found = validate_blocks([block_with(block_kind, element)], surface)
        allowed = kind in ELEMENTS_IN[block_kind] and kind in ELEMENTS_ON[surface]
        assert (found == []) is allowed, (block_kind, surface, found)
        assert allowed or "unsupported element type" in found[0]


@pytest.mark.parametrize(
    ("kind", "surfaces"),
    [
        ("number_input", {"modal"}),
        ("email_text_input", {"modal"}),
        ("file_input", {"modal"}),
        ("datetimepicker", {"message", "modal"}),
        ("rich_text_input", {"modal", "home"}),
        ("datepicker", {"message", "modal", "home"}),
        ("timepicker", {"message", "modal", "home"}),
        ("plain_text_input", {"message", "modal", "home"}),
        ("multi_external_select", {"message", "modal", "home"}),
        ("overflow", {"message", "modal", "home"}),
    ],
)
def test_the_table_says_what_slacks_page_says(kind, surfaces):
    assert {surface for surface, kinds in ELEMENTS_ON.items() if kind in kinds} == surfaces


@pytest.mark.parametrize("kind", ["alert", "card", "carousel", "container", "data_table", "plan", "task_card"])
def test_blocks_that_are_still_rolled_out_are_refused_everywhere(kind):
    assert all(kind not in kinds for kinds in BLOCKS_ON.values())
    assert "unsupported type" in validate_blocks([{"type": kind}], "modal")[0]


def test_there_is_no_masked_input():
    assert not any("password" in kind for kind in ELEMENTS)
