"""The way to the app: over Socket Mode while a connection is up, else as a signed HTTP request if it has an address."""

import asyncio
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from sandbox.socket_mode import NotDeliveredError
from sandbox.world import World


async def deliver(
    world: World, kind: str, payload: dict[str, Any], *, accepts: bool = False, retry: tuple[int, str] | None = None
) -> dict[str, Any]:
    """Send something to the app and wait for its acknowledgement.

    Args:
        world: the workspace and its link.
        kind: `events_api`, `interactive` or `slash_commands`.
        payload: what the app gets.
        accepts: whether the answer may carry a payload.
        retry: number and reason when an event is sent again.

    Returns:
        The payload of the answer, `{}` if it has none.

    Raises:
        NotDeliveredError: the app is not there, or did not answer in time.
    """
    config = world.workspace.config
    if world.link.connected or not config.request_url:
        return await world.link.deliver(kind, payload, accepts=accepts, retry=retry)
    headers, body = _request(kind, payload, config.signing_secret, retry)
    try:
        async with asyncio.timeout(config.ack_seconds):
            answer = await asyncio.to_thread(_post, config.request_url, headers, body, config.ack_seconds)
            return answer if accepts else {}
    except (TimeoutError, urllib.error.URLError, OSError) as problem:
        reason = "http_timeout" if isinstance(problem, TimeoutError) else "connection_failed"
        if isinstance(problem, urllib.error.HTTPError):
            reason = "http_error"
            problem.close()
        raise NotDeliveredError(reason, f"the app's address did not answer well: {problem}") from None


def _request(
    kind: str, payload: dict[str, Any], secret: str, retry: tuple[int, str] | None
) -> tuple[dict[str, str], bytes]:
    """Headers and body as Slack's servers send them, signed over the raw body (SLACK.md section 6.1)."""
    if kind == "events_api":
        content_type, text = "application/json", json.dumps(payload)
    else:
        content_type = "application/x-www-form-urlencoded"
        text = urlencode(payload if kind == "slash_commands" else {"payload": json.dumps(payload)})
    stamp = str(int(time.time()))
    signed = hmac.new(secret.encode(), f"v0:{stamp}:{text}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={signed}",
        "User-Agent": "Slackbot 1.0",
    }
    if retry:
        headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
    return headers, text.encode()


def _post(url: str, headers: dict[str, str], body: bytes, seconds: float) -> dict[str, Any]:
    request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310 - the config's own address.
    with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310
        if answer.status != HTTPStatus.OK:
            raise NotDeliveredError("http_error", f"the app answered {answer.status}")
        text = answer.read().decode()
        if not text:
            return {}
        if "json" not in answer.headers.get("Content-Type", ""):
            return {"text": text}
        found = json.loads(text)
        return found if isinstance(found, dict) else {}
