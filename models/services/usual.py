"""What was chosen before: *Same as last time*, and what a student was given lately. Never attendance or times."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import String, bindparam, case, cast, exists, or_, select
from sqlalchemy.orm import aliased

from models.db import DbSession, fetch
from models.enums import Presence, State
from models.inputs import CaptureChanges, MarkChanges
from models.outputs import Actor, SessionSheet
from models.services import capture, lookups
from models.services.capture import NOTHING, Recorded
from models.tables import Attendance, Session

LATELY = 5
_here, _theirs = aliased(Session), aliased(Attendance)
_given = exists().where(_theirs.session_id == Session.id, cast(_theirs.given, String) != "[]")
_shared = exists().where(
    _theirs.session_id == Session.id,
    Attendance.session_id == bindparam("current"),
    Attendance.student_id == _theirs.student_id,
)
# The same series first: what was chosen at this time of day says more than what was chosen an hour ago.
_LAST = (
    select(Session.id, Session.local_date, Session.activities)
    .join(_here, _here.id == bindparam("current"))
    .where(
        Session.owner_id == bindparam("owner"),
        _here.owner_id == bindparam("owner"),
        Session.state != State.CANCELLED.value,
        Session.starts_at < _here.starts_at,
        or_(cast(Session.activities, String) != "[]", _given),
        or_(Session.series_id == _here.series_id, _shared),
    )
    .order_by(case((Session.series_id == _here.series_id, 0), else_=1), Session.starts_at.desc(), Session.id.desc())
    .limit(1)
)
_GIVEN = select(Attendance.student_id, Attendance.given).where(Attendance.session_id == bindparam("session"))
_LATELY = (
    select(Attendance.given)
    .join(Session, Session.id == Attendance.session_id)
    .where(
        Attendance.student_id == bindparam("student"),
        Attendance.presence == Presence.PRESENT.value,
        cast(Attendance.given, String) != "[]",
        Session.local_date < bindparam("day"),
    )
    .order_by(Session.starts_at.desc())
    .limit(LATELY)
)


def same_as_last(
    db: DbSession, actor: Actor, session_id: int, *, now: datetime, changes: CaptureChanges = NOTHING
) -> tuple[Recorded, date | None]:
    """Saves `changes`, and adds what was chosen last time: for the session, and for each student who is not absent.

    Last time is the newest earlier session of the series, else with one of the students, in which anything was chosen.
    Gives its local date, None where there is none. Only what the catalogue still offers is copied; nothing is taken
    away. Raises what `capture.record` raises.
    """
    sheet = capture.open_session(db, actor, session_id, now=now)
    last = fetch(db, _LAST, {"current": session_id, "owner": actor.staff_id}).first()
    if last is None:
        return capture.record(db, actor, session_id, changes, now=now), None
    offered = {item.code for item in lookups.catalog(db, actor.tenant_id, on=sheet.date)}
    marks = dict(changes.marks)
    here = {record.pupil.id: record.mark.presence for record in sheet.records}
    for student_id, given in fetch(db, _GIVEN, {"session": last.id}):
        said = marks.get(student_id, MarkChanges())
        if student_id not in here or Presence.ABSENT in (said.presence, said.presence or here[student_id]):
            continue
        marks[student_id] = replace(said, given_added=said.given_added | (offered & set(given)))
    activities = changes.activities_added | (offered & set(last.activities))
    both = replace(changes, activities_added=activities, marks=marks)
    return capture.record(db, actor, session_id, both, now=now), last.local_date


def with_usual(db: DbSession, sheet: SessionSheet, student_id: int | None) -> SessionSheet:
    """The sheet with the codes that this student was given in the last LATELY sessions before its day, by anybody.

    They are offered first. One statement; none when no student is in front.
    """
    if student_id is None or student_id not in {record.pupil.id for record in sheet.records}:
        return sheet
    rows = fetch(db, _LATELY, {"student": student_id, "day": sheet.date}).scalars()
    return replace(sheet, usual=frozenset(code for given in rows for code in given))
