"""A cancelled session comes back to its day as the calendar has it by now, not as it was planned for.

It becomes the same as a change of the day would have made of it, so it does not matter which of the two was first (ADR
0016). Students who left meanwhile do not come back with it.
"""

from datetime import datetime, time
from typing import Any

from sqlalchemy import bindparam, select

from models.db import DbSession, fetch
from models.enums import State
from models.outputs import SkippedDay
from models.rules.calendar import fit
from models.rules.time import to_instant
from models.services import audit, calendar_fits, departures
from models.tables import Attendance, CalendarFit, Session

_KEPT = select(CalendarFit.version, CalendarFit.end_time).where(CalendarFit.session_id == bindparam("session"))


def bring_back(db: DbSession, session: Session, state: State, *, anyway: bool = False, now: datetime) -> str:
    """Makes a cancelled session live again in `state`. Its row is locked; the caller raises its version by one.

    With nothing recorded it gets the end that its day allows, and goes on without who left before it. Where the day
    has no place for it, or nobody is left in it, it stays cancelled and the reason is given, unless it comes back
    `anyway`; "" when it is back.
    """
    if state is not State.SCHEDULED:
        # What is recorded belongs to who recorded it, times and all. Session Audit tells of the day.
        _live(session, state, session.end_time)
        return ""
    meant = _meant_end(db, session)
    fitted = fit(session.local_date, session.start_time, meant, calendar_fits.calendar_on(db, session))
    if isinstance(fitted, SkippedDay) and not anyway:
        return fitted.reason
    if session.state == State.CANCELLED.value and not _without_leavers(db, session, now) and not anyway:
        return departures.REASON
    _live(session, state, meant if isinstance(fitted, SkippedDay) else fitted.end)
    calendar_fits.remember(db, session, meant)
    return ""


def _without_leavers(db: DbSession, session: Session, now: datetime) -> bool:
    """Takes out who left before the day; False, and nothing is changed, where nobody would be left."""
    found = departures.gone(db, [session.id])
    if found and departures.deserted(db, [session.id]):
        return False
    for one in found:
        db.delete(db.get_one(Attendance, one.attendance_id))
    if found:
        changed = {f"student:{one.student_id}.removed": [True, None] for one in found}
        details: dict[str, Any] = {"version": session.version + 1, "changed": changed}
        who = {"tenant_id": session.tenant_id, "actor_id": session.owner_id}
        audit.record(db, event="session.edited", subject=f"session:{session.id}", details=details, at=now, **who)
    return True


def _live(session: Session, state: State, end: time) -> None:
    session.state, session.cancel_reason = state.value, ""
    session.end_time, session.ends_at = end, to_instant(session.local_date, end, session.zone)


def _meant_end(db: DbSession, session: Session) -> time:
    """The end that the session was planned with, where the calendar cancelled or shortened it since."""
    kept = fetch(db, _KEPT, {"session": session.id}).first()
    current = kept is not None and session.version - kept.version in (0, 1)
    return kept.end_time if kept is not None and current else session.end_time
