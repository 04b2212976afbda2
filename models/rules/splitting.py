"""*Edit Session Series*: what changes in the current and all future unposted sessions (seed "Session Type").

Pure planning: a service applies the plan, and the window says its numbers before anything is done.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from models.enums import State
from models.errors import NotFound, RuleViolation
from models.inputs import Recurrence
from models.outputs import SkippedDay
from models.rules.calendar import PlannedDay, SchoolCalendar, fit
from models.rules.recurrence import Plan, plan
from models.rules.session_state import require_editable
from models.rules.standing import Placed, Standing, ids, in_order
from models.rules.time import meant, monday_of


@dataclass(frozen=True)
class NewTerms:
    """What the edit says of times and days; None keeps what each session has. Other fields do not concern the plan."""

    start: time | None = None
    end: time | None = None
    recurrence: Recurrence | None = None


@dataclass(frozen=True)
class Split:
    """What an edit of a series does, by id or as the session will stand; no session is in two of the first six.

    `changed` keep their date, `moved` get another one, `made` are new. `removed` had nothing recorded in them. `posted`
    and `cancelled` are left alone; `earlier` are unposted ones before the current session, asked about separately.
    `stays` are those of `changed` on a day that the new days leave out: something is recorded, or the day has passed.
    """

    changed: tuple[Placed, ...] = ()
    moved: tuple[Placed, ...] = ()
    removed: tuple[int, ...] = ()
    posted: tuple[int, ...] = ()
    cancelled: tuple[int, ...] = ()
    earlier: tuple[int, ...] = ()
    made: tuple[PlannedDay, ...] = ()
    stays: tuple[int, ...] = ()
    skipped: tuple[SkippedDay, ...] = ()


def split(
    series: Sequence[Standing], current_id: int, wanted: NewTerms, calendar: SchoolCalendar, *, today: date
) -> Split:
    """Plans the edit of the whole `series` from the session `current_id` on; `today` is the campus's local date.

    Nothing is made, moved or removed on days before today, and what has ended today stays. Raises NotFound for a
    session that is not of the series, RuleViolation where the current session is posted or cancelled, the times are
    impossible, or no day is left.
    """
    current = next((one for one in series if one.id == current_id), None)
    if current is None:
        raise NotFound
    require_editable(current.state)
    later = [one for one in in_order(series) if one.date >= current.date]
    free = [one for one in later if one.open]
    _require_times(free, wanted)
    rest = Split(
        posted=ids(one for one in later if one.signed),
        cancelled=ids(one for one in later if not one.open and not one.signed),
        earlier=ids(one for one in in_order(series) if one.open and one.date < current.date),
    )
    if wanted.recurrence is None:
        return _in_place(rest, free, wanted, calendar, today)
    planned = plan(current.date, wanted.recurrence, wanted.start or current.start, wanted.end or current.end, calendar)
    closed = {one.date for one in later if not one.open}
    return _by_days(replace(rest, skipped=planned.skipped), free, planned, closed, today)


def _require_times(sessions: list[Standing], wanted: NewTerms) -> None:
    for one in sessions:
        start, end = wanted.start or one.start, wanted.end or one.end
        if end <= start:
            raise RuleViolation(f"Choose an end after the start ({start:%-I:%M %p}).{meant(start, end)}", "end")


def _in_place(rest: Split, free: list[Standing], wanted: NewTerms, calendar: SchoolCalendar, today: date) -> Split:
    """The days stay. New times are shortened where there is early release, as when the sessions were made."""
    changed, removed, stays, skipped = [], [], [], []
    releases = SchoolCalendar(early_release=calendar.early_release if wanted.start or wanted.end else {})
    for one in free:
        fitted = fit(one.date, wanted.start or one.start, wanted.end or one.end, releases)
        if isinstance(fitted, PlannedDay):
            changed.append(Placed(one.id, one.date, fitted.start, fitted.end))
        elif _fixed(one, today):
            changed.append(Placed(one.id, one.date, one.start, one.end))
            stays.append(one.id)
        else:
            removed.append(one.id)
            skipped.append(fitted)
    return replace(rest, changed=tuple(changed), removed=tuple(removed), stays=tuple(stays), skipped=tuple(skipped))


def _fixed(one: Standing, today: date) -> bool:
    """Whether the session keeps its day whatever the series does: something would be lost, or it has ended already."""
    return one.captured or one.date < today or one.state is State.DUE


def _by_days(rest: Split, free: list[Standing], planned: Plan, closed: set[date], today: date) -> Split:
    """New days: what fits stays, what does not moves within its week, the rest is made or removed.

    `closed` are days on which a posted or cancelled session stands: they get no second one.
    """
    days = {one.date: one for one in planned.days if one.date not in closed}
    changed, loose, stays = [], [], []
    # A day that two sessions could keep goes to the one that has something recorded in it.
    for one in sorted(free, key=lambda one: not one.captured):
        day = days.pop(one.date, None)
        if day is not None:
            changed.append(Placed(one.id, day.date, day.start, day.end))
        elif _fixed(one, today):
            changed.append(Placed(one.id, one.date, one.start, one.end))
            stays.append(one.id)
        else:
            loose.append(one)
    moved, removed, made = _pair(loose, [day for day in days.values() if day.date >= today])
    changed.sort(key=lambda one: (one.date, one.start, one.id))
    return replace(rest, changed=tuple(changed), moved=moved, removed=removed, made=made, stays=tuple(sorted(stays)))


def _pair(
    loose: list[Standing], free: list[PlannedDay]
) -> tuple[tuple[Placed, ...], tuple[int, ...], tuple[PlannedDay, ...]]:
    """Sessions without a day take the free days of their own week, in order: moved, removed and made."""
    by_week: dict[date, list[PlannedDay]] = {}
    for day in free:
        by_week.setdefault(monday_of(day.date), []).append(day)
    moved, removed = [], []
    for one in in_order(loose):
        week = by_week.get(monday_of(one.date))
        if week:
            day = week.pop(0)
            moved.append(Placed(one.id, day.date, day.start, day.end))
        else:
            removed.append(one.id)
    made = tuple(day for week in by_week.values() for day in week)
    return tuple(moved), tuple(removed), made


def numbers(found: Split) -> str:
    """What the window says before it is done, such as "changes 21, leaves 2 posted" (PRODUCT journey 8)."""
    parts = [
        (len(found.changed), "changes {}"),
        (len(found.moved), "moves {}"),
        (len(found.made), "adds {}"),
        (len(found.removed), "removes {}"),
        (len(found.posted), "leaves {} posted"),
        (len(found.cancelled), "leaves {} cancelled"),
    ]
    return ", ".join(text.format(number) for number, text in parts if number) or "changes nothing"
