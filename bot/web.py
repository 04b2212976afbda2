"""What is served over HTTP: Slack's requests and the two health addresses, under waitress."""

import json
import threading
import time
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from waitress.server import create_server  # type: ignore[import-untyped]
from waitress.wasyncore import dispatcher  # type: ignore[import-untyped]

from bot.config import SettingsProblem
from bot.guard import MOST_BYTES, Refusal
from bot.health import Health

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

PATH = "/slack/events"
DRAIN_SECONDS = 7.0
LOOK_SECONDS = 0.02


class Site:
    """The WSGI application. Over HTTP it `expects_slack`, and answers 503 until `slack` is there."""

    def __init__(self, health: Health, *, expects_slack: bool) -> None:
        self.health = health
        self.expects_slack = expects_slack
        self.slack: WSGIApplication | None = None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answers one request."""
        try:
            return self._route(environ, start_response)
        except Refusal as refusal:
            return _answer(start_response, refusal.status, b"")

    def _route(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == PATH and self.expects_slack:
            if self.slack is None:
                raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE)  # Slack sends events again.
            return self.slack(environ, start_response)
        if path not in {"/healthz", "/readyz"}:
            raise Refusal(HTTPStatus.NOT_FOUND)
        if environ.get("REQUEST_METHOD") not in {"GET", "HEAD"}:
            raise Refusal(HTTPStatus.METHOD_NOT_ALLOWED)
        ready, told = (True, {"alive": True}) if path == "/healthz" else self.health.report()
        return _answer(start_response, 200 if ready else 503, json.dumps(told).encode())


def _answer(start_response: "StartResponse", status: int, body: bytes) -> list[bytes]:
    found = HTTPStatus(status)
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
    start_response(f"{found.value} {found.phrase}", headers)
    return [body]


class Server:
    """Waitress in a thread of its own. `port` is the one it listens on."""

    def __init__(self, site: Site, host: str, port: int, threads: int) -> None:
        """Begins to listen. Raises SettingsProblem when it cannot."""
        self.site = site
        try:
            self._server = create_server(
                site,
                host=host,
                port=port,
                threads=threads,
                max_request_body_size=MOST_BYTES + 1,
                max_request_header_size=32_768,
                channel_timeout=30,
                ident="",
                clear_untrusted_proxy_headers=True,
            )
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "no such address"
            raise SettingsProblem(f"Port {port} of {host} cannot be used ({reason}). Set PORT to a free one.") from None
        self.port, self._stopped = int(self._server.effective_port), False
        self._thread = threading.Thread(target=self._server.run, name="http", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Accepts nothing more, lets what is under way finish and be sent, within some seconds, and ends. Once."""
        if self._stopped:
            return
        self._stopped = True
        self._server.trigger.pull_trigger(lambda: dispatcher.close(self._server))
        until = time.monotonic() + DRAIN_SECONDS
        while any(one.requests for one in list(self._server.active_channels.values())) and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
        self._server.trigger.pull_trigger(self._leave)
        # Who has just answered still wakes waitress's loop, so the loop's ear is the last to close.
        self._server.task_dispatcher.shutdown(timeout=1)
        self._server.trigger.pull_trigger(self._server.trigger.close)
        self._thread.join(2)

    def _leave(self) -> None:
        """Closes each connection once its last answer is out; without any, and without the trigger, the loop ends."""
        for channel in list(self._server.active_channels.values()):
            channel.close_when_flushed = True
