"""What goes over the wire, key by key: compared with the shapes of Slack's own pages."""

import json
import threading

import pytest
from websockets.sync.client import connect as connect_socket

COMMON = {"type", "team", "user", "api_app_id", "token", "enterprise", "is_enterprise_install"}


@pytest.fixture
def wire(own_server, page, kit):
    """A workspace and a bare WebSocket that acknowledges nothing by itself."""
    server = own_server()
    page.url = server.url
    url = kit.client_of(server, kit.LINK).apps_connections_open(app_token=kit.LINK)["url"]
    with connect_socket(url) as socket:
        assert json.loads(socket.recv(timeout=30))["type"] == "hello"
        yield server, socket


def exchange(socket, call, payload=None, **body):
    """Make a call of the page, take the one envelope that it sends, and acknowledge it."""
    answers = []
    calling = threading.Thread(target=lambda: answers.append(call(**body)))
    calling.start()
    envelope = json.loads(socket.recv(timeout=30))
    socket.send(json.dumps({"envelope_id": envelope["envelope_id"], **({"payload": payload} if payload else {})}))
    calling.join(30)
    return envelope, answers[0]


def opened(server, page, kit, *blocks, **more):
    trigger_id = server.call(lambda world: world.workspace.new_trigger(page.user))
    kit.client_of(server).views_open(trigger_id=trigger_id, view=kit.modal("form", *blocks, **more))
    return {"type": "view", "view_id": page.view["id"]}


def test_a_block_action_in_a_window(wire, page, kit):
    server, socket = wire
    surface = opened(server, page, kit, kit.buttons("b"))
    envelope, answer = exchange(socket, page.tap, block_id="buttons", action_id="b", surface=surface)
    assert answer == {"ok": True}
    assert set(envelope) == {"envelope_id", "type", "payload", "accepts_response_payload"}
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("interactive", False)
    payload = envelope["payload"]
    assert set(payload) == COMMON | {"container", "view", "trigger_id", "actions"}
    assert set(payload["user"]) == {"id", "username", "name", "team_id"}
    assert set(payload["actions"][0]) == {"type", "block_id", "action_id", "action_ts", "text", "value"}


def test_a_submission_and_a_view(wire, page, kit):
    server, socket = wire
    opened(server, page, kit, kit.field())
    envelope, answer = exchange(socket, page.submit, values=kit.typed("words"))
    assert answer == {"ok": True}
    assert envelope["accepts_response_payload"] is True
    assert set(envelope["payload"]) == COMMON | {"trigger_id", "view", "response_urls"}
    view = envelope["payload"]["view"]
    assert set(view) == {
        *("id", "team_id", "type", "blocks", "private_metadata", "callback_id", "state", "hash", "title"),
        *("clear_on_close", "notify_on_close", "close", "submit", "previous_view_id", "root_view_id"),
        *("app_id", "external_id", "app_installed_team_id", "bot_id"),
    }
    assert view["state"] == {"values": kit.typed("words")}
    assert view["blocks"][0]["label"]["emoji"] is True


def test_a_closed_window(wire, page, kit):
    server, socket = wire
    opened(server, page, kit, kit.field(), notify_on_close=True)
    envelope, answer = exchange(socket, page.close)
    assert answer == {"ok": True}
    assert envelope["payload"]["type"] == "view_closed"
    assert set(envelope["payload"]) == COMMON | {"view", "is_cleared"}


def test_a_suggestion(wire, page, kit):
    server, socket = wire
    element = {"type": "external_select", "action_id": "find", "min_query_length": 0}
    surface = opened(server, page, kit, kit.field("student", element))
    found = {"options": kit.options("s1")}
    body = {"call": page.post, "surface": surface, "block_id": "student", "action_id": "find", "query": "m"}
    call = body.pop("call")
    envelope, answer = exchange(socket, lambda **more: call("suggest", **more), payload=found, **body)
    assert answer["options"][0]["value"] == "s1"
    assert set(envelope["payload"]) == COMMON | {"container", "view", "block_id", "action_id", "value"}
    assert envelope["payload"]["value"] == "m"


def test_a_shortcut_and_a_command(wire, page):
    _, socket = wire
    envelope, _ = exchange(socket, lambda: page.post("shortcut", callback_id="session.add"))
    assert set(envelope["payload"]) == COMMON | {"callback_id", "action_ts", "trigger_id"}
    envelope, _ = exchange(socket, lambda: page.post("command", text="/sessions add"))
    assert envelope["type"] == "slash_commands"
    assert set(envelope["payload"]) == {
        *("token", "team_id", "team_domain", "channel_id", "channel_name", "user_id", "user_name"),
        *("command", "text", "api_app_id", "is_enterprise_install", "response_url", "trigger_id"),
    }
    assert all(isinstance(each, str) for each in envelope["payload"].values())


def test_messages_of_the_app_are_events_too(wire, page, kit):
    server, socket = wire
    client = kit.client_of(server)

    def next_event():
        envelope = json.loads(socket.recv(timeout=30))
        socket.send(json.dumps({"envelope_id": envelope["envelope_id"]}))
        assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
        return envelope["payload"]["event"]

    ts = client.chat_postMessage(channel=page.user, text="a")["ts"]
    event = next_event()
    assert (event["type"], event["bot_id"], event["user"]) == ("message", "B0SANDBOX1", "U0SANDBOX1")
    client.chat_update(channel=event["channel"], ts=ts, text="b")
    event = next_event()
    assert event["subtype"] == "message_changed"
    assert (event["previous_message"]["text"], event["message"]["text"]) == ("a", "b")
    assert event["message"]["edited"]["ts"] > ts
    client.chat_delete(channel=event["channel"], ts=ts)
    event = next_event()
    assert (event["subtype"], event["deleted_ts"]) == ("message_deleted", ts)
    client.chat_postEphemeral(channel=event["channel"], user=page.user, text="c")
    page.post("message", text="mine")
    assert next_event()["text"] == "mine"
