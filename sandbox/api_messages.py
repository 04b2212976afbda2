"""Web API methods that write messages."""

from typing import Any

from sandbox.arguments import Arguments
from sandbox.blocks.surfaces import ADVISED_MESSAGE_TEXT, MOST_MESSAGE_TEXT
from sandbox.blocks.validate import validate_blocks
from sandbox.errors import SlackError
from sandbox.events import changed_event, deleted_event, message_event, send_event
from sandbox.surfaces import Message
from sandbox.world import World


def post_message(world: World, args: Arguments) -> dict[str, Any]:
    """`chat.postMessage` to a person's id or to the channel of their direct messages."""
    workspace = world.workspace
    channel = _channel_to_write(world, args)
    text, blocks = _content(world, args)
    message = Message([], channel=channel, user=workspace.config.bot_user_id)
    message.metadata = _metadata(args)
    message.thread_ts = _thread(world, channel, args)
    message.show(text[:MOST_MESSAGE_TEXT], blocks)
    workspace.add_message(message)
    send_event(world, "message.im", message_event(world, message))
    return {"channel": channel, "ts": message.ts, "message": _shown(world, message)}


def post_ephemeral(world: World, args: Arguments) -> dict[str, Any]:
    """`chat.postEphemeral`: only one person sees it, and it is kept nowhere."""
    workspace = world.workspace
    channel = _channel_to_write(world, args)
    user = args.required("user")
    if user not in workspace.people or workspace.channels[user] != channel:
        raise SlackError("user_not_in_channel")
    text, blocks = _content(world, args)
    message = Message([], channel=channel, user=workspace.config.bot_user_id, only_for=user)
    message.thread_ts = _thread(world, channel, args)
    message.show(text, blocks)
    workspace.add_message(message)
    return {"message_ts": message.ts}


def update_message(world: World, args: Arguments) -> dict[str, Any]:
    """`chat.update`: text without blocks removes the blocks; metadata stays unless it is sent."""
    workspace = world.workspace
    message = _own_message(world, args, "cant_update_message")
    text, blocks = _content(world, args)
    if len(text) > ADVISED_MESSAGE_TEXT:
        raise SlackError("msg_too_long")
    before = message.for_app(workspace.config)
    if args.has("metadata"):
        message.metadata = _metadata(args)
    message.edited_ts = workspace.new_ts()
    message.show(text, blocks)
    workspace.changed(workspace.user_of(message.channel) or "")
    send_event(world, "message.im", changed_event(world, message, before))
    return {"channel": message.channel, "ts": message.ts, "text": text, "message": _shown(world, message)}


def delete_message(world: World, args: Arguments) -> dict[str, Any]:
    """`chat.delete`; replies in its thread stay."""
    message = _own_message(world, args, "cant_delete_message")
    world.workspace.remove_message(message)
    send_event(world, "message.im", deleted_event(world, message))
    return {"channel": message.channel, "ts": message.ts}


def _channel_to_write(world: World, args: Arguments) -> str:
    workspace = world.workspace
    wanted = args.text("channel")
    channel = workspace.channels.get(wanted, wanted)
    if workspace.user_of(channel) is None:
        raise SlackError("channel_not_found")
    if not workspace.config.manifest["features"]["app_home"].get("messages_tab_enabled"):
        raise SlackError("messages_tab_disabled")
    return channel


def _content(world: World, args: Arguments) -> tuple[str, list[dict[str, Any]] | None]:
    """Text and blocks of a call, refused with Slack's codes if they are not good."""
    text = args.text("text")
    blocks = args.data("blocks", "invalid_blocks_format")
    attachments = args.data("attachments", "invalid_attachments") or []
    if blocks is not None and not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if not text and not blocks and not attachments:
        raise SlackError("no_text")
    if not isinstance(attachments, list):
        raise SlackError("invalid_attachments")
    if len(attachments) > 100:
        raise SlackError("too_many_attachments")
    if attachments:
        world.workspace.log("warning", "chat", "attachments are taken, and not shown here")
    problems = validate_blocks(blocks or [])
    if problems:
        raise SlackError("invalid_blocks", problems)
    return text, blocks


def _metadata(args: Arguments) -> dict[str, Any] | None:
    metadata = args.data("metadata", "invalid_metadata_format")
    if not metadata:
        return None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    return metadata


def _thread(world: World, channel: str, args: Arguments) -> str | None:
    thread_ts = args.text("thread_ts") or None
    if thread_ts and world.workspace.find_message(channel, thread_ts) is None:
        raise SlackError("thread_not_found")
    return thread_ts


def _own_message(world: World, args: Arguments, refusal: str) -> Message:
    """The app's own message that a call names; a person's id is no channel here (Slack's chat.update page)."""
    channel = args.text("channel")
    if world.workspace.user_of(channel) is None:
        raise SlackError("channel_not_found")
    message = world.workspace.find_message(channel, args.required("ts"))
    if message is None or message.only_for:
        raise SlackError("message_not_found")
    if message.user != world.workspace.config.bot_user_id:
        raise SlackError(refusal)
    return message


def _shown(world: World, message: Message) -> dict[str, Any]:
    shown = message.for_app(world.workspace.config)
    return {**shown, "metadata": message.metadata} if message.metadata else shown
