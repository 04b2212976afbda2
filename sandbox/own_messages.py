"""What people do with messages that they wrote: edit and delete them, as in Slack."""

import html
from dataclasses import replace

from sandbox.errors import PageError
from sandbox.events import changed_event, deleted_event, send_event
from sandbox.people import Person
from sandbox.surfaces import Message
from sandbox.world import World

DELETED = "This message was deleted."


def edit_message(world: World, person: Person, ts: str, text: str) -> None:
    """The person changes the text of a message of theirs: a `message_changed` event.

    Raises:
        PageError: the message is not theirs or not there, or the text is empty or too long.
    """
    message = _own(world, person, ts)
    if not text.strip() or len(text) > 12_000:
        raise PageError("bad_text", "Write a message of 1 to 12,000 characters.")
    before = message.for_app(world.workspace.config)
    message.text, message.edited_ts = html.escape(text.strip(), quote=False), world.workspace.new_ts()
    world.workspace.changed(person.id)
    send_event(world, "message.im", changed_event(world, message, before))


def delete_message(world: World, person: Person, ts: str) -> None:
    """The person deletes a message of theirs: a `message_deleted` event.

    One that has replies leaves a line in its place (`message_changed` with the subtype `tombstone`), as in Slack.

    Raises:
        PageError: the message is not theirs, or not there any more.
    """
    message, workspace = _own(world, person, ts), world.workspace
    if not any(each.thread_ts == ts for each in workspace.messages[message.channel]):
        workspace.remove_message(message)
        send_event(world, "message.im", deleted_event(world, message))
        return
    before = replace(message).for_app(workspace.config)
    message.text, message.tombstone = DELETED, True
    workspace.changed(person.id)
    send_event(world, "message.im", changed_event(world, message, before))


def _own(world: World, person: Person, ts: str) -> Message:
    workspace = world.workspace
    message = workspace.find_message(workspace.channels[person.id], ts)
    if message is None or message.only_for or message.tombstone:
        raise PageError("message_not_found", "That message is not there any more.")
    if message.user != person.id:
        raise PageError("not_yours", "You can change only messages that you wrote.")
    return message
