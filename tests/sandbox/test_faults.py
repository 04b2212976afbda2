"""Faults that tests switch on."""

import time

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.faults import Fault


@pytest.fixture
def faulty(own_server, kit):
    """Start a server with a fault in one method; gives the server and a client."""

    def make(method, fault):
        server = own_server()
        server.call(lambda world: world.faults.set(method, fault))
        return server, kit.client_of(server)

    return make


def texts(server, user="U0000001"):
    return server.call(lambda world: [each.text for each in world.workspace.messages[world.workspace.channels[user]]])


def test_a_limited_method_answers_429_and_then_works(faulty):
    _, client = faulty("chat.postMessage", Fault(limited=2, retry_after=7))
    for _ in range(2):
        with pytest.raises(SlackApiError) as problem:
            client.chat_postMessage(channel="U0000001", text="a")
        assert problem.value.response.status_code == 429
        assert problem.value.response.headers["Retry-After"] == "7"
        assert problem.value.response["error"] == "ratelimited"
    assert client.chat_postMessage(channel="U0000001", text="a")["ok"]


def test_a_dropped_call_is_carried_out_without_an_answer(faulty):
    server, client = faulty("chat.postMessage", Fault(dropped=1))
    with pytest.raises(OSError, match=r"clos|reset"):
        client.chat_postMessage(channel="U0000001", text="once")
    assert texts(server) == ["once"]
    client.chat_postMessage(channel="U0000001", text="twice")
    assert texts(server) == ["once", "twice"]


def test_a_refused_call_is_not_carried_out(faulty):
    server, client = faulty("chat.postMessage", Fault(refused=1, error="fatal_error"))
    with pytest.raises(SlackApiError, match="fatal_error"):
        client.chat_postMessage(channel="U0000001", text="a")
    assert texts(server) == []


def test_a_delayed_call_waits_first(faulty):
    server, client = faulty("chat.postMessage", Fault(delay=0.3))
    started = time.monotonic()
    client.chat_postMessage(channel="U0000001", text="a")
    assert time.monotonic() - started >= 0.3
    assert texts(server) == ["a"]


def test_faults_can_be_cleared(faulty):
    server, client = faulty("auth.test", Fault(refused=100))
    server.call(lambda world: world.faults.clear())
    assert client.auth_test()["ok"]
