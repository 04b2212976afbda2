"""What Slack delivers twice is run once: an event by its id, a signed HTTP request by its signature (ADR 0010)."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt import BoltRequest, BoltResponse
from sqlalchemy.exc import SQLAlchemyError

from bot.deps import Deps
from bot.logs import where
from models.services import deliveries
from models.services.deliveries import Held, Standing

log = logging.getLogger("carelog.once")
UNAVAILABLE = 503


@dataclass(frozen=True)
class Identity:
    """A delivery's digest, and whether Slack sends it again until it is answered."""

    key: str
    repeated: bool


def identity_of(request: BoltRequest) -> Identity | None:
    """What makes two requests the same one; None for what need not be remembered.

    Slack signs a retry anew but keeps its event id. An interaction is never retried, so that over HTTP only somebody
    who recorded it can bring it again, with the signature that it had; Socket Mode leaves nothing to record.
    """
    event_id = request.body.get("event_id")
    if isinstance(event_id, str) and event_id:
        event = request.body.get("event")
        if isinstance(event, dict) and (_of_a_bot(event) or event.get("type") == "app_home_opened"):
            # Nobody listens to a bot's messages, mostly our own. And Home may be drawn twice: it only shows.
            return None
        return Identity(_digest("event", str(request.body.get("team_id")), event_id), repeated=True)
    if request.mode == "socket_mode":
        return None
    signature = request.headers.get("x-slack-signature") or [""]
    return Identity(_digest("signature", str(signature[0])), repeated=False)


def _of_a_bot(event: dict[str, Any]) -> bool:
    """Whether an event tells of a bot's message, also of one that was edited or deleted."""
    told = event, event.get("message"), event.get("previous_message")
    return any(isinstance(one, dict) and one.get("bot_id") for one in told)


def run_once(deps: Deps, request: BoltRequest, run: Callable[[], BoltResponse]) -> BoltResponse:
    """Runs a request unless it was run already. Raises what `run` raises, and SQLAlchemyError from the first look.

    What was done is answered with an empty 200. What another process is doing is left unanswered, so that Slack comes
    back. What failed (any answer but 200) is forgotten, so that Slack's retry runs it.
    """
    identity = identity_of(request)
    if identity is None:
        return run()
    wall = deps.wall()
    held = deps.db.run(lambda db: deliveries.claim(db, identity.key, wall=wall, repeated=identity.repeated))
    if not isinstance(held, Held):
        log.info("a delivery came again: %s", held.value)
        return BoltResponse(status=UNAVAILABLE if held is Standing.BUSY else 200, body="")
    done = False
    try:
        response = run()
        done = response.status == 200
        return response
    finally:
        _settle(deps, held, done=done)


def _settle(deps: Deps, held: Held, *, done: bool) -> None:
    """Notes how it ended. Where that fails, the lease decides, and the person still gets the answer."""
    if done and held.until is None:
        return
    step = deliveries.finish if done else deliveries.release
    try:
        deps.db.run(lambda db: step(db, held))
    except SQLAlchemyError as error:
        log.warning("the end of a delivery was not noted: %s", where(error))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode(errors="replace")).hexdigest()
