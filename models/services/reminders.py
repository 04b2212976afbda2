"""What a reminder and a digest say, read at the moment when they are sent or renewed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, or_, select

from models.daily import Digest, DigestLine, Reminder
from models.db import DbSession
from models.outputs import Actor
from models.rules.due import BEFORE_THE_END, Hours, reminder_window, working_hours
from models.rules.time import to_instant, to_local
from models.services import outbox, oversight
from models.services.conditions import unposted_where
from models.services.due import REMINDER, at_work
from models.services.lines import lines_of, unposted_lines
from models.services.outbox import Planned
from models.tables import Campus, Notice, Session, Staff

MOST_LINES = 12
URGENT_DAYS = 2
SNOOZE = "snooze"
NUDGE = "nudge"
SOONEST = timedelta(minutes=5)
"""Nobody who snoozes a message wants it back before this."""
KEPT_FOR = timedelta(days=14)
"""How long a message is kept that nothing else tells of."""


def reminder(db: DbSession, actor: Actor, *, now: datetime, listed: list[int] | None = None) -> Reminder:
    """The reminder of everything unposted, oldest first; or, with `listed`, of just those sessions as they stand now.

    The numbers of a message never change, so a renewed one lists what it listed.
    """
    today = to_local(now, actor.zone).date()
    if listed is not None:
        found = {line.id: line for line in lines_of(db, actor, listed, now=now, together=True)}
        numbers = tuple(number for number, key in enumerate(listed, 1) if key in found)
        shown = tuple(found[key] for key in listed if key in found)
        return Reminder(today, shown, unposted_number(db, actor, now=now, beside=listed), numbers)
    shown = unposted_lines(db, actor, MOST_LINES, now=now, together=True)
    return Reminder(today, shown, unposted_number(db, actor, now=now) - len(shown))


def reminder_of(
    db: DbSession, actor: Actor, notice_id: int, *, now: datetime, listed: list[int] | None = None
) -> Reminder:
    """The reminder that a notice is, with who asked for it."""
    asked = select(Staff.name).join(Notice, Notice.asked_by_id == Staff.id).where(Notice.id == notice_id)
    by = db.execute(asked).scalar_one_or_none() or ""
    return replace(reminder(db, actor, now=now, listed=listed), asked_by=by)


def unposted_number(db: DbSession, actor: Actor, *, now: datetime, beside: Sequence[int] = ()) -> int:
    """How many of the person's sessions are unposted, `beside` these."""
    where = (Session.owner_id == actor.staff_id, Session.id.not_in(beside), *unposted_where(now))
    return db.execute(select(func.count()).select_from(Session).where(*where)).scalar_one()


def digest(db: DbSession, actor: Actor, *, now: datetime) -> Digest:
    """The unposted sessions of a supervisor's aides, by aide; those near the end of documenting first."""
    today = to_local(now, actor.zone).date()
    last_day = today - timedelta(days=actor.district.log_days)
    nudged = exists().where(Notice.recipient_id == Staff.id, Notice.kind == NUDGE, Notice.local_date == today)
    rows = db.execute(
        select(
            Staff.id,
            Staff.name,
            func.count(Session.id),
            func.count(Session.id).filter(Session.local_date.between(last_day, last_day + timedelta(days=URGENT_DAYS))),
            func.count(Session.id).filter(Session.local_date < last_day),
            func.min(Session.local_date),
            nudged,
        )
        .join(Session, Session.owner_id == Staff.id)
        .where(Staff.supervisor_id == actor.staff_id, Staff.active, *unposted_where(now))
        .group_by(Staff.id, Staff.name)
        .order_by(func.min(Session.local_date), Staff.name)
    )
    lines = tuple(DigestLine(*row[:6], nudged=bool(row[6])) for row in rows)
    return Digest(today, lines, *oversight.burden(db, actor, now=now))


def hours_of(db: DbSession, staff_id: int) -> tuple[int, Hours]:
    """A person's tenant and hours."""
    staff, campus = db.execute(
        select(Staff, Campus).join(Campus, Campus.id == Staff.campus_id).where(Staff.id == staff_id)
    ).one()
    return staff.tenant_id, Hours(
        campus.time_zone, campus.reminder_time, campus.digest_time, staff.contract_start, staff.contract_end
    )


