"""The Socket Mode connection: two at once, refreshed, dead without a word, refused; and left in good order."""

import json
import logging
import threading
from contextlib import ExitStack

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from websockets.sync.client import connect as connect_socket

from bot.link import Link
from sandbox.driver import Page
from sandbox.server import create_server, run_in_thread
from tests.handlers.running import BOT, LINK, make_config

QUIET = logging.getLogger("tests.bot.link")
QUIET.setLevel(logging.CRITICAL)


@pytest.fixture
def slack():
    server = run_in_thread(create_server(make_config()))
    yield server
    server.stop()


@pytest.fixture
def link_to(slack):
    """Connects an app that answers /post with its name; every connection is closed at the end."""
    links = []

    def start(name="here", **how):
        client = WebClient(token=BOT, base_url=slack.api_url, timeout=10, retry_handlers=[])
        app = App(client=client, signing_secret="x", logger=QUIET, process_before_response=True)
        app.command("/post")(lambda ack: ack(name))
        # The SDK takes four pings without an answer for a dead connection: a busy machine may stall for a second.
        link = Link(app, LINK, client, 5, **{"ping_seconds": 2.0, "silent_seconds": 30.0, **how})
        links.append(link)
        assert link.start()
        slack.wait_until(lambda world: len(world.link.connections) >= 1)
        if link.current_session.sock is not None:
            link.current_session.sock.settimeout(0.3)  # The SDK closes only after a read; its own limit is 3 s.
        return link

    yield start
    for link in links:
        link.stop()


@pytest.fixture
def page(slack):
    return Page(slack.url, "UJO")


def said(page):
    """What the person reads after a command."""
    assert page.post("command", text="/post") == {"ok": True}, page.log[-3:]
    return page.state["messages"][-1]["text"]


def greeted(slack, link):
    """Waits until the app has read Slack's hello."""
    slack.wait_until(lambda world: bool(world.link.connections))
    with link.heard_more:
        assert link.heard_more.wait_for(link.is_live, 10)


def test_it_is_live_once_slack_has_greeted_it(slack, link_to, page):
    link = link_to()
    greeted(slack, link)
    assert link.connections == 1
    assert link.silence() < 30
    assert said(page) == "here"


def test_two_processes_at_once_share_the_work_and_one_alone_does_all(slack, link_to, page):
    first, second = link_to("first"), link_to("second")
    greeted(slack, first)
    greeted(slack, second)
    assert (first.connections, second.connections) == (1, 2)
    assert {said(page) for _ in range(4)} == {"first", "second"}
    first.stop()
    slack.wait_until(lambda world: len(world.link.connections) == 1)
    assert {said(page) for _ in range(3)} == {"second"}


def test_a_refresh_moves_it_to_a_new_connection(slack, link_to, page):
    link = link_to()
    greeted(slack, link)
    before, session = slack.call(lambda world: list(world.link.connections)), link.session_id()
    slack.wait_for(slack.world.link.disconnect("refresh_requested"))
    slack.wait_until(lambda world: world.link.connected and not set(before) & set(world.link.connections))
    assert said(page) == "here"
    assert link.session_id() != session


def test_a_dropped_connection_is_made_again(slack, link_to, page):
    link = link_to()
    greeted(slack, link)
    before = slack.call(lambda world: list(world.link.connections))
    slack.wait_for(slack.world.link.drop())
    slack.wait_until(lambda world: world.link.connected and not set(before) & set(world.link.connections))
    assert said(page) == "here"


@pytest.mark.parametrize("silent_seconds", [1.0, 1.5])
def test_a_dead_connection_is_noticed_and_replaced(slack, link_to, page, caplog, silent_seconds):
    # Pings so rare that Slack's own client would notice only after forty seconds.
    link = link_to(ping_seconds=10.0, silent_seconds=silent_seconds)
    greeted(slack, link)
    slack.call(lambda world: world.link.silence())
    slack.wait_until(lambda world: any(not each.dead for each in world.link.connections))
    assert "Slack was silent for" in caplog.text
    slack.call(lambda world: [world.link.connections.remove(each) for each in world.link.connections[:] if each.dead])
    assert said(page) == "here"
    assert link.connections == 2, "The dead one is still counted by Slack, and that can be seen."


def test_it_does_not_hurry_when_slack_has_no_place_for_it(slack, link_to):
    client = WebClient(token=LINK, base_url=slack.api_url, retry_handlers=[])

    def refusals(world):
        return [each.at for each in world.workspace.entries if "connections already" in each.text]

    with ExitStack() as others:
        for _ in range(10):
            url = client.apps_connections_open(app_token=LINK)["url"]
            socket = others.enter_context(connect_socket(url))
            assert json.loads(socket.recv(timeout=10))["type"] == "hello"
        link = link_to()
        slack.wait_until(lambda world: len(refusals(world)) >= 3)
        times = slack.call(refusals)
        assert times[2] - times[1] > 0.9, "At once the first time, then after a pause that grows."
        assert not link.is_live()
    slack.wait_until(lambda world: world.link.connected, 20)
    greeted(slack, link)


def test_what_is_under_way_is_answered_before_it_leaves(slack, link_to, page):
    link = link_to()
    begun, release = threading.Event(), threading.Event()

    @link._app.command("/sessions")
    def slow(ack):
        begun.set()
        release.wait(10)
        ack("done")

    answers = []
    person = threading.Thread(target=lambda: answers.append(page.post("command", text="/sessions")))
    person.start()
    assert begun.wait(10)
    leaving = threading.Thread(target=link.stop)
    leaving.start()
    release.set()
    leaving.join(20)
    person.join(20)
    assert answers == [{"ok": True}]
    assert page.state["messages"][-1]["text"] == "done"
    assert not slack.call(lambda world: world.link.connected)
    assert page.post("command", text="/post")["error"] == "not_answered"
