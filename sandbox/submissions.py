"""Windows that are sent or closed: `view_submission`, the four response actions, `view_closed`."""

from typing import Any

from sandbox import payloads
from sandbox.answers import field_errors
from sandbox.api_views import checked_view, push
from sandbox.delivery import deliver
from sandbox.errors import PageError, SlackError
from sandbox.interactions import store_values
from sandbox.people import Person
from sandbox.socket_mode import NotDeliveredError
from sandbox.surfaces import View
from sandbox.workspace import TROUBLE
from sandbox.world import World


async def submit(world: World, person: Person, body: dict[str, Any]) -> dict[str, str]:
    """The person sends the window on top.

    Returns:
        Sentences for the fields that are wrong, by block id; empty if the window was taken.

    Raises:
        PageError: the window cannot be sent, or the app's answer is none that Slack takes.
    """
    workspace = world.workspace
    view = _sendable(world, person, body.get("view_id"))
    store_values(view, body.get("values"))
    errors = field_errors(view)
    if errors:
        workspace.changed(person.id)
        return errors
    payload = {
        **payloads.base(world, person, "view_submission"),
        "trigger_id": workspace.new_trigger(person.seat, view.id),
        "view": view.for_app(workspace.config),
        "response_urls": [],
    }
    view.busy = True
    workspace.changed(person.id)
    try:
        answer = await deliver(world, "interactive", payload, accepts=True)
        return _apply(world, person, view, answer)
    except (NotDeliveredError, SlackError) as problem:
        why = "; ".join([str(problem), *getattr(problem, "messages", [])[:5]])
        workspace.notify(person.id, TROUBLE, f"submission of {view.raw.get('callback_id')}: {why}")
        raise PageError("not_answered", TROUBLE) from None
    finally:
        view.busy = False
        workspace.changed(person.id)


def _sendable(world: World, person: Person, view_id: Any) -> View:
    stack = world.workspace.stacks[person.seat]
    view = stack[-1] if stack else None
    if view is None or view.id != view_id:
        raise PageError("view_gone", "This window is not open any more.")
    if view.busy:
        raise PageError("busy", "This window is being sent already.")
    if not view.raw.get("submit"):
        raise PageError("no_submit", "This window has nothing to send.")
    return view


def close(world: World, person: Person, view_id: str, *, everything: bool) -> None:
    """The person closes a window, or all of them; the app hears of those with `notify_on_close`."""
    workspace = world.workspace
    stack = workspace.stacks[person.seat]
    at = next((index for index, each in enumerate(stack) if each.id == view_id), None)
    if at is None:
        raise PageError("view_gone", "This window is not open any more.")
    everything = everything or bool(stack[at].raw.get("clear_on_close"))
    gone = stack[:] if everything else stack[at:]
    workspace.stacks[person.seat] = [] if everything else stack[:at]
    workspace.changed(person.id)
    for view in reversed(gone):
        if view.raw.get("notify_on_close"):
            payload = {
                **payloads.base(world, person, "view_closed"),
                "view": view.for_app(workspace.config),
                "is_cleared": everything,
            }
            workspace.start(_tell_closed(world, view, payload))


async def _tell_closed(world: World, view: View, payload: dict[str, Any]) -> None:
    try:
        await deliver(world, "interactive", payload)
    except NotDeliveredError as problem:
        world.workspace.log("error", "view_closed", f"{view.raw.get('callback_id')}: {problem}")


def _apply(world: World, person: Person, view: View, answer: dict[str, Any]) -> dict[str, str]:
    """Do what the app answered to a submission (SLACK.md section 1.3).

    Raises:
        SlackError: the answer is none that Slack takes.
    """
    workspace = world.workspace
    stack = workspace.stacks[person.seat]
    what = answer.get("response_action")
    if what == "errors":
        return _checked_errors(view, answer.get("errors"))
    if what == "update":
        raw = checked_view(workspace, answer.get("view"), "modal", replacing=view)
        view.replace(raw)
    elif what == "push":
        push(workspace, person.seat, checked_view(workspace, answer.get("view"), "modal"))
    elif what == "clear":
        workspace.stacks[person.seat] = []
    elif answer:
        raise SlackError("invalid_response", [f"an answer with the keys {', '.join(sorted(answer))} is unknown"])
    elif view in stack:
        workspace.stacks[person.seat] = stack[: stack.index(view)]
    return {}


def _checked_errors(view: View, errors: Any) -> dict[str, str]:
    """The errors if each belongs to an input block: any other key breaks the window in Slack."""
    inputs = {each["block_id"] for each in view.blocks if each["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise SlackError("invalid_response", ["errors must be an object with at least one block id"])
    strange = sorted(key for key in errors if key not in inputs)
    if strange:
        raise SlackError("invalid_response", [f"errors name {', '.join(strange)}, which are no input blocks"])
    if not all(isinstance(each, str) and each for each in errors.values()):
        raise SlackError("invalid_response", ["each error must be a sentence"])
    return dict(errors)
