"""*Unpost*: opens a posted session again with the own passphrase, and shows the versions that were signed."""

from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.fields import choice_of, secret_of, text_of
from bot.slack.ids import Action, Callback
from bot.slack.metadata import SessionTarget, UnpostTarget
from bot.views import unposting as views
from bot.views import words
from bot.views.session import posted_session, session_window
from handlers.acting import Who, reading
from handlers.home import Homes
from handlers.misplaced import refuse_in_words
from handlers.signing import with_passphrase
from models.db import DbSession
from models.enums import UnpostReason
from models.errors import RuleViolation
from models.inputs import Unpost
from models.outputs import Actor, SessionSheet
from models.rules.unposting import require_reason
from models.services import history, overseers, unposting

UNPOSTED = "Unposted. Correct it, then press Save and {post} to sign it again."


def register(app: App) -> None:
    """Listens to *Unpost*, its window, and *View signed version*."""
    app.action(Action.OPEN_UNPOST)(open_unpost)
    app.view(Callback.UNPOST)(submit_unpost)
    app.action(Action.VIEW_SIGNED)(view_signed)


def open_unpost(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps) -> None:
    """Opens the window on top of the posted session."""
    session_id, now = int(action["value"]), deps.clock()
    sheet = reading(deps, who, lambda db, actor: unposting.to_unpost(db, actor, session_id, now=now)[0])
    deps.client.views_push(trigger_id=body["trigger_id"], view=views.unpost_form(sheet))
    ack()


def submit_unpost(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Unposts, and shows the owner the session to be corrected, in place of the posted one below."""
    asked, passphrase = _asked(view), secret_of(view, "passphrase")
    if not passphrase:
        raise RuleViolation("Type your signing passphrase.", "passphrase")
    refuse_in_words(passphrase, asked.words, "words")
    shown, accounts = _unposted(deps, who, asked, passphrase)
    homes.soon(who)
    homes.soon_of(who, accounts)
    if view.get("previous_view_id"):
        deps.client.views_update(view_id=view["previous_view_id"], view=shown)
        ack()
        return
    ack(response_action="update", view=shown)


def _unposted(deps: Deps, who: Who, asked: Unpost, passphrase: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The session as it is shown then, and the accounts of those whose Home shows it."""
    now = deps.clock()

    def work(db: DbSession, actor: Actor) -> tuple[SessionSheet, Actor, tuple[str, ...]]:
        sheet = unposting.unpost(db, actor, asked, keyring=deps.keyring, now=now)
        return sheet, actor, overseers.concerned(db, sheet.owner_id)

    sheet, actor, accounts = with_passphrase(deps, who, passphrase, work, nothing="Nothing was changed.")
    return _shown(sheet, actor), accounts


def _asked(view: dict[str, Any]) -> Unpost:
    """What was asked for. What cannot be is refused before a try of the passphrase is counted."""
    target, chosen, words = UnpostTarget.load(view), choice_of(view, "reason"), text_of(view, "words")
    reason = UnpostReason(chosen) if chosen in set(UnpostReason) else None
    require_reason(reason, words)
    return Unpost(target.session_id, target.version, reason, words)


def _shown(sheet: SessionSheet, actor: Actor) -> dict[str, Any]:
    """Only the owner corrects it."""
    if sheet.owner_id != actor.staff_id:
        return posted_session(sheet)
    return session_window(sheet, SessionTarget(sheet.id), notice=UNPOSTED.format(post=words.post(sheet.submits)))


def view_signed(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps) -> None:
    """Shows a version that was signed, from its bytes. The value is the session and the version; the newest if none."""
    session_id, _, version = str(action["value"]).partition(":")
    wanted = int(version) if version else None
    read = partial(history.signed_version, session_id=int(session_id), version=wanted, now=deps.clock())
    view = views.signed_version(reading(deps, who, read))
    deps.client.views_push(trigger_id=body["trigger_id"], view=view)
    ack()
