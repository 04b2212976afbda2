"""Drawing a sent reminder again, until what was drawn is what is true; from both front doors."""

from functools import partial
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.deps import Deps
from bot.views.reminders import reminder_message
from models.db import DbSession
from models.services import people, reminders, renewing
from models.services.renewing import Drawing

GONE = {
    "message_not_found",
    "cant_update_message",
    "edit_window_closed",
    "channel_not_found",
    "is_archived",
    "account_inactive",
}
"""Slack's answers for a message that can never be drawn again."""


def renew(deps: Deps, notice_id: int) -> None:
    """Draws a message anew as often as something changed meanwhile. Another process that draws it does it instead.

    Raises what Slack's client raises; then the next tick tries again.
    """
    while drawing := deps.db.run(partial(renewing.take, notice_id=notice_id, wall=deps.wall())):
        try:
            _draw(deps, drawing)
        except Exception:
            deps.db.run(partial(renewing.let_go, drawing=drawing))
            raise
        deps.db.run(partial(renewing.drawn, drawing=drawing))


def _draw(deps: Deps, drawing: Drawing) -> None:
    message = deps.db.read(lambda db: _message(db, deps, drawing))
    if message is None:
        return
    try:
        deps.client.chat_update(channel=drawing.channel, ts=drawing.ts, **message)
    except SlackApiError as error:
        if error.response.get("error") not in GONE:
            raise


def _message(db: DbSession, deps: Deps, drawing: Drawing) -> dict[str, Any] | None:
    """What the message has to say now; None for somebody who left."""
    actor = people.actor_of(db, drawing.recipient_id)
    if actor is None:
        return None
    now, listed = deps.clock(), list(drawing.listed)
    return reminder_message(reminders.reminder_of(db, actor, drawing.id, now=now, listed=listed))
