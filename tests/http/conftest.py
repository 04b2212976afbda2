"""The app over HTTP: in this process for what can be asked of it one by one, as a process of its own for stories."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient

from bot.app import create_app
from bot.clock import wall
from bot.deps import Deps
from bot.guard import Guard
from bot.health import Health
from bot.web import Server, Site
from models.db import Database, make_database
from models.services.hashing import Hasher
from sandbox.server import RunningServer
from tests.factories import FIXED_NOW, KEYRING, School, make_school
from tests.handlers.running import BOT, clear
from tests.http.process import SECRET, Process, deliver_to, workspace


@dataclass
class Front:
    """The app behind its guard, listening on `port`, with the workspace that it talks to."""

    slack: RunningServer
    port: int
    db: Database
    school: School
    deps: Deps
    site: Site


@pytest.fixture(scope="module")
def slack() -> Iterator[RunningServer]:
    """One workspace for the tests of a module; each test finds it empty (`clean`)."""
    with workspace() as server:
        yield server


@pytest.fixture(autouse=True)
def clean(request: pytest.FixtureRequest) -> None:
    if "slack" in request.fixturenames:
        request.getfixturevalue("slack").call(clear)


@pytest.fixture(scope="module")
def front(slack: RunningServer, sqlite_template, tmp_path_factory) -> Iterator[Front]:
    """The real app in this process: guard, Bolt, database, workspace. Only the process around it is missing."""
    path = tmp_path_factory.mktemp("front") / "carelog.db"
    shutil.copy(sqlite_template, path)
    database = make_database(f"sqlite:///{path}")
    school = make_school(database)
    client = WebClient(token=BOT, base_url=slack.api_url, timeout=20, retry_handlers=[])
    deps = Deps(database, lambda: FIXED_NOW, wall, Hasher(), KEYRING, client)
    app, homes = create_app(deps, client.auth_test(), signing_secret=SECRET)
    site = Site(Health(), expects_slack=True)
    site.slack = Guard(SlackRequestHandler(app), SECRET, wall)
    server = Server(site, "127.0.0.1", 0, threads=4)
    deliver_to(slack, server.port)
    yield Front(slack, server.port, database, school, deps, site)
    server.stop()
    homes.close()
    database.close()


@pytest.fixture
def serve(tmp_path) -> Iterator[Callable[..., Process]]:
    """Starts the app as a process; ends what is still running."""
    running: list[Process] = []

    def start(**settings: str) -> Process:
        running.append(Process(tmp_path, **settings))
        return running[-1]

    yield start
    for process in running:
        process.kill()
