"""What the daily messages show: frozen values for reminders and digests."""

from dataclasses import dataclass
from datetime import date

from models.enums import State
from models.outputs import SessionLine


@dataclass(frozen=True)
class Reminder:
    """The day's one message to an aide: the sessions it numbers, as they stand now; `more` are left out."""

    today: date
    lines: tuple[SessionLine, ...]
    more: int = 0

    @property
    def done(self) -> bool:
        """Whether nothing that it lists needs the person any more."""
        return not self.more and all(line.state in (State.POSTED, State.CANCELLED) for line in self.lines)


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
    """What a supervisor's aides have not posted, those near a deadline first."""

    today: date
    lines: tuple[DigestLine, ...]

    @property
    def unposted(self) -> int:
        """How many sessions in all."""
        return sum(line.unposted for line in self.lines)
