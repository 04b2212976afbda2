"""Socket Mode: the app's WebSocket connections and the envelopes that go over them.

An envelope goes to one of the live connections and is answered by its id within the time that Slack gives.
"""

import asyncio
import contextlib
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.workspace import Workspace

MOST_CONNECTIONS = 10


def _envelope(kind: str, payload: dict[str, Any], *, accepts: bool, retry: tuple[int, str] | None) -> dict[str, Any]:
    """The frame around a payload; only events say which try this is."""
    message = {
        "envelope_id": str(uuid4()),
        "type": kind,
        "payload": payload,
        "accepts_response_payload": accepts,
    }
    if kind == "events_api":
        number, reason = retry or (0, "")
        message |= {"retry_attempt": number, "retry_reason": reason}
    return message


class NotDeliveredError(Exception):
    """The app did not get an envelope, or did not acknowledge it in time; the message says which.

    Attributes:
        reason: Slack's reason for a retry: `connection_failed` or `timeout`.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(eq=False)
class Connection:
    """One live WebSocket; `leaving` once it was told to refresh, `dead` once nothing passes it any more."""

    socket: WebSocket
    leaving: bool = False
    dead: bool = False
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def send(self, message: dict[str, Any]) -> None:
        """Send one frame; frames leave in the order in which they were asked for."""
        async with self.turn:
            if not self.dead:
                await self.socket.send_text(json.dumps(message))

    def die(self) -> None:
        """From now on nothing is read and nothing is sent, while both sides believe that it is open."""
        self.dead = True
        transport = getattr(getattr(self.socket._receive, "__self__", None), "transport", None)  # noqa: SLF001
        if transport is not None:
            transport.pause_reading()


@dataclass
class Waiting:
    """An envelope that was sent and not yet acknowledged in time."""

    kind: str
    accepts: bool
    sent: float
    answer: asyncio.Future[dict[str, Any]]


class Link:
    """All connections of the app, and what is on its way to it."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.connections: list[Connection] = []
        self._tickets: set[str] = set()
        self._waiting: dict[str, Waiting] = {}
        self._next = 0

    @property
    def connected(self) -> bool:
        """Whether an app listens."""
        return bool(self.connections)

    def issue_url(self) -> str:
        """The address of a WebSocket, good for one connection."""
        ticket = secrets.token_urlsafe(24)
        self._tickets.add(ticket)
        return f"{self.workspace.base_url.replace('http', 'ws', 1)}/link?ticket={ticket}"

    async def serve(self, socket: WebSocket) -> None:
        """Run one connection until either side closes it."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            self.workspace.log("error", "link", "a WebSocket came with a ticket that is used or unknown")
            await socket.close(1008)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        connection = Connection(socket)
        if len(self.connections) >= MOST_CONNECTIONS:
            self.workspace.log("error", "link", f"the app has {MOST_CONNECTIONS} connections already")
            await connection.send({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close(1000)
            return
        self.connections.append(connection)
        self.workspace.log("info", "link", f"the app connected ({len(self.connections)} now)")
        try:
            await connection.send(self._hello())
            self.workspace.changed_for_all()
            while True:
                self._receive(await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            self._forget(connection)

    async def deliver(
        self, kind: str, payload: dict[str, Any], *, accepts: bool = False, retry: tuple[int, str] | None = None
    ) -> dict[str, Any]:
        """Send an envelope to one connection and wait for its acknowledgement.

        Args:
            kind: `events_api`, `interactive` or `slash_commands`.
            payload: what the app gets.
            accepts: whether the answer may carry a payload.
            retry: for an event that is sent again, the number and the reason of the retry.

        Returns:
            The payload of the answer, `{}` if it has none.

        Raises:
            NotDeliveredError: no app is connected, or it did not answer in time.
        """
        connection = self._choose()
        if connection is None:
            raise NotDeliveredError("connection_failed", "no app is connected")
        message = _envelope(kind, payload, accepts=accepts, retry=retry)
        limit = self.workspace.config.ack_seconds
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[message["envelope_id"]] = Waiting(kind, accepts, time.monotonic(), answer)
        try:
            async with asyncio.timeout(limit):
                await connection.send(message)
                return await answer
        except TimeoutError:
            detail = f"the app did not acknowledge within {limit:g} s"
            raise NotDeliveredError("timeout", detail) from None
        except (RuntimeError, WebSocketDisconnect):
            self._forget(connection)
            raise NotDeliveredError("connection_failed", "the connection broke while sending") from None

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection to go, as Slack does every few hours.

        `warning` is only said; `refresh_requested` also closes the connection a little later.
        """
        for connection in tuple(self.connections):
            await connection.send({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}})
            if reason != "warning":
                connection.leaving = True
                self.workspace.start(self._close_later(connection))

    def silence(self) -> None:
        """Let every connection go dead without a word, as behind a router that forgot it. Envelopes still go there."""
        for connection in self.connections:
            connection.die()

    async def drop(self) -> None:
        """Close every connection without a word, as a network that fails does."""
        for connection in tuple(self.connections):
            self._forget(connection)
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await connection.socket.close(1001)

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {
                "host": "applink-sandbox",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self.workspace.config.app_id},
        }

    def _choose(self) -> Connection | None:
        staying = [each for each in self.connections if not each.leaving] or self.connections
        if not staying:
            return None
        self._next += 1
        return staying[self._next % len(staying)]

    def _receive(self, text: str) -> None:
        """Take an acknowledgement; complain in the log about anything else."""
        log = self.workspace.log
        try:
            message = json.loads(text)
            envelope_id = message["envelope_id"]
        except (ValueError, KeyError, TypeError):
            log("error", "link", "the app sent something that is no acknowledgement")
            return
        waiting = self._waiting.pop(envelope_id, None)
        if waiting is None:
            log("warning", "link", "the app acknowledged an unknown envelope, or one twice")
            return
        if waiting.answer.done():
            late = time.monotonic() - waiting.sent
            log("error", "link", f"late acknowledgement: {waiting.kind} after {late:.1f} s; nobody saw it")
            return
        payload = message.get("payload") or {}
        if payload and not waiting.accepts:
            log("warning", "link", f"a payload in the answer to {waiting.kind} is ignored by Slack")
        waiting.answer.set_result(payload if waiting.accepts and isinstance(payload, dict) else {})

    def _forget(self, connection: Connection) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
            self.workspace.log("info", "link", f"a connection ended ({len(self.connections)} left)")
            self.workspace.changed_for_all()

    async def _close_later(self, connection: Connection) -> None:
        await asyncio.sleep(self.workspace.config.close_seconds)
        if connection in self.connections:
            self._forget(connection)
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await connection.socket.close(1000)
