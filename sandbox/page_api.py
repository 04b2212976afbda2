"""The page's calls (docs/sandbox.md)."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox import interactions, own_messages, submissions
from sandbox.errors import PageError
from sandbox.people import Person
from sandbox.replies import ResponseUrls
from sandbox.trouble import make_trouble, trouble_of
from sandbox.world import World

KEEP_ALIVE_SECONDS = 15.0
PLACES = ("reminder", "tomorrow", "next_school_day")

Call = Callable[["PageApi", Person, dict[str, Any]], Awaitable[dict[str, Any]]]


def state_of(world: World, person: Person) -> dict[str, Any]:
    """Everything that a person sees now."""
    workspace = world.workspace
    home = workspace.homes.get(person.id)
    channel = workspace.channels[person.id]
    offset = workspace.clock_offset
    return {
        "home": home.for_page() if home else None,
        "channel": channel,
        "messages": [each.for_page() for each in workspace.messages[channel]],
        "read": workspace.read[person.id],
        "unread": {each: number for each in workspace.people if (number := workspace.unread(each))},
        "views": [each.for_page() for each in workspace.stacks[person.seat]],
        "notices": [asdict(each) for each in workspace.notices[person.id]],
        "clock": {
            "now": datetime.fromtimestamp(time.time() + offset, UTC).isoformat(timespec="seconds"),
            "offset_seconds": offset,
        },
        "trouble": trouble_of(world),
        "connected": world.link.connected or bool(workspace.config.request_url),
    }


def describe(world: World) -> dict[str, Any]:
    """The workspace, the app, the people, and what the app can be asked to do."""
    config = world.workspace.config
    features = config.manifest["features"]
    people = [
        {
            "id": each.id,
            "name": each.name,
            "title": each.title,
            "email": each.email,
            "initials": each.initials,
            "color": each.color,
            "tz": each.tz,
            "deleted": each.deleted,
        }
        for each in config.people
    ]
    color = config.manifest["display_information"].get("background_color", "#3c5c8a")
    return {
        "team": {"id": config.team_id, "name": config.team_name},
        "app": {"name": config.app_name, "bot_user_id": config.bot_user_id, "color": color},
        "people": people,
        "commands": [
            {key: each.get(key, "") for key in ("command", "description", "usage_hint")}
            for each in features.get("slash_commands", [])
        ],
        "shortcuts": [
            {key: each.get(key, "") for key in ("name", "callback_id", "description")}
            for each in features.get("shortcuts", [])
            if each["type"] == "global"
        ],
    }


class PageApi:
    """The routes under `/page`."""

    def __init__(self, world: World, urls: ResponseUrls) -> None:
        self.world = world
        self.urls = urls

    def routes(self) -> list[Route]:
        """All routes, reading ones first."""
        found = [
            Route("/page/workspace", self.workspace),
            Route("/page/state", self.state),
            Route("/page/stream", self.stream),
            Route("/page/log", self.log),
        ]
        return found + [Route(f"/page/{name}", self._posted(call), methods=["POST"]) for name, call in CALLS.items()]

    async def workspace(self, _: Request) -> Response:
        """`GET /page/workspace`."""
        return JSONResponse({"ok": True, **describe(self.world)})

    async def log(self, _: Request) -> Response:
        """`GET /page/log`, newest last."""
        entries = [asdict(each) for each in self.world.workspace.entries]
        return JSONResponse({"ok": True, "entries": entries})

    async def state(self, request: Request) -> Response:
        """`GET /page/state`."""
        try:
            person = self._person(request.query_params.get("user"), request.query_params.get("device"))
        except PageError as problem:
            return _refusal(problem)
        return JSONResponse({"ok": True, **state_of(self.world, person)})

    async def stream(self, request: Request) -> Response:
        """`GET /page/stream`: server-sent events."""
        try:
            person = self._person(request.query_params.get("user"), request.query_params.get("device"))
        except PageError as problem:
            return _refusal(problem)
        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(self._events(person), media_type="text/event-stream", headers=headers)

    async def _events(self, person: Person) -> AsyncIterator[str]:
        """The person's state at the start and after each change; changes in one turn come as one."""
        workspace = self.world.workspace
        watcher = workspace.watch(person.id)
        try:
            while not workspace.closing.is_set():
                try:
                    await asyncio.wait_for(watcher.changed.wait(), KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                watcher.changed.clear()
                while watcher.notices:
                    yield _event({"type": "notice", "notice": asdict(watcher.notices.popleft())})
                yield _event({"type": "state", **state_of(self.world, person)})
        finally:
            workspace.unwatch(person.id, watcher)

    def _posted(self, call: Call) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                body = await _json(request)
                person = self._signed_in(body.get("user"), body.get("device"))
                found = await call(self, person, body)
            except PageError as problem:
                return _refusal(problem)
            return JSONResponse({"ok": True, **found})

        return answer

    def _signed_in(self, user: Any, device: Any) -> Person:
        person = self._person(user, device)
        if person.deleted:
            raise PageError("signed_out", "This account is deactivated.")
        return person

    def _person(self, user: Any, device: Any) -> Person:
        person = self.world.workspace.people.get(str(user))
        if person is None:
            raise PageError("user_not_found", "There is no such person here.", 404)
        return replace(person, device=str(device or "")[:20])


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body())
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise PageError("bad_request", "The body must be a JSON object.", 400)
    return body


