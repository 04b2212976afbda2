"""What App Home shows: what needs the person first, then today, then a week."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import BindParameter, and_, bindparam, func, or_, select

from models.db import DbSession, fetch
from models.enums import DayKind, Role
from models.home import HomePage, SetupStep, TeamLine
from models.outputs import Actor
from models.rules.time import monday_of, to_local
from models.services import lookups, overseers, oversight
from models.services.conditions import ready_where, unposted_where
from models.services.lines import dated_lines, unposted_lines
from models.tables import CalendarDay, CaseloadEntry, Credential, Session, Staff, Student

MOST_UNPOSTED = 10
MOST_NAMED = 3


def home(db: DbSession, actor: Actor, *, now: datetime, week: date | None = None) -> HomePage:
    """The Home of a person in the week of the date `week`, by default this one."""
    today = to_local(now, actor.zone).date()
    monday = monday_of(week or today)
    unposted = unposted_lines(db, actor, MOST_UNPOSTED, now=now)
    about = {"owner": actor.staff_id, "on": today, "now": now}
    total, ready, submitted, ever, welcomed_at, last_day, students = fetch(db, _COUNTS, about).one()
    dated = dated_lines(db, actor, monday, monday + timedelta(days=6), today, now=now)
    return HomePage(
        actor=actor,
        now=now,
        today=today,
        week_start=monday,
        welcome=welcomed_at is None,
        unposted=unposted,
        unposted_total=total,
        ready_total=ready,
        today_lines=tuple(line for line in dated if line.date == today),
        week_lines=tuple(line for line in dated if monday <= line.date < monday + timedelta(days=7)),
        team=_team(db, actor, now, today) if actor.role is not Role.AIDE else (),
        setup=_setup(db, actor) if actor.role is Role.ADMIN else (),
        last_day=last_day,
        has_sessions=ever > 0,
        caseload_size=students,
        submitted=submitted,
        waits_for=overseers.awaited(db, [actor.staff_id])[actor.staff_id] if submitted else "",
        queue=oversight.queue(db, actor, now=now),
    )


_NOW: BindParameter[datetime] = bindparam("now")
_COUNTS = select(
    func.count().filter(*unposted_where(_NOW)),
    func.count().filter(*ready_where(_NOW)),
    func.count().filter(oversight.SUBMITTED),
    func.count(),
    select(Staff.welcomed_at).where(Staff.id == bindparam("owner")).scalar_subquery(),
    select(Staff.last_day).where(Staff.id == bindparam("owner")).scalar_subquery(),
    lookups.CASELOAD_SIZE,
).where(Session.owner_id == bindparam("owner"))
"""Built once, since Home is drawn after every change."""


def _team(db: DbSession, actor: Actor, now: datetime, today: date) -> tuple[TeamLine, ...]:
    """The aides of a supervisor, those with the oldest unposted session first."""
    rows = db.execute(
        select(Staff.name, func.count(Session.id), func.min(Session.local_date))
        .outerjoin(Session, and_(Session.owner_id == Staff.id, *unposted_where(now)))
        .where(Staff.tenant_id == actor.tenant_id, Staff.supervisor_id == actor.staff_id, Staff.active)
        .group_by(Staff.id, Staff.name)
        .order_by(func.coalesce(func.min(Session.local_date), date.max), Staff.name)
    )
    return tuple(TeamLine(name, count, (today - oldest).days if oldest else 0) for name, count, oldest in rows)


def _setup(db: DbSession, actor: Actor) -> tuple[SetupStep, ...]:
    """What an administrator has still to do before aides can work, in the order of doing it."""
    tenant = actor.tenant_id
    row = db.execute(
        select(
            select(func.count()).select_from(Student).where(Student.tenant_id == tenant).scalar_subquery(),
            select(func.count()).select_from(CaseloadEntry).where(CaseloadEntry.tenant_id == tenant).scalar_subquery(),
            select(func.count())
            .select_from(CalendarDay)
            .where(CalendarDay.tenant_id == tenant, CalendarDay.kind == DayKind.LAST_DAY.value)
            .scalar_subquery(),
            select(func.count())
            .select_from(Staff)
            .outerjoin(Credential, Credential.staff_id == Staff.id)
            .where(
                Staff.tenant_id == tenant,
                Staff.active,
                Staff.role == Role.AIDE.value,
                or_(Credential.staff_id.is_(None), Credential.must_change),
            )
            .scalar_subquery(),
        )
    ).one()
    aides = row[3]
    missing = "1 aide has" if aides == 1 else f"{aides} aides have"
    return (
        SetupStep(_step("Students are imported", "students", row[0]), row[0] > 0),
        SetupStep(_step("Caseloads are imported", "caseload", row[1]), row[1] > 0),
        SetupStep(_step("The school calendar is imported", "calendar", row[2]), row[2] > 0),
        SetupStep(
            "Every aide has a signing passphrase"
            if not aides
            else f"{missing} no passphrase yet: press Office, then Enrolment code",
            not aides,
        ),
        *_overseers(overseers.without(db, tenant)),
    )


def _overseers(alone: Sequence[str]) -> list[SetupStep]:
    """Whose submitted sessions only administrators can approve; no step where there is nobody."""
    if not alone:
        return []
    shown = ", ".join(alone[:MOST_NAMED]) + (f" and {len(alone) - MOST_NAMED} more" if alone[MOST_NAMED:] else "")
    return [SetupStep(f"Give a supervisor with a signing passphrase to who needs oversight: {shown}", False)]


def _step(done: str, kind: str, number: int) -> str:
    """A step in words; how to take it is said while it is open."""
    return done if number else f"{done} (carelog import {kind} FILE)"
