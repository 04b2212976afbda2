"""*Change a School Day*: a snow day, an added holiday or an early release, previewed, applied and undone."""

from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.admin_metadata import DayTarget
from bot.slack.fields import choice_of, date_of, text_of, time_of
from bot.slack.ids import Action, Callback
from bot.views.school_day import ALL, KINDS, USUAL, day_changed, day_form, day_preview
from handlers.acting import Who, reading, show, writing
from handlers.home import Homes
from models.enums import DayKind
from models.errors import RuleViolation
from models.office import DayChanged, DayPreview, WantedDay
from models.rules.time import to_local
from models.services import calendar_changes


def register(app: App) -> None:
    """Listens to the button of Home, the two windows, and *Undo*."""
    app.action(Action.OPEN_SCHOOL_DAY)(open_school_day)
    app.view(Callback.SCHOOL_DAY)(preview_day)
    app.view(Callback.APPLY_DAY)(apply_day)
    app.action(Action.UNDO_DAY)(undo_day)


def open_school_day(ack: Ack, body: dict[str, Any], who: Who, deps: Deps) -> None:
    """Opens the window with today."""
    found, zone = reading(deps, who, lambda db, actor: (calendar_changes.campuses(db, actor), actor.zone))
    view = day_form(found, to_local(deps.clock(), zone).date())
    show(deps, body, view)
    ack()


def preview_day(ack: Ack, view: dict[str, Any], who: Who, deps: Deps) -> None:
    """Shows what the change will do."""
    wanted, now = _wanted(view), deps.clock()
    shown = reading(deps, who, lambda db, actor: calendar_changes.preview(db, actor, wanted, now=now))
    ack(response_action="update", view=day_preview(shown, _target(shown)))


def apply_day(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Does what was agreed to; shows the numbers anew where they moved."""
    target, now = DayTarget.load(view), deps.clock()
    wanted = WantedDay(target.day, target.kind, target.name, target.release, target.campus_id)
    result = writing(
        deps, who, lambda db, actor: calendar_changes.change(db, actor, wanted, target.agreed, view["id"], now=now)
    )
    if isinstance(result, DayPreview):
        ack(response_action="update", view=day_preview(result, _target(result), moved=True))
        return
    _tell(homes, who, result)
    ack(response_action="update", view=day_changed(result))


def undo_day(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Takes the change back."""
    change_id, now = int(action["value"]), deps.clock()
    result = writing(deps, who, lambda db, actor: calendar_changes.undo(db, actor, change_id, now=now))
    _tell(homes, who, result)
    deps.client.views_update(view_id=body["view"]["id"], view=day_changed(result))
    ack()


def _tell(homes: Homes, who: Who, result: DayChanged) -> None:
    """Renews Home and the reminder of those who were told of a session today that is different now."""
    for user_id in dict.fromkeys([who.user_id, *result.told]):
        homes.soon(Who(who.team_id, user_id))


def _wanted(view: dict[str, Any]) -> WantedDay:
    """The change as it was chosen. Raises RuleViolation at the fields that are missing."""
    day, kind, campus = date_of(view, "date"), choice_of(view, "kind"), choice_of(view, "campus")
    problems = {} if day else {"date": "Choose the day."}
    if kind not in KINDS:
        problems["kind"] = "Choose what kind of day it is."
    if day is None or kind is None or problems:
        raise RuleViolation(problems)
    return WantedDay(
        day,
        None if kind == USUAL else DayKind(kind),
        text_of(view, "name"),
        time_of(view, "time"),
        None if campus in (None, ALL) else int(campus),
    )


def _target(shown: DayPreview) -> DayTarget:
    wanted = shown.wanted
    return DayTarget(wanted.date, wanted.kind, wanted.name, wanted.release, wanted.campus_id, shown.digest)
