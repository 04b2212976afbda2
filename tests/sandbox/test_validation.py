"""What Slack refuses in views and messages (SLACK.md section 1), rule by rule."""

import pytest

from sandbox.blocks.validate import validate_message, validate_view


def plain(words):
    return {"type": "plain_text", "text": words}


def mrkdwn(words):
    return {"type": "mrkdwn", "text": words}


def option(n=1, **more):
    return {"text": plain(f"Option {n}"), "value": f"v{n}", **more}


def options(count):
    return [option(n) for n in range(count)]


def section(**more):
    return {"type": "section", "text": mrkdwn("words"), **more}


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def asked(**element):
    return {"type": "input", "label": plain("Label"), "element": element}


def button(**more):
    return {"type": "button", "text": plain("Go"), **more}


def select(count=2, **more):
    return {"type": "static_select", "options": options(count), **more}


CONFIRM = {"title": plain("Sure?"), "text": plain("It cannot be undone."), "confirm": plain("Yes"), "deny": plain("No")}

GOOD = {
    "section": section(),
    "section at its limit": section(text=mrkdwn("x" * 3000)),
    "section with fields": {"type": "section", "fields": [plain("x" * 2000)] * 10},
    "section with a button": section(accessory=button(action_id="a", value="", style="primary", confirm=CONFIRM)),
    "section with an overflow of one": section(accessory={"type": "overflow", "options": options(1)}),
    "header": {"type": "header", "text": plain("x" * 150)},
    "divider": {"type": "divider", "block_id": "b"},
    "context": {"type": "context", "elements": [mrkdwn("a"), plain("b")] * 5},
    "context with an image": {
        "type": "context",
        "elements": [{"type": "image", "image_url": "https://example.org/a.png", "alt_text": "a"}],
    },
    "actions": actions(*[button(action_id=f"a{n}") for n in range(25)]),
    "a hundred options": actions(select(100)),
    "option groups": actions(
        {"type": "static_select", "option_groups": [{"label": plain("G"), "options": options(100)}]}
    ),
    "an initial option": actions(select(initial_option=option(1))),
    "an initial option that came back from Slack": actions(
        select(initial_option={"text": {**plain("Option 1"), "emoji": True}, "value": "v1"})
    ),
    "external select": actions({"type": "external_select", "min_query_length": 0, "initial_option": option()}),
    "people select": actions({"type": "users_select", "initial_user": "U1"}),
    "check boxes": asked(type="checkboxes", options=options(10), initial_options=[option(1), option(2)]),
    "rich check boxes": asked(type="checkboxes", options=[{"text": mrkdwn("*a*"), "value": "a"}]),
    "radio buttons": asked(type="radio_buttons", options=options(2), initial_option=option(0)),
    "date": asked(type="datepicker", initial_date="2028-02-29", placeholder=plain("x" * 150)),
    "time": asked(type="timepicker", initial_time="23:59", timezone="America/Chicago"),
    "text": asked(type="plain_text_input", multiline=True, min_length=0, max_length=3000, focus_on_load=True),
    "dispatching text": asked(
        type="plain_text_input", dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]}
    ),
    "several options": asked(type="multi_static_select", options=options(3), max_selected_items=1),
    "image": {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A map"},
    "rich text": {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "hi"}]}],
    },
}
GOOD_IN_MODALS = {
    "number": asked(type="number_input", is_decimal_allowed=False, min_value="0", max_value="60", initial_value="5"),
    "decimal": asked(type="number_input", is_decimal_allowed=True, initial_value="-2.5"),
    "email": asked(type="email_text_input", initial_value="a@b.example"),
    "url": asked(type="url_text_input"),
    "file": asked(type="file_input", filetypes=["csv"], max_files=10),
}
BAD = {
    "unknown block": ({"type": "blink"}, "unsupported type: blink"),
    "no block": ("words", "unsupported type"),
    "unknown key": (section(colour="red"), "additional property: colour"),
    "unknown key in an element": (actions(button(size=3)), "additional property: size"),
    "unknown key in a text": (section(text={**plain("a"), "bold": True}), "additional property: bold"),
    "section without text": ({"type": "section"}, "text or fields"),
    "empty section": (section(text=mrkdwn("")), "must be more than 0 characters"),
    "long section": (section(text=mrkdwn("x" * 3001)), "must be less than 3001 characters"),
    "section text of no kind": (section(text={"type": "html", "text": "a"}), "must be one of plain_text"),
    "eleven fields": ({"type": "section", "fields": [plain("a")] * 11}, "no more than 10 items"),
    "long field": ({"type": "section", "fields": [plain("x" * 2001)]}, "less than 2001"),
    "text input beside a section": (section(accessory={"type": "plain_text_input"}), "in a block of type section"),
    "long header": ({"type": "header", "text": plain("x" * 151)}, "less than 151"),
    "mrkdwn header": ({"type": "header", "text": mrkdwn("a")}, "must be one of plain_text"),
    "divider with text": ({"type": "divider", "text": plain("a")}, "additional property: text"),
    "eleven in a context": ({"type": "context", "elements": [plain("a")] * 11}, "no more than 10 items"),
    "empty context": ({"type": "context", "elements": []}, "no less than 1 items"),
    "button in a context": ({"type": "context", "elements": [button()]}, "in a block of type context"),
    "26 actions": (actions(*[button()] * 26), "no more than 25 items"),
    "no actions": (actions(), "no less than 1 items"),
    "text input in actions": (actions({"type": "plain_text_input"}), "in a block of type actions"),
    "same action id twice": (actions(button(action_id="a"), button(action_id="a")), "action_id a already exists"),
    "long action id": (actions(button(action_id="x" * 256)), "less than 256"),
    "long block id": (section(block_id="x" * 256), "less than 256"),
    "long button": (actions(button(text=plain("x" * 76))), "less than 76"),
    "empty button": (actions(button(text=plain(""))), "more than 0"),
    "long button value": (actions(button(value="x" * 2001)), "less than 2001"),
    "blue button": (actions(button(style="blue")), "must be one of primary, danger"),
    "number as a value": (actions(button(value=7)), "must be a string"),
    "half a confirm": (actions(button(confirm={"title": plain("a")})), "missing required field: deny"),
    "long confirm": (actions(button(confirm={**CONFIRM, "text": plain("x" * 301)})), "less than 301"),
    "101 options": (actions(select(101)), "no more than 100 items"),
    "no options": (actions(select(0)), "no less than 1 items"),
    "neither options nor groups": (actions({"type": "static_select"}), "exactly one of options"),
    "long option text": (actions(select(options=[option(text=plain("x" * 76))])), "less than 76"),
    "long option value": (actions(select(options=[option(value="x" * 151)])), "less than 151"),
    "mrkdwn option": (actions(select(options=[option(text=mrkdwn("a"))])), "must be one of plain_text"),
    "same option twice": (actions(select(options=[option(1), option(1)])), "must be unique"),
    "initial option elsewhere": (actions(select(initial_option=option(9))), "not one of the options"),
    "initial option of other words": (
        actions(select(initial_option=option(1, text=plain("Other")))),
        "not one of the options",
    ),
    "eleven check boxes": (asked(type="checkboxes", options=options(11)), "no more than 10 items"),
    "no initial options": (asked(type="checkboxes", options=options(2), initial_options=[]), "no less than 1"),
    "eleven radio buttons": (asked(type="radio_buttons", options=options(11)), "no more than 10 items"),
    "overflow of six": (section(accessory={"type": "overflow", "options": options(6)}), "no more than 5 items"),
    "date of no form": (asked(type="datepicker", initial_date="9/1/2026"), "YYYY-MM-DD"),
    "date that is none": (asked(type="datepicker", initial_date="2026-02-30"), "a date that exists"),
    "time of no form": (asked(type="timepicker", initial_time="24:00"), "HH:mm"),
    "long placeholder": (asked(type="datepicker", placeholder=plain("x" * 151)), "less than 151"),
    "long text allowed": (asked(type="plain_text_input", max_length=3001), "between 1 and 3000"),
    "lengths crossed": (asked(type="plain_text_input", min_length=5, max_length=4), "not be more than max_length"),
    "initial text too long": (asked(type="plain_text_input", max_length=3, initial_value="four"), "less than 4"),
    "password": (asked(type="password", action_id="a"), "unsupported element type: password"),
    "button as an input": (asked(**button()), "in a block of type input"),
    "label too long": ({**asked(type="datepicker"), "label": plain("x" * 2001)}, "less than 2001"),
    "input without a label": ({"type": "input", "element": {"type": "datepicker"}}, "missing required field: label"),
    "optional as text": ({**asked(type="datepicker"), "optional": "true"}, "must be a boolean"),
    "no selection allowed": (
        asked(type="multi_static_select", options=options(2), max_selected_items=0),
        "must be between 1",
    ),
    "image without words": (
        {"type": "image", "image_url": "https://example.org/a"},
        "missing required field: alt_text",
    ),
    "card": ({"type": "card"}, "unsupported type: card"),
}
BAD_IN_MODALS = {
    "number without decimals told": (asked(type="number_input"), "missing required field: is_decimal_allowed"),
    "bounds as numbers": (
        asked(type="number_input", is_decimal_allowed=False, min_value=0),
        "must be a number in a string",
    ),
    "bounds crossed": (
        asked(type="number_input", is_decimal_allowed=True, min_value="2", max_value="1"),
        "not be more than max_value",
    ),
    "initial number outside": (
        asked(type="number_input", is_decimal_allowed=False, max_value="1", initial_value="2"),
        "between min_value and max_value",
    ),
    "decimal not allowed": (
        asked(type="number_input", is_decimal_allowed=False, initial_value="1.5"),
        "a whole number",
    ),
    "eleven files": (asked(type="file_input", max_files=11), "between 1 and 10"),
    "markdown": ({"type": "markdown", "text": "a"}, "not allowed in a modal"),
    "table": ({"type": "table", "rows": [[{}]]}, "not allowed in a modal"),
}


