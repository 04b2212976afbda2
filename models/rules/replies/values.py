"""What goes into the reading of an aide's reply, and what comes out of it: frozen values."""

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from models.inputs import MarkChanges


class Asked(StrEnum):
    """What a question is about."""

    STUDENT = "student"
    SESSION = "session"
    TIME = "time"
    REASON = "reason"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Named:
    """A student as people may write them. `initials` are those that the reminder shows, such as M.G. or Ma.G."""

    id: int
    first: str
    last: str
    nickname: str = ""
    initials: str = ""


@dataclass(frozen=True)
class Listed:
    """One line of the reminder: its number there, and its session with local times and all its students."""

    number: int
    id: int
    date: date
    start: time
    end: time
    description: str
    students: tuple[Named, ...]


@dataclass(frozen=True)
class Capture:
    """What to save for one session: the `marks`, and with `everyone_present` all others present as scheduled."""

    session_id: int
    everyone_present: bool = False
    marks: dict[int, MarkChanges] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """Something that was not saved because it is unclear.

    `piece` is what was written; it may hold a student's name. `sentence` says what to do and never holds a name.
    `students` and `sessions` are the ids to choose from. For a student to choose, `changes` is what to save then,
    in each of `sessions`; for a session to choose, read the same text again with the chosen one listed alone.
    """

    kind: Asked
    piece: str
    sentence: str
    students: tuple[int, ...] = ()
    sessions: tuple[int, ...] = ()
    changes: MarkChanges | None = None


@dataclass(frozen=True)
class Reply:
    """A reply as understood. `command` is None, post, help, left, undo or later; `until` goes with later.

    `until` is "30 minutes", "later today" or "tomorrow". `cancels` are pairs of session id and reason. `leftover`
    are the pieces that were not understood, as written.
    """

    command: str | None = None
    until: str | None = None
    captures: tuple[Capture, ...] = ()
    cancels: tuple[tuple[int, str], ...] = ()
    questions: tuple[Question, ...] = ()
    leftover: tuple[str, ...] = ()

    @property
    def changes_anything(self) -> bool:
        """Whether there is something to save."""
        return bool(self.captures or self.cancels)

    @property
    def understood(self) -> bool:
        """Whether all of it was understood, so that nothing need be asked."""
        return not self.questions and not self.leftover
