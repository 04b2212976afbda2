"""All views in all states, and how to look into one."""

from collections.abc import Iterator
from types import ModuleType
from typing import Any

from bot.views import (
    cancelling,
    covering,
    district,
    editing,
    editing_series,
    enrolment,
    future,
    happened,
    home,
    leaving,
    office,
    oversight,
    posting,
    problems,
    records,
    school_day,
    series,
    session,
    student_leaving,
    unposting,
)

MODULES: tuple[ModuleType, ...] = (
    cancelling,
    covering,
    district,
    editing,
    editing_series,
    enrolment,
    future,
    happened,
    home,
    leaving,
    office,
    oversight,
    posting,
    problems,
    records,
    school_day,
    series,
    session,
    student_leaving,
    unposting,
)


def every_example() -> dict[str, dict[str, Any]]:
    """Module and name → view."""
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": view
        for module in MODULES
        for name, view in module.examples().items()
    }


def said(view: Any) -> str:
    """Everything that a person reads in a view, in order, a line each."""
    return "\n".join(_texts(view))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("type") in {"mrkdwn", "plain_text"}:
            yield value["text"].replace("\u00a0", " ")
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def buttons(view: Any) -> list[tuple[str, str, str]]:
    """Text, action id and value of every button, in order."""
    return [
        (element["text"]["text"], element["action_id"], element.get("value", ""))
        for drawn in view["blocks"]
        for element in [drawn.get("accessory", {}), *drawn.get("elements", [])]
        if element.get("type") == "button"
    ]


def block(view: Any, block_id: str) -> dict[str, Any]:
    """The one block of this id."""
    (found,) = [block for block in view["blocks"] if block.get("block_id") == block_id]
    return found


def ids(view: Any) -> list[str]:
    """The block ids that Carelog gave, in order."""
    return [block["block_id"] for block in view["blocks"] if "block_id" in block]
