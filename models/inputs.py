"""What services accept: frozen values read from forms, files or commands. Times are local wall-clock times."""

from dataclasses import dataclass, field
from datetime import date, time

from models.enums import AbsenceReason, DayKind, Presence, SessionType, UnpostReason


@dataclass(frozen=True)
class Recurrence:
    """A weekly recurrence: ISO weekdays (1 is Monday), every n weeks, until `ends_on` inclusive.

    `cycle` keeps to the calendar's A days or B days among them; None is every one.
    """

    weekdays: frozenset[int]
    every: int
    ends_on: date
    cycle: DayKind | None = None


@dataclass(frozen=True)
class SessionTerms:
    """Everything that *Add Session* asks. `students` are ids of rows in students."""

    service: str
    description: str
    place: str
    date: date
    start: time
    end: time
    session_type: SessionType
    students: tuple[int, ...]
    recurrence: Recurrence | None = None


@dataclass(frozen=True)
class Happened:
    """What *Log what just happened* asks, of today: ids of students, codes of activities, local times."""

    students: tuple[int, ...]
    activities: frozenset[str]
    start: time
    end: time


@dataclass(frozen=True)
class Away:
    """Time away from the student: either `minutes`, or `stretches` of local times; never both."""

    minutes: int = 0
    stretches: tuple[tuple[time, time], ...] = ()


@dataclass(frozen=True)
class Mark:
    """What is recorded for one student. None times mean: as scheduled. `given` are catalogue codes.

    `minutes` are whole minutes by code, for what was given and asks for them.
    """

    presence: Presence = Presence.UNMARKED
    reason: AbsenceReason | None = None
    start: time | None = None
    end: time | None = None
    away: Away = field(default_factory=Away)
    given: frozenset[str] = frozenset()
    observation: str = ""
    minutes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class MarkChanges:
    """What a person changed for one student; None means untouched.

    `away_text` and `minutes` (by code) are as typed, read by the rules.
    """

    presence: Presence | None = None
    reason: AbsenceReason | None = None
    start: time | None = None
    end: time | None = None
    away_text: str | None = None
    given_added: frozenset[str] = frozenset()
    given_removed: frozenset[str] = frozenset()
    observation: str | None = None
    minutes: dict[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class CaptureChanges:
    """What a person changed in a session window, against what the window showed. `marks` is keyed by student id.

    `shown` is what the window showed of the fields that were changed, by field and student id (None: the session's).
    """

    activities_added: frozenset[str] = frozenset()
    activities_removed: frozenset[str] = frozenset()
    note: str | None = None
    marks: dict[int, MarkChanges] = field(default_factory=dict)
    shown: dict[tuple[str, int | None], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Unpost:
    """Which posted session to open again, in the version that the person saw, and why. `words` may be empty."""

    session_id: int
    seen: int
    reason: UnpostReason | None
    words: str = ""


@dataclass(frozen=True)
class Return:
    """Which submitted session goes back to its author, in the version that the overseer saw, and what to correct."""

    session_id: int
    seen: int
    comment: str
