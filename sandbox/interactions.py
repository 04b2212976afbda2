"""What a person does on the page, turned into payloads for the app: taps, commands, shortcuts, messages."""

import html
import time
from typing import Any
from uuid import uuid4

from sandbox import payloads
from sandbox.blocks.fields import Report
from sandbox.blocks.objects import SUGGESTIONS
from sandbox.blocks.state import SHAPES, BadValueError, clean_value, complete_text, find_element, options_of
from sandbox.delivery import deliver
from sandbox.errors import PageError, SlackError
from sandbox.events import message_event, send_event
from sandbox.people import Person
from sandbox.replies import ResponseUrl, ResponseUrls, reply
from sandbox.socket_mode import NotDeliveredError
from sandbox.surfaces import Message, Surface, View
from sandbox.workspace import TROUBLE
from sandbox.world import World


def open_app(world: World, person: Person, tab: str) -> None:
    """The person looks at the app's Home or Messages tab: `app_home_opened`."""
    workspace = world.workspace
    event: dict[str, Any] = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": workspace.channels[person.id],
        "tab": tab,
        "event_ts": workspace.new_ts(),
    }
    home = workspace.homes.get(person.id)
    if home and tab == "home":
        event["view"] = home.for_app(workspace.config)
    send_event(world, "app_home_opened", event)


def write_message(world: World, person: Person, text: str, thread_ts: str | None) -> Message:
    """The person writes to the app: a `message` event in which `&`, `<` and `>` are escaped, as Slack does.

    Raises:
        PageError: the Messages tab takes no messages, the text is empty or too long, or the thread is not there.
    """
    workspace = world.workspace
    tab = workspace.config.manifest["features"]["app_home"]
    if not tab.get("messages_tab_enabled") or tab.get("messages_tab_read_only_enabled"):
        raise PageError("messages_tab_disabled", "Sending messages to this app has been turned off.")
    if not text.strip() or len(text) > 12_000:
        raise PageError("bad_text", "Write a message of 1 to 12,000 characters.")
    channel = workspace.channels[person.id]
    if thread_ts and workspace.find_message(channel, thread_ts) is None:
        raise PageError("thread_not_found", "That thread is not there any more.")
    message = Message([], channel=channel, user=person.id, thread_ts=thread_ts, client_msg_id=str(uuid4()))
    message.text = html.escape(text.strip(), quote=False)
    workspace.add_message(message)
    send_event(world, "message.im", message_event(world, message))
    return message


async def run_command(world: World, urls: ResponseUrls, person: Person, typed: str) -> None:
    """The person sends a slash command; the answer, if there is one, becomes an ephemeral message."""
    workspace = world.workspace
    name, _, text = typed.strip().partition(" ")
    known = {each["command"] for each in workspace.config.manifest["features"].get("slash_commands", [])}
    if name not in known:
        raise PageError("unknown_command", f"{name} is not a valid command.")
    url = urls.issue(person.id)
    body = payloads.command(world, person, name, text.strip(), url)
    try:
        answer = await deliver(world, "slash_commands", body, accepts=True)
    except NotDeliveredError as problem:
        workspace.notify(person.id, f"{name} failed because the app did not respond.", f"{name}: {problem}")
        raise PageError("not_answered", f"{name} failed because the app did not respond.") from None
    if not answer:
        return
    target = ResponseUrl(person.id, workspace.channels[person.id], None, time.monotonic())
    try:
        reply(world, target, answer)
    except SlackError as problem:
        why = "; ".join([problem.code, *problem.messages[:5]])
        workspace.notify(person.id, f'{name} failed with the error "invalid_command_response".', why)


async def run_shortcut(world: World, person: Person, callback_id: str) -> None:
    """The person uses a global shortcut."""
    found = world.workspace.config.manifest["features"].get("shortcuts", [])
    if callback_id not in {each["callback_id"] for each in found if each["type"] == "global"}:
        raise PageError("unknown_shortcut", "There is no such shortcut.")
    payload = {
        **payloads.base(world, person, "shortcut"),
        "callback_id": callback_id,
        "action_ts": f"{time.time():.6f}",
        "trigger_id": world.workspace.new_trigger(person.seat),
    }
    await _send(world, person, payload, f"shortcut {callback_id}")


async def act(world: World, urls: ResponseUrls, person: Person, body: dict[str, Any]) -> None:
    """The person uses an element: `block_actions`, unless it is an input that does not dispatch.

    Raises:
        PageError: the element is not there (any more), its value does not fit, or the app did not answer.
    """
    surface = find_surface(world, person, body.get("surface"))
    block, element = element_of(surface, body)
    store_values(surface, body.get("values"))
    value = _new_value(surface, block, element, body.get("value"))
    if element["type"] in SHAPES:
        surface.values[block["block_id"]][element["action_id"]] = value
    world.workspace.changed(person.id)
    if block["type"] == "input" and not block.get("dispatch_action"):
        return
    view_id = surface.id if isinstance(surface, View) and surface.raw["type"] == "modal" else None
    payload = {
        **payloads.base(world, person, "block_actions"),
        **payloads.with_surface(world, surface),
        "trigger_id": world.workspace.new_trigger(person.seat, view_id),
        "actions": [payloads.action(block, element, value)],
    }
    if isinstance(surface, Message):
        payload["response_url"] = urls.issue(person.id, surface)
    await _send(world, person, payload, f"action {element['action_id']}")


