"""What App Home shows, as values."""

from dataclasses import dataclass, field
from datetime import date, datetime

from models.outputs import Actor, SessionLine
from models.oversight import Queue


@dataclass(frozen=True)
class TeamLine:
    """One aide of a supervisor: how many sessions are unposted and how old the oldest is, in days."""

    name: str
    unposted: int
    oldest_days: int


@dataclass(frozen=True)
class SetupStep:
    """One thing an administrator has still to do, and whether it is done."""

    text: str
    done: bool


@dataclass(frozen=True)
class HomePage:
    """The App Home of one person. `week_start` is a Monday; `unposted_total` counts what the list leaves out.

    `submitted` of the person's own sessions wait for the approval of `waits_for`; `queue` is what waits for theirs.
    """

    actor: Actor
    now: datetime
    today: date
    week_start: date
    welcome: bool
    unposted: tuple[SessionLine, ...]
    unposted_total: int
    ready_total: int
    today_lines: tuple[SessionLine, ...]
    week_lines: tuple[SessionLine, ...]
    team: tuple[TeamLine, ...] = ()
    setup: tuple[SetupStep, ...] = ()
    last_day: date | None = None
    has_sessions: bool = True
    caseload_size: int = 0
    submitted: int = 0
    waits_for: str = ""
    queue: Queue = field(default_factory=Queue)
