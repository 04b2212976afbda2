"""Professional oversight: the records that wait, *Approve* with the passphrase, and *Return* with a comment."""

from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.fields import secret_of, text_of
from bot.slack.ids import Action, Callback
from bot.slack.metadata import AuditTarget, Scope, UnpostTarget
from bot.views.oversight import approved, drawings, return_form, returned, review_window
from handlers.acting import Who, in_modal, reading, show, writing
from handlers.home import Homes
from handlers.misplaced import refuse_passphrase
from handlers.signing import with_passphrase
from models.errors import Changed, NotFound, RuleViolation
from models.inputs import Return
from models.outputs import SessionSheet
from models.oversight import Approved, Review
from models.rules.oversight import require_comment
from models.services import approving, oversight

TOO_LONG = "The oldest record is too long to be shown in one window. Tell your special-education office."


def register(app: App) -> None:
    """Listens to *Review*, to the approval, and to *Return* with its window."""
    app.action(Action.REVIEW)(open_review)
    app.action(Action.REVIEW_ONE)(open_review)
    app.view(Callback.APPROVE)(submit_approval)
    app.action(Action.OPEN_RETURN)(open_return)
    app.view(Callback.RETURN)(submit_return)


def open_review(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps) -> None:
    """Shows one record, or as many of all that wait as one window holds."""
    one = (int(action["value"]),) if action["action_id"] == Action.REVIEW_ONE else ()
    show(deps, body, review_view(deps, who, "one" if one else "all", one))
    ack()


def review_view(
    deps: Deps, who: Who, scope: Scope, ids: tuple[int, ...] = (), *, problem: str = "", notice: str = ""
) -> dict[str, Any]:
    """What waits for the person as it is now: these sessions, or all."""
    now = deps.clock()
    found = reading(deps, who, lambda db, actor: oversight.review(db, actor, ids, now=now))
    drawn = drawings(found)
    if found.sheets and not drawn:
        raise RuleViolation(TOO_LONG)
    shown: Review = oversight.within(found, len(drawn))
    target = AuditTarget(tuple(sheet.id for sheet in shown.sheets), shown.digest, scope)
    # As in Session Audit: a passphrase typed for other records is not kept by Slack.
    revision = int(shown.digest[:8], 16)
    found_wrong = {"": problem} if problem else None
    return review_window(shown, target, notice=notice, problems=found_wrong, revision=revision, drawn=drawn)


def submit_approval(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Approves what the window showed; what changed meanwhile is shown again first."""
    target, passphrase = AuditTarget.load(view), secret_of(view, "passphrase")
    if not passphrase:
        raise RuleViolation("Type your signing passphrase.", "passphrase")
    try:
        result = _approve(deps, who, target, passphrase)
    except Changed as change:
        ids = target.session_ids if target.scope == "one" else ()
        ack(response_action="update", view=review_view(deps, who, target.scope, ids, problem=str(change)))
        return
    homes.soon(who)
    homes.soon_of(who, result.accounts)
    ack(response_action="update", view=approved(result))


def _approve(deps: Deps, who: Who, target: AuditTarget, passphrase: str) -> Approved:
    ids, shown, now = target.session_ids, target.digest, deps.clock()
    return with_passphrase(
        deps,
        who,
        passphrase,
        lambda db, actor: approving.approve(db, actor, ids, shown, keyring=deps.keyring, now=now),
        nothing="Nothing was approved.",
    )


def open_return(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps) -> None:
    """Asks for the comment, on top of the record."""
    session_id, seen = (int(part) for part in str(action["value"]).split(":"))
    sheet = _to_return(deps, who, session_id)
    if sheet.version != seen:
        # It was corrected and submitted anew: nobody returns what they have not read.
        show(deps, body, review_view(deps, who, "one", (session_id,), problem=approving.CHANGED))
    elif in_modal(body):
        deps.client.views_push(trigger_id=body["trigger_id"], view=return_form(sheet))
    else:
        deps.client.views_open(trigger_id=body["trigger_id"], view=return_form(sheet))
    ack()


def _to_return(deps: Deps, who: Who, session_id: int) -> SessionSheet:
    now = deps.clock()
    found = reading(deps, who, lambda db, actor: oversight.review(db, actor, (session_id,), now=now))
    if not found.sheets:
        raise NotFound(approving.NOT_WAITING)
    return found.sheets[0]


def submit_return(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Returns the session, and shows what still waits in the window below."""
    target, comment, now = UnpostTarget.load(view), text_of(view, "comment").strip(), deps.clock()
    require_comment(comment)
    refuse_passphrase(deps, who, comment, "comment")
    asked = Return(target.session_id, target.version, comment)
    done = writing(deps, who, lambda db, actor: approving.give_back(db, actor, asked, keyring=deps.keyring, now=now))
    homes.soon(who)
    homes.soon_of(who, filter(None, [done.account]))
    if view.get("previous_view_id"):
        deps.client.views_update(view_id=view["previous_view_id"], view=_what_still_waits(deps, who, done.name))
        ack()
        return
    ack(response_action="update", view=returned(done.name))


def _what_still_waits(deps: Deps, who: Who, name: str) -> dict[str, Any]:
    """The queue after a return. The return is saved, so it is told also where the next record cannot be shown."""
    try:
        return review_view(deps, who, "all", notice=f"Returned to {name}. Carelog tells them in their working hours.")
    except RuleViolation as refused:
        return returned(name, str(refused))
