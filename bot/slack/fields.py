"""The single fields of a view of Slack's: block ids, and what a field holds now.

A block id is `field`, or `field:record:revision` where a view repeats a field for several records (ARCHITECTURE,
decision 9). Slack keeps what was typed while block id and action id stay the same.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Any

View = dict[str, Any]
Value = str | frozenset[str] | None

# Element type → where its state keeps the value, and where the element itself keeps what was filled in beforehand.
_KEYS = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "radio_buttons": ("selected_option", "initial_option"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
}


@dataclass(frozen=True)
class BlockId:
    """A block id taken apart; `record` is None where the field stands once in a view."""

    field: str
    record: int | None = None
    revision: int = 0


def block_id(field: str, record: int | str | None = None, revision: int = 0) -> str:
    """`field`, or `field:record:revision`; a record of "" gives `field::revision`."""
    return field if record is None else f"{field}:{record}:{revision}"


def parse_block_id(text: str) -> BlockId:
    """Take a block id apart; one that is not of this grammar (Slack makes some up) is a field of its own."""
    field, *rest = text.split(":")
    if len(rest) == 2 and rest[1].isdecimal() and (rest[0].isdecimal() or not rest[0]):
        return BlockId(field, int(rest[0]) if rest[0] else None, int(rest[1]))
    return BlockId(text)


def text_of(view: View, field: str) -> str:
    """What was typed into a field, without white space around it; "" when nothing was."""
    value = _find(view, field)
    return value.strip() if isinstance(value, str) else ""


def secret_of(view: View, field: str) -> str:
    """Exactly what was typed into a field: white space belongs to a passphrase (RELIABILITY ES-13)."""
    value = _find(view, field)
    return value if isinstance(value, str) else ""


def choice_of(view: View, field: str) -> str | None:
    """The value of the option that was chosen, or None."""
    value = _find(view, field)
    return value if isinstance(value, str) and value else None


def choices_of(view: View, field: str) -> frozenset[str]:
    """The values of all options that are chosen."""
    value = _find(view, field)
    return value if isinstance(value, frozenset) else frozenset()


def date_of(view: View, field: str) -> date | None:
    """The chosen local date, or None when there is none or it is no date."""
    try:
        return date.fromisoformat(choice_of(view, field) or "")
    except ValueError:
        return None


def time_of(view: View, field: str) -> time | None:
    """The chosen local time, or None when there is none or it is no time."""
    return as_time(choice_of(view, field))


def place_problems(view: View, problems: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Sort problems (by field, or `field:record`) into Slack's `errors` by block id, and the rest.

    Slack shows errors under input blocks only, and a key that is none breaks the window.
    """
    places: dict[str, str] = {}
    for block in view.get("blocks", []):
        if block.get("type") == "input":
            place = parse_block_id(block["block_id"])
            record = "" if place.record is None else f":{place.record}"
            # A problem with `given` stands under the first of given.0, given.1, …
            for name in (place.field, place.field.partition(".")[0]):
                places.setdefault(f"{name}{record}", block["block_id"])
    placed = {places[name]: text for name, text in problems.items() if name in places}
    return placed, {name: text for name, text in problems.items() if name not in places}


def as_time(value: Value) -> time | None:
    """A local time from Slack's "HH:MM", or None."""
    try:
        return time.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _find(view: View, field: str) -> Value:
    """What a field of the view holds: its state, or else what it was filled in with beforehand."""
    for name, values in view.get("state", {}).get("values", {}).items():
        if parse_block_id(name).field == field:
            for action_id, state in values.items():
                return held(state, _element(view, name, action_id))
    for block in view.get("blocks", []):
        if parse_block_id(block.get("block_id", "")).field == field:
            for element in elements(block):
                return initial(element)
    return None


def elements(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The interactive elements of a block."""
    yield from (block[name] for name in ("element", "accessory") if name in block)
    if block.get("type") == "actions":
        yield from block["elements"]


def _element(view: View, name: str, action_id: str) -> dict[str, Any]:
    blocks = (block for block in view.get("blocks", []) if block.get("block_id") == name)
    found = (element for block in blocks for element in elements(block) if element.get("action_id") == action_id)
    return next(found, {})


def state_of(view: View, name: str, action_id: str) -> dict[str, Any] | None:
    """Slack's state of one element, or None when it sent none."""
    state: dict[str, Any] | None = view.get("state", {}).get("values", {}).get(name, {}).get(action_id)
    return state


def initial(element: dict[str, Any]) -> Value:
    """What an element was filled in with when it was rendered."""
    key = _KEYS.get(element.get("type", ""), ("", ""))[1]
    return _value(element.get(key))


def held(state: dict[str, Any] | None, element: dict[str, Any]) -> Value:
    """The state's value. Where Slack sent none at all (not even null) the element was not touched."""
    kind = (state or element).get("type", "")
    key = _KEYS.get(kind, ("", ""))[0]
    return _value(state[key]) if state and key in state else initial(element)


def renewed(drawn: View, before: View, kept: Container[str] = ()) -> View:
    """The view that is drawn anew, with other ids for blocks in which the person's window holds something else.

    Slack keeps what a window holds while ids stay the same, so a value that changed elsewhere would stay hidden, and
    would later be read as an edit of this person's. `kept` are the fields (`field:record`) whose text could not be
    saved: what was typed there stays.
    """
    for block in drawn["blocks"]:
        if "block_id" not in block:
            continue
        place = parse_block_id(block["block_id"])
        name = place.field if place.record is None else f"{place.field}:{place.record}"
        if name not in kept and any(_stale(before, block["block_id"], element) for element in elements(block)):
            block["block_id"] = block_id(place.field, "" if place.record is None else place.record, place.revision + 1)
    return drawn


def _stale(before: View, name: str, element: dict[str, Any]) -> bool:
    """Whether the window holds another value than the one drawn; white space around a text makes no other."""
    state = state_of(before, name, element.get("action_id", ""))
    if state is None:
        return False
    now, drawn = held(state, element), initial(element)
    return (now.strip() or None if isinstance(now, str) else now) != drawn


def _value(raw: Any) -> Value:
    """A text as it is, an option as its value, options as the set of their values; "" and [] are None."""
    if isinstance(raw, dict):
        return str(raw["value"])
    if isinstance(raw, list):
        return frozenset(str(option["value"]) for option in raw) or None
    return str(raw) if raw else None
