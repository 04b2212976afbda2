"""Enrolment: a one-time code from an administrator, and the signing passphrase that only the person knows."""

from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.slack.fields import choice_of, secret_of, text_of
from bot.slack.ids import Action, Callback
from bot.views import enrolment as views
from handlers.acting import Who, reading, show, writing
from handlers.home import Homes
from models.errors import RuleViolation
from models.services import credential
from models.services.hashing import require_strong


def register(app: App) -> None:
    """Listens to the two buttons of Home and their windows."""
    app.action(Action.OPEN_ENROL)(open_enrol)
    app.view(Callback.ENROL)(submit_enrol)
    app.action(Action.OPEN_ISSUE_CODE)(open_issue_code)
    app.view(Callback.ISSUE_CODE)(submit_issue_code)


def open_enrol(ack: Ack, body: dict[str, Any], who: Who, deps: Deps) -> None:
    """Opens the window in which the person sets the passphrase."""
    actor = reading(deps, who, lambda _db, actor: actor)
    show(deps, body, views.enrol_form(actor, actor.district.passphrase_minimum))
    ack()


def submit_enrol(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Judges the code, then the passphrase, then keeps the hash. The hash is made outside any transaction."""
    code, passphrase = text_of(view, "code"), secret_of(view, "passphrase")
    fits, actor = writing(deps, who, lambda db, actor: (credential.try_code(db, actor, code, at=deps.wall()), actor))
    if not fits:
        raise RuleViolation(credential.WRONG_CODE, "code")
    minimum, words = actor.district.passphrase_minimum, [actor.name, actor.district_name]
    require_strong(passphrase, secret_of(view, "again"), minimum=minimum, context=words)
    hashed = deps.hasher.hash(passphrase)
    writing(deps, who, lambda db, actor: credential.enrol(db, actor, code, hashed, at=deps.wall()))
    homes.soon(who)
    ack(response_action="update", view=views.enrolled())


def open_issue_code(ack: Ack, body: dict[str, Any], who: Who, deps: Deps) -> None:
    """Opens the administrator's list of people."""
    show(deps, body, views.issue_form(reading(deps, who, credential.staff_list)))
    ack()


def submit_issue_code(ack: Ack, view: dict[str, Any], who: Who, deps: Deps, homes: Homes) -> None:
    """Issues a one-time code and shows it once."""
    chosen = choice_of(view, "person")
    if not chosen:
        raise RuleViolation("Choose a person.", "person")
    zone, code = writing(
        deps,
        who,
        lambda db, actor: (
            actor.zone,
            credential.issue_code(db, actor, int(chosen), actor.tenant_id, at=deps.wall()),
        ),
    )
    homes.soon(who)
    shown = replace(code, expires_at=deps.said(code.expires_at))
    ack(response_action="update", view=views.code_issued(shown, zone))