def modal(*blocks, **more):
    return {"type": "modal", "title": plain("T"), "submit": plain("Send"), "blocks": list(blocks), **more}


def home(*blocks, **more):
    return {"type": "home", "blocks": list(blocks), **more}


@pytest.mark.parametrize("name", GOOD)
def test_good_blocks_pass_everywhere(name):
    assert validate_view(modal(GOOD[name]), "modal") == []
    assert validate_view(home(GOOD[name]), "home") == []
    assert validate_message({"text": "a", "blocks": [GOOD[name]]}) == []


@pytest.mark.parametrize("name", GOOD_IN_MODALS)
def test_inputs_for_modals_pass_there_only(name):
    block = GOOD_IN_MODALS[name]
    assert validate_view(modal(block), "modal") == []
    assert "not allowed in a home" in validate_view(home(block), "home")[0]
    assert "not allowed in a message" in validate_message({"text": "a", "blocks": [block]})[0]


@pytest.mark.parametrize("name", BAD)
def test_bad_blocks_are_refused_everywhere(name):
    block, problem = BAD[name]
    found = validate_view(modal(block), "modal")
    assert any(problem in each for each in found), found
    assert all("[json-pointer:/view/blocks/0" in each for each in found)
    assert validate_view(home(block), "home") != []
    assert validate_message({"text": "a", "blocks": [block]}) != []


@pytest.mark.parametrize("name", BAD_IN_MODALS)
def test_bad_blocks_are_refused_in_modals(name):
    block, problem = BAD_IN_MODALS[name]
    assert any(problem in each for each in validate_view(modal(block), "modal"))


def test_a_pointer_leads_to_the_place():
    found = validate_view(modal(section(), actions(button(), button(text=plain("x" * 76)))), "modal")
    assert found == ["[ERROR] must be less than 76 characters [json-pointer:/view/blocks/1/elements/1/text/text]"]


def test_datetimepickers_are_not_for_home():
    block = asked(type="datetimepicker", initial_date_time=1_790_000_000)
    assert validate_view(modal(block), "modal") == []
    assert validate_view(home(block), "home") != []