def later(db: DbSession, actor: Actor, at: datetime, *, now: datetime) -> Planned | None:
    """The same reminder once more at the instant `at`, in the person's hours of that day; None when none are left.

    After their end it moves, as the day's own reminder does, to 15 minutes before it (PRODUCT.md, journey 6), if that
    is still to come. On a later day the day's own reminder comes by itself, so its time only moves earlier there.
    """
    tenant_id, hours = hours_of(db, actor.staff_id)
    day = to_local(at, hours.zone).date()
    _, until = reminder_window(hours, day)
    at = max(at, _begins(hours, day))
    at = at if at < until else until - BEFORE_THE_END
    if at < now + SOONEST or not at_work(db, actor.staff_id, now=at):
        return None
    minute = to_local(at, hours.zone)
    return Planned(tenant_id, actor.staff_id, f"{SNOOZE}.{minute:%H%M}", day, at, until)


def snooze(db: DbSession, planned: Planned) -> None:
    """Plans the reminder again. It takes the place of one that still waits: pressing twice is one message, the last."""
    db.execute(
        delete(Notice).where(
            Notice.tenant_id == planned.tenant_id,
            Notice.recipient_id == planned.recipient_id,
            Notice.kind.startswith(f"{SNOOZE}."),
            Notice.state == "pending",
        )
    )
    outbox.plan(db, [planned])


def in_hours(db: DbSession, staff_id: int, kind: str, *, now: datetime) -> Planned:
    """A message for the person's next working hours: it is no reason to disturb anybody at night or on leave.

    Late it is still true: it is kept for KEPT_FOR.
    """
    tenant_id, hours = hours_of(db, staff_id)
    today, at = to_local(now, hours.zone).date(), now
    for ahead in range(KEPT_FOR.days):
        begins, ends = working_hours(hours, today + timedelta(ahead))
        if max(now, begins) < ends and at_work(db, staff_id, now=max(now, begins)):
            at = max(now, begins)
            break
    return Planned(tenant_id, staff_id, kind, to_local(at, hours.zone).date(), at, at + KEPT_FOR)


def nudge(db: DbSession, aide_id: int, by_id: int, *, now: datetime) -> Planned | None:
    """One nudge a day for an aide, in the aide's hours; None when today's are over, or there are none today.

    `by_id` is the supervisor, whose name the nudge says.
    """
    tenant_id, hours = hours_of(db, aide_id)
    day = to_local(now, hours.zone).date()
    _, until = reminder_window(hours, day)
    if now >= until or not at_work(db, aide_id, now=now):
        return None
    return Planned(tenant_id, aide_id, NUDGE, day, max(now, _begins(hours, day)), until, by_id)


def _begins(hours: Hours, day: date) -> datetime:
    """When a person may be written to on a local date: from the contract's start, else from the campus's digest on."""
    return to_instant(day, hours.contract_start or hours.digest_time, hours.zone)


def is_reminder() -> ColumnElement[bool]:
    """Whether a notice lists the person's sessions: the day's reminder, a snoozed one, a nudge."""
    return or_(Notice.kind.in_([REMINDER, NUDGE]), Notice.kind.startswith(f"{SNOOZE}."))


@dataclass(frozen=True)
class Message:
    """A reminder that was sent: where it is, and which sessions it numbers."""

    channel: str
    ts: str
    listed: tuple[int, ...]


def numbering(db: DbSession, actor: Actor) -> tuple[int, ...] | None:
    """The sessions that the person's newest reminder numbers, of any day; None before the first one.

    One whose arrival is not certain yet counts: it may be what the person has in front of them.
    """
    rows = db.execute(
        select(Notice.listed)
        .where(
            Notice.recipient_id == actor.staff_id,
            Notice.state.in_(["sent", "sending", "uncertain"]),
            is_reminder(),
        )
        .order_by(Notice.id.desc())
        .limit(5)
    ).scalars()
    return next((tuple(listed) for listed in rows if listed), None)


def message_at(db: DbSession, actor: Actor, channel: str, ts: str) -> Message | None:
    """The person's own reminder at a place in Slack, of any day."""
    row = db.execute(
        select(Notice.channel, Notice.message_ts, Notice.listed).where(
            Notice.recipient_id == actor.staff_id, Notice.channel == channel, Notice.message_ts == ts
        )
    ).first()
    return Message(row[0], row[1], tuple(row[2])) if row else None


def aide_name(db: DbSession, actor: Actor, aide_id: int) -> str | None:
    """The name of one of the supervisor's own active aides; None for everybody else."""
    query = select(Staff.name).where(Staff.id == aide_id, Staff.supervisor_id == actor.staff_id, Staff.active)
    return db.execute(query).scalar_one_or_none()
