"""The session window: opened, filled in, seen as all students or as one, saved at every touch."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.fields import place_problems, renewed
from bot.slack.ids import Action, Callback
from bot.slack.metadata import AuditTarget, FutureTarget, Scope, SessionTarget
from bot.slack.state import read_changes
from bot.views import words
from bot.views.future import future_form
from bot.views.meeting import met_notice, met_problems
from bot.views.session import posted_session, session_window
from handlers.acting import Who, fill_again, in_modal, reading, starting, writing
from handlers.future import lead_to_audit
from handlers.home import Homes
from handlers.pages import Pages
from handlers.posting import drawn_audit
from models.db import DbSession
from models.errors import Changed, RuleViolation
from models.future import Reach
from models.inputs import CaptureChanges
from models.outputs import Actor, AuditSheet, SessionSheet
from models.rules.session_state import EDITABLE
from models.services import capture, future, history, posting, usual


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
    app.action(Action.SAME_AS_LAST)(fill_same_as_last)
    app.view(Callback.CAPTURE)(submit_capture)


def open_session(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps) -> None:
    """Opens a session: to fill it in, or, when it cannot be edited, as it stands with its signatures."""
    session_id = int(action["value"])
    deps.client.views_open(trigger_id=body["trigger_id"], view=session_view(deps, who, SessionTarget(session_id)))
    ack()


def open_from_audit(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps) -> None:
    """Opens a session from Session Audit, at the student that has to be looked at, on top of the audit."""
    session_id, _, student_id = str(action["value"]).partition(":")
    target = SessionTarget(int(session_id), back=asked_for(body))
    if student_id:
        target = replace(target, view="one", student_id=int(student_id))
    view = session_view(deps, who, target)
    if in_modal(body):
        deps.client.views_push(trigger_id=body["trigger_id"], view=view)
    else:
        deps.client.views_open(trigger_id=body["trigger_id"], view=view)
    ack()


def asked_for(body: dict[str, Any]) -> Scope:
    """What the Session Audit was asked for in which a button was pressed."""
    try:
        return AuditTarget.load(body["view"]).scope
    except Changed:
        return "all"


def session_view(deps: Deps, who: Who, target: SessionTarget, notice: str = "", *, closed: str = "") -> dict[str, Any]:
    """The session as it is now: to be filled in, or, when it cannot be edited, as it stands.

    `closed` is why the day of a cancelled one has no place for it any more.
    """
    now = deps.clock()

    def read(db: DbSession, actor: Actor) -> SessionSheet:
        sheet = _read(db, actor, target, now)
        return sheet if sheet.state in EDITABLE else history.with_history(db, actor, sheet)

    sheet = reading(deps, who, read)
    if sheet.state not in EDITABLE:
        return posted_session(sheet, closed)
    return session_window(sheet, target, notice=notice)


def _read(db: DbSession, actor: Actor, target: SessionTarget, now: datetime) -> SessionSheet:
    sheet = capture.open_session(db, actor, target.session_id, now=now)
    return usual.with_usual(db, sheet, target.student_id) if target.view == "one" else sheet


def change_mark(
    ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps, homes: Homes, pages: Pages
) -> None:
    """Saves what was touched and what was typed since the last button, then shows what the record says now."""
    view, target = body["view"], SessionTarget.load(body["view"])
    saved, turned = _saved(deps, who, body, action, target)
    if turned != target:
        pages.turn(view["id"], turned)
    notice = "Saved." if action["action_id"] == Action.SAVE and not saved.problems else ""
    _fill(deps, who, body, pages, turned, saved, notice)
    homes.soon(who)
    ack()


def _saved(
    deps: Deps, who: Who, body: dict[str, Any], action: dict[str, Any], target: SessionTarget
) -> tuple[capture.Recorded, SessionTarget]:
    """Saves what the window holds. Gives the record, and the page to be shown."""
    changes, now = read_changes(body["view"], body["actions"]), deps.clock()

    def work(db: DbSession, actor: Actor) -> tuple[capture.Recorded, SessionTarget]:
        saved = capture.record(db, actor, target.session_id, changes, now=now)
        # A text that could not be read is only in the window: it must not turn the page.
        turned = target if saved.problems else _turned(target, action)
        return _with_usual(db, saved, turned), turned

    return writing(deps, who, work)


def fill_all_present(ack: Ack, body: dict[str, Any], who: Who, deps: Deps, homes: Homes, pages: Pages) -> None:
    """Marks everybody about whom nothing was said as present, as scheduled. Fields are filled anew, so ids change."""
    view = body["view"]
    target, changes, now = SessionTarget.load(view), read_changes(view, body["actions"]), deps.clock()

    def work(db: DbSession, actor: Actor) -> capture.Recorded:
        saved = capture.all_present(db, actor, target.session_id, now=now, changes=changes)
        return _with_usual(db, saved, target)

    saved = writing(deps, who, work)
    raised = target if saved.problems else replace(target, revision=target.revision + 1)
    pages.turn(view["id"], raised)
    notice = words.all_present(list(capture.field_problems(saved.sheet).values()))
    _fill(deps, who, body, pages, raised, saved, notice)
    homes.soon(who)
    ack()


def fill_same_as_last(ack: Ack, body: dict[str, Any], who: Who, deps: Deps, homes: Homes, pages: Pages) -> None:
    """Adds the activities and accommodations of last time. Attendance is never copied."""
    view = body["view"]
    target, changes, now = SessionTarget.load(view), read_changes(view, body["actions"]), deps.clock()

    def work(db: DbSession, actor: Actor) -> tuple[capture.Recorded, date | None]:
        saved, last = usual.same_as_last(db, actor, target.session_id, now=now, changes=changes)
        return _with_usual(db, saved, target), last

    saved, last = writing(deps, who, work)
    raised = target if saved.problems else replace(target, revision=target.revision + 1)
    pages.turn(view["id"], raised)
    _fill(deps, who, body, pages, raised, saved, words.same_as_last(last))
    homes.soon(who)
    ack()


def _with_usual(db: DbSession, saved: capture.Recorded, target: SessionTarget) -> capture.Recorded:
    """With what the student in front was given lately, where one is."""
    if target.view == "all":
        return saved
    return replace(saved, sheet=usual.with_usual(db, saved.sheet, target.student_id))


def _turned(target: SessionTarget, action: dict[str, Any]) -> SessionTarget:
    """Where a button leads: to all students, to one, or nowhere else."""
    name = action["action_id"]
    student = str(action.get("value") or "")
    shown = int(student) if student.isdecimal() else None
    if name.startswith(Action.SHOW_ALL):
        return replace(target, view="all", student_id=shown)
    if name.startswith(Action.SHOW_ONE):
        return replace(target, view="one", student_id=shown)
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
    told = " ".join(filter(None, [notice, met_notice(saved.sheet, saved.met)]))

    def draw(sheet: SessionSheet, shown: SessionTarget) -> dict[str, Any]:
        found, said = {**capture.field_problems(sheet), **saved.problems}, met_problems(sheet, saved.met)
        drawn = session_window(sheet, shown, problems=found, said=said, notice=told)
        return renewed(drawn, body["view"], saved.problems)

    def newest() -> dict[str, Any]:
        now = deps.clock()
        sheet = reading(deps, who, lambda db, actor: _read(db, actor, target, now))
        return draw(sheet, pages.newest(body["view"]["id"], target))

    fill_again(deps, body, draw(saved.sheet, target), newest)


def submit_capture(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Save and Post: saves everything, then leads to Session Audit, or back to the audit it was opened from."""
    target = SessionTarget.load(view)
    saved, reached, draw_audit = _save_and_audit(deps, who, target.session_id, read_changes(view))
    homes.soon(who)
    held_back = _held_back(view, target, saved)
    if held_back:
        ack(response_action="update", view=held_back)
        return
    leads_to = FutureTarget(target.session_id, target.back)
    if reached:
        ack(response_action="update", view=future_form(saved.sheet, reached, leads_to))
    elif target.back:
        lead_to_audit(ack, view, who, deps, leads_to)
    else:
        ack(response_action="update", view=draw_audit())


