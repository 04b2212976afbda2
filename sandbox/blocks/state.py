"""What a person has typed and chosen in a view: Slack's `state.values`, from initial values over updates to payloads.

Slack keeps a value over `views.update` while block id, action id and element type stay the same, and then ignores
the new initial value (SLACK.md section 1.3).
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.blocks.layout import elements_with_paths

Values = dict[str, dict[str, dict[str, Any]]]


def _shapes() -> dict[str, "Shape"]:
    found = {
        "plain_text_input": Shape("value", "initial_value"),
        "number_input": Shape("value", "initial_value"),
        "email_text_input": Shape("value", "initial_value"),
        "url_text_input": Shape("value", "initial_value"),
        "datepicker": Shape("selected_date", "initial_date"),
        "timepicker": Shape("selected_time", "initial_time"),
        "datetimepicker": Shape("selected_date_time", "initial_date_time"),
        "radio_buttons": Shape("selected_option", "initial_option"),
        "checkboxes": Shape("selected_options", "initial_options", many=True),
        "rich_text_input": Shape("rich_text_value", "initial_value"),
        "file_input": Shape("files", "", many=True),
    }
    for kind in ("static", "external"):
        found[f"{kind}_select"] = Shape("selected_option", "initial_option")
        found[f"multi_{kind}_select"] = Shape("selected_options", "initial_options", many=True)
    for kind in ("user", "conversation", "channel"):
        found[f"{kind}s_select"] = Shape(f"selected_{kind}", f"initial_{kind}")
        found[f"multi_{kind}s_select"] = Shape(f"selected_{kind}s", f"initial_{kind}s", many=True)
    return found


def normalise_blocks(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a copy of the blocks as Slack gives them back: ids filled in, texts completed."""
    done = []
    for block in blocks:
        copy: dict[str, Any] = _complete(block)
        copy.setdefault("block_id", secrets.token_urlsafe(4))
        for _, element in elements_with_paths(copy):
            if element["type"] not in {"image", "plain_text", "mrkdwn"}:
                element.setdefault("action_id", secrets.token_urlsafe(4))
        done.append(copy)
    return done


def complete_text(value: Any) -> Any:
    """Return a copy with the keys that Slack adds to text objects (`emoji`, `verbatim`)."""
    return _complete(value)


def _complete(value: Any) -> Any:
    if isinstance(value, list):
        return [_complete(each) for each in value]
    if not isinstance(value, dict):
        return value
    copy = {key: _complete(each) for key, each in value.items()}
    if copy.get("type") == "plain_text":
        copy.setdefault("emoji", True)
    elif copy.get("type") == "mrkdwn":
        copy.setdefault("verbatim", False)
    return copy


def interactive(blocks: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every (block, element) pair that has an action id."""
    for block in blocks:
        for _, element in elements_with_paths(block):
            if "action_id" in element:
                yield block, element


def find_element(
    blocks: list[dict[str, Any]], block_id: str, action_id: str
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The (block, element) pair with these ids, if it is on the surface."""
    for block, element in interactive(blocks):
        if block["block_id"] == block_id and element["action_id"] == action_id:
            return block, element
    return None


def initial_values(blocks: list[dict[str, Any]]) -> Values:
    """The state of normalised blocks that nobody has touched."""
    values: Values = {}
    for block, element in interactive(blocks):
        shape = SHAPES.get(element["type"])
        if shape:
            start = element.get(shape.initial) or ([] if shape.many else None)
            values.setdefault(block["block_id"], {})[element["action_id"]] = {
                "type": element["type"],
                shape.key: start,
            }
    return values


def kept_values(old: Values, blocks: list[dict[str, Any]]) -> Values:
    """The state after an update: what was typed or chosen stays where ids and element type are the same."""
    values = initial_values(blocks)
    for block, element in interactive(blocks):
        before = old.get(block["block_id"], {}).get(element["action_id"])
        if before is None or before["type"] != element["type"] or element["type"] not in SHAPES:
            continue
        try:
            kept = clean_value(element, before, None)
        except BadValueError:
            continue
        values[block["block_id"]][element["action_id"]] = kept
    return values


def clean_value(element: Mapping[str, Any], value: Any, offered: Mapping[str, dict[str, Any]] | None) -> dict[str, Any]:
    """Check a value that the page sent against its element.

    Args:
        element: the element as the view shows it.
        value: Slack's state shape, such as `{"type": "datepicker", "selected_date": "2026-09-01"}`.
        offered: options that an external select has loaded, by value; None lets any option pass.

    Returns:
        The value in Slack's shape, options as the element has them.

    Raises:
        BadValueError: the value does not fit the element.
    """
    shape = SHAPES[element["type"]]
    if not isinstance(value, dict) or value.get("type", element["type"]) != element["type"]:
        raise BadValueError("the type is not the element's")
    held = value.get(shape.key)
    if shape.many:
        held = held or []
        if not isinstance(held, list):
            raise BadValueError(f"{shape.key} must be a list")
        kept: Any = [_one(element, shape, each, offered) for each in held]
    else:
        kept = None if held in (None, "") else _one(element, shape, held, offered)
    return {"type": element["type"], shape.key: kept}


def _one(element: Mapping[str, Any], shape: "Shape", held: Any, offered: Mapping[str, dict[str, Any]] | None) -> Any:
    if not shape.key.startswith("selected_option"):
        if isinstance(held, str) or shape.key in {"selected_date_time", "rich_text_value", "files"}:
            return held
        raise BadValueError(f"{shape.key} must be a string")
    if not isinstance(held, dict) or not isinstance(held.get("value"), str):
        raise BadValueError("an option needs a value")
    known = {each["value"]: each for each in options_of(element)}
    if "external" in element["type"]:
        if offered is None:
            return held
        known.update(offered)
    if held["value"] not in known:
        raise BadValueError("the option is not offered")
    return known[held["value"]]


def options_of(element: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All options that the element itself holds, its groups' and its initial ones included."""
    found = list(element.get("options", []))
    for group in element.get("option_groups", []):
        found += group["options"]
    if not found:
        found += element.get("initial_options", [])
        found += [element["initial_option"]] if "initial_option" in element else []
    return found


@dataclass(frozen=True)
class Shape:
    """Where an element type keeps its value: the key in the state, the key of its initial value, one or many."""

    key: str
    initial: str
    many: bool = False


class BadValueError(ValueError):
    """A value that the element cannot hold."""


SHAPES = _shapes()
