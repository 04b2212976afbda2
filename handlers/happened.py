"""*Log what just happened*: the window, and the draft that it leads to."""

from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.ids import Action, Callback, Shortcut
from bot.slack.metadata import SessionTarget
from bot.slack.state import read_happened
from bot.views import happened as views
from bot.views.session import session_window
from handlers.acting import Who, reading, writing
from handlers.home import Homes
from models.services import happened


def register(app: App) -> None:
    """Listens to it wherever it can be pressed."""
    app.action(Action.LOG)(open_log)
    app.shortcut(Shortcut.LOG)(open_log)
    app.view(Callback.LOG)(submit_log)


def open_log(ack: Ack, body: dict[str, Any], who: Who, deps: Deps) -> None:
    """Opens the window, filled in with the last half hour."""
    form = reading(deps, who, lambda db, actor: happened.log_form(db, actor, now=deps.clock()))
    deps.client.views_open(trigger_id=body["trigger_id"], view=views.log_window(form))
    ack()


def submit_log(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Logs it as a draft, and shows the session, ready for *Save and Post*."""
    said, now = read_happened(view), deps.clock()
    logged = writing(deps, who, lambda db, actor: happened.log(db, actor, said, view["id"], now=now))
    homes.soon(who)
    shown = session_window(logged.sheet, SessionTarget(logged.sheet.id), notice=views.logged_notice(logged))
    ack(response_action="update", view=shown)
