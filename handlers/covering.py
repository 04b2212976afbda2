"""*Cover a session*: from Home, the log window, `/sessions cover`, or the window that cancels one's own session."""

from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.fields import choice_of
from bot.slack.ids import Action, Callback
from bot.slack.metadata import EditTarget, SessionTarget
from bot.views import covering as views
from handlers.acting import Who, reading, show, writing
from handlers.edit_windows import renew_below
from handlers.home import Homes
from handlers.pages import Pages
from handlers.session import session_view
from models.covering import Covered
from models.errors import RuleViolation
from models.services import covering, covers


def register(app: App) -> None:
    """Listens to the window wherever it is opened, and to its answer."""
    app.action(Action.OPEN_COVER)(open_cover)
    app.action(Action.HAND_OVER)(open_hand_over)
    app.action(Action.COVER_FOR)(choose_owner)
    app.view(Callback.COVER)(submit_cover)
    app.action(Action.UNDO_COVER)(undo_cover)
    app.action(Action.OPEN_COVERED)(open_covered)


def open_cover(ack: Ack, body: dict[str, Any], who: Who, deps: Deps) -> None:
    """Opens the window, or shows it in place of the one that it was pressed in."""
    form = reading(deps, who, lambda db, actor: covering.cover_form(db, actor, now=deps.clock()))
    show(deps, body, views.cover_window(form, EditTarget(0)))
    ack()


def open_hand_over(ack: Ack, body: dict[str, Any], who: Who, deps: Deps) -> None:
    """Asks who covers one's own session, in place of why it is cancelled."""
    target, now = EditTarget.load(body["view"]), deps.clock()
    form = reading(deps, who, lambda db, actor: covering.cover_form(db, actor, now=now, session_id=target.session_id))
    deps.client.views_update(view_id=body["view"]["id"], view=views.cover_window(form, target))
    ack()


def choose_owner(ack: Ack, body: dict[str, Any], who: Who, deps: Deps) -> None:
    """Lists the sessions of the colleague who was chosen."""
    view, now = body["view"], deps.clock()
    owner_id = _number(view, "owner")
    form = reading(deps, who, lambda db, actor: covering.cover_form(db, actor, now=now, owner_id=owner_id))
    deps.client.views_update(view_id=view["id"], view=views.cover_window(form, EditTarget.load(view)))
    ack()


def _number(view: dict[str, Any], field: str) -> int | None:
    """An id that was chosen; what is none is nobody."""
    chosen = choice_of(view, field) or ""
    return int(chosen) if chosen.isdecimal() else None


def submit_cover(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes, pages: Pages) -> None:
    """Hands the session over, and says what was arranged."""
    target, substitute, now = EditTarget.load(view), _number(view, "substitute"), deps.clock()
    session_id = target.session_id or _number(view, "session")
    if session_id is None:
        raise RuleViolation("Choose somebody with a session that can be covered.", "owner")
    result = writing(
        deps, who, lambda db, actor: covering.cover(db, actor, session_id, substitute, view["id"], now=now)
    )
    _renew(homes, who, result)
    renew_below(deps, who, pages, view, target, "")
    ack(response_action="update", view=views.covered(result, target))


def _renew(homes: Homes, who: Who, result: Covered) -> None:
    """Home and reminders of everybody whom it concerns."""
    for user in {who.user_id, *result.accounts}:
        homes.soon(Who(who.team_id, user))


def undo_cover(
    ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps, homes: Homes, pages: Pages
) -> None:
    """Puts the session back, and says so in the same window."""
    cover_id, now, view = int(action["value"]), deps.clock(), body["view"]
    target = EditTarget.load(view)
    result = writing(deps, who, lambda db, actor: covers.undo(db, actor, cover_id, now=now))
    _renew(homes, who, result)
    renew_below(deps, who, pages, view, target, "")
    deps.client.views_update(view_id=view["id"], view=views.covered(result, target))
    ack()


def open_covered(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps) -> None:
    """Shows the session that the person covers, to be filled in."""
    show(deps, body, session_view(deps, who, SessionTarget(int(action["value"]))))
    ack()
