"""`carelog serve` as a process of its own: it binds the workspace, waits for Slack, and ends cleanly."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from models.db import make_database
from models.tables import CatalogItem, Tenant
from sandbox.faults import Fault
from sandbox.server import create_server, run_in_thread
from tests.driver import Person
from tests.handlers.running import BOT, LINK, make_config


@pytest.fixture
def slack():
    server = run_in_thread(create_server(make_config()))
    yield server
    server.stop()


@pytest.fixture
def serve(slack, tmp_path):
    """Starts the app; ends what is still running."""
    running = []

    def start(**settings):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "CARELOG_"))}
        environment |= {
            "PYTHONPATH": str(Path.cwd()),
            "CARELOG_HOME": str(tmp_path / "home"),
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": BOT,
            "SLACK_APP_TOKEN": LINK,
            **settings,
        }
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "bot", "serve"]
        running.append(
            subprocess.Popen(
                command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
        )
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.communicate()


def test_it_serves_and_stops_when_it_is_told_to(slack, serve, tmp_path):
    process = serve()
    slack.wait_until(lambda world: world.link.connected, seconds=60)
    home = Person(slack.url, "UJO").open_home()
    assert "You are not on the roster of your district yet." in home
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert "connected to Slack" in said
    assert "xoxb" not in said
    database = make_database(f"sqlite:///{tmp_path / 'home' / 'carelog.db'}")
    assert database.read(lambda db: db.execute(select(Tenant.team_id, Tenant.name)).one()) == (
        "T0001",
        "Riverbend District",
    )
    assert database.read(lambda db: db.execute(select(CatalogItem.id).limit(1)).first())
    database.close()


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-another"}, "Slack refuses this token (invalid_auth). Copy SLACK_BOT_TOKEN again."),
        ({"SLACK_APP_TOKEN": "xapp-another"}, "Slack refuses this token (invalid_auth). Copy SLACK_APP_TOKEN again."),
    ],
)
def test_a_refused_token_is_said_and_ends_it(serve, settings, says):
    process = serve(**settings)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert says in said
    assert "another" not in said
    assert "Traceback" not in said


def test_a_slack_that_does_not_answer_is_waited_for(slack, serve):
    slack.call(lambda world: world.faults.set("auth.test", Fault(limited=1)))
    serve()
    slack.wait_until(lambda world: world.link.connected, seconds=60)
