"""*District Settings*: an administrator opens, changes and saves what the district decides for itself."""

from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.admin_metadata import SettingsTarget
from bot.slack.fields import choice_of, text_of
from bot.slack.ids import Action, Callback
from bot.views.district import settings_form, settings_saved
from handlers.acting import Who, reading, show, writing
from handlers.home import Homes
from models.rules.district_settings import read_district
from models.services import district


def register(app: App) -> None:
    """Listens to the button of Home and to the window."""
    app.action(Action.OPEN_SETTINGS)(open_settings)
    app.view(Callback.SETTINGS)(submit_settings)


def open_settings(ack: Ack, body: dict[str, Any], who: Who, deps: Deps) -> None:
    """Opens the window with the settings as they are."""
    found = reading(deps, who, lambda _, actor: district.settings(actor))
    view = settings_form(found, SettingsTarget(district.seen(found)))
    show(deps, body, view)
    ack()


def submit_settings(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Saves the settings and shows what holds now."""
    wanted = read_district(
        text_of(view, "log_days"),
        text_of(view, "shortest"),
        choice_of(view, "minutes"),
        text_of(view, "contact"),
        initials_only=choice_of(view, "names") == "initials",
    )
    shown, now = SettingsTarget.load(view).shown, deps.clock()
    changed = writing(deps, who, lambda db, actor: district.change(db, actor, wanted, shown, now=now))
    homes.soon(who)
    ack(response_action="update", view=settings_saved(wanted, changed=bool(changed)))
