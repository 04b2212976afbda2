"""The catalogue's file, in YAML: a list `items` of services, places, activities and accommodations.

The document is only taken apart, never turned into objects, so every value is text with a line.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import yaml

from models.enums import ItemKind
from models.rules import cells
from models.rules.columns import Column, Problem, Row, Sheet, read_entries
from models.rules.csv_files import LINE_END, Unreadable, decode

MAX_BYTES = 200_000
MOST_IN_LIST = 100  # Slack's limit for the options of a menu (SLACK.md section 1).
MOST_IN_CATEGORY = 10  # Slack's limit for check boxes.

CATALOG = (
    Column("code", cells.code, required=True),
    Column("kind", cells.one_of(ItemKind), required=True),
    Column("name", cells.words(75), required=True),
    Column("category", cells.words(75), default=""),
    Column("billable", cells.yes_no, default=False),
    Column("needs_minutes", cells.yes_no, default=False),
    Column("starts_on", cells.day),
    Column("ends_on", cells.day),
)


def read_catalog(data: bytes) -> Sheet:
    """Reads a catalogue file. Never raises: what cannot be read becomes a problem."""
    try:
        items = _items(_compose(decode(data, MAX_BYTES)))
        rows = [_row(item) for item in items]
    except Unreadable as refused:
        return Sheet(problems=((refused.line, str(refused)),))
    used = {column.name for column in CATALOG}
    extra = sorted({name[:40] for row in rows for name in row.cells if name not in used and name.isprintable()})[:10]
    return read_entries(CATALOG, rows, [f"These fields were not used: {', '.join(extra)}."] if extra else [])


def check_item(item: Mapping[str, Any]) -> list[str]:
    """What is wrong with one item alone: an end before its start, a check box without a category."""
    found = []
    if item["starts_on"] and item["ends_on"] and item["ends_on"] < item["starts_on"]:
        found.append("ends_on: This is before starts_on. Check both dates.")
    if item["kind"] in {ItemKind.ACTIVITY, ItemKind.ACCOMMODATION} and not item["category"]:
        found.append("category: An activity or accommodation needs a category. Fill it in.")
    return found


def check_catalog(items: Iterable[tuple[int, Mapping[str, Any]]], today: date) -> list[Problem]:
    """What is wrong with the whole: too many in one place for Slack, or nothing to choose from.

    `items` are pairs of a line and an item. Items that ended before `today` are not counted.
    """
    current = [(line, item) for line, item in items if item["ends_on"] is None or item["ends_on"] >= today]
    found: list[Problem] = [
        (0, f"The catalogue needs at least one {kind}. Add one.")
        for kind in (ItemKind.SERVICE, ItemKind.PLACE, ItemKind.ACTIVITY)
        if not any(item["kind"] == kind for _, item in current)
    ]
    count: Counter[tuple[str, ...]] = Counter()
    for line, item in current:
        boxes = item["kind"] in {ItemKind.ACTIVITY, ItemKind.ACCOMMODATION}
        place = (item["kind"], item["category"]) if boxes else (item["kind"],)
        most = MOST_IN_CATEGORY if boxes else MOST_IN_LIST
        count[place] += 1
        if count[place] == most + 1:
            text = f"A category holds at most {most}. Move this one to another category."
            found.append((line, text if boxes else f"A list holds at most {most}. Take some out."))
    return found


def _compose(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise Unreadable(line, "The file is not valid YAML here. Check the spaces at the beginning of lines.") from None
    except yaml.reader.ReaderError as error:
        line = len(LINE_END.findall(text[: error.position])) + 1
        raise Unreadable(line, "There is a hidden character on this line. Type the line again.") from None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        raise Unreadable(0, "The file is not valid YAML. Compare it with models/catalog.yml.") from None


def _items(root: yaml.Node | None) -> list[yaml.Node]:
    fields = root.value if isinstance(root, yaml.MappingNode) else []
    for key, value in fields:
        if key.value == "items" and isinstance(value, yaml.SequenceNode):
            return list(value.value)
    raise Unreadable(1, "The file needs a list with the name items. Compare it with models/catalog.yml.")


def _row(item: yaml.Node) -> Row:
    """One item as text by field. A value that is not plain text has no place here."""
    line = item.start_mark.line + 1
    if not isinstance(item, yaml.MappingNode):
        raise Unreadable(
            line, "Every item needs fields such as code, kind and name. Compare it with models/catalog.yml."
        )
    fields: dict[str, str] = {}
    for key, value in item.value:
        at = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or not isinstance(value, yaml.ScalarNode):
            raise Unreadable(at, "A field holds one value, not a list. Write it on one line.")
        if key.value in fields:
            raise Unreadable(at, "This field is there twice. Keep one of them.")
        fields[key.value] = "" if value.tag == "tag:yaml.org,2002:null" else value.value
    return Row(line, fields)
