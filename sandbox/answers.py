"""What Slack's own client checks before it sends a window: the app is not asked while a field is wrong."""

import re
from datetime import date
from typing import Any

from sandbox.blocks.state import SHAPES
from sandbox.surfaces import View


def field_errors(view: View) -> dict[str, str]:
    """Say what is wrong in the inputs of a view.

    Returns:
        A sentence for each block id; empty if the view can be sent.
    """
    found = {}
    for block in view.blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        state = view.values.get(block["block_id"], {}).get(element["action_id"], {})
        value = state.get(SHAPES[element["type"]].key)
        problem = _problem(block, element, value)
        if problem:
            found[block["block_id"]] = problem
    return found


def _problem(block: dict[str, Any], element: dict[str, Any], value: Any) -> str | None:
    if value in (None, "", []) or (isinstance(value, str) and not value.strip()):
        return None if block.get("optional") else "Please complete this required field."
    kind = element["type"]
    if kind == "plain_text_input":
        return _text_problem(element, value)
    if kind == "number_input":
        return _number_problem(element, value)
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        return "Enter a valid email address."
    if kind == "url_text_input" and not re.match(r"https?://\S+$", value):
        return "Enter a valid URL."
    if kind == "datepicker" and not _is_date(value):
        return "Enter a valid date."
    if kind == "timepicker" and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return "Enter a valid time."
    most = element.get("max_selected_items")
    if most and len(value) > most:
        return f"Select {most} or fewer."
    return None


def _text_problem(element: dict[str, Any], value: str) -> str | None:
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < low:
        return f"Enter at least {low} characters."
    if len(value) > high:
        return f"Enter no more than {high} characters."
    return None


def _number_problem(element: dict[str, Any], value: str) -> str | None:
    if not re.fullmatch(r"-?\d+(\.\d+)?", value):
        return "Enter a number."
    if "." in value and not element["is_decimal_allowed"]:
        return "Enter a whole number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and float(value) < float(low):
        return f"Enter {low} or more."
    if high is not None and float(value) > float(high):
        return f"Enter {high} or less."
    return None


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == 10
