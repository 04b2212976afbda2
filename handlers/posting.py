"""/post and Session Audit: everything that will be signed, the passphrase, and what was posted."""

from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.fields import secret_of
from bot.slack.ids import Action, Callback, Command
from bot.slack.metadata import AuditTarget, Scope
from bot.views.posting import audit_window, fitting, nothing_to_post, posted
from handlers.acting import Who, reading, show
from handlers.home import Homes
from handlers.misplaced import answer_to_words
from handlers.signing import with_passphrase
from models.db import DbSession
from models.errors import Changed, RuleViolation
from models.future import Carried
from models.outputs import Actor, AuditSheet, Posted
from models.services import posting
from models.services.hashing import finder

SCOPES: dict[str, Scope] = {"": "all", "today": "today", "week": "week"}
NOTHING = {
    "all": "Nothing is ready to sign. Sessions appear here when they have ended.",
    "today": "Nothing of today is ready to sign. Type /post to see everything.",
    "week": "Nothing of this week is ready to sign. Type /post to see everything.",
    "one": "This session is signed already.",
}
NOT_YET = "Nothing can be signed yet. Your work is saved: fix what is listed here first."
TOO_LONG = "The oldest record is too long to be shown in one window. Open it and shorten its note or its observations."


def register(app: App) -> None:
    """Listens to /post, to the Post buttons and to the signature."""
    app.command(Command.POST)(post_command)
    app.action(Action.OPEN_POST)(open_post)
    app.view(Callback.AUDIT)(submit_audit)


def post_command(ack: Ack, body: dict[str, Any], who: Who, deps: Deps) -> None:
    """Opens Session Audit for everything, today or this week; anything else is answered with help."""
    word = str(body.get("text") or "").strip()
    if word.lower() in SCOPES:
        deps.client.views_open(trigger_id=body["trigger_id"], view=audit_view(deps, who, SCOPES[word.lower()]))
        ack()
        return
    ack(answer_to_words(deps, who, Command.POST, word))


def open_post(ack: Ack, body: dict[str, Any], who: Who, deps: Deps) -> None:
    """The Post button of Home, and *Post the next ones* of the answer."""
    show(deps, body, audit_view(deps, who, "all"))
    ack()


def audit_view(
    deps: Deps,
    who: Who,
    scope: Scope,
    ids: tuple[int, ...] = (),
    notice: str = "",
    carried: Carried | None = None,
) -> dict[str, Any]:
    """Session Audit as it is now: of these sessions, or of everything unposted in the scope."""
    now = deps.clock()

    def read(db: DbSession, actor: Actor) -> tuple[AuditSheet, Actor]:
        asked = ids or posting.unposted_ids(db, actor, now=now, scope=scope)
        return posting.audit_of(db, actor, asked, now=now), actor

    return drawn_audit(*reading(deps, who, read), scope, notice, carried)


def drawn_audit(
    whole: AuditSheet, actor: Actor, scope: Scope, notice: str = "", carried: Carried | None = None
) -> dict[str, Any]:
    """The window of an audit, with as many sessions as it shows in full. Raises RuleViolation for a record too long."""
    drawn = fitting(whole.entries)
    if whole.entries and not drawn:
        raise RuleViolation(TOO_LONG)
    audit = posting.window_of(whole, actor, len(drawn))
    if not audit.entries and not (scope == "one" and audit.waiting):
        return nothing_to_post(audit.waiting, NOT_YET if audit.waiting else NOTHING[scope])
    target = AuditTarget(tuple(entry.sheet.id for entry in audit.entries), audit.digest, scope)
    # The field's id follows the digest, so that a passphrase typed for other records is not kept by Slack.
    revision = int(audit.digest[:8] or "0", 16)
    found = {"": notice} if notice else None
    return audit_window(audit, target, problems=found, revision=revision, drawn=drawn, carried=carried)


def submit_audit(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Signs what the window showed, with the passphrase; a record that changed meanwhile is shown again first."""
    target, passphrase = AuditTarget.load(view), secret_of(view, "passphrase")
    if not passphrase:
        raise RuleViolation("Type your signing passphrase.", "passphrase")
    try:
        result = _sign(deps, who, target, passphrase)
    except Changed as change:
        ids = target.session_ids if target.scope == "one" else ()
        ack(response_action="update", view=audit_view(deps, who, target.scope, ids, notice=str(change)))
        return
    homes.soon(who)
    homes.soon_of(who, result.accounts)
    ack(response_action="update", view=posted(result))


def _sign(deps: Deps, who: Who, target: AuditTarget, passphrase: str) -> Posted:
    ids, shown, now, has_secret = target.session_ids, target.digest, deps.clock(), finder(passphrase)
    return with_passphrase(
        deps,
        who,
        passphrase,
        lambda db, actor: posting.sign(db, actor, ids, shown, keyring=deps.keyring, now=now, has_secret=has_secret),
    )
