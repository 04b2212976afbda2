"""The server: one application for the app and for the page, on loopback only."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import Future
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from sandbox.faults import Faults
from sandbox.guard import Guard
from sandbox.page_api import PageApi
from sandbox.people import WorkspaceConfig
from sandbox.replies import ResponseUrls, answer_response_url
from sandbox.socket_mode import Link
from sandbox.web_api import answer_call
from sandbox.workspace import Workspace
from sandbox.world import World

PAGE = Path(__file__).parent / "page"
Result = TypeVar("Result")


def create_server(config: WorkspaceConfig) -> Starlette:
    """Make the application of one workspace; its `state.world` holds the parts."""
    workspace = Workspace(config)
    world = World(workspace, Link(workspace), Faults())
    urls = ResponseUrls(workspace)

    async def call(request: Request) -> Response:
        return await answer_call(world, request)

    async def respond(request: Request) -> Response:
        return await answer_response_url(world, urls, request)

    async def clock(_: Request) -> Response:
        return JSONResponse({"offset_seconds": workspace.clock_offset})

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await workspace.close()

    app = Starlette(
        routes=[
            Route("/api/{method}", call, methods=["GET", "POST"]),
            WebSocketRoute("/link", world.link.serve),
            Route("/response/{key}", respond, methods=["POST"]),
            Route("/clock", clock),
            *PageApi(world, urls).routes(),
            Route("/", _index),
            Mount("/static", StaticFiles(directory=PAGE, check_dir=False)),
        ],
        middleware=[Middleware(Guard, workspace=workspace)],
        lifespan=lifespan,
    )
    app.state.world = world
    return app


def run_in_thread(app: Starlette, port: int = 0) -> "RunningServer":
    """Serve an application on 127.0.0.1 in a daemon thread; returns once it answers.

    Args:
        app: what `create_server` made.
        port: the port, or 0 for any free one.

    Raises:
        OSError: the port is taken.
        RuntimeError: the server did not start within ten seconds.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.close()
        raise
    running = RunningServer(app, listener)
    running.start()
    return running


async def _index(_: Request) -> Response:
    index = PAGE / "index.html"
    return FileResponse(index) if index.is_file() else PlainTextResponse("The page is not built.", 404)


class RunningServer:
    """A server in a thread. `url` is its address; `call` and `wait_for` run things on its event loop."""

    def __init__(self, app: Starlette, listener: socket.socket) -> None:
        self.world: World = app.state.world
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.api_url = f"{self.url}/api/"
        self.world.workspace.base_url = self.url
        self._listener = listener
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            loop="asyncio",
            http="h11",
            ws="websockets-sansio",
            lifespan="on",
            timeout_graceful_shutdown=2,
        )
        self._ready = threading.Event()
        self._server = _Server(config, self._ready)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="sandbox-server", daemon=True)

    def start(self) -> None:
        """Start the thread and wait until the server listens."""
        self._thread.start()
        if not self._ready.wait(60):
            raise RuntimeError("the server did not start")

    def stop(self) -> None:
        """End all connections and the thread."""
        if self._thread.is_alive():
            self.wait_for(self._leave())
            self._thread.join(10)
        self._listener.close()

    def call(self, work: Callable[[World], Result]) -> Result:
        """Run a function on the event loop, where all state lives, and return its result."""

        async def run() -> Result:
            return work(self.world)

        return self.wait_for(run())

    def wait_for(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run a coroutine on the event loop and return its result."""
        if self._loop is None:
            raise RuntimeError("the server is not running")
        done: Future[Result] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return done.result(120)

    def wait_until(self, condition: Callable[[World], bool], seconds: float = 30.0) -> None:
        """Wait until something is so in the workspace.

        Raises:
            TimeoutError: it is not so after `seconds`.
        """
        self.wait_for(self.world.workspace.wait_until(lambda: condition(self.world), seconds))

    async def _leave(self) -> None:
        """Close what would keep the server waiting: background work, page streams, WebSockets."""
        await self.world.workspace.close()
        await self.world.link.drop()
        self._server.should_exit = True

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        await self._server.serve(sockets=[self._listener])


class _Server(uvicorn.Server):
    """Uvicorn's server, which says when it listens."""

    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, then tell the thread that waits."""
        await super().startup(sockets=sockets)
        self._ready.set()
