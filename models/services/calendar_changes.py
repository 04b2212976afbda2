"""*Change a School Day*: one action of an administrator, with the numbers before it and *Undo* after it."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from models.db import DbSession, fetch
from models.enums import DayKind
from models.errors import Changed, NotFound, RuleViolation
from models.office import CampusLine, DayChanged, DayPreview, WantedDay
from models.outputs import Actor
from models.rules.calendar_changes import CHANGES, day_numbers, require_day
from models.rules.calendar_files import NAMES
from models.rules.time import to_local
from models.rules.written import storable
from models.services import audit, calendar_fits
from models.services.acting import alone, require_admin
from models.services.calendar_fits import Day, Fitted
from models.tables import CalendarChange, CalendarDay, Campus, Notice

ADMINS = "Only an administrator can change the school calendar."
AGAIN = "This day was changed again since. Change it once more instead of undoing this."
_FREE = "This is a school day already, so there is nothing to take back."
_CAMPUSES = select(Campus.id, Campus.name).where(Campus.tenant_id == bindparam("tenant")).order_by(Campus.name)
_REMOVE = delete(CalendarDay).where(
    CalendarDay.tenant_id == bindparam("tenant"),
    CalendarDay.date == bindparam("on"),
    CalendarDay.kind.in_([kind.value for kind in CHANGES]),
    CalendarDay.campus_id.is_not_distinct_from(bindparam("campus")),
)


def campuses(db: DbSession, actor: Actor) -> tuple[CampusLine, ...]:
    """The campuses that a day can be changed for. Raises NotAllowed unless the person is an administrator."""
    require_admin(actor, ADMINS)
    return tuple(CampusLine(*row) for row in fetch(db, _CAMPUSES, {"tenant": actor.tenant_id}))


def preview(db: DbSession, actor: Actor, wanted: WantedDay, *, now: datetime) -> DayPreview:
    """What the change will do, without doing it. Raises RuleViolation with fields, NotAllowed, NotFound."""
    return _planned(db, actor, wanted, now, lock=False)[0]


def change(
    db: DbSession, actor: Actor, wanted: WantedDay, agreed: str, request_key: str, *, now: datetime
) -> DayChanged | DayPreview:
    """Does what was agreed to, once per window. Gives the preview anew, and does nothing, where the numbers moved.

    Raises RuleViolation with fields, NotAllowed, NotFound.
    """
    require_admin(actor, ADMINS)
    alone(db, actor.tenant_id)
    known = select(CalendarChange).where(
        CalendarChange.tenant_id == actor.tenant_id, CalendarChange.request_key == request_key
    )
    done = db.execute(known).scalar_one_or_none()
    if done is not None:
        return _answer(done)
    shown, before, after, found = _planned(db, actor, wanted, now, lock=True)
    if shown.digest != agreed:
        return shown
    _write(db, actor.tenant_id, wanted.date, wanted.campus_id, after)
    calendar_fits.apply(db, actor.tenant_id, actor.staff_id, found, now=now)
    summary = {"what": said(wanted), "campus": shown.campus, "done": day_numbers(shown.numbers, done=True)}
    row = CalendarChange(
        tenant_id=actor.tenant_id,
        staff_id=actor.staff_id,
        request_key=request_key,
        local_date=wanted.date,
        campus_id=wanted.campus_id,
        before=_kept(before, wanted.campus_id),
        after=_kept(after, wanted.campus_id),
        summary=summary,
        created_at=now,
        undone_at=None,
    )
    db.add(row)
    db.flush()
    _note(db, actor, "calendar.changed", row, now)
    return _answer(row, _reminded(db, found, now))


def undo(db: DbSession, actor: Actor, change_id: int, *, now: datetime) -> DayChanged:
    """Takes a change back: the calendar says what it said, and sessions that nobody touched since are as they were.

    Undoing twice is undoing once. Raises NotAllowed, NotFound, or Changed when the day was changed again since.
    """
    require_admin(actor, ADMINS)
    alone(db, actor.tenant_id)
    query = select(CalendarChange).where(CalendarChange.id == change_id, CalendarChange.tenant_id == actor.tenant_id)
    row = db.execute(query.with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound
    if row.undone_at is not None:
        return _answer(row)
    days = calendar_fits.days_of(db, actor.tenant_id, [row.local_date])
    if _kept(days, row.campus_id) != row.after:
        raise Changed(AGAIN)
    others = [day for day in days if day[3] != row.campus_id]
    after = [*others, *(_read(row, line) for line in row.before)]
    found = calendar_fits.fit_sessions(db, actor.tenant_id, days, after, now=now)
    _write(db, actor.tenant_id, row.local_date, row.campus_id, after)
    calendar_fits.apply(db, actor.tenant_id, actor.staff_id, found, now=now)
    row.undone_at = now
    row.summary = {**row.summary, "done": day_numbers(found.numbers, done=True)}
    db.flush()
    _note(db, actor, "calendar.change_undone", row, now)
    return _answer(row, _reminded(db, found, now))


def said(wanted: WantedDay) -> str:
    """The day in words: the name that was typed, or what it is."""
    if wanted.kind is None:
        return "School as usual"
    name = storable(wanted.name).strip() or NAMES[wanted.kind]
    return f"{name}, school ends at {wanted.release:%-I:%M %p}" if wanted.release else name


def _planned(
    db: DbSession, actor: Actor, wanted: WantedDay, now: datetime, *, lock: bool
) -> tuple[DayPreview, list[Day], list[Day], Fitted]:
    names: dict[int | None, str] = {one.id: one.name for one in campuses(db, actor)}
    names[None] = "All campuses"
    if wanted.campus_id not in names:
        raise NotFound
    require_day(wanted, to_local(now, actor.zone).date())
    before = calendar_fits.days_of(db, actor.tenant_id, [wanted.date])
    _require_change(wanted, before)
    after = [day for day in before if day[3] != wanted.campus_id]
    if wanted.kind is not None:
        name = storable(wanted.name).strip() or NAMES[wanted.kind]
        after.append((wanted.date, wanted.kind.value, name, wanted.campus_id, wanted.release))
    found = calendar_fits.fit_sessions(db, actor.tenant_id, before, after, now=now, lock=lock)
    was = ", ".join(_line(day, names) for day in before) or "School as usual"
    digest = hashlib.sha256(repr((wanted, sorted(before, key=repr), found.change)).encode()).hexdigest()[:16]
    return DayPreview(wanted, names[wanted.campus_id], was, found.numbers, digest), before, after, found


def _require_change(wanted: WantedDay, before: Sequence[Day]) -> None:
    """Raises RuleViolation where the calendar says this already, or where another line of it stands in the way."""
    own = [day for day in before if day[3] == wanted.campus_id]
    others = [day for day in before if day[3] != wanted.campus_id]
    if wanted.kind is None and not own:
        where = "all campuses" if wanted.campus_id is not None else "one campus"
        text = f"This day was set for {where}. Choose that campus to take it back." if others else _FREE
        raise RuleViolation(text, "campus" if others else "kind")
    closed = any(day[1] == DayKind.NO_SCHOOL.value and day[3] is None for day in others)
    if wanted.kind is DayKind.EARLY_RELEASE and closed:
        raise RuleViolation("No campus has school on this day. Take that back for all campuses first.", "kind")


def _line(day: Day, names: dict[int | None, str]) -> str:
    at = f" at {day[4]:%-I:%M %p}" if day[4] else ""
    where = f" ({names[day[3]]})" if day[3] is not None else ""
    return f"{day[2] or NAMES[DayKind(day[1])]}{at}{where}"


def _write(db: DbSession, tenant_id: int, on: date, campus_id: int | None, days: Sequence[Day]) -> None:
    """Puts the lines of one campus (or of all) for one date in place of those that are there."""
    fetch(db, _REMOVE, {"tenant": tenant_id, "on": on, "campus": campus_id})
    rows = [
        {"tenant_id": tenant_id, "date": on, "kind": kind, "name": name, "campus_id": campus, "time": at}
        for _, kind, name, campus, at in days
        if campus == campus_id
    ]
    if rows:
        fetch(db, insert(CalendarDay), rows)


def _kept(days: Sequence[Day], campus_id: int | None) -> list[list[Any]]:
    """The lines of one campus (or of all) as JSON keeps them."""
    own = (day for day in days if day[3] == campus_id)
    return sorted([kind, name, f"{at:%H:%M}" if at else None] for _, kind, name, _, at in own)


def _read(row: CalendarChange, line: Sequence[Any]) -> Day:
    kind, name, at = line
    return row.local_date, kind, name, row.campus_id, time.fromisoformat(at) if at else None


def _reminded(db: DbSession, found: Fitted, now: datetime) -> tuple[str, ...]:
    """The Slack users whose reminder of today lists a session that was changed."""
    touched = {row.owner_id: row for row in found.touched if row.slack_user_id}
    today = {to_local(now, row.zone).date() for row in touched.values()}
    sent = select(Notice.recipient_id).where(
        Notice.recipient_id.in_(bindparam("ids", expanding=True)),
        Notice.local_date.in_(bindparam("today", expanding=True)),
        Notice.state == "sent",
    )
    ids = fetch(db, sent, {"ids": sorted(touched), "today": sorted(today)}).scalars()
    return tuple(sorted({str(touched[key].slack_user_id) for key in ids}))


def _answer(row: CalendarChange, told: tuple[str, ...] = ()) -> DayChanged:
    what = f"{row.summary['what']} · {row.summary['campus']}"
    return DayChanged(row.id, row.local_date, what, row.summary["done"], row.undone_at is not None, told)


def _note(db: DbSession, actor: Actor, event: str, row: CalendarChange, now: datetime) -> None:
    details = {"change": row.id, "date": row.local_date.isoformat(), "campus": row.campus_id}
    audit.record(
        db,
        tenant_id=actor.tenant_id,
        actor_id=actor.staff_id,
        event=event,
        subject=f"calendar:{row.local_date.isoformat()}",
        details={**details, "before": row.before, "after": row.after, "done": row.summary["done"]},
        at=now,
    )
