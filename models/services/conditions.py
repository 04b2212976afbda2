"""What makes a session unposted, and ready to post, as conditions of a statement."""

from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, String, cast, exists, or_

from models.enums import Presence, State
from models.rules.session_state import CAPTURED
from models.tables import Attendance, Session

Moment = datetime | BindParameter[datetime]
_CAPTURED = [state.value for state in CAPTURED]


def unposted_where(now: Moment) -> tuple[ColumnElement[bool], ...]:
    """The condition for a session to be unposted: due, draft, returned or reopened, and ended."""
    return (Session.state.in_([State.SCHEDULED.value, *_CAPTURED]), Session.ends_at <= now)


def ready_where(now: Moment) -> tuple[ColumnElement[bool], ...]:
    """The condition for a session to look ready: captured and ended, with everybody and the care recorded."""
    unmarked = exists().where(Attendance.session_id == Session.id, Attendance.presence == Presence.UNMARKED.value)
    present = exists().where(Attendance.session_id == Session.id, Attendance.presence == Presence.PRESENT.value)
    given = present.where(cast(Attendance.given, String) != "[]")
    recorded = or_(cast(Session.activities, String) != "[]", given, ~present)
    return (*unposted_where(now), Session.state.in_(_CAPTURED), ~unmarked, recorded)
