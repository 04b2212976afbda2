"""`carelog sandbox`: what the app beside the workspace is told, over Socket Mode and over HTTP."""

import os

import pytest

from bot.clock import wall
from sandbox.__main__ import open_workspace
from sandbox.people import Person
from sandbox.sample import School

SCHOOL = School(wall(), (Person("U0SAMPLE01", "Test Person", "person@school.example"),))


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Opens a workspace while this machine has settings of a real installation; closes it."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "DATABASE_URL", "PORT", "CARELOG_HOST"):
        monkeypatch.setenv(name, "real")
    servers = []

    def start(**how):
        server, environment = open_workspace(tmp_path, f"sqlite:///{tmp_path}/x.db", SCHOOL, **how)
        servers.append(server)
        return server, environment

    yield start
    for server in servers:
        server.stop()


def test_over_socket_mode_the_app_gets_a_token_and_no_port(opened):
    server, environment = opened()
    assert environment["SLACK_APP_TOKEN"].startswith("xapp-")
    assert environment["PORT"] == ""
    assert server.call(lambda world: world.workspace.config.request_url) == ""


def test_over_http_the_app_listens_where_the_workspace_sends(opened):
    server, environment = opened(http=True)
    assert environment["SLACK_APP_TOKEN"] == ""
    assert server.call(lambda world: world.workspace.config.request_url) == (
        f"http://127.0.0.1:{environment['PORT']}/slack/events"
    )
    assert environment["SLACK_SIGNING_SECRET"] == server.call(lambda world: world.workspace.config.signing_secret)


@pytest.mark.parametrize("http", [False, True])
def test_nothing_of_a_real_installation_reaches_it(opened, http):
    _, environment = opened(http=http)
    ours = {name: value for name, value in environment.items() if value == "real"}
    assert ours == {}
    assert environment["PATH"] == os.environ["PATH"]
    assert environment["CARELOG_HOST"] == "127.0.0.1"
