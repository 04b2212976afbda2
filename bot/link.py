"""The Socket Mode connection, watched: Slack's own client does not notice every silence (SLACK.md 2 and 7.3)."""

import contextlib
import json
import logging
import threading
import time
from collections.abc import Callable

from slack_bolt import App
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.logs import where

log = logging.getLogger("carelog.link")
PING_SECONDS = 10.0
SILENT_SECONDS = 60.0
"""Slack answers each ping. The client gives up after four without an answer, but only if there ever was one."""
LONGEST_PAUSE = 15.0
MANY_CONNECTIONS = 8
"""Slack allows ten an app, and delivers to each of them, also to those that died without a word."""
FINISH_SECONDS = 5.0


class Link(SocketModeClient):
    """One watched connection. `connections` is what Slack said in its last hello: how many this app has open."""

    def __init__(
        self,
        app: App,
        app_token: str,
        web_client: WebClient,
        concurrency: int,
        *,
        ping_seconds: float = PING_SECONDS,
        silent_seconds: float = SILENT_SECONDS,
    ) -> None:
        self.connections: int | None = None
        self._app, self._silent_seconds = app, silent_seconds
        self._heard = self._tried = float("-inf")
        self._pause, self._greeted = 0.0, False
        self._turn, self._made = threading.Lock(), 0
        self._running, self._leaving = 0, False
        self._idle, self.heard_more = threading.Condition(), threading.Condition()
        self._end = threading.Event()
        super().__init__(
            app_token, app.logger, web_client, ping_interval=ping_seconds, concurrency=concurrency,
            on_message_listeners=[self._listen],
        )  # fmt: skip
        self.socket_mode_request_listeners.append(self._handle)  # type: ignore[arg-type]
        self._watchman = threading.Thread(target=self._watch, name="link-watch", daemon=True)

    def start(self) -> bool:
        """Connects, and watches from then on. Raises what Slack's client raises when it cannot."""
        self.connect()
        self._heard = time.monotonic()
        self._watchman.start()
        return True

    def stop(self) -> None:
        """Takes nothing new, lets what is under way be answered, within some seconds, and closes."""
        self._end.set()
        with self._idle:
            self._leaving = True
            self._idle.wait_for(lambda: not self._running, FINISH_SECONDS)
        # Two threads of Slack's client may close the socket at once, and the second one then finds none.
        with contextlib.suppress(AttributeError):
            self.close()
            return
        self.close()

    def is_live(self) -> bool:
        """Whether Slack has greeted this process, and was heard of lately."""
        return self.is_connected() and self._greeted and self.silence() <= self._silent_seconds

    def silence(self) -> float:
        """Seconds since Slack was heard of: a message, or the answer to a ping."""
        session = self.current_session
        pong = session.last_ping_pong_time if session is not None else None
        # The answer to a ping brings back the time that was sent with it, by the clock on the wall.
        since_pong = time.time() - pong if pong is not None else float("inf")
        return min(time.monotonic() - self._heard, max(0.0, since_pong))

    def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Connects again: at once after a quiet time, else slower and slower, since Slack allows few a minute.

        Several threads of Slack's client ask at the same moment, and one new connection answers them all.
        """
        before = self._made
        with self._turn:
            if self._made != before or (self.is_connected() and not force):
                return
            if time.monotonic() - self._tried > 2 * LONGEST_PAUSE:
                self._pause = 0.0
            if self._end.wait(self._pause):
                return
            self._tried, self._pause = time.monotonic(), min(LONGEST_PAUSE, max(1.0, self._pause * 2))
            super().connect_to_new_endpoint(force=force)
            self._made += 1

    def _listen(self, text: str) -> None:
        self._heard = time.monotonic()
        if '"hello"' in text or '"disconnect"' in text:
            self._note(json.loads(text))
        with self.heard_more:
            self.heard_more.notify_all()

    def _note(self, message: dict[str, object]) -> None:
        if message.get("type") == "hello":
            number = message.get("num_connections")
            self.connections = number if isinstance(number, int) else None
            self._greeted = True
            log.log(
                logging.WARNING if (self.connections or 0) >= MANY_CONNECTIONS else logging.INFO,
                "connected to Slack; open connections of this app: %s",
                self.connections,
            )
        elif message.get("type") == "disconnect":
            log.info("Slack asks for a new connection")

    def _handle(self, client: SocketModeClient, request: SocketModeRequest) -> None:
        """Runs one envelope and answers it. While leaving, none is begun: Slack sends events again."""
        with self._idle:
            if self._leaving:
                return
            self._running += 1
        try:
            started = time.time()
            send_response(client, request, run_bolt_app(self._app, request), started)
        finally:
            with self._idle:
                self._running -= 1
                self._idle.notify_all()

    def _watch(self) -> None:
        """Every quarter of the time: a connection that has been silent for too long is replaced."""
        while not self._end.wait(self._silent_seconds / 4):
            if self.silence() <= self._silent_seconds:
                continue
            log.warning("Slack was silent for %.0f seconds; connecting again", self.silence())
            _quietly(lambda: self.connect_to_new_endpoint(force=True))
            self._heard = time.monotonic()


def _quietly(call: Callable[[], None]) -> None:
    """The next look tries again."""
    try:
        call()
    except Exception as error:  # noqa: BLE001 (the border of the watching thread)
        log.warning("Slack cannot be reached: %s", where(error))
