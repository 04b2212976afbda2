"""*Office*: an administrator's list of things to do. Each is opened, and guarded, by the journey that it belongs to."""

from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.ids import Action
from bot.views.office import office_window


def register(app: App) -> None:
    """Listens to the button of Home."""
    app.action(Action.OPEN_OFFICE)(open_office)


def open_office(ack: Ack, body: dict[str, Any], deps: Deps) -> None:
    """Opens the list."""
    deps.client.views_open(trigger_id=body["trigger_id"], view=office_window())
    ack()
