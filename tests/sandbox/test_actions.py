"""Taps and choices on views, Home and messages."""

import queue
import re

import pytest


@pytest.fixture
def acted(app, number):
    """Let the app take the actions of this test, whose ids begin with `do` and its number; gives the bodies."""
    bodies = queue.Queue()

    def listener(ack, body):
        bodies.put(body)
        ack()

    app.action(re.compile(rf"^do{number}\."))(listener)
    return bodies


@pytest.fixture
def do(number):
    return lambda name: f"do{number}.{name}"


def test_a_button_in_a_window(page, opened, acted, do, kit):
    view = opened(kit.field(), kit.buttons(do("save")))
    assert page.tap("buttons", do("save"), values=kit.typed("half a se")) == {"ok": True}
    body = acted.get(timeout=30)
    assert body["type"] == "block_actions"
    assert body["container"] == {"type": "view", "view_id": view["id"]}
    assert body["view"]["state"]["values"] == kit.typed("half a se")
    (action,) = body["actions"]
    assert (action["block_id"], action["action_id"], action["value"]) == ("buttons", do("save"), f"v-{do('save')}")
    assert (action["type"], action["text"]["text"]) == ("button", "Go")
    assert body["user"]["team_id"] == body["team"]["id"] == "T0SCHOOL01"
    assert "response_url" not in body


def test_the_trigger_of_a_tap_opens_one_more_window(page, app, opened, number, kit):
    @app.action(f"more{number}")
    def more(ack, body, client):
        client.views_push(trigger_id=body["trigger_id"], view=kit.modal("above", kit.field()))
        ack()

    opened(kit.buttons(f"more{number}"))
    assert page.tap("buttons", f"more{number}") == {"ok": True}
    assert [each["callback_id"] for each in page.state["views"]] == [f"form{number}", "above"]


def test_taps_arrive_in_order(page, opened, acted, do, kit):
    names = [do(str(n)) for n in range(8)]
    view = opened(kit.buttons(*names))
    surface = {"type": "view", "view_id": view["id"]}
    for each in names:
        page.tap("buttons", each, surface=surface)
    assert [acted.get(timeout=30)["actions"][0]["action_id"] for _ in names] == names


def test_a_button_on_home(page, bot, acted, do, kit):
    bot.views_publish(user_id=page.user, view=kit.home(kit.buttons(do("add"))))
    page.tap("buttons", do("add"), surface={"type": "home"})
    body = acted.get(timeout=30)
    assert body["view"]["type"] == "home"
    assert "message" not in body
    assert body["trigger_id"]


def test_a_button_in_a_message(page, bot, channel, acted, do, kit):
    ts = bot.chat_postMessage(channel=channel, text="Open", blocks=[kit.buttons(do("open"))])["ts"]
    surface = {"type": "message", "channel": channel, "ts": ts}
    page.tap("buttons", do("open"), surface=surface)
    body = acted.get(timeout=30)
    container = {"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": False}
    assert body["container"] == container
    assert body["message"]["ts"] == ts
    assert body["channel"]["id"] == channel
    assert body["response_url"].startswith(page.url)


def test_a_button_in_an_ephemeral_message_comes_without_the_message(page, bot, channel, acted, do, kit):
    sent = {"channel": channel, "user": page.user, "text": "Open", "blocks": [kit.buttons(do("open"))]}
    ts = bot.chat_postEphemeral(**sent)["message_ts"]
    page.tap("buttons", do("open"), surface={"type": "message", "channel": channel, "ts": ts})
    body = acted.get(timeout=30)
    assert body["container"]["is_ephemeral"] is True
    assert "message" not in body


def test_choices_come_with_the_option(page, opened, acted, do, kit):
    element = {"type": "static_select", "action_id": do("pick"), "options": kit.options("a", "b")}
    opened({"type": "section", "block_id": "s", "text": kit.text("Pick"), "accessory": element})
    page.tap("s", do("pick"), value={"type": "static_select", "selected_option": {"value": "b"}})
    body = acted.get(timeout=30)
    chosen = body["actions"][0]["selected_option"]
    assert (chosen["value"], chosen["text"]["text"]) == ("b", "Option b")
    assert body["view"]["state"]["values"]["s"][do("pick")]["selected_option"] == chosen
    assert page.view["values"]["s"][do("pick")]["selected_option"] == chosen


def test_an_overflow_menu_has_no_state(page, opened, acted, do, kit):
    element = {"type": "overflow", "action_id": do("menu"), "options": kit.options("edit", "cancel")}
    opened({"type": "section", "block_id": "s", "text": kit.text("x"), "accessory": element})
    page.tap("s", do("menu"), value={"type": "overflow", "selected_option": {"value": "cancel"}})
    body = acted.get(timeout=30)
    assert body["actions"][0]["selected_option"]["value"] == "cancel"
    assert body["view"]["state"]["values"] == {}
    wrong = {"type": "overflow", "selected_option": {"value": "fly"}}
    assert page.tap("s", do("menu"), value=wrong)["error"] == "bad_value"


def test_an_input_is_told_only_when_it_dispatches(page, opened, acted, do, kit):
    quiet = kit.field("quiet", {"action_id": do("quiet")})
    loud = kit.field("loud", {"action_id": do("loud")}, dispatch_action=True)
    opened(quiet, loud)
    for name in ("quiet", "loud"):
        value = {"type": "plain_text_input", "value": name}
        assert page.tap(name, do(name), value=value) == {"ok": True}
    assert acted.get(timeout=30)["actions"][0]["value"] == "loud"
    assert acted.empty()
    assert page.view["values"]["quiet"][do("quiet")]["value"] == "quiet"


@pytest.mark.parametrize(
    "value",
    [
        {"type": "static_select", "selected_option": {"value": "z"}},
        {"type": "datepicker", "selected_date": "2026-09-01"},
        {"type": "static_select", "selected_option": "a"},
    ],
)
def test_a_value_that_does_not_fit_is_refused(page, opened, kit, value):
    element = {"type": "static_select", "action_id": "pick", "options": kit.options("a", "b")}
    opened({"type": "section", "block_id": "s", "text": kit.text("Pick"), "accessory": element})
    assert page.tap("s", "pick", value=value)["error"] == "bad_value"


def test_what_is_not_there_is_refused_politely(page, opened, kit):
    view = opened(kit.buttons("b"))
    assert page.tap("elsewhere", "b")["error"] == "element_gone"
    assert page.tap("buttons", "b", values={"note": ["x"]})["error"] == "bad_request"
    page.close()
    surface = {"type": "view", "view_id": view["id"]}
    assert page.tap("buttons", "b", surface=surface) == {
        "ok": False,
        "error": "surface_gone",
        "message": "This is not open any more.",
    }
    assert page.tap("buttons", "b", surface={"type": "home"})["error"] == "surface_gone"


def test_a_shortcut_opens_a_window(page, app, kit):
    @app.shortcut("session.add", matchers=[lambda body: body["user"]["id"] == page.user])
    def add(ack, shortcut, client):
        client.views_open(trigger_id=shortcut["trigger_id"], view=kit.modal("added", kit.field()))
        ack()

    assert page.post("shortcut", callback_id="session.add") == {"ok": True}
    assert page.view["callback_id"] == "added"
    assert page.post("shortcut", callback_id="nothing")["error"] == "unknown_shortcut"
