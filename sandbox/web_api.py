"""Slack's Web API: who may call what, and how calls and refusals look on the wire."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import api_channels, api_messages, api_people, api_views
from sandbox.arguments import Arguments, read_arguments
from sandbox.errors import SlackError
from sandbox.world import World


async def answer_call(world: World, request: Request) -> Response:
    """Answer one call of `/api/METHOD`."""
    name = request.path_params["method"]
    await world.faults.wait(name)
    seconds = world.faults.limit(name)
    if seconds is not None:
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers={"Retry-After": str(seconds)})
    try:
        world.faults.refuse(name)
        args = await read_arguments(request)
        method = _allowed(world, name, _token(request, args))
        body = {"ok": True, **method.run(world, args)}
    except SlackError as problem:
        body = _refused(world, name, problem)
    if world.faults.drop(name):
        return DroppedResponse()
    scopes = ",".join(sorted(world.workspace.config.scopes))
    return JSONResponse(body, headers={"x-oauth-scopes": scopes, "Cache-Control": "no-store"})


def _token(request: Request, args: Arguments) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else args.text("token")


def _allowed(world: World, name: str, token: str) -> "Method":
    """The method, if the token may call it.

    Raises:
        SlackError: `unknown_method`, `not_authed`, `invalid_auth`, `not_allowed_token_type` or `missing_scope`.
    """
    method = METHODS.get(name)
    if method is None:
        raise SlackError("unknown_method", req_method=name)
    config = world.workspace.config
    if not token:
        raise SlackError("not_authed")
    if token not in {config.bot_token, config.app_token}:
        raise SlackError("invalid_auth")
    if (token == config.app_token) != method.app_token:
        raise SlackError("not_allowed_token_type")
    if method.scope and method.scope not in config.scopes:
        raise SlackError("missing_scope", needed=method.scope, provided=",".join(sorted(config.scopes)))
    return method


def _refused(world: World, name: str, problem: SlackError) -> dict[str, Any]:
    """The answer to a refused call, which the log shows too."""
    why = "; ".join(problem.messages[:5]) or ", ".join(f"{key} {each}" for key, each in problem.extra.items())
    world.workspace.log("error", name, f"{problem.code}{': ' if why else ''}{why}")
    body: dict[str, Any] = {"ok": False, "error": problem.code, **problem.extra}
    if problem.messages:
        body["response_metadata"] = {"messages": problem.messages}
    return body


@dataclass(frozen=True)
class Method:
    """A Web API method: its function, the scope it needs, and whether it takes the app-level token."""

    run: Callable[[World, Arguments], dict[str, Any]]
    scope: str = ""
    app_token: bool = False


class DroppedResponse(Response):
    """No answer at all: the connection breaks in the middle of one, as after a network fault."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Break the connection of this request."""
        cycle = getattr(receive, "__self__", None)
        transport = getattr(cycle, "transport", None)
        if transport is not None:
            transport.abort()
        else:
            await super().__call__(scope, receive, send)


METHODS: dict[str, Method] = {
    "api.test": Method(lambda _world, _args: {}),
    "auth.test": Method(api_people.auth_test),
    "apps.connections.open": Method(api_people.open_connection, app_token=True),
    "team.info": Method(api_people.team_info, "team:read"),
    "users.info": Method(api_people.users_info, "users:read"),
    "users.list": Method(api_people.users_list, "users:read"),
    "users.lookupByEmail": Method(api_people.users_lookup, "users:read.email"),
    "conversations.open": Method(api_channels.open_channel, "im:write"),
    "conversations.info": Method(api_channels.channel_info, "im:read"),
    "conversations.history": Method(api_channels.history, "im:history"),
    "conversations.replies": Method(api_channels.replies, "im:history"),
    "chat.postMessage": Method(api_messages.post_message, "chat:write"),
    "chat.postEphemeral": Method(api_messages.post_ephemeral, "chat:write"),
    "chat.update": Method(api_messages.update_message, "chat:write"),
    "chat.delete": Method(api_messages.delete_message, "chat:write"),
    "views.open": Method(api_views.open_view),
    "views.push": Method(api_views.push_view),
    "views.update": Method(api_views.update_view),
    "views.publish": Method(api_views.publish_view),
}
