"""Slack in this process: it answers every call at once and keeps what it was shown, so only the app's time counts."""

import itertools
import json
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.middleware.authorization import SingleTeamAuthorization
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from sandbox.people import WorkspaceConfig
from sandbox.surfaces import View

Json = dict[str, Any]
TEAM = "T0BENCH01"
AUTH = {"ok": True, "team_id": TEAM, "user_id": "U0BENCHBOT", "bot_id": "B0BENCH01", "url": "", "team": "", "user": ""}
_triggers = itertools.count(1)


class InProcessSlack(WebClient):
    """A Web API without a network. It keeps the newest view for each person, window and trigger."""

    def __init__(self) -> None:
        super().__init__(token="xoxb-in-process", retry_handlers=[])
        self._shown: dict[str, Json] = {}

    def take(self, *keys: str) -> Json | None:
        """The raw view that the app sent for the first of these users, windows or triggers that it sent one for."""
        found = [view for key in keys if (view := self._shown.pop(key, None))]
        return found[0] if found else None

    def api_call(self, api_method: str, **given: Any) -> SlackResponse:
        """Keeps a view by its person, its trigger or its window; says ok to everything."""
        sent = given.get("json") or given.get("params") or {}
        if "view" in sent:
            key = sent.get("user_id") or sent.get("view_id") or sent.get("trigger_id")
            self._shown[str(key)] = sent["view"]
        return SlackResponse(
            client=self,
            http_verb="POST",
            api_url=api_method,
            req_args={},
            data=dict(AUTH),
            headers={},
            status_code=200,
        )


def know_team(app: App) -> App:
    """Gives Bolt the answer of auth.test, for which it would go to the network at its first request."""
    for middleware in app._middleware_list:  # noqa: SLF001 (Bolt has no other place for it)
        if isinstance(middleware, SingleTeamAuthorization):
            middleware.auth_test_result = InProcessSlack().api_call("auth.test")
    return app


def send(app: App, body: Json) -> BoltResponse:
    """Hands one payload to the app, as Bolt's own Socket Mode adapter does."""
    return app.dispatch(BoltRequest(mode="socket_mode", body=body))


def window(user: str, raw: Json) -> View:
    """A window or a Home as it stands in front of a person, made from what the app sent."""
    return View.make(user, raw)


def home_opened(user: str) -> Json:
    """The event of a person who opens Home."""
    event = {"type": "app_home_opened", "user": user, "channel": f"D{user[1:]}", "tab": "home", "event_ts": "1.0"}
    return {"type": "event_callback", "team_id": TEAM, "api_app_id": CONFIG.app_id, "event": event}


def command(user: str, name: str, text: str = "") -> Json:
    """A slash command."""
    return {"command": name, "text": text, "team_id": TEAM, "user_id": user, "trigger_id": _trigger()}


def tapped(view: View, action_id: str, *, value: Json | None = None, of: str = "") -> Json:
    """The use of the first element with this action id (and, with `of`, this value) in a view.

    Raises LookupError when the app showed none.
    """
    for block in view.blocks:
        for element in [*block.get("elements", []), block.get("element", {}), block.get("accessory", {})]:
            if element.get("action_id") == action_id and (not of or element.get("value") == of):
                return _action(view, block, element, value or {})
    raise LookupError(f"no {action_id} in this view")


def submitted(view: View) -> Json:
    """The submission of a window with the values that it holds."""
    return _base(view.user, "view_submission") | {"view": view.for_app(CONFIG), "response_urls": []}


def answer_of(response: BoltResponse) -> Json:
    """The JSON that the app acknowledged with; empty when it was nothing or a text."""
    return dict(json.loads(response.body)) if response.body and response.body.startswith("{") else {}


def searched(view: View, block_id: str, action_id: str, query: str) -> Json:
    """What is typed into a list of suggestions."""
    about = {"block_id": block_id, "action_id": action_id, "value": query}
    return _base(view.user, "block_suggestion") | about | {"view": view.for_app(CONFIG)}


def options(view: View, field: str) -> list[Json]:
    """The choices that the field of this name offers.

    Raises LookupError when there is none.
    """
    for block in view.blocks:
        for element in [*block.get("elements", []), block.get("element", {})]:
            if block["block_id"].partition(":")[0] == field and "options" in element:
                return list(element["options"])
    raise LookupError(f"no {field} in this view")


def fill(view: View, **values: Json) -> View:
    """Types and chooses: each value goes to the field of its name, over what was there."""
    for name, value in values.items():
        for block_id in [each for each in view.values if each.partition(":")[0] == name]:
            for held in view.values[block_id].values():
                held.update(value)
    return view


def _action(view: View, block: Json, element: Json, value: Json) -> Json:
    ids = {"block_id": block["block_id"], "action_id": element["action_id"], "type": element["type"]}
    if value:
        view.values[block["block_id"]][element["action_id"]].update(value)
    kept = {"value": element["value"]} if "value" in element else {}
    return _base(view.user, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "view": view.for_app(CONFIG),
        "actions": [{**ids, **kept, **value, "action_ts": "1.0"}],
    }


def _base(user: str, kind: str) -> Json:
    person = {"id": user, "username": "person", "name": "person", "team_id": TEAM}
    about = {"type": kind, "team": {"id": TEAM, "domain": "bench"}, "user": person, "api_app_id": CONFIG.app_id}
    return {**about, "trigger_id": _trigger(), "enterprise": None, "is_enterprise_install": False}


def _trigger() -> str:
    return f"{next(_triggers)}.bench"


CONFIG = WorkspaceConfig(TEAM, "Benchmark", (), {}, bot_token="", app_token="", signing_secret="")