def _held_back(view: dict[str, Any], target: SessionTarget, saved: capture.Recorded) -> dict[str, Any] | None:
    """The window to be looked at before anything is posted; None when nothing holds it back.

    All that could be saved is saved. Raises RuleViolation in Documentation View, where what is wrong has a field.
    """
    if saved.met and not saved.problems:
        notice = (
            f"{met_notice(saved.sheet, saved.met)} Look at it, then press Save and {words.post(saved.sheet.submits)}."
        )
        found, said = capture.field_problems(saved.sheet), met_problems(saved.sheet, saved.met)
        return renewed(session_window(saved.sheet, target, problems=found, said=said, notice=notice), view)
    if target.view == "one":
        _require_nothing_wrong(view, saved)
        return None
    return session_window(saved.sheet, target, problems=saved.problems) if saved.problems else None


def _save_and_audit(
    deps: Deps, who: Who, session_id: int, changes: CaptureChanges
) -> tuple[capture.Recorded, Reach | None, Callable[[], dict[str, Any]]]:
    """Saves, looks which future sessions differ, and audits, in one transaction. The audit is drawn when asked for."""
    now = deps.clock()

    def work(db: DbSession, actor: Actor) -> tuple[capture.Recorded, Reach | None, AuditSheet, Actor]:
        saved = capture.record(db, actor, session_id, changes, now=now)
        reached = future.reach(db, actor, session_id) if saved.sheet.in_series else None
        return saved, reached, posting.audited(db, actor, [saved.sheet], now=now), actor

    saved, reached, audit, actor = writing(deps, who, work)
    return saved, reached, lambda: drawn_audit(audit, actor, "one")


def _require_nothing_wrong(view: dict[str, Any], saved: capture.Recorded) -> None:
    """Raises RuleViolation for what is wrong on this page. Session Audit tells of the other students, by name."""
    found = capture.field_problems(saved.sheet)
    here = {name: text for name, text in found.items() if place_problems(view, {name: text})[0]}
    if here or saved.problems:
        raise RuleViolation({**here, **saved.problems})
