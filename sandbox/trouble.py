"""The page's switches for trouble: what a busy Slack and a bad network do, so that one can see how the app takes it."""

from typing import Any

from sandbox.errors import PageError
from sandbox.faults import Fault
from sandbox.world import World

POST = "chat.postMessage"
SWITCHES = ("rate_limit", "repeat_events")
DROP = "drop_connection"
RETRY_AFTER_SECONDS = 2
WITHOUT_END = 1_000_000


def trouble_of(world: World) -> dict[str, bool]:
    """Which switches are on."""
    return {"rate_limit": world.faults.limits(POST), "repeat_events": world.faults.repeat_events}


async def make_trouble(world: World, kind: str, *, on: bool) -> dict[str, Any]:
    """Turn a switch on or off, or drop the app's connections once. Every open page shows it.

    Args:
        world: the workspace.
        kind: `rate_limit` (429 on every new message), `repeat_events` (each event twice) or `drop_connection`.
        on: for the two switches.

    Raises:
        PageError: `bad_request`, there is no such trouble.
    """
    if kind == "rate_limit":
        world.faults.set(POST, Fault(limited=WITHOUT_END if on else 0, retry_after=RETRY_AFTER_SECONDS))
    elif kind == "repeat_events":
        world.faults.repeat_events = on
    elif kind == DROP:
        await world.link.drop()
    else:
        raise PageError("bad_request", f"The trouble is one of: {', '.join((*SWITCHES, DROP))}.", 400)
    world.workspace.log("info", "page", f"{kind} {'' if kind == DROP else 'on' if on else 'off'}".strip())
    world.workspace.changed_for_all()
    return trouble_of(world)
