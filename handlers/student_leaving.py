"""*Students Leaving*: an administrator or a supervisor sets a student's last day, previewed, applied and undone."""

from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.admin_metadata import StudentTarget
from bot.slack.fields import choice_of, date_of
from bot.slack.ids import Action, Callback
from bot.views.series import student_options
from bot.views.student_leaving import leaving_form, leaving_preview, student_left
from handlers.acting import Who, reading, show, writing
from handlers.home import Homes
from models.errors import RuleViolation
from models.office import StudentLeaves
from models.services import student_leaving, student_returning


def register(app: App) -> None:
    """Listens to the button, the search, the two windows, and *Undo*."""
    app.action(Action.OPEN_STUDENT_LEAVING)(open_student_leaving)
    app.options(Action.FIND_LEAVING)(find_leaving)
    app.view(Callback.STUDENT_LEAVING)(preview_leaving)
    app.view(Callback.APPLY_LEAVING)(apply_leaving)
    app.action(Action.UNDO_LEAVING)(undo_leaving)


def open_student_leaving(ack: Ack, body: dict[str, Any], deps: Deps) -> None:
    """Opens the window; who may see students is judged where they are searched for."""
    show(deps, body, leaving_form())
    ack()


def find_leaving(ack: Ack, payload: dict[str, Any], who: Who, deps: Deps) -> None:
    """Answers the search for a student."""
    query, now = str(payload.get("value") or ""), deps.clock()
    ack(student_options(reading(deps, who, lambda db, actor: student_leaving.find_students(db, actor, query, now=now))))


def preview_leaving(ack: Ack, view: dict[str, Any], who: Who, deps: Deps) -> None:
    """Shows what the last day does."""
    student, last, now = choice_of(view, "student"), date_of(view, "last"), deps.clock()
    if student is None or last is None:
        raise RuleViolation({"student": "Choose a student."} if student is None else {"last": "Choose the last day."})
    shown = reading(deps, who, lambda db, actor: student_leaving.preview(db, actor, int(student), last, now=now))
    ack(response_action="update", view=leaving_preview(shown))


def apply_leaving(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Does what was agreed to; shows the numbers anew where they moved."""
    target, now = StudentTarget.load(view), deps.clock()
    result = writing(
        deps,
        who,
        lambda db, actor: student_leaving.leave(
            db, actor, target.student_id, target.last_day, target.agreed, view["id"], now=now
        ),
    )
    if isinstance(result, StudentLeaves):
        ack(response_action="update", view=leaving_preview(result, moved=True))
        return
    homes.soon(who)
    ack(response_action="update", view=student_left(result))


def undo_leaving(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Takes the last day back."""
    departure_id, now = int(action["value"]), deps.clock()
    result = writing(deps, who, lambda db, actor: student_returning.undo(db, actor, departure_id, now=now))
    homes.soon(who)
    deps.client.views_update(view_id=body["view"]["id"], view=student_left(result))
    ack()
