"""Web API methods that show views, and the rules that response actions share with them."""

from typing import Any

from sandbox.arguments import Arguments
from sandbox.blocks.surfaces import MOST_VIEW_BYTES, Surface
from sandbox.blocks.validate import validate_view, view_bytes
from sandbox.errors import SlackError
from sandbox.surfaces import View
from sandbox.workspace import Workspace
from sandbox.world import World

MOST_VIEWS = 3


def open_view(world: World, args: Arguments) -> dict[str, Any]:
    """`views.open`: a new stack with one view."""
    workspace = world.workspace
    trigger_id = args.required("trigger_id")
    raw = checked_view(workspace, args.data("view"), "modal")
    trigger = workspace.take_trigger(trigger_id)
    if workspace.stacks[trigger.seat]:
        workspace.log("warning", "views.open", "a window was open already; Slack does not promise what happens")
    view = View.make(trigger.user, raw)
    workspace.stacks[trigger.seat] = [view]
    workspace.changed(trigger.user)
    return {"view": view.for_app(workspace.config)}


def push_view(world: World, args: Arguments) -> dict[str, Any]:
    """`views.push`: one more view on the stack that the trigger came from."""
    workspace = world.workspace
    trigger_id = args.required("trigger_id")
    raw = checked_view(workspace, args.data("view"), "modal")
    trigger = workspace.take_trigger(trigger_id)
    if trigger.view_id is None or workspace.find_view(trigger.view_id) not in workspace.stacks[trigger.seat]:
        workspace.log("error", "views.push", "the trigger did not come from an open window")
        raise SlackError("invalid_trigger_id")
    return {"view": push(workspace, trigger.seat, raw).for_app(workspace.config)}


def update_view(world: World, args: Arguments) -> dict[str, Any]:
    """`views.update` by `view_id` or `external_id`, guarded by `hash` if one is sent."""
    workspace = world.workspace
    if not args.text("view_id") and not args.text("external_id"):
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: view_id"])
    view = workspace.find_view(args.text("view_id"), args.text("external_id"))
    kind: Surface = "home" if view and view.raw["type"] == "home" else "modal"
    raw = checked_view(workspace, args.data("view"), kind, replacing=view)
    if view is None:
        raise SlackError("not_found")
    if args.has("hash") and args.text("hash") != view.hash:
        raise SlackError("hash_conflict")
    view.replace(raw)
    workspace.changed(view.user)
    return {"view": view.for_app(workspace.config)}


def publish_view(world: World, args: Arguments) -> dict[str, Any]:
    """`views.publish`: the Home view of one person, guarded by `hash` if one is sent."""
    workspace = world.workspace
    if not workspace.config.manifest["features"]["app_home"].get("home_tab_enabled"):
        raise SlackError("not_enabled")
    user = args.required("user_id")
    if user not in workspace.people:
        raise SlackError("user_not_found")
    home = workspace.homes.get(user)
    raw = checked_view(workspace, args.data("view"), "home", replacing=home)
    if args.has("hash") and (home is None or args.text("hash") != home.hash):
        raise SlackError("hash_conflict")
    if home is None:
        home = workspace.homes[user] = View.make(user, raw)
    else:
        home.replace(raw)
    workspace.changed(user)
    return {"view": home.for_app(workspace.config)}


def push(workspace: Workspace, seat: str, raw: dict[str, Any]) -> View:
    """Put a checked view on top of a person's stack at one of their devices.

    Raises:
        SlackError: `push_limit_reached`.
    """
    stack, user = workspace.stacks[seat], seat.partition(" ")[0]
    if len(stack) >= MOST_VIEWS:
        raise SlackError("push_limit_reached")
    view = View.make(user, raw)
    if stack:
        view.root_view_id, view.previous_view_id = stack[0].id, stack[-1].id
    stack.append(view)
    workspace.changed(user)
    return view


def checked_view(workspace: Workspace, raw: Any, surface: Surface, replacing: View | None = None) -> dict[str, Any]:
    """Return the view if Slack would take it.

    Raises:
        SlackError: `invalid_arguments` with messages, `view_too_large` or `duplicate_external_id`.
    """
    if not isinstance(raw, dict):
        raise SlackError("invalid_arguments", ["[ERROR] missing required field: view"])
    if view_bytes(raw) > MOST_VIEW_BYTES:
        raise SlackError("view_too_large")
    problems = validate_view(raw, surface)
    if problems:
        raise SlackError("invalid_arguments", problems)
    same = workspace.find_view(external_id=raw.get("external_id", ""))
    if same is not None and same is not replacing:
        raise SlackError("duplicate_external_id")
    return raw
