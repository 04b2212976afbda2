"""*Cancel Session*, *Restore*, and the end of a series."""

from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.fields import choice_of, choices_of, date_of, text_of
from bot.slack.ids import Action, Callback
from bot.slack.metadata import EditTarget, SessionTarget
from bot.views.cancelling import OWN_WORDS, REASONS, end_window, restored
from bot.views.editing_series import series_edited
from bot.views.words import of_sessions
from handlers.acting import Who, writing
from handlers.edit_windows import below_renewed, renew_below
from handlers.home import Homes
from handlers.misplaced import refuse_passphrase
from handlers.pages import Pages
from handlers.session import session_view
from models.errors import RuleViolation
from models.services import cancelling, ending_series


def register(app: App) -> None:
    """Listens to the windows and to *Restore*."""
    app.view(Callback.CANCEL)(submit_cancel)
    app.action(Action.RESTORE)(restore)
    app.action(Action.END_DAY)(change_end)
    app.view(Callback.END_SERIES)(submit_end)


def submit_cancel(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes, pages: Pages) -> None:
    """Cancels the session with the reason; the window below shows it as cancelled, with *Restore*."""
    target, reason, now = EditTarget.load(view), _reason(view), deps.clock()
    refuse_passphrase(deps, who, text_of(view, "words"), "words")
    writing(deps, who, lambda db, actor: cancelling.cancel(db, actor, target.session_id, reason, now=now))
    homes.soon(who)
    renew_below(deps, who, pages, view, target, "")
    ack()


def _reason(view: dict[str, Any]) -> str:
    """The reason in words. Raises RuleViolation at the field that is missing."""
    chosen, words = choice_of(view, "reason"), text_of(view, "words")
    if chosen not in REASONS:
        raise RuleViolation("Choose a reason.", "reason")
    if chosen == OWN_WORDS and not words:
        raise RuleViolation("Write the reason in a few words.", "words")
    return words if chosen == OWN_WORDS else ": ".join(filter(None, [REASONS[chosen], words]))


def restore(ack: Ack, body: dict[str, Any], action: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Takes a cancellation back, to be filled in; where the day has no place for it now, the window asks first."""
    number, _, anyway = str(action["value"]).partition(":")
    target, now = SessionTarget(int(number)), deps.clock()
    done = writing(
        deps, who, lambda db, actor: cancelling.restore(db, actor, target.session_id, anyway=bool(anyway), now=now)
    )
    homes.soon(who)
    shown = session_view(deps, who, target, restored(done), closed=done.closed)
    deps.client.views_update(view_id=body["view"]["id"], view=shown)
    ack()


def change_end(ack: Ack, body: dict[str, Any], who: Who, deps: Deps) -> None:
    """Counts anew what the chosen last day removes and leaves."""
    view, now = body["view"], deps.clock()
    target, last = EditTarget.load(view), date_of(view, "last")
    if last is not None:
        session_id = target.session_id
        # In a writing transaction, since it reads under the lock of the series.
        form = writing(deps, who, lambda db, actor: ending_series.end_form(db, actor, session_id, last, now=now))
        deps.client.views_update(view_id=view["id"], view=end_window(form, target))
    ack()


def submit_end(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes, pages: Pages) -> None:
    """Ends the series after the chosen day, and says what was done, with Undo."""
    target, last, now = EditTarget.load(view), date_of(view, "last"), deps.clock()
    if last is None:
        raise RuleViolation("Choose the last day.", "last")
    past = "yes" in choices_of(view, "past")
    result = writing(
        deps,
        who,
        lambda db, actor: ending_series.end(db, actor, target.session_id, last, view["id"], past=past, now=now),
    )
    homes.soon(who)
    renew_below(deps, who, pages, view, target, f"The series was ended: {of_sessions(result.what)}.")
    ack(response_action="update", view=series_edited(result, below_renewed(target)))
