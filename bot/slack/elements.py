"""What stands inside blocks: buttons, choices, pickers and text fields, as plain dictionaries."""

from collections.abc import Iterable, Sequence
from datetime import date, time

from bot.slack.limits import BUTTON_TEXT, BUTTON_VALUE, OPTION_TEXT, OPTION_VALUE, OPTIONS, PLACEHOLDER
from bot.slack.text import Json, plain


def button(text: str, action_id: str, value: str = "", style: str | None = None, confirm: Json | None = None) -> Json:
    """A button; `style` is "primary" (one a view) or "danger" (with `confirm`)."""
    element: Json = {"type": "button", "text": plain(text, BUTTON_TEXT), "action_id": action_id}
    if value:
        element["value"] = value[:BUTTON_VALUE]
    return element | _given(style=style, confirm=confirm)


def confirm(title: str, text: str, yes: str, no: str) -> Json:
    """The question that Slack asks before a button acts."""
    return {"title": plain(title, 100), "text": plain(text, 300), "confirm": plain(yes, 30), "deny": plain(no, 30)}


def option(text: str, value: str, description: str | None = None) -> Json:
    """One choice. Raises ValueError when the value is longer than Slack takes: values are ids and codes."""
    if len(value) > OPTION_VALUE:
        raise ValueError(f"An option's value has at most {OPTION_VALUE} characters.")
    choice: Json = {"text": plain(text, OPTION_TEXT), "value": value}
    return choice | _given(description=plain(description, OPTION_TEXT) if description else None)


def grouped(groups: Iterable[tuple[str, Sequence[Json]]]) -> list[Json]:
    """Option groups for more choices than one list holds; a group of more than 100 goes on in another."""
    return [
        {"label": plain(label, OPTION_TEXT), "options": list(options[start : start + OPTIONS])}
        for label, options in groups
        for start in range(0, len(options), OPTIONS)
    ]


def static_select(action_id: str, choices: Sequence[Json], initial: str | None = None, placeholder: str = "") -> Json:
    """One of up to 100 options (or of option groups from `grouped`); `initial` is a value."""
    chosen = _chosen(choices, frozenset([initial]) if initial is not None else frozenset())
    element = {"type": "static_select", "action_id": action_id} | _choices(choices)
    return element | _given(initial_option=chosen[0] if chosen else None, placeholder=_placeholder(placeholder))


def multi_static_select(
    action_id: str, choices: Sequence[Json], placeholder: str = "", initial: frozenset[str] = frozenset()
) -> Json:
    """Any of up to 100 options (or of option groups)."""
    element = {"type": "multi_static_select", "action_id": action_id} | _choices(choices)
    return element | _given(initial_options=_chosen(choices, initial) or None, placeholder=_placeholder(placeholder))


def external_select(action_id: str, min_query_length: int = 0, placeholder: str = "") -> Json:
    """One of the options that the app answers to what is typed (block_suggestion)."""
    element: Json = {"type": "external_select", "action_id": action_id, "min_query_length": min_query_length}
    return element | _given(placeholder=_placeholder(placeholder))


def multi_external_select(
    action_id: str, min_query_length: int = 0, placeholder: str = "", initial: Sequence[Json] = ()
) -> Json:
    """Any of the options that the app answers to what is typed (block_suggestion); `initial` are options."""
    element: Json = {
        "type": "multi_external_select",
        "action_id": action_id,
        "min_query_length": min_query_length,
    }
    return element | _given(initial_options=list(initial) or None, placeholder=_placeholder(placeholder))


def overflow(action_id: str, choices: Sequence[Json]) -> Json:
    """The menu of three dots: up to 5 options, each of which acts at once."""
    return {"type": "overflow", "action_id": action_id, "options": list(choices)}


def checkboxes(action_id: str, choices: Sequence[Json], initial: frozenset[str] = frozenset()) -> Json:
    """Any of up to 10 options."""
    element: Json = {"type": "checkboxes", "action_id": action_id, "options": list(choices)}
    return element | _given(initial_options=_chosen(choices, initial) or None)


def radio(action_id: str, choices: Sequence[Json], initial: str | None = None) -> Json:
    """One of up to 10 options; without `initial` nothing is answered beforehand."""
    chosen = _chosen(choices, frozenset([initial]) if initial is not None else frozenset())
    element: Json = {"type": "radio_buttons", "action_id": action_id, "options": list(choices)}
    return element | _given(initial_option=chosen[0] if chosen else None)


def date_picker(action_id: str, initial: date | None = None) -> Json:
    """A local date."""
    element: Json = {"type": "datepicker", "action_id": action_id}
    return element | _given(initial_date=initial.isoformat() if initial else None)


def time_picker(action_id: str, initial: time | None = None, placeholder: str = "") -> Json:
    """A local time to the minute."""
    element: Json = {"type": "timepicker", "action_id": action_id}
    shown = initial.strftime("%H:%M") if initial else None
    return element | _given(initial_time=shown, placeholder=_placeholder(placeholder))


def text_input(
    action_id: str, initial: str = "", *, multiline: bool = False, min_length: int = 0, max_length: int = 0
) -> Json:
    """A text field; 0 leaves a length to Slack."""
    element: Json = {"type": "plain_text_input", "action_id": action_id}
    lengths = _given(min_length=min_length or None, max_length=max_length or None)
    return element | _given(initial_value=initial or None, multiline=multiline or None) | lengths


def number_input(action_id: str, initial: int | None, lowest: int, highest: int, *, each_digit: bool = False) -> Json:
    """A whole number; Slack wants its bounds as texts. Modals only.

    In a block that dispatches it is sent with Enter, or with `each_digit` as it is typed: a phone may have no Enter.
    """
    element: Json = {
        "type": "number_input",
        "action_id": action_id,
        "is_decimal_allowed": False,
        "min_value": str(lowest),
        "max_value": str(highest),
    }
    sent = {"trigger_actions_on": ["on_character_entered"]} if each_digit else None
    return element | _given(initial_value=None if initial is None else str(initial), dispatch_action_config=sent)


def _given(**properties: object) -> Json:
    """Only the properties that have a value: Slack refuses nulls and empty lists."""
    return {name: value for name, value in properties.items() if value is not None}


def _placeholder(text: str) -> Json | None:
    return plain(text, PLACEHOLDER) if text else None


def _choices(choices: Sequence[Json]) -> Json:
    """Plain options, or option groups, which carry a label."""
    return {"option_groups" if choices and "label" in choices[0] else "options": list(choices)}


def _chosen(choices: Sequence[Json], values: frozenset[str]) -> list[Json]:
    """The options with these values; Slack wants initial options equal to the listed ones."""
    flat = (option for choice in choices for option in choice.get("options", [choice]))
    return [option for option in flat if option["value"] in values]
