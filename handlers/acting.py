"""Who acts and in which transaction: every listener reads or writes as a person on the roster, through here."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError

from bot.deps import Deps
from models.db import DbSession
from models.errors import Unknown
from models.outputs import Actor
from models.services import people

T = TypeVar("T")
Work = Callable[[DbSession, Actor], T]


@dataclass(frozen=True)
class Who:
    """The verified request's team and user. Never taken from anything that a window remembers."""

    team_id: str
    user_id: str


def reading(deps: Deps, who: Who, work: Work[T]) -> T:
    """Runs `work` as the person, in one read-only transaction. Raises Unknown for nobody on the roster."""
    return _as_person(deps, who, work, deps.db.read)


def writing(deps: Deps, who: Who, work: Work[T]) -> T:
    """Runs `work` as the person, in one writing transaction that commits. Raises Unknown for nobody on the roster."""
    return _as_person(deps, who, work, deps.db.run)


def _as_person(deps: Deps, who: Who, work: Work[T], run: Callable[[Callable[[DbSession], Any]], Any]) -> T:
    def attempt(db: DbSession) -> tuple[T] | None:
        actor = people.actor_for(db, who.team_id, who.user_id)
        return None if actor is None else (work(db, actor),)

    found: tuple[T] | None = run(attempt)
    if found is None:
        _link(deps, who)
        found = run(attempt)
    if found is None:
        raise Unknown(f"You are not on the roster of your district yet. {_ask(deps, who)}")
    return found[0]


def _link(deps: Deps, who: Who) -> None:
    """Links a Slack account that comes for the first time to the roster, by the e-mail address that Slack confirmed."""
    user: dict[str, Any] = deps.client.users_info(user=who.user_id)["user"]
    stranger = user.get("is_stranger") or user.get("is_restricted") or user.get("team_id", who.team_id) != who.team_id
    if stranger or user.get("deleted") or user.get("is_bot"):
        raise Unknown(f"Carelog is for the staff of this district. {_ask(deps, who)}")
    email = str(user.get("profile", {}).get("email") or "")
    deps.db.run(lambda db: people.link(db, who.team_id, who.user_id, email, at=deps.wall()))


def _ask(deps: Deps, who: Who) -> str:
    return deps.db.read(lambda db: people.whom_to_ask(db, who.team_id))


def starting(action: str) -> re.Pattern[str]:
    """Matches an action id and those that continue it after a dot, since ids have to differ within a block."""
    return re.compile(rf"^{re.escape(action)}(\.|$)")


def in_modal(body: dict[str, Any]) -> bool:
    """Whether an action came from an open window, as opposed to Home or a message."""
    return bool(body.get("view")) and body["view"].get("type") == "modal"


def show(deps: Deps, body: dict[str, Any], view: dict[str, Any]) -> None:
    """Shows a window in answer to an action: in place of the window it came from, else as a new one."""
    if in_modal(body):
        deps.client.views_update(view_id=body["view"]["id"], view=view)
    else:
        deps.client.views_open(trigger_id=body["trigger_id"], view=view)


def fill_again(deps: Deps, body: dict[str, Any], saved: dict[str, Any], newest: Callable[[], dict[str, Any]]) -> None:
    """Updates the window that an action came from with the record as it was just saved.

    When another answer was faster (hash_conflict), `newest` reads and renders it anew, so that the newest record wins
    and not the slowest listener.
    """
    view = body["view"]
    try:
        deps.client.views_update(view_id=view["id"], hash=view["hash"], view=saved)
    except SlackApiError as error:
        if error.response.get("error") != "hash_conflict":
            raise
        deps.client.views_update(view_id=view["id"], view=newest())
