"""*People Leaving*: what somebody with a last day has to sign before it, and what becomes of the rest after it.

Nobody else can sign it for them (DOMAIN.md section 5, 28).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, exists, or_, select, update

from models.db import DbSession, fetch
from models.enums import Presence, Role, State
from models.errors import NotFound, RuleViolation
from models.office import Leaver, LeavingForm, OwnLastDay
from models.outputs import Actor
from models.planned import Colleague
from models.rules.billing.claims import at_risk
from models.rules.billing.day import CareGiven, aide_minutes
from models.rules.marks import actual_times
from models.rules.membership import off_boarding
from models.rules.time import to_local
from models.services import audit, last_heard, overseers
from models.services.acting import alone
from models.services.last_heard import Change, turn_of
from models.services.series_rows import standing
from models.services.sheets import mark_of
from models.tables import Attendance, Campus, Session, Staff

KIND = "leaving."
TOPIC = f"{KIND}own"
REASON = "The aide left"
MOST = 30
_OPEN = [state.value for state in (State.SCHEDULED, State.DRAFT, State.RETURNED, State.REOPENED)]
_LEAVERS = select(Staff.id, Staff.name, Staff.last_day, Staff.active).where(
    Staff.tenant_id == bindparam("tenant"), Staff.last_day.is_not(None)
)
_SESSIONS = (
    select(
        Session.owner_id, Session.id, Session.local_date, Session.start_time, Session.end_time, Session.ends_at,
        Session.state, *(column for column in Attendance.__table__.columns if column.name not in {"id", "tenant_id"}),
    )
    .join(Attendance, Attendance.session_id == Session.id)
    .where(Session.owner_id.in_(bindparam("owners", expanding=True)), Session.state.in_(_OPEN))
    .order_by(Session.id)
)  # fmt: skip


def leaving_form(db: DbSession, actor: Actor, *, now: datetime) -> LeavingForm:
    """Who leaves, with what is at risk: everybody's for an administrator, their own aides' for a supervisor.

    Raises NotFound for an aide. Only an administrator sees people to choose from.
    """
    if actor.role is Role.AIDE:
        raise NotFound
    whom = () if actor.role is Role.ADMIN else (Staff.supervisor_id == actor.staff_id,)
    found = fetch(db, _LEAVERS.where(*whom).order_by(Staff.last_day, Staff.name), {"tenant": actor.tenant_id})
    people = _people(db, actor) if actor.role is Role.ADMIN else ()
    leavers = _leavers(db, found.all(), now)
    return LeavingForm(leavers[:MOST], people, max(0, len(leavers) - MOST))


def _people(db: DbSession, actor: Actor) -> tuple[Colleague, ...]:
    query = select(Staff.id, Staff.name).where(Staff.tenant_id == actor.tenant_id, Staff.active).order_by(Staff.name)
    return tuple(Colleague(*row) for row in fetch(db, query))


def _leavers(db: DbSession, rows: Any, now: datetime) -> tuple[Leaver, ...]:
    """Those who are still here, who leaves first above; then those who are gone with something unsigned, last above."""
    sessions: dict[int, dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in fetch(db, _SESSIONS, {"owners": [row.id for row in rows]}):
        sessions[row.owner_id][row.id].append(row)
    stakes = overseers.at_stake(db, [row.id for row in rows])
    found = [replace(_leaver(row, sessions[row.id], now), **stakes[row.id]) for row in rows]
    gone = [one for one in reversed(found) if not one.active and one.unsigned]
    return (*(one for one in found if one.active), *gone)


def _leaver(row: Any, sessions: dict[int, list[Any]], now: datetime) -> Leaver:
    by_id = {key: rows[0] for key, rows in sessions.items()}
    plan = off_boarding([standing(one, now) for one in by_id.values()], row.last_day)
    ended = [key for key in plan.to_sign if by_id[key].ends_at <= now]
    given: dict[date, list[CareGiven]] = defaultdict(list)
    for key in ended:
        for one in sessions[key]:
            given[one.local_date] += _given(one)
    # One aide has one day's minutes for all of a group (DOMAIN.md section 5, 11).
    own = ((day, aide_minutes(cares)) for day, cares in given.items())
    risk = at_risk((day, minutes) for day, minutes in own if minutes)
    coming = len(plan.to_sign) - len(ended)
    return Leaver(
        row.id, row.name, row.last_day, row.active, len(ended), coming, len(plan.to_cover), risk.minutes, risk.units
    )


def _given(row: Any) -> list[CareGiven]:
    """A student's care: as recorded, or as planned while nothing is said of the student."""
    mark = mark_of(row)
    if mark.presence is Presence.ABSENT:
        return []
    start, end = actual_times(mark, row.start_time, row.end_time)
    return [CareGiven(row.id, row.owner_id, row.student_id, start, end, mark.away)] if start < end else []


