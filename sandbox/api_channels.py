"""Web API methods that read channels."""

from typing import Any

from sandbox.arguments import Arguments, page_of
from sandbox.errors import SlackError
from sandbox.surfaces import Message
from sandbox.world import World


def open_channel(world: World, args: Arguments) -> dict[str, Any]:
    """`conversations.open` with one person, or with the id of a channel that is there."""
    workspace = world.workspace
    if args.text("channel"):
        return {"channel": {"id": _channel(world, args)}, "no_op": True, "already_open": True}
    users = [each.strip() for each in args.required("users").split(",")]
    if len(users) > 1:
        raise SlackError("missing_scope", needed="mpim:write", provided=",".join(sorted(workspace.config.scopes)))
    person = workspace.people.get(users[0])
    if person is None:
        raise SlackError("user_not_found")
    if person.deleted:
        raise SlackError("user_disabled")
    return {"channel": {"id": workspace.channels[person.id]}, "no_op": True, "already_open": True}


def channel_info(world: World, args: Arguments) -> dict[str, Any]:
    """`conversations.info`."""
    channel = _channel(world, args)
    user = world.workspace.user_of(channel)
    return {
        "channel": {
            "id": channel,
            "created": 1_750_000_000,
            "is_archived": False,
            "is_im": True,
            "is_org_shared": False,
            "user": user,
            "is_user_deleted": user is not None and world.workspace.people[user].deleted,
        }
    }


def history(world: World, args: Arguments) -> dict[str, Any]:
    """`conversations.history`: newest first, without ephemeral messages and without the replies in threads."""
    channel = _channel(world, args)
    found = [each for each in _kept(world, channel) if each.thread_ts in (None, each.ts)]
    wanted = [each for each in reversed(found) if _inside(each, args)]
    page, cursor = page_of(wanted, args, default=100)
    return {
        "messages": [_shown(world, each, args) for each in page],
        "has_more": bool(cursor),
        "pin_count": 0,
        "response_metadata": {"next_cursor": cursor},
    }


def replies(world: World, args: Arguments) -> dict[str, Any]:
    """`conversations.replies`: the parent, then its replies, oldest first."""
    channel = _channel(world, args)
    parent = args.required("ts")
    found = [each for each in _kept(world, channel) if parent in (each.ts, each.thread_ts)]
    if not found:
        raise SlackError("thread_not_found")
    wanted = [each for each in found if each.ts == parent or _inside(each, args)]
    page, cursor = page_of(wanted, args, default=1000)
    return {
        "messages": [_shown(world, each, args) for each in page],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


def _channel(world: World, args: Arguments) -> str:
    channel = args.text("channel")
    if world.workspace.user_of(channel) is None:
        raise SlackError("channel_not_found")
    return channel


def _kept(world: World, channel: str) -> list[Message]:
    return [each for each in world.workspace.messages[channel] if each.only_for is None]


def _inside(message: Message, args: Arguments) -> bool:
    """Whether a message lies between `oldest` and `latest`, whose ends count with `inclusive` only."""
    at = _micros(message.ts)
    oldest, latest = _micros(args.text("oldest") or "0"), _micros(args.text("latest") or "9999999999")
    return oldest <= at <= latest if args.flag("inclusive") else oldest < at < latest


def _micros(ts: str) -> int:
    """A time stamp as whole microseconds: as a float it would lose the last digits."""
    seconds, _, rest = ts.partition(".")
    try:
        return int(seconds) * 1_000_000 + int((rest + "000000")[:6])
    except ValueError:
        raise SlackError("invalid_ts_oldest") from None


def _shown(world: World, message: Message, args: Arguments) -> dict[str, Any]:
    shown = message.for_app(world.workspace.config)
    answers = [each for each in _kept(world, message.channel) if each.thread_ts == message.ts]
    if answers:
        shown |= {
            "thread_ts": message.ts,
            "reply_count": len(answers),
            "reply_users": sorted({each.user for each in answers}),
            "latest_reply": answers[-1].ts,
        }
    if message.metadata and args.flag("include_all_metadata"):
        shown["metadata"] = message.metadata
    return shown
