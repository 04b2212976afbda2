"""The page's reading calls, its stream, and who may make calls at all."""

import http.client
import json
import queue
import socket
import urllib.request
from urllib.parse import urlsplit

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.server import run_in_thread


def read_event(answer):
    """The next `data:` line of a stream of server-sent events."""
    for line in answer:
        if line.startswith(b"data: "):
            return json.loads(line[6:])
    return None


def test_the_workspace_is_described_from_the_manifest(page):
    found = page.get("/page/workspace")
    assert found["team"] == {"id": "T0SCHOOL01", "name": "Maple Test District"}
    assert found["app"] == {"name": "Carelog", "bot_user_id": "U0SANDBOX1", "color": "#0b5345"}
    assert [each["command"] for each in found["commands"]] == ["/post", "/sessions"]
    assert found["shortcuts"][0]["callback_id"] == "session.add"
    person = found["people"][1]
    assert (person["name"], person["initials"], person["deleted"]) == ("Test Person1", "TP", False)


def test_the_state_of_somebody_who_has_nothing(own_server, page):
    page.url = own_server().url
    state = page.state
    assert (state["home"], state["messages"], state["views"], state["notices"]) == (None, [], [], [])
    assert state["channel"] == f"D{page.user[1:]}"
    assert state["connected"] is False
    assert page.get("/page/state?user=U404")["error"] == "user_not_found"
    assert page.get("/page/stream?user=U404")["error"] == "user_not_found"


def test_the_stream_begins_with_the_state_and_tells_changes(server, page, bot):
    with urllib.request.urlopen(f"{server.url}/page/stream?user={page.user}", timeout=10) as answer:
        first = read_event(answer)
        assert (first["type"], first["messages"]) == ("state", [])
        bot.chat_postMessage(channel=page.user, text="Hello")
        assert [each["text"] for each in read_event(answer)["messages"]] == ["Hello"]
        server.call(lambda world: world.workspace.notify(page.user, "Slack says", "why"))
        notice = read_event(answer)
        assert (notice["type"], notice["notice"]["text"], notice["notice"]["detail"]) == ("notice", "Slack says", "why")
        assert read_event(answer)["notices"] == [notice["notice"]]


def test_a_stream_ends_when_the_server_stops(own_server, page):
    server = own_server()
    with urllib.request.urlopen(f"{server.url}/page/stream?user={page.user}", timeout=10) as answer:
        assert read_event(answer)["type"] == "state"
        server.stop()
        assert answer.read().count(b"data: ") <= 2


def test_the_clock_moves_for_the_app_and_on_the_page(own_server, page):
    server = own_server()
    page.url = server.url
    assert page.get("/clock") == {"offset_seconds": 0.0}
    before = page.state["clock"]["now"]
    server.call(lambda world: world.workspace.move_clock(86_400.0 * 400))
    assert page.get("/clock") == {"offset_seconds": 86_400.0 * 400}
    after = page.state["clock"]
    assert after["offset_seconds"] == 86_400.0 * 400
    assert int(after["now"][:4]) > int(before[:4])
    assert after["now"].endswith("+00:00")


def test_what_was_not_seen_is_counted_for_everybody_until_it_is_read(own_server, kit, page):
    server = own_server()
    page.url = server.url
    bot = kit.client_of(server)
    first = bot.chat_postMessage(channel=page.user, text="One")["ts"]
    last = bot.chat_postMessage(channel=page.user, text="Two")["ts"]
    bot.chat_postEphemeral(channel=page.state["channel"], user=page.user, text="Only for you")
    other = page.get("/page/state?user=U0000007")
    assert (other["unread"], other["read"]) == ({page.user: 2}, "0")
    page.post("read", ts=first)
    assert (page.state["unread"], page.state["read"]) == ({page.user: 1}, first)
    page.post("read", ts=last)
    page.post("read", ts=first)
    assert (page.state["unread"], page.state["read"]) == ({}, last)


def test_trouble_is_switched_from_the_page(own_server, kit, page):
    server = own_server()
    page.url = server.url
    bot = kit.client_of(server)
    assert page.post("trouble", kind="rate_limit", on=True)["rate_limit"] is True
    with pytest.raises(SlackApiError) as refused:
        bot.chat_postMessage(channel=page.user, text="Hello")
    assert (refused.value.response.status_code, refused.value.response.headers["Retry-After"]) == (429, "2")
    assert page.state["trouble"] == {"rate_limit": True, "repeat_events": False}
    assert page.post("trouble", kind="rate_limit", on=False)["rate_limit"] is False
    assert bot.chat_postMessage(channel=page.user, text="Hello")["ok"]
    assert page.post("trouble", kind="flood", on=True)["error"] == "bad_request"


def test_events_come_twice_and_the_connection_is_dropped_on_request(own_server, linked, kit, page):
    server = own_server()
    page.url = server.url
    tries = queue.Queue()
    app = kit.make_app(server)

    @app.middleware
    def note(request, next_):
        tries.put((request.headers.get("x-slack-retry-num"), request.body.get("event_id")))
        return next_()

    app.event("message")(lambda: None)
    linked(server, app)
    page.post("trouble", kind="repeat_events", on=True)
    page.post("message", text="hello")
    (first, event_id), (second, again) = tries.get(timeout=10), tries.get(timeout=10)
    assert (first, second, event_id) == (["0"], ["1"], again)
    page.post("trouble", kind="repeat_events", on=False)
    page.post("trouble", kind="drop_connection")
    server.wait_until(lambda world: any("a connection ended" in each.text for each in world.workspace.entries))


def test_a_message_has_the_time_of_the_sandboxs_clock_at_which_it_came(own_server, kit, page):
    server = own_server()
    page.url = server.url
    server.call(lambda world: world.workspace.move_clock(7_200.0))
    kit.client_of(server).chat_postMessage(channel=page.user, text="Then")
    server.call(lambda world: world.workspace.move_clock(86_400.0))
    message = page.state["messages"][0]
    assert 7_100 < message["at"] - float(message["ts"]) < 7_300


def test_a_deactivated_person_can_do_nothing(page):
    page.user = "UGONE0001"
    assert page.post("message", text="hello")["error"] == "signed_out"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"'])
def test_a_body_that_is_no_object_is_refused(page, body):
    assert page.send("/page/message", body)["error"] == "bad_request"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "[bad"},
    ],
)
def test_foreign_pages_are_refused(server, page, headers):
    answer = page.send("/page/message", json.dumps({"user": page.user, "text": "hi"}).encode(), headers)
    assert answer["error"] == "foreign_request"
    assert page.state["messages"] == []


def test_the_own_page_is_served(server, page):
    body = json.dumps({"user": page.user, "tab": "home"}).encode()
    assert page.send("/page/open", body, {"Origin": server.url}) == {"ok": True}
    port = urlsplit(server.url).port
    assert page.send("/page/open", body, {"Host": f"localhost:{port}"}) == {"ok": True}


def test_answers_carry_the_safety_headers(server):
    with urllib.request.urlopen(f"{server.url}/clock", timeout=10) as answer:
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_server_listens_on_loopback_only(server):
    address = urlsplit(server.url)
    assert address.hostname == "127.0.0.1"
    with socket.socket() as probe:
        probe.settimeout(1)
        assert probe.connect_ex(("127.0.0.2", address.port)) != 0


def test_files_outside_the_page_are_not_served(server):
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    connection.request("GET", "/static/../server.py")
    assert connection.getresponse().status == 404
    connection.close()


def test_a_taken_port_is_an_error(server):
    with pytest.raises(OSError, match="in use"):
        run_in_thread(None, urlsplit(server.url).port)
