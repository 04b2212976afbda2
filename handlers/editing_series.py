"""*Edit Session Series*: the numbers first, then done, and undone."""

from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.ids import Action, Callback
from bot.slack.metadata import EditTarget
from bot.views.editing_series import series_edited, series_window
from bot.views.words import of_sessions
from handlers.acting import Who, writing
from handlers.edit_windows import asked_again, below_renewed, renew_below, wanted_of
from handlers.home import Homes
from handlers.pages import Pages
from models.editing import Asked
from models.services import editing_series, series_edits


def register(app: App) -> None:
    """Listens to *Edit Session Series* and to its Undo."""
    app.view(Callback.EDIT_SERIES)(submit_series)
    app.action(Action.UNDO_EDIT)(undo_edit)


def submit_series(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes, pages: Pages) -> None:
    """Shows the numbers, or, when the person agreed to them, changes the series and says what was done."""
    target, now = EditTarget.load(view), deps.clock()
    wanted, session_id = wanted_of(view, target), target.session_id
    result = writing(
        deps, who, lambda db, actor: editing_series.change_series(db, actor, session_id, wanted, view["id"], now=now)
    )
    if isinstance(result, Asked):
        ack(response_action="update", view=series_window(result.form, asked_again(target, result), result))
        return
    homes.soon(who)
    renew_below(deps, who, pages, view, target, f"The series was changed: {of_sessions(result.what)}.")
    ack(response_action="update", view=series_edited(result, below_renewed(target)))


def undo_edit(
    ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps, homes: Homes, pages: Pages
) -> None:
    """Puts the series back, and says so in the same window and in the one below."""
    edit_id, now, view = int(action["value"]), deps.clock(), body["view"]
    target = EditTarget.load(view)
    undone = writing(deps, who, lambda db, actor: series_edits.undo(db, actor, edit_id, now=now))
    homes.soon(who)
    renew_below(deps, who, pages, view, target, "The change of the series was taken back.")
    deps.client.views_update(view_id=view["id"], view=series_edited(undone, target))
    ack()
