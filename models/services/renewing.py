"""Keeping a sent message true: every change is counted, and one process at a time draws until the last one is drawn.

So the last state wins, whatever the order in which processes read, and whichever of them dies: what was counted and not
drawn is found by the next tick. A change that comes while the message is being sent is counted too.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, or_, select, update

from models.db import DbSession, fetch
from models.outputs import Actor
from models.rules.sending import LEASE, SKEW
from models.rules.time import to_local
from models.services.reminders import is_reminder
from models.tables import Notice, Tenant

ON_ITS_WAY = ("sending", "uncertain", "sent")
KEPT_TRUE = timedelta(days=1)
"""Older messages are not drawn again."""


@dataclass(frozen=True)
class Drawing:
    """A message that this process may draw until its lease ends; `wanted` are the changes that it will know of."""

    id: int
    recipient_id: int
    channel: str
    ts: str
    listed: tuple[int, ...]
    wanted: int
    token: str


def today(db: DbSession, actor: Actor, *, now: datetime) -> list[int]:
    """The person's reminders of today that were sent or are on their way, oldest first: what has to be kept true."""
    day = to_local(now, actor.zone).date()
    query = select(Notice.id).where(
        Notice.recipient_id == actor.staff_id, Notice.local_date == day, Notice.state.in_(ON_ITS_WAY), is_reminder()
    )
    return list(db.execute(query.order_by(Notice.id)).scalars())


def ask(db: DbSession, ids: list[int]) -> None:
    """Counts one more change that these messages have to tell of."""
    db.execute(
        update(Notice)
        .where(Notice.id.in_(ids))
        .values(wanted=Notice.wanted + 1)
        .execution_options(synchronize_session=False)
    )


def take(db: DbSession, notice_id: int, *, wall: datetime) -> Drawing | None:
    """Takes the lease to draw a message. None when all is drawn, it was not sent yet, or another one draws."""
    token = secrets.token_hex(8)
    values = {"notice": notice_id, "token": token, "until": wall + LEASE, **_moments(wall)}
    row = fetch(db, _TAKE, values).first()
    return Drawing(notice_id, row[0], row[1], row[2], tuple(row[3]), row[4], token) if row else None


def drawn(db: DbSession, drawing: Drawing) -> bool:
    """The message says what was known when it was taken. False when the lease was lost: then it is drawn once more.

    Another process may have drawn meanwhile what this one has now overwritten.
    """
    marked = db.execute(
        update(Notice)
        .where(Notice.id == drawing.id, Notice.draw_token == drawing.token)
        .values(drawn=drawing.wanted, draw_token="", draw_until=None)
        .returning(Notice.id)
        .execution_options(synchronize_session=False)
    ).first()
    if marked is None:
        ask(db, [drawing.id])
    return marked is not None


def let_go(db: DbSession, drawing: Drawing) -> None:
    """It could not be drawn: another one may try."""
    db.execute(
        update(Notice)
        .where(Notice.id == drawing.id, Notice.draw_token == drawing.token)
        .values(draw_token="", draw_until=None)
        .execution_options(synchronize_session=False)
    )


def stale(db: DbSession, tenant_id: int, *, now: datetime, wall: datetime) -> list[int]:
    """The workspace's messages that do not say what is true, and that nobody is drawing."""
    values = {"tenant": tenant_id, "since": now - KEPT_TRUE, **_moments(wall)}
    return list(fetch(db, _STALE, values).scalars())


def waiting(db: DbSession, *, now: datetime, wall: datetime) -> list[int]:
    """The tenants that have such messages."""
    return list(fetch(db, _TENANTS, {"since": now - KEPT_TRUE, **_moments(wall)}).scalars())


def _moments(wall: datetime) -> dict[str, datetime]:
    return {"wall": wall, "furthest": wall + LEASE + SKEW}


# Written once: to build a statement takes longer than SQLite needs to answer it.
_UNDRAWN = (
    Notice.state == "sent",
    Notice.wanted != Notice.drawn,
    or_(
        Notice.draw_until.is_(None),
        Notice.draw_until <= bindparam("wall"),
        Notice.draw_until > bindparam("furthest"),
    ),
)
_TAKE = (
    update(Notice)
    .where(Notice.id == bindparam("notice"), *_UNDRAWN)
    .values(draw_token=bindparam("token"), draw_until=bindparam("until"))
    .returning(Notice.recipient_id, Notice.channel, Notice.message_ts, Notice.listed, Notice.wanted)
)
_NOT_TRUE = (Notice.not_before > bindparam("since"), *_UNDRAWN, is_reminder())
_STALE = select(Notice.id).where(Notice.tenant_id == bindparam("tenant"), *_NOT_TRUE).order_by(Notice.id).limit(50)
_TENANTS = select(Tenant.id).where(exists().where(Notice.tenant_id == Tenant.id, *_NOT_TRUE)).order_by(Tenant.id)
