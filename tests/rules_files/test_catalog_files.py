"""The catalogue's file: how it is read, what is refused, and that the one which ships is sound."""

from datetime import date
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.catalog_files import CATALOG, MAX_BYTES, check_catalog, check_item, read_catalog
from models.rules.columns import defaults

TODAY = date(2026, 11, 18)
SHIPPED = resources.files("models").joinpath("catalog.yml").read_bytes()


def item(kind="activity", category="Daily living", **more):
    return {**defaults(CATALOG), "code": "a", "name": "A", "kind": kind, "category": category, **more}


def whole(*extra):
    return [(n, each) for n, each in enumerate([item("service"), item("place"), item(), *extra], 1)]


def test_an_item_is_read_with_its_line():
    data = b"items:\n  - code: adl.eating\n    kind: activity\n    name: Eating\n    category: ADL\n    billable: yes\n"
    sheet = read_catalog(data)
    assert sheet.problems == ()
    assert sheet.entries[0].line == 2
    assert sheet.entries[0].values == {
        "code": "adl.eating",
        "kind": "activity",
        "name": "Eating",
        "category": "ADL",
        "billable": True,
    }


def test_empty_fields_take_their_defaults_and_dates_are_read():
    sheet = read_catalog(b"items: [{code: a, kind: place, name: A, category: ~, starts_on: 2026-08-12, ends_on: null}]")
    values = sheet.entries[0].values
    assert (values["category"], values["starts_on"], values["ends_on"]) == ("", date(2026, 8, 12), None)


def test_unknown_fields_are_named():
    sheet = read_catalog(b"items: [{code: a, kind: place, name: A, colour: red}]")
    assert sheet.notes == ("These fields were not used: colour.",)


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"", 1, "list with the name items"),
        (b"- a\n", 1, "list with the name items"),
        (b"items: 3\n", 1, "list with the name items"),
        (b"[items]: []\n", 1, "list with the name items"),
        (b"items:\n  - a\n", 2, "Every item needs fields"),
        (b"items:\n  - {code: [a]}\n", 2, "one value, not a list"),
        (b"items:\n  - {[a]: a}\n", 2, "one value, not a list"),
        (b"items:\n  - code: a\n    code: b\n", 3, "there twice"),
        (b"items:\n  - {code: a\n", 3, "not valid YAML here"),
        (b"items:\n\t- a\n", 2, "not valid YAML here"),
        (b"items:\n  - *a\n", 2, "not valid YAML here"),
        (b"items:\n\n  - {code: \x07}\n", 3, "hidden character"),
        (b"items:\n  - {code: \xff}\n", 2, "UTF-8"),
        (b"[" * 50_000, 0, "not valid YAML"),
        (b'items: ["\\UFFFFFFFF"]', 0, "not valid YAML"),
        (b"#" * (MAX_BYTES + 1), 0, "too large"),
        (b"items:\n  - kind: place\n    name: A\n", 2, "code: This is missing"),
        (b"items:\n  - {code: a, kind: room, name: A}\n", 2, "service, place, activity, accommodation"),
        (b"items:\n  - {code: a, kind: place, name: " + b"x" * 76 + b"}\n", 2, "at most 75"),
        (b"items:\n  - {code: a, kind: place, name: A, billable: perhaps}\n", 2, "billable: Write yes or no."),
        (b"items:\n  - {code: a, kind: place, name: A, ends_on: soon}\n", 2, "ends_on: This is not a date."),
    ],
)
def test_what_is_wrong_is_said_with_its_line(data, line, says):
    problems = read_catalog(data).problems
    assert any(at == line and says in text for at, text in problems), problems


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (item(), []),
        (item("place", ""), []),
        (item(category=""), ["category"]),
        (item("accommodation", ""), ["category"]),
        (item(starts_on=TODAY, ends_on=TODAY), []),
        (item(starts_on=TODAY, ends_on=date(2026, 1, 1)), ["ends_on"]),
    ],
)
def test_one_item(found, says):
    assert [text.split(":")[0] for text in check_item(found)] == says


@pytest.mark.parametrize(
    ("items", "problems"),
    [
        (whole(), []),
        (whole(*[item()] * 9), []),
        (whole(*[item()] * 10), [(13, "at most 10")]),
        (whole(*[item()] * 12), [(13, "at most 10")]),
        (whole(*[item(ends_on=date(2026, 11, 17))] * 10), []),
        (whole(*[item(ends_on=TODAY)] * 10), [(13, "at most 10")]),
        (whole(*[item("accommodation")] * 10), []),
        (whole(*[item("place", "")] * 99), []),
        (whole(*[item("place", "")] * 100), [(103, "at most 100")]),
        ([(1, item("service")), (2, item())], [(0, "at least one place")]),
        ([(1, item("service", ends_on=date(2026, 1, 1))), (2, item()), (3, item("place"))], [(0, "one service")]),
    ],
)
def test_the_whole_catalogue(items, problems):
    found = check_catalog(items, TODAY)
    assert [line for line, _ in found] == [line for line, _ in problems]
    assert all(says in text for (_, text), (_, says) in zip(found, problems, strict=True))


def test_the_catalogue_that_ships_is_sound():
    sheet = read_catalog(SHIPPED)
    assert (sheet.problems, sheet.notes) == ((), ())
    items = [(entry.line, {**defaults(CATALOG), **entry.values}) for entry in sheet.entries]
    assert check_catalog(items, TODAY) == []
    assert [text for _, each in items for text in check_item(each)] == []
    codes = [each["code"] for _, each in items]
    assert len(codes) == len(set(codes))
    first = items[0][1]
    assert (first["code"], first["name"]) == ("pc.instructional", "Personal Care - Instructional Support")


def test_what_is_not_care_is_not_billable():
    entries = [entry.values for entry in read_catalog(SHIPPED).entries]
    apart = [each for each in entries if each.get("category") == "Not billable"]
    assert apart
    assert not any(each.get("billable") for each in entries if each["kind"] == "accommodation" or each in apart)
    assert all(each["billable"] for each in entries if each["kind"] == "activity" and each not in apart)


SNIPPETS = [
    "items:",
    "\n",
    "  - ",
    "{",
    "}",
    "[",
    "]",
    "code: a",
    ", ",
    "&a ",
    "*a",
    "!!python/object:os.system ",
    '"',
    "|",
    "\t",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(SNIPPETS)).map("".join).map(str.encode) | st.binary())
def test_reading_never_raises(data):
    sheet = read_catalog(data)
    assert sheet.problems or b"items" in data
