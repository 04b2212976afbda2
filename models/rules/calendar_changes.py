"""A snow day, an added holiday, an early release: what becomes of that day's sessions (DOMAIN.md section 5, 26, 27).

One administrator action with a preview: nothing is changed that the preview does not name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from models.enums import DayKind
from models.errors import RuleViolation
from models.outputs import SkippedDay
from models.rules.calendar import CalendarEntry, PlannedDay, SchoolCalendar, calendar_of, fit
from models.rules.standing import Placed, Standing, ids, in_order

CHANGES = frozenset({DayKind.NO_SCHOOL, DayKind.EARLY_RELEASE})


@dataclass(frozen=True)
class DayChange:
    """What a change of one day does: unposted sessions are `cancelled` or `shortened`, `posted` ones are listed.

    `recorded` are those of the cancelled and shortened in which something was captured already: each is kept, and its
    aide confirms. `reason` is written into what is cancelled.
    """

    date: date
    reason: str
    cancelled: tuple[int, ...]
    shortened: tuple[Placed, ...]
    untouched: tuple[int, ...]
    posted: tuple[int, ...]
    recorded: tuple[int, ...]


def day_change(sessions: Sequence[Standing], entry: CalendarEntry) -> DayChange:
    """Plans a no-school day or an early release over `sessions`; those of other days are not looked at.

    Raises RuleViolation at "kind" or "time" for any other entry.
    """
    if entry.kind not in CHANGES:
        raise RuleViolation("Choose a day without school or an early release.", "kind")
    if entry.kind is DayKind.EARLY_RELEASE and entry.release is None:
        raise RuleViolation("Write when school ends.", "time")
    calendar = calendar_of([entry])
    of_day = [one for one in in_order(sessions) if one.date == entry.date]
    cancelled, shortened, untouched, recorded = [], [], [], []
    for one in (one for one in of_day if one.open):
        fitted = fit(one.date, one.start, one.end, calendar)
        if isinstance(fitted, PlannedDay) and not fitted.shortened:
            untouched.append(one.id)
            continue
        if isinstance(fitted, SkippedDay):
            cancelled.append(one.id)
        else:
            shortened.append(Placed(one.id, one.date, fitted.start, fitted.end))
        if one.captured:
            recorded.append(one.id)
    return DayChange(
        entry.date,
        _reason(entry, calendar),
        tuple(cancelled),
        tuple(shortened),
        tuple(untouched),
        ids(one for one in of_day if one.signed and not _fits(one, calendar)),
        tuple(recorded),
    )


def _fits(one: Standing, calendar: SchoolCalendar) -> bool:
    fitted = fit(one.date, one.start, one.end, calendar)
    return isinstance(fitted, PlannedDay) and not fitted.shortened


def _reason(entry: CalendarEntry, calendar: SchoolCalendar) -> str:
    if entry.kind is DayKind.NO_SCHOOL:
        return calendar.no_school[entry.date]
    skipped = fit(entry.date, time(23, 58), time(23, 59), calendar)
    return entry.name or (skipped.reason if isinstance(skipped, SkippedDay) else "Early release")


def day_numbers(change: DayChange) -> str:
    """What the preview says, such as "cancels 12, shortens 3, leaves 1 posted"."""
    parts = [
        (len(change.cancelled), "cancels {}"),
        (len(change.shortened), "shortens {}"),
        (len(change.posted), "leaves {} posted"),
    ]
    return ", ".join(text.format(number) for number, text in parts if number) or "changes nothing"
