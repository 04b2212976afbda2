"""Where a person would be in two places: sessions at the same time as others of the same person's."""

from collections.abc import Sequence

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import aliased

from models.db import DbSession, fetch
from models.enums import State
from models.outputs import Actor, Conflict
from models.tables import Session

MOST_LISTED = 20
_other = aliased(Session)
_MEETING = (
    select(_other.local_date, _other.start_time, _other.end_time, _other.description)
    .join(
        Session,
        and_(
            Session.owner_id == _other.owner_id,
            Session.local_date == _other.local_date,
            Session.start_time < _other.end_time,
            _other.start_time < Session.end_time,
            Session.id != _other.id,
        ),
    )
    .where(
        Session.id.in_(bindparam("ids", expanding=True)),
        Session.owner_id == bindparam("owner"),
        _other.state != State.CANCELLED.value,
    )
    .distinct()
    .order_by(_other.local_date, _other.start_time)
)


def of(db: DbSession, actor: Actor, ids: Sequence[int]) -> tuple[int, tuple[Conflict, ...]]:
    """How many other sessions of the person's meet these sessions, and the first of them: all are kept and shown."""
    found = fetch(db, _MEETING, {"ids": list(ids), "owner": actor.staff_id}).all()
    return len(found), tuple(Conflict(*row) for row in found[:MOST_LISTED])
