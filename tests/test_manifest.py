"""The manifest against Slack's limits, and against the commands, events, scopes and ids that the code really uses."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import bot.views
from bot.slack.ids import Action, Callback, Command, Shortcut
from tests.listeners import registered

ROOT = Path(__file__).parent.parent
MANIFEST = yaml.safe_load((ROOT / "manifest.yml").read_text())
FEATURES, SETTINGS = MANIFEST["features"], MANIFEST["settings"]

# What each method of the Web API needs (SLACK.md section 5.2). A method that is not listed has to be looked up first.
SCOPES: dict[str, set[str]] = {
    "auth_test": set(),
    "chat_delete": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"im:history"},
    "conversations_open": {"im:write"},
    "conversations_replies": {"im:history"},
    "users_info": {"users:read", "users:read.email"},
    "views_open": set(),
    "views_publish": set(),
    "views_push": set(),
    "views_update": set(),
}
EVENTS = {"app_home_opened": ("app_home_opened", set()), "message": ("message.im", {"im:history"})}
"""Bolt's name of an event → the subscription, and the scopes that it needs."""


def python_files() -> Iterator[Path]:
    for folder in ("bot", "handlers", "scheduler", "models"):
        yield from (ROOT / folder).rglob("*.py")


def methods_used() -> set[str]:
    """Every method that is taken from something called `client`."""
    found = set()
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value).rpartition(".")[2] in {"client", "_client"}:
                found |= {node.attr} - {"HTTPException", "token"}  # Python's own client's, and no method.
    return found


def examples() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every view and message in every state that the views give as examples."""
    for module in pkgutil.iter_modules(bot.views.__path__, "bot.views."):
        make = getattr(importlib.import_module(module.name), "examples", None)
        for name, view in (make() if make else {}).items():
            yield f"{module.name}.{name}", view


def acting_elements(view: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Elements whose use is sent to the app at once."""
    for block in view.get("blocks", []):
        if block["type"] == "input" and not block.get("dispatch_action"):
            continue
        yield from (block[name] for name in ("element", "accessory") if name in block)
        yield from block.get("elements", []) if block["type"] == "actions" else []


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        (MANIFEST["display_information"]["name"], 1, 35),
        (MANIFEST["display_information"]["description"], 1, 140),
        (MANIFEST["display_information"]["long_description"], 175, 4000),
        (MANIFEST["display_information"]["background_color"], 4, 7),
        (FEATURES["bot_user"]["display_name"], 1, 80),
        *((one["command"], 2, 32) for one in FEATURES["slash_commands"]),
        *((one["description"], 1, 2000) for one in FEATURES["slash_commands"]),
        *((one["usage_hint"], 1, 1000) for one in FEATURES["slash_commands"]),
        *((one["name"], 1, 24) for one in FEATURES["shortcuts"]),
        *((one["description"], 1, 150) for one in FEATURES["shortcuts"]),
        *((one["callback_id"], 1, 255) for one in FEATURES["shortcuts"]),
    ],
)
def test_texts_keep_to_slacks_limits(text, least, most):
    assert least <= len(text) <= most


def test_lists_keep_to_slacks_limits_and_keys_are_known():
    assert set(MANIFEST) == {"display_information", "features", "oauth_config", "settings"}
    assert set(FEATURES) == {"app_home", "bot_user", "shortcuts", "slash_commands"}
    assert set(SETTINGS) <= {
        "event_subscriptions",
        "interactivity",
        "org_deploy_enabled",
        "socket_mode_enabled",
        "token_rotation_enabled",
    }
    assert len(FEATURES["slash_commands"]) <= 50
    assert len(FEATURES["shortcuts"]) <= 10
    assert re.fullmatch(r"#[0-9a-f]{6}", MANIFEST["display_information"]["background_color"])


def test_commands_and_shortcuts_are_those_of_the_code():
    found = registered()
    assert {one["command"] for one in FEATURES["slash_commands"]} == set(Command) == set(found.constraints["command"])
    assert {one["callback_id"] for one in FEATURES["shortcuts"]} == set(Shortcut) == set(found.constraints["shortcut"])
    assert all(one["type"] == "global" for one in FEATURES["shortcuts"])
    assert not any(one["should_escape"] for one in FEATURES["slash_commands"]), "Mentions are not parsed."


def test_events_are_those_that_the_code_listens_to():
    wanted = {EVENTS[name][0] for name in registered().constraints["event"]}
    assert set(SETTINGS["event_subscriptions"]["bot_events"]) == wanted


def test_scopes_are_the_least_that_the_code_needs():
    methods = methods_used()
    assert {"views_open", "users_info"} <= methods, "The search finds what is there."
    unknown = methods - set(SCOPES)
    assert not unknown, f"look up which scopes these need: {unknown}"
    needed = {"commands"}.union(*(SCOPES[method] for method in methods))
    needed = needed.union(*(EVENTS[name][1] for name in registered().constraints["event"]))
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == needed
    assert set(MANIFEST["oauth_config"]["scopes"]) == {"bot"}


def test_people_can_write_to_the_app_and_everything_comes_over_socket_mode():
    assert FEATURES["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert SETTINGS["interactivity"] == {"is_enabled": True}
    assert SETTINGS["socket_mode_enabled"] is True
    assert SETTINGS["token_rotation_enabled"] is False


def test_every_element_of_every_view_is_listened_to():
    found = registered()
    deaf = {
        (name, element["action_id"])
        for name, view in examples()
        for element in acting_elements(view)
        if not found.hears("action", element["action_id"])
        and not (element["type"].endswith("external_select") and found.hears("options", element["action_id"]))
    }
    assert not deaf


def test_every_search_field_is_answered():
    found = registered()
    searches = {
        block["element"]["action_id"]
        for _, view in examples()
        for block in view.get("blocks", [])
        if "external" in block.get("element", {}).get("type", "")
    }
    assert searches
    assert all(found.hears("options", action_id) for action_id in searches)


def test_every_window_that_is_submitted_is_listened_to_and_every_callback_has_a_window():
    sent = {view["callback_id"] for _, view in examples() if view.get("submit")}
    assert sent == set(Callback) == set(registered().constraints["view"])


def test_every_action_is_used_in_some_view_and_registered():
    found = registered()
    used = {
        element["action_id"]
        for _, view in examples()
        for block in view.get("blocks", [])
        for element in [*acting_elements({"blocks": [block]}), *([block["element"]] if "element" in block else [])]
    }
    for action in Action:
        assert any(one == action or one.startswith(f"{action}.") for one in used), f"{action} is in no view"
        assert any(found.hears(kind, action) for kind in ("action", "options")), f"{action} is not listened to"
