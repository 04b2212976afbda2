"""The layout blocks, key by key, and the elements in them."""

from collections.abc import Iterator
from typing import Any

from sandbox.blocks.elements import ELEMENTS
from sandbox.blocks.fields import Check, Report, anything, array, boolean, maybe, needed, structure, text
from sandbox.blocks.objects import plain, rich
from sandbox.blocks.surfaces import BLOCKS_ON, ELEMENTS_IN, ELEMENTS_ON, Surface


def check_block(report: Report, path: str, block: Any, surface: Surface) -> None:
    """Check one block and its elements for a surface."""
    kind = kind_of(block)
    if kind not in _BLOCKS:
        report.add(path, f"unsupported type: {kind}")
        return
    if kind not in BLOCKS_ON[surface]:
        report.add(path, f"unsupported type: {kind} is not allowed in a {surface}")
        return
    _BLOCKS[kind](report, path, block)
    for place, element in elements_with_paths(block):
        _check_element(report, f"{path}{place}", element, kind, surface)


def kind_of(value: Any) -> str:
    """The type that a block or an element claims to have, empty if it claims none."""
    kind = value.get("type") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else ""


def elements_with_paths(block: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The elements of a block with their pointers inside it."""
    if block["type"] in {"actions", "context"} and isinstance(block.get("elements"), list):
        for index, element in enumerate(block["elements"]):
            yield f"/elements/{index}", element
    if block["type"] == "section" and "accessory" in block:
        yield "/accessory", block["accessory"]
    if block["type"] == "input" and "element" in block:
        yield "/element", block["element"]


def _check_element(report: Report, path: str, element: Any, block_kind: str, surface: Surface) -> None:
    kind = kind_of(element)
    if block_kind == "context" and kind in {"plain_text", "mrkdwn"}:
        rich(2000)(report, path, element)
    elif kind not in ELEMENTS or kind not in ELEMENTS_IN[block_kind]:
        report.add(path, f"unsupported element type: {kind} in a block of type {block_kind}")
    elif kind not in ELEMENTS_ON[surface]:
        report.add(path, f"unsupported element type: {kind} is not allowed in a {surface}")
    else:
        ELEMENTS[kind](report, path, element)


def _section_says_something(report: Report, path: str, value: Any) -> None:
    if "text" not in value and "fields" not in value:
        report.add(path, "missing required field: text or fields")


_BASE = {"type": needed(anything), "block_id": maybe(text(1, 255))}
_BLOCKS: dict[str, Check] = {
    "section": structure(
        {
            **_BASE,
            "text": maybe(rich(3000)),
            "fields": maybe(array(rich(2000), 1, 10)),
            "accessory": maybe(anything),
            "expand": maybe(boolean),
        },
        _section_says_something,
    ),
    "header": structure({**_BASE, "text": needed(plain(150))}),
    "divider": structure({**_BASE}),
    "context": structure({**_BASE, "elements": needed(array(anything, 1, 10))}),
    "actions": structure({**_BASE, "elements": needed(array(anything, 1, 25))}),
    "input": structure(
        {
            **_BASE,
            "label": needed(plain(2000)),
            "element": needed(anything),
            "hint": maybe(plain(2000)),
            "optional": maybe(boolean),
            "dispatch_action": maybe(boolean),
        }
    ),
    "image": structure(
        {
            **_BASE,
            "image_url": maybe(text(1, 3000)),
            "slack_file": maybe(anything),
            "alt_text": needed(text(1, 2000)),
            "title": maybe(plain(2000)),
        }
    ),
    "video": structure(
        {
            **_BASE,
            "alt_text": needed(text(1, 2000)),
            "title": needed(plain(200)),
            "thumbnail_url": needed(text(1, 3000)),
            "video_url": needed(text(1, 3000)),
            "description": maybe(plain(200)),
            "author_name": maybe(text(1, 50)),
            "provider_name": maybe(text(1, 50)),
            "provider_icon_url": maybe(text(1, 3000)),
            "title_url": maybe(text(1, 3000)),
        }
    ),
    "rich_text": structure({**_BASE, "elements": needed(array(anything, 1, 1000))}),
    "markdown": structure({**_BASE, "text": needed(text(1, 12_000))}),
    "table": structure(
        {
            **_BASE,
            "rows": needed(array(array(anything, 1, 20), 1, 100)),
            "column_settings": maybe(array(anything, 0, 20)),
        }
    ),
}
