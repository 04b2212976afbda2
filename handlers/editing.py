"""The three dots of the session window, *Single Session Edit*, and the question about the session type."""

from datetime import datetime, timedelta
from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.ids import Action, Callback
from bot.slack.metadata import EditTarget, SessionTarget
from bot.slack.state import read_changes
from bot.views import editing as views
from bot.views.asking import with_answer
from bot.views.cancelling import cancel_window, end_window
from bot.views.editing_series import series_window
from bot.views.problems import problem_view
from bot.views.session import More
from handlers.acting import Who, reading, writing
from handlers.edit_windows import asked_again, renew_below, wanted_of
from handlers.home import Homes
from handlers.pages import Pages
from handlers.session import asked_for
from models.db import DbSession
from models.editing import Asked
from models.errors import NotFound, RuleViolation
from models.outputs import Actor, SessionSheet
from models.services import asking, capture, editing, editing_series, ending_series


def register(app: App) -> None:
    """Listens to the menu, to *Single Session Edit*, and to *Ask my supervisor*."""
    app.action(Action.MORE)(choose_more)
    app.action(Action.OPEN_EDIT)(open_edit)
    app.view(Callback.EDIT)(submit_edit)
    app.action(Action.ASK_SUPERVISOR)(ask_supervisor)


def choose_more(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps) -> None:
    """Saves what was typed in the session window, then opens what was chosen on top of it."""
    view, chosen = body["view"], str(action["selected_option"]["value"])
    below, changes, now = SessionTarget.load(view), read_changes(view, body["actions"]), deps.clock()

    def work(db: DbSession, actor: Actor) -> dict[str, Any]:
        saved = capture.record(db, actor, below.session_id, changes, now=now)
        if saved.problems:
            raise RuleViolation(" ".join(saved.problems.values()))
        return _chosen(db, actor, chosen, saved.sheet, below, now)

    deps.client.views_push(trigger_id=body["trigger_id"], view=writing(deps, who, work))
    ack()


def _chosen(
    db: DbSession, actor: Actor, chosen: str, sheet: SessionSheet, below: SessionTarget, now: datetime
) -> dict[str, Any]:
    """The window behind an option of the menu. Raises NotFound for what is none."""
    target = EditTarget(sheet.id, sheet.version, below=below)
    if chosen == More.EDIT:
        return views.edit_window(editing.edit_form(db, actor, sheet.id, now=now), target)
    if chosen == More.CANCEL:
        return cancel_window(sheet, target)
    if chosen == More.EDIT_SERIES:
        form = editing_series.series_form(db, actor, sheet.id, now=now)
        return series_window(form, EditTarget(sheet.id, sheet.version, day=sheet.date, below=below))
    if chosen in (More.DELETE_SERIES, More.END_SERIES):
        deleting = chosen == More.DELETE_SERIES
        last = sheet.date - timedelta(days=deleting)
        return end_window(ending_series.end_form(db, actor, sheet.id, last, now=now), target, deleting=deleting)
    raise NotFound


def open_edit(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps) -> None:
    """Opens *Single Session Edit* from Session Audit, on top of it."""
    session_id, now = int(str(action["value"]).partition(":")[0]), deps.clock()
    form = reading(deps, who, lambda db, actor: editing.edit_form(db, actor, session_id, now=now))
    target = EditTarget(session_id, form.version, back=asked_for(body))
    deps.client.views_push(trigger_id=body["trigger_id"], view=views.edit_window(form, target))
    ack()


def submit_edit(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes, pages: Pages) -> None:
    """Saves the edit, or asks what has to be answered first, with everything typed still there."""
    target, now = EditTarget.load(view), deps.clock()
    wanted = wanted_of(view, target)
    result = writing(deps, who, lambda db, actor: editing.change(db, actor, target.session_id, wanted, now=now))
    if isinstance(result, Asked):
        ack(response_action="update", view=views.edit_window(result.form, asked_again(target, result), result))
        return
    homes.soon(who)
    if renew_below(deps, who, pages, view, target, views.saved_notice(result)):
        ack()
    else:
        ack(response_action="update", view=problem_view(views.saved_notice(result)))


def ask_supervisor(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps) -> None:
    """Asks the supervisor which type is right, by a message of Carelog's. The window says so and keeps its fields."""
    session_id, now, view = int(action["value"]), deps.clock(), body["view"]
    said = writing(deps, who, lambda db, actor: asking.ask(db, actor, session_id, now=now))
    deps.client.views_update(view_id=view["id"], view=with_answer(view, said))
    ack()
