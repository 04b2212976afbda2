"""Connections: hello, tickets, acknowledgements in time and late, refreshes, limits."""

import json
import queue
import threading
import urllib.error
import urllib.request
from contextlib import ExitStack

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect as connect_socket


def url_of(server, kit):
    return kit.client_of(server, kit.LINK).apps_connections_open(app_token=kit.LINK)["url"]


def hello(socket):
    return json.loads(socket.recv(timeout=30))


def test_hello_counts_the_connections(own_server, kit):
    server = own_server()
    with connect_socket(url_of(server, kit)) as first:
        greeting = hello(first)
        assert (greeting["type"], greeting["num_connections"]) == ("hello", 1)
        assert greeting["connection_info"] == {"app_id": "A0SANDBOX1"}
        with connect_socket(url_of(server, kit)) as second:
            assert hello(second)["num_connections"] == 2


def test_a_ticket_is_good_for_one_connection(own_server, kit):
    server = own_server()
    url = url_of(server, kit)
    with connect_socket(url) as socket:
        hello(socket)
        with pytest.raises(InvalidStatus), connect_socket(url):
            pass
    with pytest.raises(InvalidStatus), connect_socket(url.partition("?")[0]):
        pass


def test_an_eleventh_connection_is_sent_away(own_server, kit):
    server = own_server()
    with ExitStack() as stack:
        sockets = [stack.enter_context(connect_socket(url_of(server, kit))) for _ in range(11)]
        greetings = [hello(each) for each in sockets]
    assert [each["type"] for each in greetings] == ["hello"] * 10 + ["disconnect"]
    assert greetings[-1]["reason"] == "too_many_websockets"


def test_envelopes_go_to_one_connection_each(own_server, page, kit):
    server = own_server()
    page.url = server.url
    got = queue.Queue()

    def serve(name, socket):
        for text in socket:
            envelope = json.loads(text)
            if "envelope_id" in envelope:
                got.put((name, envelope))
                socket.send(json.dumps({"envelope_id": envelope["envelope_id"]}))

    with ExitStack() as stack:
        sockets = [stack.enter_context(connect_socket(url_of(server, kit))) for _ in range(2)]
        threads = [threading.Thread(target=serve, args=(n, each)) for n, each in enumerate(sockets)]
        for each in threads:
            each.start()
        answers = [page.post("command", text="/post") for _ in range(6)]
    for each in threads:
        each.join(30)
    assert answers == [{"ok": True}] * 6
    envelopes = [got.get(timeout=30) for _ in range(6)]
    assert got.empty()
    assert {name for name, _ in envelopes} == {0, 1}
    first = envelopes[0][1]
    assert (first["type"], first["accepts_response_payload"]) == ("slash_commands", True)
    assert "retry_attempt" not in first


def test_a_late_acknowledgement_is_logged_and_changes_nothing(own_server, page, kit):
    server = own_server(ack_seconds=0.1)
    page.url = server.url
    with connect_socket(url_of(server, kit)) as socket:
        hello(socket)
        answer = page.post("command", text="/post")
        assert answer["message"] == "/post failed because the app did not respond."
        envelope = json.loads(socket.recv(timeout=30))
        socket.send(json.dumps({"envelope_id": envelope["envelope_id"], "payload": {"text": "late"}}))
        socket.send(json.dumps({"envelope_id": envelope["envelope_id"]}))
        socket.send("nonsense")
        server.wait_until(lambda world: "no acknowledgement" in world.workspace.entries[-1].text)
    assert page.state["messages"] == []
    assert any(each.startswith("late acknowledgement: slash_commands after ") for each in page.log)
    assert any("an unknown envelope, or one twice" in each for each in page.log)


def test_a_payload_nobody_asked_for_is_ignored_with_a_warning(own_server, page, trigger, kit):
    server = own_server()
    page.url = server.url
    kit.client_of(server).views_publish(user_id=page.user, view=kit.home(kit.buttons("b")))
    with connect_socket(url_of(server, kit)) as socket:
        hello(socket)
        tapping = threading.Thread(target=page.tap, args=("buttons", "b"), kwargs={"surface": {"type": "home"}})
        tapping.start()
        envelope = json.loads(socket.recv(timeout=30))
        assert envelope["accepts_response_payload"] is False
        socket.send(json.dumps({"envelope_id": envelope["envelope_id"], "payload": {"text": "x"}}))
        tapping.join(30)
    assert any("is ignored by Slack" in each for each in page.log)


def test_a_refresh_moves_bolt_to_a_new_connection(own_server, linked, page, kit):
    server = own_server()
    page.url = server.url
    app = kit.make_app(server)
    app.command("/post")(lambda ack: ack("still here"))
    handler = linked(server, app)
    before = handler.client.session_id()
    links = server.call(lambda world: list(world.link.connections))
    server.wait_for(server.world.link.disconnect("refresh_requested"))
    server.wait_until(lambda world: world.link.connected and not set(links) & set(world.link.connections))
    assert page.post("command", text="/post") == {"ok": True}
    assert page.state["messages"][0]["text"] == "still here"
    assert handler.client.session_id() != before


def test_a_warning_leaves_the_connection_in_use(own_server, kit):
    server = own_server()
    with connect_socket(url_of(server, kit)) as socket:
        hello(socket)
        server.wait_for(server.world.link.disconnect("warning"))
        assert json.loads(socket.recv(timeout=30))["reason"] == "warning"
        assert server.call(lambda world: [each.leaving for each in world.link.connections]) == [False]


def test_a_connection_that_does_not_leave_is_closed(own_server, kit):
    server = own_server(close_seconds=0.0)
    with connect_socket(url_of(server, kit)) as socket:
        hello(socket)
        server.wait_for(server.world.link.disconnect())
        assert json.loads(socket.recv(timeout=30))["reason"] == "refresh_requested"
        with pytest.raises(Exception, match="1000"):
            socket.recv(timeout=30)
    assert server.call(lambda world: world.link.connected) is False


def test_after_a_drop_the_person_is_told_that_no_app_is_connected(own_server, page, kit):
    server = own_server()
    page.url = server.url
    with connect_socket(url_of(server, kit)) as socket:
        hello(socket)
        assert page.state["connected"] is True
        server.wait_for(server.world.link.drop())
        assert page.state["connected"] is False
        assert page.post("command", text="/post")["error"] == "not_answered"


def test_a_websocket_path_is_no_page(server):
    with pytest.raises(urllib.error.HTTPError) as problem:
        urllib.request.urlopen(f"{server.url}/link?ticket=x", timeout=10)
    problem.value.close()
    assert problem.value.code == 404
