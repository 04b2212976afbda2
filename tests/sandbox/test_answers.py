"""What Slack's own client checks in a window before it is sent."""

import pytest

from sandbox.answers import field_errors
from sandbox.surfaces import View


def problem_of(element, held, **block):
    text = {"type": "plain_text", "text": "L"}
    made = {"type": "input", "block_id": "b", "label": text, "element": {"action_id": "a", **element}, **block}
    view = View([made], {"b": {"a": {"type": element["type"], **held}}})
    return field_errors(view).get("b")


@pytest.mark.parametrize(
    ("element", "held"),
    [
        ({"type": "plain_text_input"}, {"value": "x"}),
        ({"type": "plain_text_input", "min_length": 3, "max_length": 3}, {"value": "abc"}),
        ({"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "5"}, {"value": "5"}),
        ({"type": "number_input", "is_decimal_allowed": True}, {"value": "-2.5"}),
        ({"type": "email_text_input"}, {"value": "a@b.example"}),
        ({"type": "url_text_input"}, {"value": "https://school.example/x"}),
        ({"type": "datepicker"}, {"selected_date": "2028-02-29"}),
        ({"type": "timepicker"}, {"selected_time": "00:00"}),
        ({"type": "checkboxes"}, {"selected_options": [{}]}),
        ({"type": "multi_static_select", "max_selected_items": 2}, {"selected_options": [{}, {}]}),
    ],
)
def test_good_answers_pass(element, held):
    assert problem_of(element, held) is None


@pytest.mark.parametrize(
    ("element", "held", "problem"),
    [
        ({"type": "plain_text_input"}, {"value": None}, "Please complete this required field."),
        ({"type": "plain_text_input"}, {"value": "  "}, "Please complete this required field."),
        ({"type": "checkboxes"}, {"selected_options": []}, "Please complete this required field."),
        ({"type": "radio_buttons"}, {"selected_option": None}, "Please complete this required field."),
        ({"type": "plain_text_input", "min_length": 10}, {"value": "short"}, "Enter at least 10 characters."),
        ({"type": "plain_text_input", "max_length": 2}, {"value": "abc"}, "Enter no more than 2 characters."),
        ({"type": "plain_text_input"}, {"value": "x" * 3001}, "Enter no more than 3000 characters."),
        ({"type": "number_input", "is_decimal_allowed": True}, {"value": "ten"}, "Enter a number."),
        ({"type": "number_input", "is_decimal_allowed": False}, {"value": "1.5"}, "Enter a whole number."),
        ({"type": "number_input", "is_decimal_allowed": False, "min_value": "0"}, {"value": "-1"}, "Enter 0 or more."),
        (
            {"type": "number_input", "is_decimal_allowed": False, "max_value": "60"},
            {"value": "61"},
            "Enter 60 or less.",
        ),
        ({"type": "email_text_input"}, {"value": "nobody"}, "Enter a valid email address."),
        ({"type": "url_text_input"}, {"value": "school.example"}, "Enter a valid URL."),
        ({"type": "datepicker"}, {"selected_date": "2027-02-29"}, "Enter a valid date."),
        ({"type": "datepicker"}, {"selected_date": "20270228"}, "Enter a valid date."),
        ({"type": "timepicker"}, {"selected_time": "7:30"}, "Enter a valid time."),
        (
            {"type": "multi_static_select", "max_selected_items": 1},
            {"selected_options": [{}, {}]},
            "Select 1 or fewer.",
        ),
    ],
)
def test_bad_answers_are_told(element, held, problem):
    assert problem_of(element, held) == problem


def test_an_optional_field_may_stay_empty_but_not_be_wrong():
    number = {"type": "number_input", "is_decimal_allowed": False}
    assert problem_of(number, {"value": None}, optional=True) is None
    assert problem_of(number, {"value": "x"}, optional=True) == "Enter a number."
