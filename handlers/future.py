"""*Update Future Sessions*: the step between *Save and Post* and Session Audit, and its *Undo*."""

from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.fields import choice_of
from bot.slack.ids import Action, Callback
from bot.slack.metadata import AuditTarget, FutureTarget, Scope
from handlers.acting import Who, writing
from handlers.home import Homes
from handlers.posting import audit_view
from models.errors import RuleViolation
from models.future import Carried
from models.services import future


def register(app: App) -> None:
    """Listens to *Apply* and to *Undo*."""
    app.view(Callback.FUTURE)(submit_future)
    app.action(Action.UNDO_FUTURE)(undo_future)


def submit_future(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """*Apply*: carries the choices on, or not, and leads to Session Audit."""
    target, chosen, now = FutureTarget.load(view), choice_of(view, "update"), deps.clock()
    if chosen is None:
        raise RuleViolation("Choose Yes or No.", "update")
    carried = None
    if chosen == "yes":
        carried = writing(deps, who, lambda db, actor: future.carry(db, actor, target.session_id, now=now))
        homes.soon(who)
    lead_to_audit(ack, view, who, deps, target, carried)


def lead_to_audit(
    ack: Ack, view: dict[str, Any], who: Who, deps: Deps, target: FutureTarget, carried: Carried | None = None
) -> None:
    """Shows Session Audit in place of the window, or renews the one below from which the session was opened."""
    scope: Scope = target.back or "one"
    audit = audit_view(deps, who, scope, (target.session_id,) if scope == "one" else (), carried=carried)
    if target.back and view.get("previous_view_id"):
        deps.client.views_update(view_id=view["previous_view_id"], view=audit)
        ack()
        return
    ack(response_action="update", view=audit)


def undo_future(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Takes back what *Yes* changed, and says so in the same Session Audit."""
    target, carrying_id, now = AuditTarget.load(body["view"]), int(action["value"]), deps.clock()
    undone = writing(deps, who, lambda db, actor: future.undo(db, actor, carrying_id, now=now))
    homes.soon(who)
    ids = (undone.session_id,) if target.scope == "one" else ()
    shown = audit_view(deps, who, target.scope, ids, carried=undone)
    deps.client.views_update(view_id=body["view"]["id"], view=shown)
    ack()
