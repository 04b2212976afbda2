"""What the outbox asks the database. Written once: to build a statement takes longer than SQLite needs to answer it.

`wall` is the moment in real time; `furthest` and `longest` tell when a lease, a pause or a quarantine ends at latest.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, or_, select, update

from models.tables import Notice, SendBudget, Tenant

WAITING = ("pending", "retry")
POST = "chat.postMessage"
_WALL: BindParameter[datetime] = bindparam("wall")
_NOW: BindParameter[datetime] = bindparam("now")


def _over(until: Any, furthest: str) -> ColumnElement[bool]:
    """Whether a time limit has passed. One that lies further ahead than any can was set before a clock was set back."""
    return or_(until <= _WALL, until > bindparam(furthest))


_LEASE_OVER = _over(Notice.lease_until, "furthest")
LOST = (
    update(Notice)
    .where(Notice.state == "sending", _LEASE_OVER)
    .values(state="uncertain", quarantine_until=bindparam("quarantine"), lease_token="", lease_until=None)
    .returning(Notice.id)
)
LATE = (
    update(Notice)
    .where(
        Notice.state.in_([*WAITING, "uncertain"]),
        Notice.expires_at <= _NOW,
        (Notice.lease_token == "") | _LEASE_OVER,
    )
    .values(state="expired", lease_token="", lease_until=None)
    .returning(Notice.id)
)
DUE = (
    select(Notice)
    .where(
        Notice.tenant_id == bindparam("tenant"),
        Notice.state.in_(WAITING),
        Notice.not_before <= _NOW,
        Notice.expires_at > _NOW,
    )
    .order_by(Notice.not_before, Notice.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
UNCERTAIN = (
    select(Notice)
    .where(
        Notice.tenant_id == bindparam("tenant"),
        Notice.state == "uncertain",
        _over(Notice.quarantine_until, "longest"),
        Notice.lease_until.is_(None) | _LEASE_OVER,
    )
    .order_by(Notice.quarantine_until.desc(), Notice.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
BUDGET = (
    select(SendBudget).where(SendBudget.tenant_id == bindparam("tenant"), SendBudget.method == POST).with_for_update()
)
MAY_GO = select(Notice.id).where(
    Notice.id == bindparam("notice"),
    Notice.expires_at > _NOW,
    ~exists().where(
        SendBudget.tenant_id == Notice.tenant_id,
        SendBudget.method == POST,
        SendBudget.blocked_until > _WALL,
        SendBudget.blocked_until <= bindparam("furthest"),
    ),
)
_OPEN = exists().where(Notice.tenant_id == Tenant.id, Notice.state.in_([*WAITING, "uncertain"]))
TENANTS = select(Tenant.id).where(_OPEN).order_by(Tenant.id)
