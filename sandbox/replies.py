"""Answers that become messages: what a slash command's acknowledgement says, and response URLs."""

import secrets
import time
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.blocks.validate import validate_blocks
from sandbox.errors import SlackError
from sandbox.events import message_event, send_event
from sandbox.surfaces import Message
from sandbox.workspace import Workspace
from sandbox.world import World

MOST_USES = 5
LIFE_SECONDS = 30 * 60


@dataclass
class ResponseUrl:
    """The right to answer one interaction; `original` is the message that it may replace."""

    user: str
    channel: str
    original: Message | None
    born: float
    uses: int = 0


class ResponseUrls:
    """All response URLs that were handed out."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._of: dict[str, ResponseUrl] = {}

    def issue(self, user: str, original: Message | None = None) -> str:
        """A new address for answers to one interaction."""
        key = secrets.token_urlsafe(18)
        channel = self._workspace.channels[user]
        self._of[key] = ResponseUrl(user, channel, original, time.monotonic())
        return f"{self._workspace.base_url}/response/{key}"

    def use(self, key: str) -> ResponseUrl:
        """Count one use.

        Raises:
            SlackError: `used_url` or `expired_url` (5 uses in 30 minutes, SLACK.md section 1.1).
        """
        target = self._of.get(key)
        if target is None or target.uses >= MOST_USES:
            raise SlackError("used_url")
        if time.monotonic() - target.born > LIFE_SECONDS:
            raise SlackError("expired_url")
        target.uses += 1
        return target


async def answer_response_url(world: World, urls: ResponseUrls, request: Request) -> Response:
    """Answer one POST to a response URL."""
    try:
        body = await request.json()
    except ValueError:
        body = None
    try:
        if not isinstance(body, dict):
            return JSONResponse({"ok": False, "error": "invalid_payload"}, 400)
        reply(world, urls.use(request.path_params["key"]), body)
    except SlackError as problem:
        world.workspace.log("error", "response_url", "; ".join([problem.code, *problem.messages[:5]]))
        return JSONResponse({"ok": False, "error": problem.code}, 404)
    return PlainTextResponse("ok")


def reply(world: World, target: ResponseUrl, body: dict[str, Any]) -> None:
    """Show, replace or delete a message as the answer says.

    Raises:
        SlackError: `no_text`, `invalid_blocks` or `message_not_found`.
    """
    workspace = world.workspace
    if body.get("delete_original"):
        if target.original is None:
            raise SlackError("message_not_found")
        workspace.remove_message(target.original)
        target.original = None
        return
    text, blocks = body.get("text") or "", body.get("blocks")
    if not isinstance(text, str) or (not text and not blocks):
        raise SlackError("no_text")
    problems = validate_blocks(blocks or [])
    if problems:
        raise SlackError("invalid_blocks", problems)
    if body.get("replace_original") and target.original is not None:
        target.original.show(text, blocks)
        workspace.changed(target.user)
        return
    public = body.get("response_type") == "in_channel"
    message = Message([], channel=target.channel, user=workspace.config.bot_user_id)
    message.only_for = None if public else target.user
    message.thread_ts = body.get("thread_ts")
    message.show(text, blocks)
    workspace.add_message(message)
    target.original = target.original or message
    if public:
        send_event(world, "message.im", message_event(world, message))
