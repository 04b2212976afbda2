"""`carelog sandbox`: the local workspace with its sample school, and the app beside it as a process of its own."""

import argparse
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO

import yaml

from bot.clock import wall
from bot.keys import load_keys
from models.db import make_database
from models.migrate import upgrade
from models.services.hashing import Hasher
from sandbox.calendar_shift import sample_files, shift_files
from sandbox.jumps import make_jump
from sandbox.people import WorkspaceConfig
from sandbox.sample import NEWCOMER, PASSPHRASE, School, fill_school, load_school
from sandbox.server import RunningServer, create_server, run_in_thread

TEAM = ("T0SAMPLE1", "Juniper Flats ISD")
MANIFEST = Path(__file__).parent.parent / "manifest.yml"
MOST_RESTARTS = 5


def main() -> None:
    """Starts everything, prints where it is, and runs until it is interrupted."""
    parser = argparse.ArgumentParser(prog="carelog sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8480, help="the page's port; 0 takes any free one")
    parser.add_argument("--http", action="store_true", help="reach the app by signed HTTP, not by Socket Mode")
    options = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with tempfile.TemporaryDirectory(prefix="carelog-sandbox-") as folder:
        print("Setting up the sample school …", flush=True)
        try:
            server, environment = start(Path(folder), options.port, http=options.http)
        except OSError as error:
            print(
                f"Port {options.port} cannot be used ({error.strerror}). Try: carelog sandbox --port 0", file=sys.stderr
            )
            raise SystemExit(1) from None
        print(WELCOME.format(url=server.url, passphrase=PASSPHRASE, newcomer=NEWCOMER), flush=True)
        keep_running(environment, stop)
        server.stop()


WELCOME = """
  Carelog's local workspace is open:   {url}

  Choose who you are at the top left. Everybody's signing passphrase is   {passphrase}
  Alma Testwell, an aide, has sessions to post. Carla Fauxley ({newcomer}) is new and
  not enrolled: as Imogen Fixtura, press Office on Home, then Enrolment code, then give the code to Carla.

  Nothing leaves this machine. Stop with Ctrl-C; the next start begins anew.
"""


def start(folder: Path, port: int, *, http: bool = False) -> tuple[RunningServer, dict[str, str]]:
    """Builds the school in `folder` and opens the workspace. Gives the server and the app's environment.

    Raises OSError when the port is taken.
    """
    database_url = f"sqlite:///{folder / 'carelog.db'}"
    database, keyring, real_now = make_database(database_url), load_keys(folder / "keys.json"), wall()
    upgrade(database.engine)
    school = load_school(database, shift_files(sample_files(), today=real_now.date()), TEAM, real_now=real_now)
    fill_school(database, school, TEAM[0], Hasher(), keyring)
    database.close()
    return open_workspace(folder, database_url, school, port, http=http)


def open_workspace(
    folder: Path, database_url: str, school: School, port: int = 0, *, http: bool = False
) -> tuple[RunningServer, dict[str, str]]:
    """Opens the workspace of a school that is already in the database; with `http`, the app is asked by signed HTTP."""
    app_port = free_port() if http else 0
    config = WorkspaceConfig(
        team_id=TEAM[0],
        team_name=TEAM[1],
        people=school.people,
        manifest=yaml.safe_load(MANIFEST.read_text()),
        bot_token=f"xoxb-sandbox-{secrets.token_hex(12)}",
        app_token=f"xapp-1-sandbox-{secrets.token_hex(12)}",
        signing_secret=secrets.token_hex(16),
        request_url=f"http://127.0.0.1:{app_port}/slack/events" if http else "",
    )
    server = run_in_thread(create_server(config), port)
    offset, jump = (school.now - wall()).total_seconds(), make_jump(database_url, TEAM[0])
    server.call(lambda world: setattr(world.workspace, "clock_offset", offset))
    server.call(lambda world: setattr(world.workspace, "jump", jump))
    # Every setting is given, so that nothing of a real installation's environment or .env file can reach the sandbox.
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "CARELOG_"))},
        "PORT": str(app_port) if http else "",
        "CARELOG_HOST": "127.0.0.1",
        "CARELOG_THREADS": "10",
        "SLACK_BOT_TOKEN": config.bot_token,
        "SLACK_APP_TOKEN": "" if http else config.app_token,
        "SLACK_SIGNING_SECRET": config.signing_secret,
        "SLACK_API_URL": server.api_url,
        "DATABASE_URL": database_url,
        "CARELOG_MIGRATE_URL": "",
        "CARELOG_HOME": str(folder),
        "CARELOG_KEY_FILE": str(folder / "keys.json"),
        "CARELOG_CLOCK_URL": f"{server.url}/clock",
        "CARELOG_LOG_LEVEL": os.environ.get("CARELOG_LOG_LEVEL", "WARNING"),
    }
    return server, environment


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_app(environment: dict[str, str], output: IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
    """The app, as a process of its own. What it says goes to `output`, or where this process says things."""
    stderr = subprocess.STDOUT if output else None
    return subprocess.Popen([sys.executable, "-m", "bot", "serve"], env=environment, stdout=output, stderr=stderr)


def keep_running(environment: dict[str, str], stop: threading.Event) -> None:
    """Runs the app until `stop`, and starts it again when it ends by itself, up to a few times a minute."""
    starts: list[float] = []
    while not stop.is_set():
        starts = [at for at in starts if time.monotonic() - at < 60] + [time.monotonic()]
        app = start_app(environment)
        while app.poll() is None and not stop.wait(0.2):
            pass
        if stop.is_set():
            app.terminate()
            app.wait(10)
        elif len(starts) >= MOST_RESTARTS:
            print("The app stops again and again; its messages above say why.", file=sys.stderr)
            return
        else:
            print("The app stopped; starting it again.", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
