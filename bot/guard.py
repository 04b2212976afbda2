"""Who may reach the app over HTTP: Slack, by its signature. Everything else is answered before Bolt sees it.

Left to itself, Bolt raises on malformed bodies, answers odd headers with 500, and runs before it checks (RELIABILITY
section 1, finding 10). Nothing of a refused request is logged or repeated.
"""

import hashlib
import hmac
import io
import logging
import re
import threading
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from slack_bolt import BoltRequest

from bot.clock import Clock

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger("carelog.guard")
MOST_BYTES = 2_000_000
"""A window of 250 KB with all that was typed, doubled by its encoding, fits; nothing that Slack sends is larger."""
MOST_SECONDS = 300
CONTENT_TYPES = {"application/json", "application/x-www-form-urlencoded"}
KINDS = ("type", "command", "ssl_check")
KEPT_HEADERS = {
    "HTTP_X_SLACK_REQUEST_TIMESTAMP",
    "HTTP_X_SLACK_SIGNATURE",
    "HTTP_X_SLACK_RETRY_NUM",
    "HTTP_X_SLACK_RETRY_REASON",
}


def admit(environ: "WSGIEnvironment", secret: bytes, now: datetime) -> bytes:
    """The body of a request that Slack signed within five minutes of `now`.

    Raises Refusal: 400 malformed, 401 stale or not signed with the secret, 405 no POST, 413 too long.
    """
    if environ.get("REQUEST_METHOD") != "POST":
        raise Refusal(405)
    content_type = str(environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower()
    if content_type not in CONTENT_TYPES:
        raise Refusal(400)
    body = _body(environ)
    _check_signature(environ, body, secret, now)
    _check_form(environ, body)
    return body


def _body(environ: "WSGIEnvironment") -> bytes:
    length = str(environ.get("CONTENT_LENGTH") or "")
    if not re.fullmatch(r"[0-9]{1,12}", length, re.ASCII):
        raise Refusal(400)
    if int(length) > MOST_BYTES:
        raise Refusal(413)
    body: bytes = environ["wsgi.input"].read(int(length))
    if not body or len(body) != int(length):
        raise Refusal(400)
    return body


def _check_signature(environ: "WSGIEnvironment", body: bytes, secret: bytes, now: datetime) -> None:
    """Slack's v0: HMAC-SHA256 over time stamp and raw body, compared in constant time (SLACK.md section 6.1)."""
    stamp = str(environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", ""))
    given = str(environ.get("HTTP_X_SLACK_SIGNATURE", ""))
    if not re.fullmatch(r"[0-9]{1,12}", stamp, re.ASCII) or not re.fullmatch(r"v0=[0-9a-f]{64}", given, re.ASCII):
        raise Refusal(400)
    if not secret or abs(now.timestamp() - int(stamp)) > MOST_SECONDS:
        raise Refusal(401)
    right = hmac.new(secret, b"v0:%b:%b" % (stamp.encode(), body), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(f"v0={right}".encode(), given.encode()):
        raise Refusal(401)


def _check_form(environ: "WSGIEnvironment", body: bytes) -> None:
    """Signed, but is it a payload? Bolt itself reads it here, where what it raises does no harm."""
    try:
        headers: dict[str, Any] = {"content-type": str(environ["CONTENT_TYPE"])}
        found = BoltRequest(body=body.decode(), headers=headers).body
    except Exception:  # noqa: BLE001 (whatever Bolt stumbles over, the request is malformed)
        raise Refusal(400) from None
    if not isinstance(found, dict) or not any(isinstance(found.get(key), str) for key in KINDS):
        raise Refusal(400)


class Refusal(Exception):
    """A request that is answered with this status and an empty body."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Guard:
    """Stands before the app: passes on what Slack signed, in a clean envelope, and counts the rest."""

    def __init__(self, app: "WSGIApplication", secret: str, wall: Clock) -> None:
        self._app, self._secret, self._wall = app, secret.encode(), wall
        self._refused = 0
        self._counting = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answers one request. Raises Refusal."""
        try:
            body = admit(environ, self._secret, self._wall())
        except Refusal as refusal:
            self._count(refusal.status)
            raise
        # Only what Slack sends goes on: Bolt has switches in other headers, and those are not signed.
        clean = {key: value for key, value in environ.items() if not key.startswith("HTTP_") or key in KEPT_HEADERS}
        clean |= {"QUERY_STRING": "", "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        return self._app(clean, start_response)

    def _count(self, status: int) -> None:
        """Says how many there were at every doubling, so that a flood cannot fill the log."""
        with self._counting:
            self._refused += 1
            number = self._refused
        if number & (number - 1) == 0:
            log.warning("requests refused so far: %d, the last one with %d", number, status)
