"""`carelog serve` as a process of its own, reached over HTTP, in front of the strict workspace."""

import contextlib
import hashlib
import hmac
import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

from sandbox.server import RunningServer, create_server, run_in_thread
from tests.handlers.running import BOT, LINK, make_config

SECRET = "test-signing-secret"
READY = "ready for requests from Slack"
SECONDS = 120


@dataclass(frozen=True)
class Answer:
    """What an HTTP request came to."""

    status: int
    body: str

    @property
    def json(self):
        return json.loads(self.body)


class Process:
    """The running app. Everything that it says is kept, and can be waited for."""

    def __init__(self, folder: Path, **settings: str) -> None:
        command, how = [sys.executable, "-m", "bot", "serve"], {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        self.child = subprocess.Popen(command, cwd=folder, env=environment_of(folder, **settings), text=True, **how)
        self._lines: list[str] = []
        self._more = threading.Condition()
        self._ended = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def said(self) -> str:
        with self._more:
            return "".join(self._lines)

    @property
    def port(self) -> int:
        """The port that it listens on, as soon as it says so."""
        return int(re.search(r"listening on port (\d+)", self.hear("listening on port"))[1])

    def hear(self, text: str) -> str:
        """Waits until it has said something with this text; gives all that it said until then."""
        with self._more:
            heard = self._more.wait_for(lambda: self._ended or text in "".join(self._lines), SECONDS)
            everything = "".join(self._lines)
        assert heard, f"it never said {text!r}: {everything[-2000:]}"
        assert text in everything, f"it ended without saying {text!r}: {everything[-2000:]}"
        return everything

    def stop(self) -> int:
        """Tells it to stop, and gives its exit code."""
        self.child.terminate()
        return self.end()

    def end(self) -> int:
        """Waits until it has ended by itself."""
        code = self.child.wait(SECONDS)
        self._reader.join(10)
        return code

    def kill(self) -> None:
        self.child.kill()
        self.end()
        self.child.stdout.close()

    def _read(self) -> None:
        for line in self.child.stdout:
            with self._more:
                self._lines.append(line)
                self._more.notify_all()
        with self._more:
            self._ended = True
            self._more.notify_all()


def environment_of(folder: Path, **settings: str) -> dict[str, str]:
    """This process's environment, without any setting but these, and with a home in the folder."""
    ours = ("SLACK_", "CARELOG_", "DATABASE_URL", "PORT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PYTHONPATH": str(Path.cwd()), "CARELOG_HOME": str(folder / "home"), **settings}


@contextlib.contextmanager
def workspace(**changes: object) -> Iterator[RunningServer]:
    """The strict workspace of the school that tests/factories.py makes."""
    server = run_in_thread(create_server(replace(make_config(), **changes)))
    yield server
    server.stop()


def settings_of(server: RunningServer, database_url: str = "", *, http: bool = True) -> dict[str, str]:
    """What the app is told: this workspace, this database, any free port."""
    return {
        "SLACK_API_URL": server.api_url,
        "SLACK_BOT_TOKEN": BOT,
        **({"SLACK_SIGNING_SECRET": SECRET} if http else {"SLACK_APP_TOKEN": LINK}),
        **({"DATABASE_URL": database_url} if database_url else {}),
        "PORT": "0",
        "CARELOG_CLOCK_URL": f"{server.url}/clock",
    }


def deliver_to(server: RunningServer, port: int) -> None:
    """From now on the workspace sends everything to this port, signed."""
    url = f"http://127.0.0.1:{port}/slack/events"

    def work(world) -> None:
        world.workspace.config = replace(world.workspace.config, request_url=url)

    server.call(work)


def signed(body: bytes, *, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """Slack's two headers over a body (SLACK.md section 6.1)."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def command(text: str, user: str = "UJO") -> bytes:
    """The form of a slash command."""
    form = {"command": "/post", "text": text, "team_id": "T0001", "user_id": user, "trigger_id": "1.2.3"}
    return urlencode(form).encode()


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


def ask(port: int, body: bytes = b"", headers: dict[str, str] | None = None, **how: str) -> Answer:
    """Sends one request: by default a POST to Slack's path."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request(how.get("method", "POST"), how.get("path", "/slack/events"), body, headers or {})
        answer = connection.getresponse()
        return Answer(answer.status, answer.read().decode())
    finally:
        connection.close()


def announce(port: int, length: int, headers: dict[str, str]) -> int:
    """Sends the head of a request whose body would be so long. Gives the status that comes without waiting for it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.putrequest("POST", "/slack/events")
        for name, value in {**headers, "Content-Length": str(length)}.items():
            connection.putheader(name, value)
        connection.endheaders()
        return connection.getresponse().status
    finally:
        connection.close()
