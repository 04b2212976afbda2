"""Fitting sessions to a changed calendar, for a window as for an import. The number of statements never grows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from models.db import DbSession, fetch
from models.enums import DayKind, State
from models.office import DayNumbers
from models.outputs import RecordLine
from models.rules.calendar import CalendarEntry, SchoolCalendar, calendar_of, early
from models.rules.calendar_changes import CHANGES, DayChange, Fitting, Meant, day_change
from models.rules.time import to_instant
from models.services import audit, departures, fit_versions
from models.services.series_rows import standing
from models.tables import CalendarDay, CalendarFit, Campus, Series, Session, Staff

Day = tuple[date, str, str, int | None, time | None]
"""A line of the calendar: date, kind, name, campus (None: all), time."""
MOST_LISTED = 10
_KINDS = [kind.value for kind in CHANGES]
_DAYS = select(CalendarDay.date, CalendarDay.kind, CalendarDay.name, CalendarDay.campus_id, CalendarDay.time).where(
    CalendarDay.tenant_id == bindparam("tenant"),
    CalendarDay.kind.in_(_KINDS),
    CalendarDay.date.in_(bindparam("dates", expanding=True)),
)
_CAMPUSES = select(Campus.id).where(Campus.tenant_id == bindparam("tenant"))
_FOUND = (
    select(
        Session.id, Session.tenant_id, Session.version, Session.owner_id, Session.campus_id, Session.zone,
        Session.state, Session.local_date, Session.start_time, Session.end_time, Session.ends_at, Session.description,
        Session.cancel_reason, Staff.name, Staff.slack_user_id,
        CalendarFit.version.label("fitted"), CalendarFit.state.label("was"), CalendarFit.end_time.label("meant"),
        Series.start_time.label("series_start"), Series.end_time.label("series_end"),
    )
    .join(Staff, Staff.id == Session.owner_id)
    .outerjoin(CalendarFit, CalendarFit.session_id == Session.id)
    .outerjoin(Series, Series.id == Session.series_id)
    .where(Session.tenant_id == bindparam("tenant"))
    .order_by(Session.id)
)  # fmt: skip
_SESSIONS = _FOUND.where(Session.local_date.in_(bindparam("dates", expanding=True)))
_LOCKED = _SESSIONS.with_for_update(of=Session)
_THESE = _FOUND.where(Session.id.in_(bindparam("ids", expanding=True))).with_for_update(of=Session)
_UPDATE = (
    update(Session)
    .where(Session.id == bindparam("of"), Session.version == bindparam("seen"))
    .values(
        version=Session.version + 1,
        state=bindparam("state"),
        end_time=bindparam("end_time"),
        ends_at=bindparam("ends_at"),
        cancel_reason=bindparam("cancel_reason"),
    )
)


@dataclass(frozen=True)
class Fitted:
    """What became of the sessions of changed days, or would: the plan, and the rows that it was made from."""

    change: DayChange
    rows: Mapping[int, Row[Any]]
    meant: Mapping[int, Meant]

    @property
    def touched(self) -> list[Row[Any]]:
        """The sessions that are changed."""
        change = self.change
        placed = [*change.placed, *(one for one, _ in change.restored)]
        return [self.rows[key] for key in (*(key for key, _ in change.cancelled), *(one.id for one in placed))]

    @property
    def numbers(self) -> DayNumbers:
        """How many, and the first of those that somebody has to look at."""
        change = self.change
        return DayNumbers(
            len(change.cancelled),
            len(change.placed),
            len(change.restored),
            len({row.owner_id for row in self.touched}),
            tuple(self._line(key) for key in change.posted[:MOST_LISTED]),
            tuple(self._line(key) for key in change.recorded[:MOST_LISTED]),
            len(change.posted),
            len(change.recorded),
        )

    def _line(self, key: int) -> RecordLine:
        row = self.rows[key]
        return RecordLine(key, row.name, row.local_date, row.start_time, row.end_time, row.description)


def days_of(db: DbSession, tenant_id: int, dates: Iterable[date]) -> list[Day]:
    """What the calendar says of these dates, of all campuses and each: days without school and early releases."""
    found = fetch(db, _DAYS, {"tenant": tenant_id, "dates": sorted(set(dates))})
    return [(row.date, row.kind, row.name, row.campus_id, row.time) for row in found]


def fit_sessions(
    db: DbSession, tenant_id: int, before: Sequence[Day], after: Sequence[Day], *, now: datetime, lock: bool = True
) -> Fitted:
    """Plans what a calendar that says `after`, and said `before`, does to the sessions. Nothing is changed yet.

    Only days that are different at a session's campus are looked at; other names make no difference.
    """
    dates = sorted({day[0] for day in (*before, *after)})
    campuses = list(fetch(db, _CAMPUSES, {"tenant": tenant_id}).scalars())
    was, now_is = _calendars(before, campuses), _calendars(after, campuses)
    moved = {
        (campus, day) for campus in campuses for day in dates if _says(was[campus], day) != _says(now_is[campus], day)
    }
    if not moved:
        return Fitted(DayChange(), {}, {})
    asked = {"tenant": tenant_id, "dates": sorted({day for _, day in moved})}
    read: Iterable[Any] = fetch(db, _LOCKED if lock else _SESSIONS, asked)
    rows: list[Row[Any]] = [row for row in read if (row.campus_id, row.local_date) in moved]
    meant = {row.id: found for row in rows if (found := _meant(row, was[row.campus_id])) is not None}
    # Where nobody is left, nothing comes back.
    for key in departures.deserted(db, [row.id for row in rows if row.id in meant and row.state == State.CANCELLED]):
        del meant[key]
    plan = day_change(Fitting(standing(row, now), meant.get(row.id), now_is[row.campus_id]) for row in rows)
    return Fitted(plan, {row.id: row for row in rows}, meant)


def calendar_on(db: DbSession, session: Session) -> SchoolCalendar:
    """What the calendar of the session's campus says of its day."""
    return _calendars(days_of(db, session.tenant_id, [session.local_date]), [session.campus_id])[session.campus_id]


