"""*People Leaving*: an administrator sets last days; supervisors see what their aides have to sign before."""

from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.fields import choice_of, date_of
from bot.slack.ids import Action, Callback
from bot.views.leaving import leaving_window
from handlers.acting import Who, reading, show, writing
from handlers.home import Homes
from models.db import DbSession
from models.errors import RuleViolation
from models.office import LeavingForm
from models.outputs import Actor
from models.services import leaving


def register(app: App) -> None:
    """Listens to the button of Home and to the window."""
    app.action(Action.OPEN_LEAVING)(open_leaving)
    app.view(Callback.LEAVING)(submit_leaving)


def open_leaving(ack: Ack, body: dict[str, Any], who: Who, deps: Deps) -> None:
    """Opens the list."""
    now = deps.clock()
    form = reading(deps, who, lambda db, actor: leaving.leaving_form(db, actor, now=now))
    show(deps, body, leaving_window(form))
    ack()


def submit_leaving(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Sets or takes back the last day, and shows the list anew."""
    person, last, now = choice_of(view, "person"), date_of(view, "last"), deps.clock()
    if person is None:
        raise RuleViolation("Choose a person.", "person")

    def work(db: DbSession, actor: Actor) -> LeavingForm:
        leaving.set_last_day(db, actor, int(person), last, now=now)
        return leaving.leaving_form(db, actor, now=now)

    form = writing(deps, who, work)
    homes.soon(who)
    ack(response_action="update", view=leaving_window(form, "Saved."))
