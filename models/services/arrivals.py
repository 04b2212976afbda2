"""A student joins a caseload in mid-year: the aide is told once, since nobody else puts them into the aide's sessions.

At the start of a year, when an aide has no sessions yet, Home says what to do, and nothing is sent.
"""

from datetime import datetime

from sqlalchemy import and_, bindparam, exists, func, or_, select

from models.daily import Arrivals, Arrived
from models.db import DbSession, fetch
from models.enums import State
from models.outputs import Actor
from models.services import lookups, outbox
from models.services.reminders import in_hours
from models.tables import Attendance, CaseloadEntry, Session, Student

KIND = "arrived."
MOST = 40
# To come is what has not ended: by instants, so that it is the same in every zone and at every hour.
_COMING = and_(
    Session.owner_id == CaseloadEntry.staff_id,
    Session.state == State.SCHEDULED.value,
    Session.local_date >= CaseloadEntry.start_date,
    Session.ends_at > bindparam("now"),
    or_(CaseloadEntry.end_date.is_(None), Session.local_date <= CaseloadEntry.end_date),
)
_IN = (Attendance.session_id == Session.id, Attendance.student_id == CaseloadEntry.student_id)
# There is a series that the student could be in, and of all sessions to come they are in none.
TO_PLACE = and_(exists().where(_COMING, Session.series_id.is_not(None)), ~exists().where(_COMING, *_IN))
_NEW = (
    select(CaseloadEntry.staff_id, func.min(CaseloadEntry.id), func.max(CaseloadEntry.id))
    .where(
        CaseloadEntry.tenant_id == bindparam("tenant"),
        CaseloadEntry.id > bindparam("newest"),
        TO_PLACE,
    )
    .group_by(CaseloadEntry.staff_id)
    .order_by(CaseloadEntry.staff_id)
)
_UNPLACED = select(CaseloadEntry.id).where(CaseloadEntry.id == bindparam("entry"), TO_PLACE)
_ARRIVED = (
    select(
        Student.id, Student.first_name, Student.last_name, Student.nickname, Student.session_type,
        func.min(CaseloadEntry.start_date),
    )
    .join(Student, Student.id == CaseloadEntry.student_id)
    .where(
        CaseloadEntry.staff_id == bindparam("owner"),
        CaseloadEntry.id.between(bindparam("first"), bindparam("last")),
        TO_PLACE,
    )
    .group_by(Student.id)
    .order_by(Student.last_name, Student.first_name, Student.id)
)  # fmt: skip


def tell(db: DbSession, tenant_id: int, before: int, *, now: datetime) -> None:
    """Plans one message for each aide whose caseload got students after the entry `before`."""
    found = fetch(db, _NEW, {"tenant": tenant_id, "newest": before, "now": now}).all()
    outbox.plan(db, [in_hours(db, owner, f"{KIND}{first}.{last}", now=now) for owner, first, last in found])


def to_place(db: DbSession, entry_id: int, *, now: datetime) -> bool:
    """Whether the student of this caseload entry is in no session to come, though there is a series to be in."""
    return fetch(db, _UNPLACED, {"entry": entry_id, "now": now}).first() is not None


def told(db: DbSession, actor: Actor, kind: str, *, now: datetime) -> Arrivals | None:
    """What the aide hears, as it is true at this moment; None once each of them is in a session. Initials only."""
    first, last = map(int, kind.removeprefix(KIND).split("."))
    asked = {"owner": actor.staff_id, "first": first, "last": last, "now": now}
    rows = fetch(db, _ARRIVED, asked).all()
    pupils = lookups.pupils(((row[0], row[1], row[2], row[3], row[4]) for row in rows), reduced=True)
    starts = {row[0]: row[5] for row in rows}
    listed = tuple(Arrived(pupil.initials, starts[pupil.id]) for pupil in pupils[:MOST])
    return Arrivals(listed, len(pupils) - len(listed)) if listed else None
