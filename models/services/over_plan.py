"""A supervisor is told of posted days with more minutes than a student's IEP plans (DOMAIN.md section 5, 25).

A schedule that is beyond a plan is so every day, so what is told is a week of one aide, on the Monday after it. What is
posted later than that is told on its own.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import BindParameter, bindparam, select

from models.daily import OverPlan
from models.db import DbSession, fetch
from models.enums import STORED_SIGNED, Presence
from models.outputs import Actor, SessionSheet
from models.rules.doubts import beyond_plan
from models.rules.time import monday_of, to_instant
from models.services import outbox
from models.services.known import around
from models.services.reminders import in_hours
from models.services.sheets import sheets
from models.tables import Attendance, Session, Staff, Student

KIND = "over_plan."
"""The kind of the messages: one for each aide and Monday, so that a week is told once."""
WEEK = timedelta(days=7)
_Beyond = Mapping[tuple[date, int], tuple[str, int, int]]
"""Initials, the day's minutes and the plan's, by date and student."""
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
    """Plans a message to the supervisor for each week of these sessions with a day beyond a student's plan."""
    supervisor = fetch(db, _TOLD_TO, {"ids": [sheet.id for sheet in found]}).scalar()
    if supervisor is None or supervisor == actor.staff_id:
        return
    for monday in sorted({monday_of(day) for day, _ in _beyond(db, actor, found)}):
        over = to_instant(monday + WEEK, time(), actor.zone)
        outbox.plan(db, [in_hours(db, supervisor, f"{KIND}{actor.staff_id}.{monday}", now=max(now, over))])


def told(db: DbSession, actor: Actor, kind: str, *, now: datetime) -> OverPlan | None:
    """What a message of this kind says, as it stands now; None when it is not true any more. Initials only."""
    aide_id, _, day = kind.removeprefix(KIND).partition(".")
    monday = date.fromisoformat(day)
    aide = db.execute(
        select(Staff.id, Staff.name).where(
            Staff.id == int(aide_id), Staff.tenant_id == actor.tenant_id, Staff.supervisor_id == actor.staff_id
        )
    ).first()
    if aide is None:
        return None
    posted = select(Session.id).where(
        Session.owner_id == aide.id,
        Session.local_date.between(monday, monday + WEEK - timedelta(1)),
        Session.state.in_(STORED_SIGNED),
    )
    reader = replace(actor, staff_id=aide.id, name=aide.name)
    beyond = _beyond(db, reader, sheets(db, reader, list(db.execute(posted).scalars()), now=now))
    if not beyond:
        return None
    days = sorted({day for day, _ in beyond})
    return OverPlan(aide.name, days[0], days[-1], _lines(beyond))


def _lines(beyond: _Beyond) -> tuple[tuple[str, int, int, int], ...]:
    """One line for each student: two of the same initials are two lines."""
    by_student: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for (_, student), line in beyond.items():
        by_student[student].append(line)
    lines = (
        (found[0][0], len(found), max(minutes for _, minutes, _ in found), found[0][2]) for found in by_student.values()
    )
    return tuple(sorted(lines))


def _beyond(db: DbSession, reader: Actor, found: Sequence[SessionSheet]) -> _Beyond:
    """The students beyond their plan on the days of these sessions."""
    near, _ = around(db, reader, found)
    return {
        (sheet.date, record.pupil.id): (record.pupil.initials, *over)
        for sheet in found
        if sheet.id in near
        for record in sheet.records
        if (over := beyond_plan(record, near[sheet.id].known))
    }
