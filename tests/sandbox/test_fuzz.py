"""Whatever the app or the page sends: an answer, never a fault of the workspace."""

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.blocks.state import initial_values, kept_values, normalise_blocks
from sandbox.blocks.validate import validate_message, validate_view
from sandbox.server import create_server, run_in_thread
from sandbox.web_api import METHODS

SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]  # The machine is shared.
WORDS = st.sampled_from(
    ["", "a", "plain_text", "mrkdwn", "section", "actions", "input", "button", "static_select", "modal", "2026-09-01"]
)
KEYS = st.sampled_from(
    (
        *("type", "text", "blocks", "elements", "element", "accessory", "options", "option_groups", "value"),
        *("block_id", "action_id", "initial_option", "initial_options", "focus_on_load", "title", "label"),
    )
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


def places(value, path=()):
    """The paths of everything inside a JSON value."""
    yield path
    if isinstance(value, dict):
        for key, each in value.items():
            yield from places(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from places(each, (*path, index))


def put(value, path, new):
    """A copy of a JSON value with another thing at one place."""
    if not path:
        return new
    changed = copy.deepcopy(value)
    spot = changed
    for step in path[:-1]:
        spot = spot[step]
    spot[path[-1]] = new
    return changed


@pytest.fixture(scope="session")
def whole_view(kit):
    """A good view with much in it."""
    select = {"type": "static_select", "action_id": "s", "options": kit.options("a", "b")}
    groups = {
        "type": "static_select",
        "action_id": "g",
        "option_groups": [{"label": kit.text("G"), "options": kit.options("c")}],
    }
    boxes = {
        "type": "checkboxes",
        "action_id": "typed",
        "options": kit.options("a"),
        "initial_options": kit.options("a"),
    }
    number = {"type": "number_input", "is_decimal_allowed": True, "min_value": "0"}
    return kit.modal(
        "c",
        {"type": "section", "block_id": "s", "text": kit.text("x"), "accessory": select},
        {"type": "actions", "block_id": "a", "elements": [groups, *kit.buttons("b")["elements"]]},
        {"type": "context", "elements": [kit.text("small")]},
        kit.field("boxes", boxes),
        kit.field("number", number),
        kit.field("text", {"min_length": 1, "max_length": 9, "initial_value": "abc"}),
    )


@settings(deadline=None, suppress_health_check=SLOW)
@given(JSON)
def test_any_json_gets_an_answer(value):
    assert isinstance(validate_view(value, "modal"), list)
    assert isinstance(validate_view(value, "home"), list)
    if isinstance(value, dict):
        assert isinstance(validate_message(value), list)


@settings(deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_a_good_view_with_one_thing_broken_gets_an_answer(whole_view, data):
    assert validate_view(whole_view, "modal") == []
    path = data.draw(st.sampled_from(list(places(whole_view))))
    broken = put(whole_view, path, data.draw(JSON))
    problems = validate_view(broken, "modal")
    if not problems:
        blocks = normalise_blocks(broken["blocks"])
        values = initial_values(blocks)
        assert kept_values(values, blocks) == values


BODIES = st.fixed_dictionaries(
    {},
    optional={
        "surface": JSON
        | st.just({"type": "home"})
        | st.fixed_dictionaries({"type": st.sampled_from(["view", "message"])}),
        "block_id": st.sampled_from(["s", "a", "text", None, 3]),
        "action_id": st.sampled_from(["s", "g", "b", "typed", [], {}]),
        "value": JSON,
        "values": JSON | st.dictionaries(st.sampled_from(["s", "text"]), JSON, max_size=2),
        "view_id": JSON,
        "query": JSON,
        "thread_ts": JSON,
        "text": JSON,
        "tab": JSON,
        "notice_id": JSON,
        "ts": JSON,
        "callback_id": JSON,
        "all": JSON,
    },
)


@pytest.fixture(scope="module")
def lonely(kit):
    """A workspace without an app, in which a window and a Home are open."""
    running = run_in_thread(create_server(kit.make_config(retry_seconds=())))
    yield running
    running.stop()


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(
    call=st.sampled_from(["open", "message", "command", "shortcut", "action", "suggest", "submit", "close", "dismiss"]),
    body=BODIES,
)
def test_any_call_of_the_page_gets_json(lonely, whole_view, page, kit, call, body):
    page.url = lonely.url
    if not page.state["views"]:
        trigger_id = lonely.call(lambda world: world.workspace.new_trigger(page.user))
        kit.client_of(lonely).views_open(trigger_id=trigger_id, view=whole_view)
    view_id = page.view["id"]
    if isinstance(body.get("surface"), dict) and body["surface"].get("type") == "view":
        body["surface"] = {"type": "view", "view_id": view_id}
    answer = page.send(f"/page/{call}", json.dumps({"view_id": view_id, **body, "user": page.user}).encode())
    assert answer["ok"] in {True, False}
    assert page.state["ok"] is True


METHOD_ARGUMENTS = st.dictionaries(
    st.sampled_from(
        ["channel", "user", "user_id", "text", "blocks", "attachments", "metadata", "thread_ts", "ts", "view", "hash"]
    )
    | st.sampled_from(["trigger_id", "view_id", "external_id", "limit", "cursor", "oldest", "users", "email"]),
    JSON | st.sampled_from(["D0000001", "U0000001", "1.000001", "{", "[]"]),
    max_size=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(method=st.sampled_from(sorted(METHODS)), arguments=METHOD_ARGUMENTS)
def test_any_call_of_the_app_gets_json(lonely, page, kit, method, arguments):
    page.url = lonely.url
    token = kit.LINK if METHODS[method].app_token else kit.BOT
    headers = {"Authorization": f"Bearer {token}"}
    answer = page.send(f"/api/{method}", json.dumps(arguments).encode(), headers)
    assert answer["ok"] or answer["error"]
