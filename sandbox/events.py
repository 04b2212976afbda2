"""Events for the app: wrapped as Slack wraps them, and sent again when nobody acknowledges."""

import asyncio
import secrets
import time
from typing import Any

from sandbox.delivery import deliver
from sandbox.socket_mode import NotDeliveredError
from sandbox.surfaces import Message
from sandbox.world import World


def send_event(world: World, name: str, event: dict[str, Any]) -> None:
    """Send an event in the background if the manifest subscribes to it.

    Args:
        world: the workspace.
        name: the subscription's name, such as `message.im`.
        event: the inner event.
    """
    if name in world.workspace.config.events:
        world.workspace.start(_send_until_acknowledged(world, name, _wrapped(world, event)))


def message_event(world: World, message: Message) -> dict[str, Any]:
    """The `message` event for a new message in a direct-message channel."""
    shown = message.for_app(world.workspace.config)
    return {**shown, "channel": message.channel, "channel_type": "im", "event_ts": message.ts}


def changed_event(world: World, message: Message, before: dict[str, Any]) -> dict[str, Any]:
    """The `message_changed` event for an edited message; `before` is the message as it was."""
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "message": message.for_app(world.workspace.config),
        "previous_message": before,
        "channel": message.channel,
        "channel_type": "im",
        "ts": world.workspace.new_ts(),
        "event_ts": world.workspace.new_ts(),
    }


def deleted_event(world: World, message: Message) -> dict[str, Any]:
    """The `message_deleted` event."""
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": message.ts,
        "previous_message": message.for_app(world.workspace.config),
        "channel": message.channel,
        "channel_type": "im",
        "ts": world.workspace.new_ts(),
        "event_ts": world.workspace.new_ts(),
    }


def _wrapped(world: World, event: dict[str, Any]) -> dict[str, Any]:
    config = world.workspace.config
    return {
        "token": world.workspace.verification_token,
        "team_id": config.team_id,
        "context_team_id": config.team_id,
        "context_enterprise_id": None,
        "api_app_id": config.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": config.team_id,
                "user_id": config.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{secrets.token_hex(16)}",
    }


async def _send_until_acknowledged(world: World, name: str, payload: dict[str, Any]) -> None:
    """Send an event and, while it is not acknowledged, send it again up to three times (SLACK.md section 2)."""
    waits = world.workspace.config.retry_seconds
    reason = ""
    for attempt in range(len(waits) + 1):
        if attempt:
            await asyncio.sleep(waits[attempt - 1])
        try:
            await deliver(world, "events_api", payload, retry=(attempt, reason) if attempt else None)
        except NotDeliveredError as problem:
            reason = problem.reason
            left = len(waits) - attempt
            world.workspace.log("error", "events", f"{name} {payload['event_id']}: {problem}; {left} retries left")
        else:
            # As if the acknowledgement had been lost on its way: the app gets the same event once more.
            if attempt or not (waits and world.faults.repeat_events):
                return
            reason = "timeout"
            world.workspace.log("warning", "events", f"{name} {payload['event_id']} is sent again, as was asked for")
