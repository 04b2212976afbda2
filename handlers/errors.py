"""One place that turns what went wrong into words where the person is: at the field, in a window, or in an answer."""

import logging
import secrets
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.deps import Deps
from bot.logs import where
from bot.slack.fields import place_problems
from bot.views.home import home_stranger
from bot.views.problems import problem_view
from models.errors import CarelogError, RuleViolation, Unknown

log = logging.getLogger("carelog.handlers")
MOST_WINDOWS = 3


def register(app: App, deps: Deps) -> None:
    """Makes this the handler of everything that a listener raises."""

    def on_error(error: Exception, request: BoltRequest) -> BoltResponse:
        return answer(deps, error, request.body)

    app.error(on_error)


def answer(deps: Deps, error: Exception, body: dict[str, Any]) -> BoltResponse:
    """What the person is told about an error. Nothing of what was entered is repeated or logged."""
    code = ""
    if isinstance(error, CarelogError):
        text = str(error)
        log.info("refused %s", type(error).__name__)
    else:
        code = secrets.token_hex(3).upper()
        text = _sentence(error)
        log.error("reference %s: %s", code, where(error))
    try:
        return _tell(deps, error, text, code, body)
    except (SlackClientError, OSError) as failure:
        log.error("reference %s: could not tell the person: %s", code or "-", where(failure))  # noqa: TRY400
        # Unanswered, so that Slack itself says that it had trouble, and sends an event once more.
        return BoltResponse(status=500, body="")


def _sentence(error: Exception) -> str:
    if isinstance(error, SlackApiError) and error.response.get("error") == "expired_trigger_id":
        return "Slack closed the door before the window was ready. Nothing was lost: please press the button again."
    if isinstance(error, SlackClientError | OSError):
        return "Slack did not answer. What you had saved is kept: please try again."
    return "Something went wrong in Carelog. What you had saved is kept: please try again."


def _tell(deps: Deps, error: Exception, text: str, code: str, body: dict[str, Any]) -> BoltResponse:
    kind = body.get("type", "")
    if kind == "view_submission":
        return _at_submission(error, text, code, body["view"])
    if body.get("command"):
        said = f"{text} (Reference code {code})" if code else text
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": said})
    if kind == "block_suggestion":
        return BoltResponse(status=200, body={"options": []})
    if body.get("trigger_id"):
        view = problem_view(text, code=code)
        open_window = body.get("view") if (body.get("view") or {}).get("type") == "modal" else None
        if open_window is None:
            deps.client.views_open(trigger_id=body["trigger_id"], view=view)
        elif _depth(open_window) < MOST_WINDOWS:
            deps.client.views_push(trigger_id=body["trigger_id"], view=view)
    elif body.get("event", {}).get("type") == "app_home_opened":
        shown = text if isinstance(error, Unknown) else f"{text} Open Home again in a moment."
        deps.client.views_publish(user_id=body["event"]["user"], view=home_stranger(shown))
    elif body.get("event", {}).get("type") == "message" and not code:
        deps.client.chat_postMessage(channel=body["event"]["channel"], text=text)
    elif body.get("event") and code:
        # Nobody was told, and Slack sends an event again that is not answered.
        return BoltResponse(status=500, body="")
    return BoltResponse(status=200, body="")


def _at_submission(error: Exception, text: str, code: str, view: dict[str, Any]) -> BoltResponse:
    """Errors at their fields where all of them have one; else a window on top, so that what was typed stays below."""
    if isinstance(error, RuleViolation):
        placed, rest = place_problems(view, error.problems)
        if placed and not rest:
            return _json({"response_action": "errors", "errors": placed})
        if placed:
            # Slack shows either field errors or another window: the first field carries what has no place of its own.
            first = next(iter(placed))
            placed[first] = " ".join([placed[first], *rest.values()])
            return _json({"response_action": "errors", "errors": placed})
    action = "push" if _depth(view) < MOST_WINDOWS else "update"
    return _json({"response_action": action, "view": problem_view(text, code=code)})


def _depth(view: dict[str, Any]) -> int:
    """How deep a window stands at least: 1 at the bottom, 2 above it. Slack allows three."""
    if not view.get("previous_view_id"):
        return 1
    return 2 if view["previous_view_id"] == view.get("root_view_id") else MOST_WINDOWS


def _json(body: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=body)
