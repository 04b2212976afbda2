"""Interaction payloads as Slack builds them (shapes: Slack's interaction payload reference, and what Bolt reads)."""

import time
from typing import Any

from sandbox.people import Person
from sandbox.surfaces import Message, Surface, View
from sandbox.world import World


def base(world: World, person: Person, kind: str) -> dict[str, Any]:
    """What every interactive payload has."""
    config = world.workspace.config
    return {
        "type": kind,
        "team": {"id": config.team_id, "domain": config.domain},
        "user": {
            "id": person.id,
            "username": person.handle,
            "name": person.handle,
            "team_id": config.team_id,
        },
        "api_app_id": config.app_id,
        "token": world.workspace.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def with_surface(world: World, surface: Surface) -> dict[str, Any]:
    """The part of a payload that says where the interaction happened."""
    config = world.workspace.config
    if isinstance(surface, View):
        shown = surface.for_app(config)
        return {"container": {"type": "view", "view_id": surface.id}, "view": shown}
    if not isinstance(surface, Message):
        raise TypeError("an interaction happens in a view or in a message")
    ephemeral = surface.only_for is not None
    part: dict[str, Any] = {
        "container": {
            "type": "message",
            "message_ts": surface.ts,
            "channel_id": surface.channel,
            "is_ephemeral": ephemeral,
        },
        "channel": {"id": surface.channel, "name": "directmessage"},
        "state": {"values": surface.values},
    }
    if surface.thread_ts:
        part["container"]["thread_ts"] = surface.thread_ts
    if not ephemeral:
        part["message"] = surface.for_app(config)
    return part


def action(block: dict[str, Any], element: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    """One entry of `actions`: `value` is the element's checked state, `{}` for a button."""
    done = {
        "type": element["type"],
        "block_id": block["block_id"],
        "action_id": element["action_id"],
        "action_ts": f"{time.time():.6f}",
    }
    for key in ("text", "value", "style", "placeholder", "confirm"):
        if key in element:
            done[key] = element[key]
    return {**done, **value}


def command(world: World, person: Person, name: str, text: str, response_url: str) -> dict[str, Any]:
    """The form fields of a slash command."""
    workspace = world.workspace
    return {
        "token": workspace.verification_token,
        "team_id": workspace.config.team_id,
        "team_domain": workspace.config.domain,
        "channel_id": workspace.channels[person.id],
        "channel_name": "directmessage",
        "user_id": person.id,
        "user_name": person.handle,
        "command": name,
        "text": text,
        "api_app_id": workspace.config.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": workspace.new_trigger(person.seat),
    }