def remember(db: DbSession, session: Session, meant: time) -> None:
    """Keeps the end that a session was meant to have, if the calendar gave it another, for its next version."""
    fit_versions.forget(db, [session.id])
    if session.end_time < meant:
        was = Meant(State(session.state), meant)
        fetch(db, insert(CalendarFit), [_fit(session, was, early(session.end_time))])


def fit_these(db: DbSession, tenant_id: int, ids: Sequence[int], *, now: datetime) -> Fitted:
    """Plans what today's calendar does to these sessions, which come back to days that may be others by now.

    They are locked; nothing is changed yet.
    """
    rows: list[Row[Any]] = list(fetch(db, _THESE, {"tenant": tenant_id, "ids": list(ids)})) if ids else []
    days = days_of(db, tenant_id, {row.local_date for row in rows}) if rows else []
    calendars = _calendars(days, {row.campus_id for row in rows})
    meant = {row.id: Meant(State(row.was), row.meant) for row in rows if row.fitted == row.version}
    return Fitted(
        day_change(Fitting(standing(row, now), meant.get(row.id), calendars[row.campus_id]) for row in rows),
        {row.id: row for row in rows},
        meant,
    )


def _calendars(days: Sequence[Day], campuses: Iterable[int]) -> dict[int, SchoolCalendar]:
    lines: dict[int | None, list[CalendarEntry]] = defaultdict(list)
    for day, kind, name, campus, at in days:
        lines[campus].append(CalendarEntry(day, DayKind(kind), name, at, own=campus is not None))
    return {campus: calendar_of([*lines[None], *lines[campus]]) for campus in campuses}


def _says(calendar: SchoolCalendar, day: date) -> tuple[bool, time | None]:
    return day in calendar.no_school, calendar.early_release.get(day)


def _meant(row: Row[Any], before: SchoolCalendar) -> Meant | None:
    """What a session was before the calendar changed it, or was made shorter for it as one of a series."""
    # What was recorded since is only told of; whatever else was done since is somebody's own decision.
    if row.was is not None and (row.fitted == row.version or row.state == State.DRAFT.value):
        return Meant(State(row.was), row.meant)
    release = before.early_release.get(row.local_date)
    series = row.series_end is not None and row.start_time == row.series_start
    if series and row.state == State.SCHEDULED.value and row.end_time == release and row.series_end > release:
        return Meant(State.SCHEDULED, row.series_end)
    return None


def apply(db: DbSession, tenant_id: int, actor_id: int | None, found: Fitted, *, now: datetime) -> None:
    """Changes the sessions as planned; each change is in the audit trail, and in the session's history."""
    rows, fits, events = [], [], []
    for row, state, end, reason in _steps(found):
        meant = found.meant.get(row.id) or Meant(State(row.state), row.end_time)
        rows.append(
            {
                "of": row.id,
                "seen": row.version,
                "state": state.value,
                "end_time": end,
                "ends_at": to_instant(row.local_date, end, row.zone),
                "cancel_reason": reason if state is State.CANCELLED else "",
            }
        )
        if state is State.CANCELLED or end < meant.end:
            fits.append(_fit(row, meant, reason))
        event = "session.cancelled" if state is State.CANCELLED else "session.fitted"
        details: dict[str, Any] = {"version": row.version + 1, "calendar": True, "reason": reason}
        events.append((event, f"session:{row.id}", {**details, "end": f"{end:%H:%M}"}))
    if not rows:
        return
    fetch(db, _UPDATE, rows)
    fit_versions.forget(db, [row["of"] for row in rows])
    if fits:
        fetch(db, insert(CalendarFit), fits)
    audit.record_all(db, tenant_id=tenant_id, actor_id=actor_id, events=events, at=now)
    departures.take_out(db, tenant_id, actor_id, [placed.id for placed, _ in found.change.restored], now=now)


def _steps(found: Fitted) -> Iterable[tuple[Row[Any], State, time, str]]:
    change, of = found.change, found.rows
    for key, reason in change.cancelled:
        yield of[key], State.CANCELLED, of[key].end_time, reason
    for placed in change.placed:
        yield of[placed.id], State(of[placed.id].state), placed.end, early(placed.end)
    for placed, state in change.restored:
        yield of[placed.id], state, placed.end, early(placed.end)


def _fit(row: Row[Any] | Session, meant: Meant, reason: str) -> dict[str, Any]:
    made = {"session_id": row.id, "tenant_id": row.tenant_id, "version": row.version + 1}
    return {**made, "state": meant.state.value, "end_time": meant.end, "reason": reason}
