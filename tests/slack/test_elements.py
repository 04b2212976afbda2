"""Elements as Slack takes them."""

from datetime import date, time

import pytest

from bot.slack import elements


def choices(number):
    return [elements.option(f"Choice {n}", str(n)) for n in range(number)]


def test_a_button_without_value_has_none():
    assert elements.button("Save", "a.save") == {
        "type": "button",
        "text": {"type": "plain_text", "text": "Save"},
        "action_id": "a.save",
    }


def test_a_button_with_everything():
    asks = elements.confirm("Undo?", "This removes 3 sessions.", "Undo", "Keep")
    element = elements.button("Undo", "a.undo", "7", "danger", asks)
    assert (element["value"], element["style"], element["confirm"]) == ("7", "danger", asks)


def test_long_labels_are_shortened():
    assert len(elements.button("x" * 90, "a")["text"]["text"]) == 75
    assert len(elements.option("x" * 90, "a", "y" * 90)["text"]["text"]) == 75
    assert len(elements.option("x", "a", "y" * 90)["description"]["text"]) == 75


def test_a_long_value_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="150"):
        elements.option("x", "v" * 151)


def test_the_initial_option_is_one_of_the_listed():
    element = elements.static_select("a", choices(3), "1", "Choose")
    assert element["initial_option"] == element["options"][1]


def test_an_initial_value_that_is_not_listed_is_left_out():
    assert "initial_option" not in elements.static_select("a", choices(3), "9")
    assert "initial_option" not in elements.radio("a", choices(2))
    assert "initial_options" not in elements.checkboxes("a", choices(2), frozenset({"9"}))


def test_checkboxes_begin_with_what_is_chosen():
    element = elements.checkboxes("a", choices(3), frozenset({"0", "2"}))
    assert [option["value"] for option in element["initial_options"]] == ["0", "2"]


def test_more_than_a_hundred_of_a_group_go_on_in_another():
    groups = elements.grouped([("Aides", choices(130)), ("Supervisors", choices(2)), ("Nobody", [])])
    assert [(group["label"]["text"], len(group["options"])) for group in groups] == [
        ("Aides", 100),
        ("Aides", 30),
        ("Supervisors", 2),
    ]


def test_a_select_takes_groups_as_groups():
    element = elements.static_select("a", elements.grouped([("Aides", choices(2))]), "1")
    assert "options" not in element
    assert element["initial_option"]["value"] == "1"


def test_multi_selects():
    assert elements.multi_static_select("a", choices(2), "Choose")["options"] == choices(2)
    search = elements.multi_external_select("a", 1, "Type")
    assert (search["min_query_length"], search["placeholder"]["text"]) == (1, "Type")


def test_pickers_hold_local_values():
    assert elements.date_picker("a", date(2026, 11, 20))["initial_date"] == "2026-11-20"
    assert elements.time_picker("a", time(13, 5))["initial_time"] == "13:05"
    assert "initial_time" not in elements.time_picker("a")
    assert elements.time_picker("a", time(0, 0))["initial_time"] == "00:00"


def test_text_inputs():
    assert elements.text_input("a") == {"type": "plain_text_input", "action_id": "a"}
    element = elements.text_input("a", "x", multiline=True, max_length=9, min_length=2)
    assert (element["initial_value"], element["multiline"], element["max_length"]) == ("x", True, 9)
    assert element["min_length"] == 2


def test_numbers_have_their_bounds_as_texts():
    element = elements.number_input("a", 1, 1, 52)
    assert (element["initial_value"], element["min_value"], element["max_value"]) == ("1", "1", "52")
