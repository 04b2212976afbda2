"""A supervisor is told of a posted day with more minutes than a student's IEP plans (DOMAIN.md section 5, 25)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, select

from models.daily import OverPlan
from models.db import DbSession, fetch
from models.enums import Presence, State
from models.outputs import Actor, SessionSheet
from models.rules.doubts import beyond_plan
from models.services import outbox
from models.services.known import around
from models.services.reminders import in_hours
from models.services.sheets import sheets
from models.tables import Attendance, Session, Staff, Student

KIND = "over_plan."
"""The kind of the messages: one for each aide and date, so that a day is told once."""
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
# Most districts' files have no minutes: then this one look is all that a signature pays for.
_TOLD_TO = (
    select(Staff.supervisor_id)
    .join(Session, Session.owner_id == Staff.id)
    .join(Attendance, Attendance.session_id == Session.id)
    .join(Student, Student.id == Attendance.student_id)
    .where(
        Session.id.in_(_IDS),
        Attendance.presence == Presence.PRESENT.value,
        Student.iep_minutes_per_day.is_not(None),
        Staff.supervisor_id.is_not(None),
    )
    .limit(1)
)


def tell(db: DbSession, actor: Actor, found: Sequence[SessionSheet], *, now: datetime) -> None:
    """Plans a message to the supervisor for each day of these sessions that is beyond a student's plan."""
    supervisor = fetch(db, _TOLD_TO, {"ids": [sheet.id for sheet in found]}).scalar()
    if supervisor is None or supervisor == actor.staff_id:
        return
    days = sorted({sheet.date for sheet, _ in _beyond(db, actor, found)})
    outbox.plan(db, [in_hours(db, supervisor, f"{KIND}{actor.staff_id}.{day}", now=now) for day in days])


def told(db: DbSession, actor: Actor, kind: str, *, now: datetime) -> OverPlan | None:
    """What a message of this kind says, as it stands now; None when it is not true any more. Initials only."""
    aide_id, _, day = kind.removeprefix(KIND).partition(".")
    on = date.fromisoformat(day)
    aide = db.execute(
        select(Staff.id, Staff.name).where(
            Staff.id == int(aide_id), Staff.tenant_id == actor.tenant_id, Staff.supervisor_id == actor.staff_id
        )
    ).first()
    if aide is None:
        return None
    posted = select(Session.id).where(
        Session.owner_id == aide.id, Session.local_date == on, Session.state == State.POSTED.value
    )
    reader = replace(actor, staff_id=aide.id, name=aide.name)
    found = sheets(db, reader, list(db.execute(posted).scalars()), now=now)
    students = {student: line for _, lines in _beyond(db, reader, found) for student, line in lines.items()}
    return OverPlan(aide.name, on, tuple(sorted(students.values()))) if students else None


def _beyond(
    db: DbSession, reader: Actor, found: Sequence[SessionSheet]
) -> list[tuple[SessionSheet, dict[int, tuple[str, int, int]]]]:
    """The sessions with students beyond their plan: initials, the day's minutes and the plan's, by student."""
    near, _ = around(db, reader, found)
    beyond = []
    for sheet in found:
        lines = {
            record.pupil.id: (record.pupil.initials, *over)
            for record in sheet.records
            if sheet.id in near and (over := beyond_plan(record, near[sheet.id].known))
        }
        if lines:
            beyond.append((sheet, lines))
    return beyond
