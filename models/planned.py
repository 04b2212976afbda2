"""What *Add Session* shows and answers: frozen values. Times are local wall-clock times."""

from dataclasses import dataclass
from datetime import date, time

from models.enums import SessionType
from models.outputs import Conflict, Item, Pupil, SessionSheet, SkippedDay


@dataclass(frozen=True)
class Colleague:
    """A person for whom a session can be added."""

    id: int
    name: str


@dataclass(frozen=True)
class AddSessionForm:
    """What *Add Session* needs to draw itself. `students` is empty when the list is too long (then it is searched).

    `colleagues` are the aides of a supervisor, and `owner_id` the one whose students are offered (None: one's own).
    `has_cycle` says that the calendar has A days and B days.
    """

    services: tuple[Item, ...]
    places: tuple[Item, ...]
    students: tuple[Pupil, ...]
    caseload_size: int
    today: date
    year_start: date | None
    year_end: date | None
    contact: str
    colleagues: tuple[Colleague, ...] = ()
    owner_id: int | None = None
    has_cycle: bool = False


@dataclass(frozen=True)
class LogForm:
    """What *Log what just happened* needs to draw itself. `students` is empty when they are searched.

    `start` and `end` are the last half hour, None right after midnight. `complete` says that the catalogue has services
    and places to take the usual ones from.
    """

    today: date
    students: tuple[Pupil, ...]
    caseload_size: int
    activities: tuple[Item, ...]
    start: time | None
    end: time | None
    contact: str
    complete: bool = True


@dataclass(frozen=True)
class Logged:
    """What was logged, as a draft. `conflicts` are the person's other sessions at that time."""

    sheet: SessionSheet
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Prospect:
    """What *Add Session* would make of a recurrence, told before anything is made.

    `skipped` counts the days on which there is no school, `shortened` the sessions that end with an early release.
    Where none can be made, `problem` says why.
    """

    count: int = 0
    first: date | None = None
    last: date | None = None
    skipped: int = 0
    shortened: int = 0
    problem: str = ""


@dataclass(frozen=True)
class ShortDay:
    """A date on which the school ends early, and with it the session."""

    date: date
    end: time


@dataclass(frozen=True)
class Created:
    """What *Add Session* made; `id` undoes it. `undone` counts what *Undo* removed, `kept` what stayed.

    `conflicts` are the first of `conflict_count`. `mismatched` counts students whose IEP says another session type than
    `session_type`. `times` are the start and end on the first date. `owner` is whom it was made for, "" for oneself.
    """

    id: int
    description: str
    count: int
    first: date
    last: date
    skipped: tuple[SkippedDay, ...]
    conflicts: tuple[Conflict, ...]
    conflict_count: int = 0
    undone: int | None = None
    kept: int = 0
    shortened: tuple[ShortDay, ...] = ()
    mismatched: int = 0
    session_type: SessionType = SessionType.GROUP
    times: tuple[time, ...] = ()
    owner: str = ""
