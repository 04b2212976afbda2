"""What the edit windows have in common: what they held, and the window below them after something was changed."""

from dataclasses import replace
from typing import Any

from bot.deps import Deps
from bot.slack.fields import choices_of, text_of
from bot.slack.metadata import EditTarget, SessionTarget
from bot.slack.state import read_edit
from bot.views.problems import problem_view
from handlers.acting import Who
from handlers.pages import Pages
from handlers.posting import audit_view
from handlers.session import session_view
from models.editing import Asked, Wanted
from models.errors import NotFound

FRESH = 2
"""How far the revision of the window below is raised: `renewed` may have used the next one for some of its fields."""


def wanted_of(view: dict[str, Any], target: EditTarget) -> Wanted:
    """What an edit window holds. Raises RuleViolation with every field that cannot be read."""
    typed, shown = read_edit(view, target.day)
    return Wanted(
        target.version,
        typed,
        shown,
        text_of(view, "type_reason"),
        drop_recorded="yes" in choices_of(view, "drop"),
        earlier="yes" in choices_of(view, "earlier"),
        agreed=target.agreed,
        touched=frozenset(target.touched),
    )


def asked_again(target: EditTarget, asked: Asked) -> EditTarget:
    """The same window with a question. After a clash all fields are filled anew, so that they are what is said."""
    raised = target.revision + 1 if asked.clash else target.revision
    return replace(target, version=asked.form.version, revision=raised, touched=tuple(sorted(asked.touched)))


def renewed_target(below: SessionTarget) -> SessionTarget:
    """The session window as it is drawn anew: all its fields are filled from the record."""
    return replace(below, revision=below.revision + FRESH)


def below_renewed(target: EditTarget) -> EditTarget:
    """The same window, standing on one that was drawn anew."""
    return replace(target, below=renewed_target(target.below)) if target.below else target


def renew_below(deps: Deps, who: Who, pages: Pages, view: dict[str, Any], target: EditTarget, notice: str) -> bool:
    """Draws the window below anew, if there is one: the session as it is now, or its audit. Says whether there is."""
    below = view.get("previous_view_id")
    if not below:
        return False
    if target.below:
        shown = renewed_target(target.below)
        pages.turn(below, shown)
        try:
            drawn = session_view(deps, who, shown, notice)
        except NotFound:
            drawn = problem_view("This session was removed with its series.")
    else:
        ids = (target.session_id,) if target.back == "one" else ()
        drawn = audit_view(deps, who, target.back or "all", ids)
    deps.client.views_update(view_id=below, view=drawn)
    return True
