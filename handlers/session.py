"""The session window: opened, filled in, seen as all students or as one, saved at every touch."""

from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.fields import place_problems, renewed
from bot.slack.ids import Action, Callback
from bot.slack.metadata import AuditTarget, Scope, SessionTarget
from bot.slack.state import read_changes
from bot.views.session import posted_session, session_window
from handlers.acting import Who, fill_again, in_modal, reading, starting, writing
from handlers.home import Homes
from handlers.pages import Pages
from handlers.posting import audit_view
from models.db import DbSession
from models.errors import Changed, RuleViolation
from models.outputs import Actor, SessionSheet
from models.rules.session_state import EDITABLE
from models.services import capture, history


def register(app: App) -> None:
    """Listens to everything that is pressed in a session window."""
    app.action(Action.OPEN_SESSION)(open_session)
    app.action(Action.VIEW_POSTED)(open_session)
    app.action(Action.OPEN_FROM_AUDIT)(open_from_audit)
    app.action(starting(Action.MARK))(change_mark)
    app.action(starting(Action.SHOW_ALL))(change_mark)
    app.action(starting(Action.SHOW_ONE))(change_mark)
    app.action(Action.SAVE)(change_mark)
    app.action(Action.ALL_PRESENT)(fill_all_present)
    app.view(Callback.CAPTURE)(submit_capture)


def open_session(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps) -> None:
    """Opens a session: to fill it in, or, when it cannot be edited, as it stands with its signatures."""
    session_id = int(action["value"])
    deps.client.views_open(trigger_id=body["trigger_id"], view=_window(deps, who, SessionTarget(session_id)))
    ack()


def open_from_audit(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps) -> None:
    """Opens a session from Session Audit, at the student that has to be looked at, on top of the audit."""
    session_id, _, student_id = str(action["value"]).partition(":")
    target = SessionTarget(int(session_id), back=_asked_for(body))
    if student_id:
        target = replace(target, view="one", student_id=int(student_id))
    view = _window(deps, who, target)
    if in_modal(body):
        deps.client.views_push(trigger_id=body["trigger_id"], view=view)
    else:
        deps.client.views_open(trigger_id=body["trigger_id"], view=view)
    ack()


def _asked_for(body: dict[str, Any]) -> Scope:
    try:
        return AuditTarget.load(body["view"]).scope
    except Changed:
        return "all"


def _window(deps: Deps, who: Who, target: SessionTarget) -> dict[str, Any]:
    now = deps.clock()

    def read(db: DbSession, actor: Actor) -> SessionSheet:
        sheet = capture.open_session(db, actor, target.session_id, now=now)
        return sheet if sheet.state in EDITABLE else history.with_history(db, actor, sheet)

    sheet = reading(deps, who, read)
    return session_window(sheet, target) if sheet.state in EDITABLE else posted_session(sheet)


def change_mark(
    ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps, homes: Homes, pages: Pages
) -> None:
    """Saves what was touched and what was typed since the last button, then shows what the record says now."""
    view = body["view"]
    target, changes, now = SessionTarget.load(view), read_changes(view, body["actions"]), deps.clock()
    saved = writing(deps, who, lambda db, actor: capture.record(db, actor, target.session_id, changes, now=now))
    # A text that could not be read is only in the window: it must not turn the page.
    turned = target if saved.problems else _turned(target, action)
    if turned != target:
        pages.turn(view["id"], turned)
    notice = "Saved." if action["action_id"] == Action.SAVE and not saved.problems else ""
    _fill(deps, who, body, pages, turned, saved, notice)
    homes.soon(who)
    ack()


def fill_all_present(ack: Ack, body: dict[str, Any], who: Who, deps: Deps, homes: Homes, pages: Pages) -> None:
    """Marks everybody about whom nothing was said as present, as scheduled. Fields are filled anew, so ids change."""
    view = body["view"]
    target, changes, now = SessionTarget.load(view), read_changes(view, body["actions"]), deps.clock()
    saved = writing(
        deps, who, lambda db, actor: capture.all_present(db, actor, target.session_id, now=now, changes=changes)
    )
    raised = target if saved.problems else replace(target, revision=target.revision + 1)
    pages.turn(view["id"], raised)
    _fill(deps, who, body, pages, raised, saved, "All present, as scheduled. Now change the exceptions.")
    homes.soon(who)
    ack()


def _turned(target: SessionTarget, action: dict[str, Any]) -> SessionTarget:
    """Where a button leads: to all students, to one, or nowhere else."""
    name = action["action_id"]
    if name.startswith(Action.SHOW_ALL):
        return replace(target, view="all", student_id=None)
    if name.startswith(Action.SHOW_ONE):
        student = str(action.get("value") or "")
        return replace(target, view="one", student_id=int(student) if student.isdecimal() else None)
    return target


def _fill(
    deps: Deps,
    who: Who,
    body: dict[str, Any],
    pages: Pages,
    target: SessionTarget,
    saved: capture.Recorded,
    notice: str,
) -> None:
    def draw(sheet: SessionSheet, shown: SessionTarget) -> dict[str, Any]:
        found = {**capture.field_problems(sheet), **saved.problems}
        return renewed(session_window(sheet, shown, problems=found, notice=notice), body["view"], saved.problems)

    def newest() -> dict[str, Any]:
        now = deps.clock()
        sheet = reading(deps, who, lambda db, actor: capture.open_session(db, actor, target.session_id, now=now))
        return draw(sheet, pages.newest(body["view"]["id"], target))

    fill_again(deps, body, draw(saved.sheet, target), newest)


def submit_capture(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Save and Post: saves everything, then leads to Session Audit, or back to the audit it was opened from."""
    target, changes, now = SessionTarget.load(view), read_changes(view), deps.clock()
    saved = writing(deps, who, lambda db, actor: capture.record(db, actor, target.session_id, changes, now=now))
    homes.soon(who)
    if target.view == "one":
        _require_nothing_wrong(view, saved)
    elif saved.problems:
        ack(response_action="update", view=session_window(saved.sheet, target, problems=saved.problems))
        return
    ids = (target.session_id,)
    if target.back and view.get("previous_view_id"):
        below = audit_view(deps, who, target.back, ids if target.back == "one" else ())
        deps.client.views_update(view_id=view["previous_view_id"], view=below)
        ack()
        return
    ack(response_action="update", view=audit_view(deps, who, "one", ids))


def _require_nothing_wrong(view: dict[str, Any], saved: capture.Recorded) -> None:
    """Raises RuleViolation for what is wrong on this page. Session Audit tells of the other students, by name."""
    found = capture.field_problems(saved.sheet)
    here = {name: text for name, text in found.items() if place_problems(view, {name: text})[0]}
    if here or saved.problems:
        raise RuleViolation({**here, **saved.problems})
