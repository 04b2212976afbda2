"""A cancelled session comes back to its day as the calendar has it by now, not as it was planned for.

The same as a change of the day would have done to it, so it does not matter which of the two was first (ADR 0016).
"""

from datetime import time

from sqlalchemy import bindparam, select

from models.db import DbSession, fetch
from models.enums import State
from models.outputs import SkippedDay
from models.rules.calendar import fit
from models.rules.time import to_instant
from models.services import calendar_fits
from models.tables import CalendarFit, Session

_KEPT = select(CalendarFit.version, CalendarFit.end_time).where(CalendarFit.session_id == bindparam("session"))


def bring_back(db: DbSession, session: Session, state: State, *, anyway: bool = False) -> str:
    """Makes a cancelled session live again in `state`. Its row is locked; the caller raises its version by one.

    With nothing recorded it gets the end that its day allows. Where the day has no place for it, it stays cancelled
    and the calendar's reason is given, unless it comes back `anyway`; "" when it is back.
    """
    if state is not State.SCHEDULED:
        # What is recorded belongs to who recorded it, times and all. Session Audit tells of the day.
        _live(session, state, session.end_time)
        return ""
    meant = _meant_end(db, session)
    fitted = fit(session.local_date, session.start_time, meant, calendar_fits.calendar_on(db, session))
    if isinstance(fitted, SkippedDay) and not anyway:
        return fitted.reason
    _live(session, state, meant if isinstance(fitted, SkippedDay) else fitted.end)
    calendar_fits.remember(db, session, meant)
    return ""


def _live(session: Session, state: State, end: time) -> None:
    session.state, session.cancel_reason = state.value, ""
    session.end_time, session.ends_at = end, to_instant(session.local_date, end, session.zone)


def _meant_end(db: DbSession, session: Session) -> time:
    """The end that the session was planned with, where the calendar cancelled or shortened it since."""
    kept = fetch(db, _KEPT, {"session": session.id}).first()
    current = kept is not None and session.version - kept.version in (0, 1)
    return kept.end_time if kept is not None and current else session.end_time
