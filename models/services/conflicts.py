"""Where a person would be in two places: sessions at the same time as others of the same person's."""

from collections.abc import Sequence

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import aliased

from models.db import DbSession, fetch
from models.enums import STORED_SIGNED, State
from models.errors import RuleViolation
from models.outputs import Actor, Conflict
from models.rules.calendar import PlannedDay
from models.rules.time import to_instant
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


_POSTED = select(Session.care, Session.description, Session.start_time, Session.end_time).where(
    Session.owner_id == bindparam("owner"),
    Session.local_date == bindparam("day"),
    Session.state.in_(STORED_SIGNED),
    Session.care.is_not(None),
)


def require_free(db: DbSession, owner: Actor, when: PlannedDay, *, field: str, who: str = "You") -> None:
    """Raises RuleViolation at `field` where the person signed care at that time: nobody is in two places.

    Time in which every student of the posted session was away is free (DOMAIN.md section 5, 6 and 14). `who` begins the
    sentence.
    """
    first, last = (to_instant(when.date, at, owner.zone) for at in (when.start, when.end))
    for row in fetch(db, _POSTED, {"owner": owner.staff_id, "day": when.date}):
        if any(start < last and first < end for start, end in row.care):
            then = f"{row.start_time:%-I:%M %p} to {row.end_time:%-I:%M %p}"
            raise RuleViolation(f"{who} signed “{row.description}”, {then}. Choose a time outside it.", field)