def _event(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data)}\n\n"


def _refusal(problem: PageError) -> Response:
    body = {"ok": False, "error": problem.code, "message": problem.sentence}
    return JSONResponse(body, problem.status)


async def _open(api: PageApi, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    if body.get("tab") not in ("home", "messages"):
        raise PageError("bad_request", "The tab is home or messages.", 400)
    interactions.open_app(api.world, person, body["tab"])
    return {}


async def _message(api: PageApi, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    thread_ts = body.get("thread_ts") or None
    message = interactions.write_message(api.world, person, str(body.get("text") or ""), thread_ts)
    return {"ts": message.ts}


async def _edit(api: PageApi, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    own_messages.edit_message(api.world, person, str(body.get("ts")), str(body.get("text") or ""))
    return {}


async def _delete(api: PageApi, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    own_messages.delete_message(api.world, person, str(body.get("ts")))
    return {}


async def _command(api: PageApi, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    await interactions.run_command(api.world, api.urls, person, str(body.get("text") or ""))
    return {}


async def _shortcut(api: PageApi, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    await interactions.run_shortcut(api.world, person, str(body.get("callback_id")))
    return {}


async def _action(api: PageApi, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    await interactions.act(api.world, api.urls, person, body)
    return {}


async def _suggest(api: PageApi, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    return await interactions.suggest(api.world, person, body)


async def _submit(api: PageApi, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    errors = await submissions.submit(api.world, person, body)
    return {"ok": False, "errors": errors} if errors else {}


async def _close(api: PageApi, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    everything = bool(body.get("all"))
    submissions.close(api.world, person, str(body.get("view_id")), everything=everything)
    return {}


async def _dismiss(api: PageApi, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    workspace = api.world.workspace
    notices = workspace.notices[person.id]
    workspace.notices[person.id] = [each for each in notices if each.id != body.get("notice_id")]
    message = workspace.find_message(workspace.channels[person.id], str(body.get("ts")))
    if message and message.only_for == person.id:
        workspace.remove_message(message)
    workspace.changed(person.id)
    return {}


async def _read(api: PageApi, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    api.world.workspace.read_up_to(person.id, str(body.get("ts") or "0"))
    return {}


async def _trouble(api: PageApi, _: Person, body: dict[str, Any]) -> dict[str, Any]:
    return await make_trouble(api.world, str(body.get("kind")), on=bool(body.get("on")))


async def _clock(api: PageApi, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    workspace = api.world.workspace
    if workspace.jump is None or body.get("to") not in PLACES:
        raise PageError("bad_request", f"The clock jumps to one of: {', '.join(PLACES)}.", 400)
    now = datetime.fromtimestamp(time.time() + workspace.clock_offset, UTC)
    to = await asyncio.to_thread(workspace.jump, person.id, str(body["to"]), now)
    workspace.move_clock(workspace.clock_offset + max(0.0, (to - now).total_seconds()))
    return {"now": to.isoformat(timespec="seconds")}


CALLS: dict[str, Call] = {
    "open": _open,
    "message": _message,
    "edit": _edit,
    "delete": _delete,
    "command": _command,
    "shortcut": _shortcut,
    "action": _action,
    "suggest": _suggest,
    "submit": _submit,
    "close": _close,
    "dismiss": _dismiss,
    "clock": _clock,
    "read": _read,
    "trouble": _trouble,
}
