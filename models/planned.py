"""What *Add Session* shows and answers: frozen values. Times are local wall-clock times."""

from dataclasses import dataclass
from datetime import date, time

from models.outputs import Conflict, Item, Pupil, SkippedDay


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
class ShortDay:
    """A date on which the school ends early, and with it the session."""

    date: date
    end: time


@dataclass(frozen=True)
class Created:
    """What *Add Session* made; `id` undoes it. `undone` counts what *Undo* removed, `kept` what stayed.

    `conflicts` are the first of `conflict_count`. `mismatched` counts students whose IEP says another session type.
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
