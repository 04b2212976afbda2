"""A stand-in for the sandbox's server: it speaks docs/sandbox.md, shows canned states and notes every call.

One server serves all tests of a process, so that the browser's cache helps; each test has a `Fake` of its own. A page
says in a header whose it is, for a call of an earlier test may still be under way when the next one has begun.
"""

import asyncio
import contextlib
import itertools
import json
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.sandbox_page import canned

PAGE = Path(__file__).resolve().parents[2] / "sandbox" / "page"
Json = dict[str, Any]
OWNER = "x-test"  # The header in which a page says which test it belongs to.
_numbers = itertools.count(1)


class _Policy:
    """Sends the same content policy as the sandbox, so that an inline style or script would fail here too.

    The page's 45 files may be kept: they do not change while the tests run, and every test opens the page anew.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def with_policy(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"].append((b"content-security-policy", b"default-src 'self'"))
                if scope["path"].startswith("/static/"):
                    message["headers"].append((b"cache-control", b"max-age=3600"))
            await send(message)

        await self.app(scope, receive, with_policy if scope["type"] == "http" else send)


class Fake:
    """What the server answers one test's pages, and what they asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.headers = {OWNER: str(next(_numbers))}
        self._arrived = threading.Condition()
        self._streams: list[tuple[str, asyncio.Queue[Json | None]]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self.workspace: Json = canned.workspace()
        self.states: dict[str, Json] = {canned.AIDE: canned.state(), canned.LEAD: canned.state()}
        self.calls: list[tuple[str, Json]] = []
        self.answers: dict[str, Callable[[Json], Json]] = {}
        self.log: list[Json] = []

    def push(self, user: str = canned.AIDE, **changes: Any) -> None:
        """Changes the person's state and sends it to their pages."""
        self.states[user] = {**self.states[user], **changes}
        self.send(user, {"type": "state", **self.states[user]})

    def send(self, user: str, event: Json | None) -> None:
        """Sends one event; None ends the streams, as a server that stops does."""

        def put() -> None:
            for who, queue in self._streams:
                if who == user:
                    queue.put_nowait(event)

        assert self._loop is not None
        self._loop.call_soon_threadsafe(put)

    def wait_for(self, path: str, count: int = 1) -> list[Json]:
        """Returns the bodies sent to `path`, once there are `count` of them."""

        def bodies() -> list[Json]:
            return [body for called, body in self.calls if called == path]

        with self._arrived:
            assert self._arrived.wait_for(lambda: len(bodies()) >= count, timeout=15), (path, self.calls)
            return bodies()

    def sent(self, path: str) -> list[Json]:
        """Returns the bodies that were sent to `path` so far."""
        with self._arrived:
            return [body for called, body in self.calls if called == path]

    def end(self) -> None:
        """Ends the streams that are open."""
        for user in list(self.states) if self._streams else []:
            self.send(user, None)

    async def posted(self, request: Request) -> Response:
        """Notes a call and answers it."""
        path = request.url.path.removeprefix("/page/")
        body = await request.json()
        with self._arrived:
            self.calls.append((path, body))
            self._arrived.notify_all()
        answer = self.answers.get(path, lambda _body: {"ok": True})
        return JSONResponse(await asyncio.to_thread(answer, body))

    async def streamed(self, request: Request) -> Response:
        """Sends the person's state, and what changes."""
        user = request.query_params["user"]
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._streams.append((user, queue))

        async def events() -> AsyncIterator[str]:
            event: Json | None = {"type": "state", **self.states[user]}
            while event is not None:
                yield f"data: {json.dumps(event)}\n\n"
                event = await queue.get()

        return StreamingResponse(events(), media_type="text/event-stream")


class Server:
    """The one server, and the tests whose pages it answers."""

    def __init__(self) -> None:
        self.url = ""
        self._fakes: dict[str, Fake] = {}

    @contextlib.contextmanager
    def fake(self) -> Iterator[Fake]:
        """Answers the pages of one test for as long as it runs. A later call is refused, and noted nowhere."""
        fake = Fake(self.url)
        self._fakes[fake.headers[OWNER]] = fake
        yield fake
        del self._fakes[fake.headers[OWNER]]

    def end(self) -> None:
        """Ends the streams that are open."""
        for fake in self._fakes.values():
            fake.end()

    def _asked(self, answer: Callable[[Fake, Request], Awaitable[Response]]) -> Callable[..., Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            fake = self._fakes.get(request.headers.get(OWNER, ""))
            return await answer(fake, request) if fake else Response("This page's test is over.", 410)

        return endpoint

    def app(self) -> Starlette:
        """The server itself."""

        async def workspace(fake: Fake, _request: Request) -> Response:
            return JSONResponse(fake.workspace)

        async def log(fake: Fake, _request: Request) -> Response:
            return JSONResponse({"entries": fake.log})

        return Starlette(
            middleware=[Middleware(_Policy)],
            routes=[
                Route("/", lambda _request: FileResponse(PAGE / "index.html")),
                Mount("/static", StaticFiles(directory=PAGE)),
                Route("/page/workspace", self._asked(workspace)),
                Route("/page/log", self._asked(log)),
                Route("/page/stream", self._asked(Fake.streamed)),
                Route("/page/{call}", self._asked(Fake.posted), methods=["POST"]),
            ],
        )


@contextlib.contextmanager
def serving(server: Server, port: int = 0) -> Iterator[None]:
    """Runs the server on a loopback port, and stops it with all its streams."""
    config = uvicorn.Config(server.app(), log_level="critical", lifespan="off", ws="none", timeout_graceful_shutdown=1)
    running = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", port)) as listener:
        server.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield
        finally:
            server.end()
            running.should_exit = True
            thread.join(timeout=20)