async def suggest(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """Options for an external select: `block_suggestion`, remembered so that one of them can be chosen.

    Returns:
        `{options, option_groups}`; no options while the query is shorter than `min_query_length`.

    Raises:
        PageError: the element is no external select, or the app's answer is none that Slack takes.
    """
    surface = find_surface(world, person, body.get("surface"))
    block, element = element_of(surface, body)
    if "external" not in element["type"]:
        raise PageError("no_suggestions", "This menu has its own options.")
    query = str(body.get("query") or "")
    if len(query) < element.get("min_query_length", 3):
        return {"options": [], "option_groups": []}
    payload = {
        **payloads.base(world, person, "block_suggestion"),
        **payloads.with_surface(world, surface),
        "block_id": block["block_id"],
        "action_id": element["action_id"],
        "value": query,
    }
    answer = await _send(world, person, payload, f"options of {element['action_id']}", accepts=True)
    report = Report()
    SUGGESTIONS(report, "", answer)
    if report.messages:
        world.workspace.notify(person.id, TROUBLE, "options: " + "; ".join(report.messages[:5]))
        raise PageError("bad_suggestions", TROUBLE)
    answer = complete_text(answer)
    offered = surface.offered.setdefault((block["block_id"], element["action_id"]), {})
    offered.update({each["value"]: each for each in options_of(answer)})
    return {"options": answer.get("options", []), "option_groups": answer.get("option_groups", [])}


def find_surface(world: World, person: Person, where: Any) -> Surface:
    """The view or message that a call of the page names.

    Raises:
        PageError: it is not there, or not in front of this person.
    """
    workspace = world.workspace
    found: Surface | None = None
    if isinstance(where, dict) and where.get("type") == "home":
        found = workspace.homes.get(person.id)
    elif isinstance(where, dict) and where.get("type") == "view":
        found = next((each for each in workspace.stacks[person.seat] if each.id == where.get("view_id")), None)
    elif isinstance(where, dict) and where.get("type") == "message":
        found = workspace.find_message(workspace.channels[person.id], str(where.get("ts")))
    if found is None:
        raise PageError("surface_gone", "This is not open any more.")
    return found


def element_of(surface: Surface, body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The block and the element that a call of the page names.

    Raises:
        PageError: it is not on the surface (any more).
    """
    found = find_element(surface.blocks, str(body.get("block_id")), str(body.get("action_id")))
    if found is None:
        raise PageError("element_gone", "This has changed. Look again.")
    return found


def store_values(surface: Surface, values: Any) -> None:
    """Keep what the page says that the person typed and chose; ids that are gone are passed over.

    Raises:
        PageError: a value does not fit its element.
    """
    for block_id, actions in _object(values).items():
        for action_id, value in _object(actions).items():
            found = find_element(surface.blocks, block_id, action_id)
            if found and found[1]["type"] in SHAPES:
                surface.values[block_id][action_id] = _clean(surface, *found, value)


def _new_value(surface: Surface, block: dict[str, Any], element: dict[str, Any], value: Any) -> dict[str, Any]:
    """What the element now holds: `{}` for a button, the option for an overflow menu, else its state."""
    if element["type"] == "button":
        return {}
    if element["type"] == "overflow":
        chosen = _object(_object(value).get("selected_option")).get("value")
        option = next((each for each in element["options"] if each["value"] == chosen), None)
        if option is None:
            raise PageError("bad_value", "This has changed. Look again.")
        return {"selected_option": option}
    if value is None:
        return surface.values[block["block_id"]][element["action_id"]]
    return _clean(surface, block, element, value)


def _clean(surface: Surface, block: dict[str, Any], element: dict[str, Any], value: Any) -> dict[str, Any]:
    """The value in Slack's shape; an external select takes what it loaded and what it holds already."""
    held = surface.values[block["block_id"]][element["action_id"]]
    already = [held.get("selected_option"), *(held.get("selected_options") or [])]
    offered = {each["value"]: each for each in already if each}
    offered |= surface.offered.get((block["block_id"], element["action_id"]), {})
    try:
        return clean_value(element, value, offered)
    except BadValueError as problem:
        where = f"{block['block_id']}/{element['action_id']}"
        raise PageError("bad_value", f"{where}: {problem}") from None


def _object(value: Any) -> dict[str, Any]:
    """What the page sent as an object; nothing counts as an empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise PageError("bad_request", "An object was expected.", 400)
    return value


async def _send(
    world: World, person: Person, payload: dict[str, Any], what: str, *, accepts: bool = False
) -> dict[str, Any]:
    """Send an interactive payload; a person whose tap was lost is told so, and it is not sent again."""
    try:
        return await deliver(world, "interactive", payload, accepts=accepts)
    except NotDeliveredError as problem:
        world.workspace.notify(person.id, TROUBLE, f"{what}: {problem}")
        raise PageError("not_answered", TROUBLE) from None
