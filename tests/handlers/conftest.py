"""The whole app on a real database, connected by Socket Mode to a strict workspace, and the people in front of it."""

import logging
import time
from collections.abc import Callable, Iterator

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.app import create_app
from bot.deps import Deps
from models.db import Database
from models.services.hashing import Hasher
from sandbox.server import RunningServer, create_server, run_in_thread
from tests.driver import Person
from tests.factories import KEYRING, enrol, make_school
from tests.handlers.running import BOT, LINK, Carelog, Clocks, Front, RecordingClient, clear, make_config
from tests.told import forget, leaks


@pytest.fixture(scope="session")
def slack() -> Iterator[tuple[RunningServer, Front]]:
    """One workspace and one Socket Mode connection for all tests of this process."""
    server, front = run_in_thread(create_server(make_config())), Front()
    quiet = logging.getLogger("tests.handlers.link")
    quiet.setLevel(logging.CRITICAL)
    client = WebClient(token=BOT, base_url=server.api_url, retry_handlers=[])
    handler = SocketModeHandler(
        App(client=client, signing_secret="x", logger=quiet), LINK, logger=quiet, web_client=client
    )
    handler.app = front
    handler.connect()
    server.wait_until(lambda world: world.link.connected)
    yield server, front
    handler.client.auto_reconnect_enabled = False
    server.wait_for(server.world.link.drop())
    # The SDK's own thread closes a dropped link; closing it at the same moment fails inside the SDK.
    deadline = time.monotonic() + 10
    while handler.client.is_connected():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    handler.close()
    server.stop()


@pytest.fixture
def start(slack: tuple[RunningServer, Front], database: Database) -> Iterator[Callable[..., Carelog]]:
    """Starts the app on a school; by default three students, and an aide with a signing passphrase."""
    server, front = slack
    begun: list[Carelog] = []

    def begin(*, students: int = 3, enrolled: bool = True, timeout: float = 20) -> Carelog:
        school, clocks = make_school(database, students=students), Clocks()
        if enrolled:
            enrol(database, school, school.aide)
        client = RecordingClient(token=BOT, base_url=server.api_url, timeout=timeout, retry_handlers=[])
        client.sent = []
        deps = Deps(database, lambda: clocks.now, lambda: clocks.wall, Hasher(), KEYRING, client)
        app, homes = create_app(deps)
        front.app, front.answers, front.payloads = app, [], []
        begun.append(Carelog(server, front, database, school, clocks, deps, app, homes, client))
        return begun[-1]

    server.call(clear)
    forget()
    yield begin
    for each in begun:
        # What is still on its way would reach the app of the next test.
        each.rest()
        each.homes.close()
    assert leaks(database) == [], "a student's name in a message's text or metadata"


@pytest.fixture
def carelog(start: Callable[..., Carelog]) -> Carelog:
    return start()


@pytest.fixture
def form(carelog: Carelog) -> Person:
    """The aide with the window open and well filled in: one session this afternoon."""
    aide = carelog.aide
    aide.open_home()
    aide.press("Add Session")
    aide.fill("Session Description", "Afternoon care")
    aide.fill("Place of Service", "Classroom")
    aide.fill("Start Time", "13:00")
    aide.fill("End Time", "14:00")
    aide.fill("Students", {"Mia Garcia", "Ava Lopez"})
    return aide
