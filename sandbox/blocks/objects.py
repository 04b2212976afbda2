"""Composition objects: texts, options, confirmation dialogs."""

from typing import Any

from sandbox.blocks.fields import (
    Check,
    Report,
    array,
    boolean,
    maybe,
    needed,
    one_of,
    structure,
    text,
)


def plain(high: int) -> Check:
    """A plain_text object of 1 to `high` characters."""
    return structure({"type": needed(one_of("plain_text")), "text": needed(text(1, high)), "emoji": maybe(boolean)})


def rich(high: int) -> Check:
    """A plain_text or mrkdwn object of 1 to `high` characters."""
    mrkdwn = structure({"type": needed(one_of("mrkdwn")), "text": needed(text(1, high)), "verbatim": maybe(boolean)})
    simple = plain(high)

    def check(report: Report, path: str, value: Any) -> None:
        if isinstance(value, dict) and value.get("type") == "mrkdwn":
            mrkdwn(report, path, value)
        else:
            simple(report, path, value)

    return check


def _distinct_options(report: Report, path: str, value: Any) -> None:
    """Two options with one value could not be told apart when they come back."""
    flat = value.get("options") or [each for group in value.get("option_groups", ()) for each in group["options"]]
    values = [each["value"] for each in flat if "value" in each]
    if len(values) != len(set(values)):
        report.add(path, "option values must be unique")


def _bare(value: Any) -> Any:
    """An option without the keys that Slack fills in, so that only what was written is compared."""
    if not isinstance(value, dict):
        return value
    return {key: _bare(each) for key, each in value.items() if key not in {"emoji", "verbatim"}}


def one_source(report: Report, path: str, value: Any) -> None:
    """A static select has options or option_groups, never both (Slack's select menu reference)."""
    if ("options" in value) == ("option_groups" in value):
        report.add(path, "exactly one of options and option_groups is needed")


def initial_among_options(report: Report, path: str, value: Any) -> None:
    """An initial option must be one of the options, text and all, or Slack answers invalid_arguments."""
    flat = value.get("options") or [each for group in value.get("option_groups", ()) for each in group["options"]]
    first = [value["initial_option"]] if "initial_option" in value else []
    known = [_bare(each) for each in flat]
    for each in first + value.get("initial_options", []):
        if _bare(each) not in known:
            report.add(path, "initial_option is not one of the options")


CONFIRM = structure(
    {
        "title": needed(plain(100)),
        "text": needed(rich(300)),
        "confirm": needed(plain(30)),
        "deny": needed(plain(30)),
        "style": maybe(one_of("primary", "danger")),
    }
)
OPTION = structure(
    {
        "text": needed(plain(75)),
        "value": needed(text(1, 150)),
        "description": maybe(plain(75)),
    }
)
CHOICE = structure(
    {
        "text": needed(rich(75)),
        "value": needed(text(1, 150)),
        "description": maybe(rich(75)),
    }
)
MENU_OPTION = structure(
    {
        "text": needed(plain(75)),
        "value": needed(text(1, 150)),
        "description": maybe(plain(75)),
        "url": maybe(text(1, 3000)),
    }
)
OPTION_GROUP = structure({"label": needed(plain(75)), "options": needed(array(OPTION, 1, 100))})
DISPATCH_CONFIG = structure(
    {
        "trigger_actions_on": needed(array(one_of("on_enter_pressed", "on_character_entered"), 1, 2)),
    }
)
SUGGESTIONS = structure(
    {"options": maybe(array(OPTION, 0, 100)), "option_groups": maybe(array(OPTION_GROUP, 0, 100))},
    one_source,
)
DISTINCT_OPTIONS: Check = _distinct_options
