"""What the daily messages show: frozen values for reminders and digests."""

from dataclasses import dataclass
from datetime import date

from models.enums import SIGNED, SessionType, State, UnpostReason
from models.outputs import Pupil, SessionLine


@dataclass(frozen=True)
class Reminder:
    """The day's one message to an aide: the sessions it numbers, as they stand now; `more` are unposted beside them.

    `numbers` are those of the lines, where one that was listed is gone; () counts them from 1. `asked_by` is the
    supervisor who nudged, by name; "" for the reminder that comes by itself.
    """

    today: date
    lines: tuple[SessionLine, ...]
    more: int = 0
    numbers: tuple[int, ...] = ()
    asked_by: str = ""

    @property
    def numbered(self) -> list[tuple[int, SessionLine]]:
        """The lines with their numbers, which never change."""
        return list(zip(self.numbers or range(1, len(self.lines) + 1), self.lines, strict=True))

    @property
    def submits(self) -> bool:
        """Whether the person submits, and somebody else approves."""
        return any(line.submits for line in self.lines)

    @property
    def done(self) -> bool:
        """Whether nothing needs the person any more."""
        return not self.more and all(line.state in (*SIGNED, State.CANCELLED) for line in self.lines)


@dataclass(frozen=True)
class Unposted:
    """What the overseer (and the owner, where somebody else did it) hears of a session that was unposted."""

    line: SessionLine
    owner: str
    by: str
    reason: UnpostReason


@dataclass(frozen=True)
class DigestLine:
    """One aide in a supervisor's digest. `urgent` sessions have two days or less left."""

    staff_id: int
    name: str
    unposted: int
    urgent: int
    late: int
    oldest: date
    nudged: bool = False


@dataclass(frozen=True)
class Digest:
    """What a supervisor's aides have not posted, those near a deadline first.

    `awaiting` sessions wait for the supervisor's own approval, the oldest for `awaiting_days`.
    """

    today: date
    lines: tuple[DigestLine, ...]
    awaiting: int = 0
    awaiting_days: int = 0

    @property
    def unposted(self) -> int:
        """How many sessions in all."""
        return sum(line.unposted for line in self.lines)


@dataclass(frozen=True)
class TypeQuestion:
    """An aide asks which session type is right. `mismatched` are the students whose IEP says another one."""

    aide: str
    line: SessionLine
    session_type: SessionType
    mismatched: tuple[Pupil, ...]


@dataclass(frozen=True)
class OverPlan:
    """A week of one aide's posted days, `first` to `last`, on which students had more minutes than their IEPs plan.

    `lines` are a student's initials, the number of such days, the most minutes of one of them, and those of the plan.
    """

    aide: str
    first: date
    last: date
    lines: tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True)
class Departed:
    """The last day of a student on a caseload as it is now, None for none, and as the aide heard it before.

    `look` are the dates of sessions after it in which the student still is. `to_place` says that the student stays
    and is in no session to come.
    """

    initials: str
    last_day: date | None
    before: date | None = None
    look: tuple[date, ...] = ()
    to_place: bool = False


@dataclass(frozen=True)
class Arrived:
    """A student who joins a caseload from the date `start` on, and is in no session of it yet."""

    initials: str
    start: date


@dataclass(frozen=True)
class Arrivals:
    """Students who joined one aide's caseload at once; `more` are not listed."""

    students: tuple[Arrived, ...]
    more: int = 0
