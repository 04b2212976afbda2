"""The interactive elements, key by key (reference: Slack's block elements pages; limits in SLACK.md section 1.1)."""

from collections.abc import Mapping
from typing import Any

from sandbox.blocks.fields import (
    Check,
    Field,
    Report,
    anything,
    array,
    boolean,
    day,
    maybe,
    needed,
    number_text,
    one_of,
    structure,
    text,
    time_of_day,
    whole,
)
from sandbox.blocks.objects import (
    CHOICE,
    CONFIRM,
    DISPATCH_CONFIG,
    DISTINCT_OPTIONS,
    MENU_OPTION,
    OPTION,
    OPTION_GROUP,
    initial_among_options,
    one_source,
    plain,
)


def _lengths(report: Report, path: str, value: Any) -> None:
    low, high = value.get("min_length", 0), value.get("max_length", 3000)
    if low > high:
        report.add(f"{path}/min_length", "must not be more than max_length")
    if len(value.get("initial_value", "")) > high:
        report.add(f"{path}/initial_value", f"must be less than {high + 1} characters")


def _bounds(report: Report, path: str, value: Any) -> None:
    named = {key: value[key] for key in ("min_value", "max_value", "initial_value") if key in value}
    if not value["is_decimal_allowed"]:
        for key in (key for key, number in named.items() if "." in number):
            report.add(f"{path}/{key}", "must be a whole number, since decimals are not allowed")
    low, high = float(named.get("min_value", "-inf")), float(named.get("max_value", "inf"))
    if low > high:
        report.add(f"{path}/min_value", "must not be more than max_value")
    elif "initial_value" in named and not low <= float(named["initial_value"]) <= high:
        report.add(f"{path}/initial_value", "must be between min_value and max_value")


def _image_source(report: Report, path: str, value: Any) -> None:
    if ("image_url" in value) == ("slack_file" in value):
        report.add(path, "exactly one of image_url and slack_file is needed")


def _element(fields: Mapping[str, Field], *rules: Check) -> Check:
    return structure({"type": needed(anything), "action_id": maybe(text(1, 255)), **fields}, *rules)


def _menu(fields: Mapping[str, Field], *rules: Check, many: bool = False) -> Check:
    count = {"max_selected_items": maybe(whole(1, 10_000))} if many else {}
    return _element({**_PLACEHOLDER, **_FOCUS, **_CONFIRM, **count, **fields}, *rules)


def _chosen(kind: str, item: Check, *, many: bool) -> dict[str, Field]:
    return {f"initial_{kind}s": maybe(array(item, 1, 100))} if many else {f"initial_{kind}": maybe(item)}


def _selects() -> dict[str, Check]:
    """Every select in its single and its multiple form."""
    found: dict[str, Check] = {}
    for prefix, many in (("", False), ("multi_", True)):
        static = {
            "options": maybe(array(OPTION, 1, 100)),
            "option_groups": maybe(array(OPTION_GROUP, 1, 100)),
            **_chosen("option", OPTION, many=many),
        }
        found[f"{prefix}static_select"] = _menu(static, one_source, DISTINCT_OPTIONS, initial_among_options, many=many)
        external = {"min_query_length": maybe(whole(0, 150)), **_chosen("option", OPTION, many=many)}
        found[f"{prefix}external_select"] = _menu(external, many=many)
        for kind in ("user", "conversation", "channel"):
            fields = _chosen(kind, text(1, 64), many=many)
            if kind == "conversation":
                fields |= {"default_to_current_conversation": maybe(boolean), "filter": maybe(anything)}
            if not many and kind != "user":
                fields |= {"response_url_enabled": maybe(boolean)}
            found[f"{prefix}{kind}s_select"] = _menu(fields, many=many)
    return found


_PLACEHOLDER = {"placeholder": maybe(plain(150))}
_FOCUS = {"focus_on_load": maybe(boolean)}
_CONFIRM = {"confirm": maybe(CONFIRM)}
_DISPATCH = {"dispatch_action_config": maybe(DISPATCH_CONFIG)}
_TYPED = {**_PLACEHOLDER, **_FOCUS, **_DISPATCH}
_LINE = _element({**_TYPED, "initial_value": maybe(text(0, 3000))})

IMAGE = structure(
    {
        "type": needed(anything),
        "image_url": maybe(text(1, 3000)),
        "slack_file": maybe(anything),
        "alt_text": needed(text(1, 2000)),
    },
    _image_source,
)

ELEMENTS: dict[str, Check] = {
    "button": _element(
        {
            "text": needed(plain(75)),
            "url": maybe(text(1, 3000)),
            "value": maybe(text(0, 2000)),
            "style": maybe(one_of("primary", "danger")),
            "accessibility_label": maybe(text(1, 75)),
            **_CONFIRM,
        }
    ),
    "overflow": _element({"options": needed(array(MENU_OPTION, 1, 5)), **_CONFIRM}, DISTINCT_OPTIONS),
    "checkboxes": _element(
        {
            "options": needed(array(CHOICE, 1, 10)),
            "initial_options": maybe(array(CHOICE, 1, 10)),
            **_CONFIRM,
            **_FOCUS,
        },
        DISTINCT_OPTIONS,
        initial_among_options,
    ),
    "radio_buttons": _element(
        {"options": needed(array(CHOICE, 1, 10)), "initial_option": maybe(CHOICE), **_CONFIRM, **_FOCUS},
        DISTINCT_OPTIONS,
        initial_among_options,
    ),
    "datepicker": _element({"initial_date": maybe(day), **_PLACEHOLDER, **_CONFIRM, **_FOCUS}),
    "timepicker": _element(
        {
            "initial_time": maybe(time_of_day),
            "timezone": maybe(text(1, 64)),
            **_PLACEHOLDER,
            **_CONFIRM,
            **_FOCUS,
        }
    ),
    "datetimepicker": _element({"initial_date_time": maybe(whole(1_000_000_000, 9_999_999_999)), **_CONFIRM, **_FOCUS}),
    "plain_text_input": _element(
        {
            "initial_value": maybe(text(0, 3000)),
            "multiline": maybe(boolean),
            "min_length": maybe(whole(0, 3000)),
            "max_length": maybe(whole(1, 3000)),
            **_TYPED,
        },
        _lengths,
    ),
    "number_input": _element(
        {
            "is_decimal_allowed": needed(boolean),
            "initial_value": maybe(number_text),
            "min_value": maybe(number_text),
            "max_value": maybe(number_text),
            **_TYPED,
        },
        _bounds,
    ),
    "email_text_input": _LINE,
    "url_text_input": _LINE,
    "rich_text_input": _element({**_TYPED, "initial_value": maybe(anything)}),
    "file_input": _element({"filetypes": maybe(array(text(1, 20), 1, 100)), "max_files": maybe(whole(1, 10))}),
    "image": IMAGE,
    **_selects(),
}
