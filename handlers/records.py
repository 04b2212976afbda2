"""*Posted sessions*: an administrator finds a session of anybody's, looks at it, and may unpost it."""

from datetime import date
from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.fields import date_of, text_of
from bot.slack.ids import Action, Callback
from bot.views.records import posted_list
from bot.views.session import posted_session
from handlers.acting import Who, reading, show, writing
from models.services import records


def register(app: App) -> None:
    """Listens to the button of Home, the search, and *View*."""
    app.action(Action.OPEN_POSTED)(open_posted)
    app.view(Callback.FIND_POSTED)(search_posted)
    app.action(Action.VIEW_RECORD)(view_record)


def open_posted(ack: Ack, body: dict[str, Any], who: Who, deps: Deps) -> None:
    """Opens the search, with the newest."""
    show(deps, body, _found(deps, who))
    ack()


def search_posted(ack: Ack, view: dict[str, Any], who: Who, deps: Deps) -> None:
    """Shows what was found in the same window."""
    ack(response_action="update", view=_found(deps, who, text_of(view, "name"), date_of(view, "date")))


def _found(deps: Deps, who: Who, name: str = "", on: date | None = None) -> dict[str, Any]:
    lines = reading(deps, who, lambda db, actor: records.find(db, actor, name=name, on=on))
    return posted_list(lines, name=name, on=on)


def view_record(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps) -> None:
    """Shows a session on top of the list."""
    session_id, now = int(action["value"]), deps.clock()
    sheet = writing(deps, who, lambda db, actor: records.look_at(db, actor, session_id, now=now))
    deps.client.views_push(trigger_id=body["trigger_id"], view=posted_session(sheet))
    ack()
