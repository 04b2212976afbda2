"""Keeping the day's reminder true: after a change, the message says what is left."""

from bot.deps import Deps
from bot.renewing import renew
from handlers.acting import Who, reading
from models.services import renewing


def renew_reminders(deps: Deps, who: Who) -> None:
    """Rewrites the reminders of today that the person got, each with the sessions that it lists."""
    now = deps.clock()
    ids = reading(deps, who, lambda db, actor: renewing.today(db, actor, now=now))
    if not ids:
        return
    deps.db.run(lambda db: renewing.ask(db, ids))
    for notice_id in ids:
        renew(deps, notice_id)
