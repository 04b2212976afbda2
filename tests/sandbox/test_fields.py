"""The small checks that the tables of blocks are made of."""

import pytest

from sandbox.blocks import fields
from sandbox.blocks.fields import Report, maybe, needed


def problems(check, value):
    report = Report()
    check(report, "/x", value)
    return report.messages


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (fields.text(1, 3), "abc"),
        (fields.text(0, 3), ""),
        (fields.whole(1, 3), 3),
        (fields.boolean, False),
        (fields.one_of("a", "b"), "b"),
        (fields.number_text, "-1.50"),
        (fields.day, "2028-02-29"),
        (fields.time_of_day, "00:00"),
        (fields.array(fields.boolean, 0, 2), [True, False]),
        (fields.anything, object()),
    ],
)
def test_what_fits_passes(check, value):
    assert problems(check, value) == []


@pytest.mark.parametrize(
    ("check", "value", "problem"),
    [
        (fields.text(1, 3), "", "must be more than 0 characters"),
        (fields.text(2, 3), "a", "must be more than 1 characters"),
        (fields.text(1, 3), "abcd", "must be less than 4 characters"),
        (fields.text(1, 3), None, "must be a string"),
        (fields.text(1, 3), 12, "must be a string"),
        (fields.whole(1, 3), 0, "must be between 1 and 3"),
        (fields.whole(1, 3), 4, "must be between 1 and 3"),
        (fields.whole(1, 3), True, "must be an integer"),
        (fields.whole(1, 3), 1.0, "must be an integer"),
        (fields.whole(1, 3), "1", "must be an integer"),
        (fields.boolean, 1, "must be a boolean"),
        (fields.boolean, "true", "must be a boolean"),
        (fields.one_of("a", "b"), "c", "must be one of a, b"),
        (fields.number_text, 5, "must be a number in a string"),
        (fields.number_text, "1e3", "must be a number in a string"),
        (fields.number_text, "1.", "must be a number in a string"),
        (fields.number_text, "", "must be a number in a string"),
        (fields.day, "2026-2-3", "must be a date in the form YYYY-MM-DD"),
        (fields.day, "2026-13-01", "must be a date that exists"),
        (fields.day, 20260101, "must be a date in the form YYYY-MM-DD"),
        (fields.time_of_day, "7:30", "must be a time in the form HH:mm"),
        (fields.time_of_day, "07:60", "must be a time in the form HH:mm"),
        (fields.time_of_day, "07:30:00", "must be a time in the form HH:mm"),
        (fields.array(fields.boolean, 1, 2), [], "no less than 1 items needed"),
        (fields.array(fields.boolean, 1, 2), [True] * 3, "no more than 2 items allowed"),
        (fields.array(fields.boolean, 1, 2), {"0": True}, "must be an array"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(check, value, problem):
    assert problems(check, value) == [f"[ERROR] {problem} [json-pointer:/x]"]


def test_the_place_of_an_item_has_its_number():
    found = problems(fields.array(fields.boolean, 0, 9), [True, "no", True, 0])
    assert [each.partition(" [json")[2] for each in found] == ["-pointer:/x/1]", "-pointer:/x/3]"]


THING = fields.structure({"name": needed(fields.text(1, 9)), "open": maybe(fields.boolean)})


def test_a_structure_has_the_keys_that_are_named_and_no_others():
    assert problems(THING, {"name": "a"}) == []
    assert problems(THING, {"name": "a", "open": True}) == []
    assert problems(THING, {"open": True}) == ["[ERROR] missing required field: name [json-pointer:/x]"]
    assert problems(THING, {"name": "a", "shut": 1}) == ["[ERROR] additional property: shut [json-pointer:/x]"]
    assert problems(THING, {"name": ""})[0].endswith("[json-pointer:/x/name]")
    assert problems(THING, "a") == ["[ERROR] must be an object [json-pointer:/x]"]


def test_a_key_that_is_null_is_checked_like_any_value():
    assert problems(THING, {"name": "a", "open": None}) == ["[ERROR] must be a boolean [json-pointer:/x/open]"]


def test_rules_over_several_keys_wait_until_each_key_is_good():
    def never(report, path, value):
        report.add(path, f"compared {value['name']}")

    compared = fields.structure({"name": needed(fields.text(1, 9))}, never)
    assert problems(compared, {"name": "a"}) == ["[ERROR] compared a [json-pointer:/x]"]
    assert "compared" not in problems(compared, {})[0]
    assert "compared" not in problems(compared, {"name": 3})[0]
