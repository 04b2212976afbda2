"""A running workspace with a real Bolt app in it, and a driver that does what the page does."""

import itertools
import logging
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from sandbox.driver import Page
from sandbox.people import Person, WorkspaceConfig
from sandbox.server import create_server, run_in_thread

MANIFEST = yaml.safe_load((Path(__file__).parents[2] / "manifest.yml").read_text())
BOT, LINK, SECRET = "xoxb-sandbox-test", "xapp-sandbox-test", "test-signing-secret"


def make_config(**changes):
    people = [Person(f"U{n:07d}", f"Test Person{n}", f"person{n}@school.example") for n in range(300)]
    gone = Person("UGONE0001", "Former Aide", "former@school.example", deleted=True)
    given = {
        "team_id": "T0SCHOOL01",
        "team_name": "Maple Test District",
        "people": (*people, gone),
        "manifest": MANIFEST,
        "bot_token": BOT,
        "app_token": LINK,
        "signing_secret": SECRET,
        "retry_seconds": (0.0, 0.05, 0.05),
        "ack_seconds": 15.0,  # A busy machine must not fail a test; the tests of the limit set their own.
        "trigger_seconds": 60.0,
    }
    return WorkspaceConfig(**{**given, **changes})


def quiet_logger(name):
    logger = logging.getLogger(f"tests.sandbox.{name}")
    logger.setLevel(logging.CRITICAL)
    return logger


def client_of(server, token=BOT):
    return WebClient(token=token, base_url=server.api_url, retry_handlers=[])


def make_app(server):
    return App(client=client_of(server), signing_secret=SECRET, logger=quiet_logger("bolt"))


def connect(server, app):
    """Connect an app, and wait until the workspace has sent its hello."""
    handler = SocketModeHandler(app, LINK, web_client=client_of(server), logger=quiet_logger("link"))
    greeted = threading.Event()
    handler.client.on_message_listeners.append(lambda text: '"hello"' in text and greeted.set())
    handler.connect()
    handler.client.current_session.sock.settimeout(0.3)  # The SDK closes only after a read; its own limit is 3 s.
    assert greeted.wait(30)
    return handler


def text(words):
    return {"type": "plain_text", "text": words}


def modal(callback_id, *blocks, **more):
    given = {"type": "modal", "callback_id": callback_id, "title": text("A window"), "submit": text("Send")}
    return {**given, "blocks": list(blocks), **more}


def home(*blocks, **more):
    return {"type": "home", "blocks": list(blocks), **more}


def field(block_id="note", element=None, **more):
    """An input block, with a plain text input unless another element is given."""
    held = {"type": "plain_text_input", "action_id": "typed", **(element or {})}
    return {"type": "input", "block_id": block_id, "label": text("Note"), "element": held, **more}


def buttons(*action_ids, block_id="buttons", kind="actions"):
    elements = [{"type": "button", "action_id": each, "text": text("Go"), "value": f"v-{each}"} for each in action_ids]
    return {"type": kind, "block_id": block_id, "elements": elements}


def options(*values):
    return [{"text": text(f"Option {each}"), "value": each} for each in values]


def typed(value, block_id="note"):
    return {block_id: {"typed": {"type": "plain_text_input", "value": value}}}


@pytest.fixture(scope="session")
def kit():
    """Builders of blocks and views, and of servers' parts."""
    made = [text, modal, home, field, buttons, options, typed, make_config, make_app, client_of, connect]
    return SimpleNamespace(
        **{each.__name__: each for each in made}, SECRET=SECRET, BOT=BOT, LINK=LINK, MANIFEST=MANIFEST
    )


@pytest.fixture(scope="session")
def server():
    running = run_in_thread(create_server(make_config()))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def app(server):
    """One Bolt app for all tests of this worker; each test adds listeners under its own ids."""
    made = make_app(server)
    handler = connect(server, made)
    yield made
    handler.close()


@pytest.fixture(scope="session")
def _numbers():
    return itertools.count()


@pytest.fixture
def number(_numbers):
    return next(_numbers)


@pytest.fixture
def page(server, number):
    """The page of a person whom no other test uses."""
    return Page(server.url, f"U{number:07d}")


@pytest.fixture
def bot(server):
    return client_of(server)


@pytest.fixture
def channel(server, page):
    return server.call(lambda world: world.workspace.channels[page.user])


@pytest.fixture
def trigger(server, page):
    """Make a trigger id, as an interaction of the person would."""

    def make(view_id=None):
        return server.call(lambda world: world.workspace.new_trigger(page.user, view_id))

    return make


@pytest.fixture
def opened(bot, trigger, page, number):
    """Open a window for the person; its callback id is `form` and the test's number."""

    def open_with(*blocks, **more):
        bot.views_open(trigger_id=trigger(), view=modal(f"form{number}", *blocks, **more))
        return page.view

    return open_with


@pytest.fixture
def own_server():
    """Start more servers with their own settings; they are stopped at the end."""
    running = []

    def start(**changes):
        running.append(run_in_thread(create_server(make_config(**changes))))
        return running[-1]

    yield start
    for each in running:
        each.stop()


@pytest.fixture
def linked():
    """Connect more apps; their connections are closed at the end."""
    handlers = []

    def link(server, app):
        handlers.append(connect(server, app))
        return handlers[-1]

    yield link
    for each in handlers:
        each.close()
