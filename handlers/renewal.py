"""Keeping the day's reminder true: after a change, the message says what is left."""

from bot.deps import Deps
from bot.views.reminders import reminder_message
from handlers.acting import Who, reading
from models.daily import Reminder
from models.db import DbSession
from models.outputs import Actor
from models.services import reminders
from models.services.reminders import Message


def renew_reminders(deps: Deps, who: Who) -> None:
    """Rewrites the reminders of today that the person got, each with the sessions that it lists."""
    now = deps.clock()

    def read(db: DbSession, actor: Actor) -> list[tuple[Message, Reminder]]:
        found = reminders.messages(db, actor, now=now)
        return [(one, reminders.reminder(db, actor, now=now, listed=list(one.listed))) for one in found]

    for message, reminder in reading(deps, who, read):
        deps.client.chat_update(channel=message.channel, ts=message.ts, **reminder_message(reminder))