def set_last_day(db: DbSession, actor: Actor, staff_id: int, last_day: date | None, *, now: datetime) -> None:
    """Sets somebody's last day, or takes it back with None; the person is told.

    Raises NotFound, unless the person is an administrator, or RuleViolation at "last" or "person".
    """
    if actor.role is not Role.ADMIN:
        raise NotFound
    # Each sees who else leaves before it judges whether an administrator is left.
    alone(db, actor.tenant_id)
    query = select(Staff).where(Staff.id == staff_id, Staff.tenant_id == actor.tenant_id, Staff.active)
    staff = db.execute(query.with_for_update()).scalar_one_or_none()
    if staff is None:
        raise NotFound
    if last_day is not None and last_day < to_local(now, actor.zone).date():
        raise RuleViolation("This day is over. Choose today or a later day.", "last")
    if staff.last_day == last_day:
        return
    if last_day is not None and staff.role == Role.ADMIN.value:
        _require_another(db, staff, last_day)
    changed = [staff.last_day and staff.last_day.isoformat(), last_day and last_day.isoformat()]
    staff.last_day = last_day
    db.flush()
    _note(db, actor.tenant_id, actor.staff_id, "staff.last_day", staff_id, {"last_day": changed}, now)
    tell(db, actor.tenant_id, {staff_id: last_day}, now=now)


def tell(db: DbSession, tenant_id: int, days: Mapping[int, date | None], *, now: datetime) -> None:
    """Plans what people hear of their own last days, by staff id, None for none any more."""
    if not days:
        return
    # Who never heard of a last day is not told that there is none.
    changes = [Change(key, TOPIC, day, back=day is None, first=day is not None) for key, day in sorted(days.items())]
    last_heard.plan(db, changes, last_heard.said(db, tenant_id, days, TOPIC), now=now)


def _require_another(db: DbSession, staff: Staff, last_day: date) -> None:
    """Raises RuleViolation at "person" when no administrator would be left: nobody could undo that in Slack."""
    others = select(Staff.id).where(
        Staff.tenant_id == staff.tenant_id,
        Staff.active,
        Staff.role == Role.ADMIN.value,
        Staff.id != staff.id,
        or_(Staff.last_day.is_(None), Staff.last_day > last_day),
    )
    if db.execute(others.limit(1)).first() is None:
        raise RuleViolation(f"{staff.name} is the only administrator then. Import another one first.", "person")


def told(db: DbSession, actor: Actor, kind: str, *, now: datetime) -> OwnLastDay | None:
    """What the person hears of their own last day; None when it is another one by now, or was heard already."""
    turn = turn_of(kind)
    day = db.execute(select(Staff.last_day).where(Staff.id == actor.staff_id)).scalar_one()
    before = last_heard.heard(db, actor.tenant_id, actor.staff_id, turn)
    if day != turn.last or (before.last == day if before else day is None):
        return None
    rows = fetch(db, _LEAVERS.where(Staff.id == actor.staff_id), {"tenant": actor.tenant_id}).all()
    leavers = _leavers(db, rows, now)
    # Somebody who left and came back knows that the day of then is over.
    stood = before and before.last and before.last >= to_local(now, actor.zone).date()
    return OwnLastDay(leavers[0] if leavers else None, before.last if before and stood else None)


_PLANNED = exists().where(
    Session.owner_id == Staff.id, Session.state == State.SCHEDULED.value, Session.local_date > Staff.last_day
)
_DATED = (
    select(Staff.id, Staff.tenant_id, Staff.last_day, Campus.time_zone)
    .join(Campus, Campus.id == Staff.campus_id)
    # A file of the staff switches accounts off by itself; what was planned for them is cancelled here.
    .where(Staff.last_day.is_not(None), or_(Staff.active, _PLANNED))
)


def close(db: DbSession, *, now: datetime) -> int:
    """Switches off the accounts of those whose last day is over, and cancels what was planned for them after it.

    What they did not sign stays: as evidence that nobody can sign any more. Gives how many people left.
    """
    gone = [row for row in fetch(db, _DATED) if row.last_day < to_local(now, row.time_zone).date()]
    left = 0
    for row in gone:
        # An administrator may have set another day meanwhile.
        same = (Staff.id == row.id, Staff.last_day == row.last_day)
        if fetch(db, update(Staff).where(*same).values(active=False).returning(Staff.id)).first() is None:
            continue
        _note(db, row.tenant_id, None, "staff.left", row.id, {"last_day": row.last_day.isoformat()}, now)
        _cancel_rest(db, row, now)
        left += 1
    return left


def _cancel_rest(db: DbSession, row: Any, now: datetime) -> None:
    rest = (
        update(Session)
        .where(Session.owner_id == row.id, Session.local_date > row.last_day, Session.state == State.SCHEDULED.value)
        .values(state=State.CANCELLED.value, cancel_reason=REASON, version=Session.version + 1)
        .returning(Session.id, Session.version)
    )
    events: list[audit.Event] = [
        ("session.cancelled", f"session:{key}", {"version": version, "reason": REASON})
        for key, version in sorted(tuple(one) for one in fetch(db, rest))
    ]
    if events:
        audit.record_all(db, tenant_id=row.tenant_id, actor_id=None, events=events, at=now)


def _note(
    db: DbSession,
    tenant_id: int,
    actor_id: int | None,
    event: str,
    staff_id: int,
    details: dict[str, Any],
    now: datetime,
) -> None:
    audit.record(
        db, tenant_id=tenant_id, actor_id=actor_id, event=event, subject=f"staff:{staff_id}", details=details, at=now
    )
