"""*District Settings*: an administrator opens, changes and saves what the district decides for itself."""

from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.admin_metadata import SettingsTarget
from bot.slack.fields import choice_of, text_of
from bot.slack.ids import Action, Callback
from bot.views.district import settings_form, settings_preview, settings_saved
from handlers.acting import Who, reading, show, writing
from handlers.home import Homes
from models.district import District
from models.errors import Changed
from models.rules.district_settings import read_district
from models.services import district


def register(app: App) -> None:
    """Listens to the button and to the two windows."""
    app.action(Action.OPEN_SETTINGS)(open_settings)
    app.view(Callback.SETTINGS)(submit_settings)
    app.view(Callback.APPLY_SETTINGS)(apply_settings)


def open_settings(ack: Ack, body: dict[str, Any], who: Who, deps: Deps) -> None:
    """Opens the window with the settings as they are."""
    found = reading(deps, who, lambda _, actor: district.settings(actor))
    view = settings_form(found, SettingsTarget(district.seen(found)))
    show(deps, body, view)
    ack()


def submit_settings(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Saves the settings and shows what holds now; another number of days shows first what it does."""
    wanted, target, now = _typed(view), SettingsTarget.load(view), deps.clock()
    numbers = reading(deps, who, lambda db, actor: district.late_numbers(db, actor, wanted, target.shown, now=now))
    if numbers is not None:
        ack(response_action="push", view=settings_preview(wanted, numbers, target))
        return
    ack(response_action="update", view=_changed(deps, who, homes, wanted, target))


def _typed(view: dict[str, Any]) -> District:
    return read_district(
        text_of(view, "log_days"),
        text_of(view, "shortest"),
        choice_of(view, "minutes"),
        text_of(view, "contact"),
        initials_only=choice_of(view, "names") == "initials",
    )


def _changed(deps: Deps, who: Who, homes: Homes, wanted: District, target: SettingsTarget) -> dict[str, Any]:
    """Saves, and gives the window that says what holds now."""
    now = deps.clock()
    changed = writing(deps, who, lambda db, actor: district.change(db, actor, wanted, target.shown, now=now))
    homes.soon(who)
    return settings_saved(wanted, changed=bool(changed))


def apply_settings(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Saves what was agreed to, and shows it in place of the window below as well."""
    target = SettingsTarget.load(view)
    if target.wanted is None:
        raise Changed(district.CHANGED)
    saved = _changed(deps, who, homes, target.wanted, target)
    if view.get("previous_view_id"):
        deps.client.views_update(view_id=view["previous_view_id"], view=saved)
        ack()
        return
    ack(response_action="update", view=saved)
