"""Who may talk to the workspace: this machine, and pages that came from it.

A web page from elsewhere can make a browser send requests to loopback, under a name that it controls (DNS rebinding)
or with a foreign Origin (CSRF). Both are refused.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandbox.workspace import Workspace

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Guard:
    """Refuses foreign requests, sets the safety headers, and learns the address that people use."""

    def __init__(self, app: ASGIApp, workspace: Workspace) -> None:
        self.app = app
        self.workspace = workspace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        origin = headers.get("origin")
        own = f"http://{host}"
        if _host_name(host) not in LOOPBACK or origin not in {None, own}:
            refusal = {"ok": False, "error": "foreign_request", "message": "Only this machine may do that."}
            await JSONResponse(refusal, 403)(scope, receive, send)
            return
        self.workspace.base_url = own

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                found = MutableHeaders(scope=message)
                for key, value in HEADERS.items():
                    found.setdefault(key, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
