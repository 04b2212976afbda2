"""Would Slack take this view or this message? Pure functions for the Web API and for other tests."""

import json
from typing import Any

from sandbox.blocks.fields import Check, Report, anything, array, boolean, maybe, needed, one_of, structure, text
from sandbox.blocks.layout import check_block, elements_with_paths, kind_of
from sandbox.blocks.objects import plain
from sandbox.blocks.surfaces import ADVISED_MESSAGE_TEXT, MOST_BLOCKS, MOST_VIEW_BYTES, Surface


def validate_view(view: Any, surface: Surface) -> list[str]:
    """Say what Slack refuses in a view.

    Args:
        view: the view as the app hands it to views.open, views.publish or a response action.
        surface: "modal" or "home".

    Returns:
        Sentences with JSON pointers, in Slack's form; empty if the view is good.
    """
    report = Report()
    if not isinstance(view, dict):
        report.add("/view", "must be an object")
        return report.messages
    _VIEWS[surface](report, "/view", view)
    if isinstance(view.get("blocks"), list):
        _check_blocks(report, "/view/blocks", view["blocks"], surface)
        if surface == "modal" and "submit" not in view and _has_input(view["blocks"]):
            report.add("/view", "missing required field: submit, since the view has an input block")
    if view_bytes(view) > MOST_VIEW_BYTES:
        report.add("/view", f"view_too_large: more than {MOST_VIEW_BYTES} bytes")
    return report.messages


def validate_blocks(blocks: Any, surface: Surface = "message") -> list[str]:
    """Say what Slack refuses in the blocks of a message; empty if they are good."""
    report = Report()
    if not isinstance(blocks, list):
        report.add("/blocks", "must be an array")
    else:
        _check_blocks(report, "/blocks", blocks, surface)
    return report.messages


def validate_message(payload: dict[str, Any]) -> list[str]:
    """Say what is wrong with the arguments of chat.postMessage, chat.update or a response.

    Stricter than Slack in one thing: text of more than 4,000 characters is reported, since chat.update refuses it.

    Returns:
        Sentences with JSON pointers; empty if the message is good.
    """
    report = Report()
    if not payload.get("text") and not payload.get("blocks") and not payload.get("attachments"):
        report.add("", "no_text: a message needs text or blocks")
    if payload.get("blocks") and not payload.get("text"):
        report.add("/text", "must be there beside blocks: notifications and screen readers show it")
    if payload.get("text"):
        text(1, ADVISED_MESSAGE_TEXT)(report, "/text", payload["text"])
    if "metadata" in payload:
        _METADATA(report, "/metadata", payload["metadata"])
    if payload.get("blocks"):
        report.messages += validate_blocks(payload["blocks"])
    return report.messages


def view_bytes(view: Any) -> int:
    """The size of a view as it goes over the wire."""
    return len(json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode())


def _check_blocks(report: Report, path: str, blocks: list[Any], surface: Surface) -> None:
    if len(blocks) > MOST_BLOCKS[surface]:
        report.add(path, f"no more than {MOST_BLOCKS[surface]} items allowed")
    seen: set[str] = set()
    focused = 0
    for index, block in enumerate(blocks):
        place = f"{path}/{index}"
        before = len(report.messages)
        check_block(report, place, block, surface)
        if len(report.messages) > before:
            continue
        block_id = block.get("block_id")
        if block_id in seen:
            report.add(f"{place}/block_id", f"block_id {block_id} already exists")
        if block_id:
            seen.add(block_id)
        elements = [each for _, each in elements_with_paths(block)]
        _check_action_ids(report, place, elements)
        focused += sum(bool(each.get("focus_on_load")) for each in elements)
    if focused > 1:
        report.add(path, "focus_on_load must be true for one element only")
    if sum(len(str(each.get("text"))) for each in blocks if kind_of(each) == "markdown") > 12_000:
        report.add(path, "markdown blocks must hold less than 12001 characters together")
    if sum(kind_of(each) == "table" for each in blocks) > 1:
        report.add(path, "only_one_table_allowed")


def _check_action_ids(report: Report, path: str, elements: list[dict[str, Any]]) -> None:
    ids = [each["action_id"] for each in elements if "action_id" in each]
    for action_id in sorted({each for each in ids if ids.count(each) > 1}):
        report.add(path, f"action_id {action_id} already exists in this block")


def _has_input(blocks: list[Any]) -> bool:
    return any(kind_of(each) == "input" for each in blocks)


_COMMON = {
    "blocks": needed(array(anything, 0, 1_000)),
    "private_metadata": maybe(text(0, 3000)),
    "callback_id": maybe(text(0, 255)),
    "external_id": maybe(text(0, 255)),
}
_VIEWS: dict[str, Check] = {
    "modal": structure(
        {
            "type": needed(one_of("modal")),
            "title": needed(plain(24)),
            "submit": maybe(plain(24)),
            "close": maybe(plain(24)),
            "clear_on_close": maybe(boolean),
            "notify_on_close": maybe(boolean),
            "submit_disabled": maybe(boolean),
            **_COMMON,
        }
    ),
    "home": structure({"type": needed(one_of("home")), **_COMMON}),
}
_METADATA = structure({"event_type": needed(text(1, 255)), "event_payload": needed(anything)})
