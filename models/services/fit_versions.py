"""What the calendar did to a session stands for one version of it (`calendar_fits`, ADR 0016).

Who comes into a session or leaves it says nothing about its day: then what the calendar did goes on to the new version.
"""

from collections.abc import Sequence
from datetime import time

from sqlalchemy import bindparam, delete, select, update

from models.db import DbSession, fetch
from models.tables import CalendarFit, Session

_BY = bindparam("by", type_=CalendarFit.version.type)
_NOW = select(Session.version).where(Session.id == CalendarFit.session_id).scalar_subquery()
_FOLLOW = (
    update(CalendarFit)
    .where(CalendarFit.session_id.in_(bindparam("ids", expanding=True)), CalendarFit.version == _NOW - _BY)
    .values(version=CalendarFit.version + _BY)
    .execution_options(synchronize_session=False)
)
_MEANT = (
    select(CalendarFit.session_id, CalendarFit.end_time)
    .join(Session, (Session.id == CalendarFit.session_id) & (Session.version == CalendarFit.version))
    .where(CalendarFit.session_id.in_(bindparam("ids", expanding=True)))
)

_FORGET = delete(CalendarFit).where(CalendarFit.session_id.in_(bindparam("ids", expanding=True)))


def forget(db: DbSession, ids: Sequence[int]) -> None:
    """Forgets what the calendar did to these sessions: they have another day or other times since."""
    if ids:
        fetch(db, _FORGET, {"ids": list(ids)})


def meant_ends(db: DbSession, ids: Sequence[int]) -> dict[int, time]:
    """The ends that those of these sessions were meant to have which the calendar changed, and nobody since."""
    return {row.session_id: row.end_time for row in fetch(db, _MEANT, {"ids": list(ids)})}


def follow(db: DbSession, ids: Sequence[int], by: int = 1) -> None:
    """To be called once the versions of these sessions have risen `by` so many, for nothing but their students."""
    if ids:
        fetch(db, _FOLLOW, {"ids": list(ids), "by": by})
