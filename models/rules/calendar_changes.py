"""A snow day, an added holiday, an early release, or one taken back: what becomes of the day's sessions.

DOMAIN.md section 5, 26 and 27. One action with a preview: nothing is changed that the preview does not name.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from models.enums import DayKind, State
from models.errors import RuleViolation
from models.office import DayNumbers, WantedDay
from models.outputs import SkippedDay
from models.rules.calendar import PlannedDay, SchoolCalendar, fit
from models.rules.standing import Placed, Standing
from models.rules.written import storable

CHANGES = frozenset({DayKind.NO_SCHOOL, DayKind.EARLY_RELEASE})
"""The kinds of days that change sessions."""
FURTHEST = timedelta(days=400)
EARLIEST, LATEST = time(6), time(19)
LONGEST_NAME = 80


@dataclass(frozen=True)
class Meant:
    """What a session was before the calendar changed it: its state, and its local end."""

    state: State
    end: time


@dataclass(frozen=True)
class Fitting:
    """One session, what it was `meant` to be where the calendar changed it before, and its campus's calendar now."""

    session: Standing
    meant: Meant | None
    calendar: SchoolCalendar


@dataclass(frozen=True)
class DayChange:
    """What a change of days does to sessions, by id.

    `cancelled` have the day's reason. `placed` are shortened, or longer again; `restored` are open again, at these
    times. `posted` are signed and do not fit the day: they stay. `recorded` do not fit either, and something is
    recorded in them: they stay as they are, and their aides have to look at them.
    """

    cancelled: tuple[tuple[int, str], ...] = ()
    placed: tuple[Placed, ...] = ()
    restored: tuple[tuple[Placed, State], ...] = ()
    posted: tuple[int, ...] = ()
    recorded: tuple[int, ...] = ()


def day_change(found: Iterable[Fitting]) -> DayChange:
    """Fits every session to its day, from what it was meant to be. What people cancelled stays cancelled."""
    cancelled: list[tuple[int, str]] = []
    placed: list[Placed] = []
    restored: list[tuple[Placed, State]] = []
    posted: list[int] = []
    recorded: list[int] = []
    for one in sorted(found, key=lambda one: (one.session.date, one.session.start, one.session.id)):
        session = one.session
        fitted = fit(session.date, session.start, one.meant.end if one.meant else session.end, one.calendar)
        if _fits(one, fitted):
            continue
        if session.signed:
            posted.append(session.id)
        elif session.open and session.captured:
            recorded.append(session.id)
        elif isinstance(fitted, SkippedDay):
            cancelled.append((session.id, fitted.reason))
        elif session.open:
            placed.append(Placed(session.id, session.date, session.start, fitted.end))
        elif one.meant is not None:
            restored.append((Placed(session.id, session.date, session.start, fitted.end), one.meant.state))
    return DayChange(tuple(cancelled), tuple(placed), tuple(restored), tuple(posted), tuple(recorded))


def _fits(one: Fitting, fitted: PlannedDay | SkippedDay) -> bool:
    """Whether a session is already as its day wants it. What a person cancelled needs nothing."""
    if one.session.state is State.CANCELLED:
        return one.meant is None or isinstance(fitted, SkippedDay)
    return isinstance(fitted, PlannedDay) and fitted.end == one.session.end


def require_day(wanted: WantedDay, today: date) -> None:
    """Raises RuleViolation with a sentence at each field of a change of a day that cannot be."""
    problems = {}
    if abs(wanted.date - today) > FURTHEST:
        problems["date"] = "Choose a day of this school year."
    if wanted.kind is DayKind.EARLY_RELEASE and wanted.release is None:
        problems["time"] = "Choose when school ends."
    elif wanted.kind is DayKind.EARLY_RELEASE and wanted.release and not EARLIEST <= wanted.release <= LATEST:
        problems["time"] = "Choose a time between 6 AM and 7 PM. Check AM and PM."
    elif wanted.kind is not DayKind.EARLY_RELEASE and wanted.release is not None:
        problems["time"] = "Only an early release has a time. Remove the time, or choose Early release."
    if len(storable(wanted.name)) > LONGEST_NAME:
        problems["name"] = f"Shorten the name to {LONGEST_NAME} characters."
    if problems:
        raise RuleViolation(problems)


def day_numbers(numbers: DayNumbers, *, done: bool = False) -> str:
    """What the preview says, such as "cancels 12 sessions, leaves 1 posted"; `done` says it as of the past."""
    parts = [
        (numbers.cancelled, ("cancels {}", "cancelled {}")),
        (numbers.shortened, ("changes the end of {}", "changed the end of {}")),
        (numbers.restored, ("brings back {}", "brought back {}")),
        (numbers.posted_total, ("leaves {} posted", "left {} posted")),
        (numbers.recorded_total, ("leaves {} with something recorded", "left {} with something recorded")),
    ]
    said = [(number, texts[done]) for number, texts in parts if number]
    if not said:
        return "changed no session" if done else "changes no session"
    (first, text), *others = said
    named = text.format(f"{first} session" if first == 1 else f"{first} sessions")
    return ", ".join([named, *(each.format(number) for number, each in others)])
