"""What *Cover a session* takes and shows: frozen values. Times are local wall-clock times."""

from dataclasses import dataclass
from datetime import date, time

from models.enums import Covering
from models.outputs import Conflict, SessionLine
from models.planned import Colleague


@dataclass(frozen=True)
class Coverable:
    """One session that can be covered. No students: who chooses it may have no reason to know them yet."""

    id: int
    date: date
    start: time
    end: time
    description: str


@dataclass(frozen=True)
class CoverForm:
    """What the window is filled in with. `way` says what the person may do.

    `owners` are those whose sessions can be chosen (empty where the session is known), `owner_id` the chosen one, and
    `substitutes` those who can be said to cover (empty where it is the person who asks).
    """

    way: Covering
    owners: tuple[Colleague, ...]
    owner_id: int | None
    sessions: tuple[Coverable, ...]
    substitutes: tuple[Colleague, ...]
    more: int = 0


@dataclass(frozen=True)
class Covered:
    """What was arranged; `id` undoes it.

    `mine` says that the person covers it themself, in the session `covering_id`; `own` that it was theirs.

    `accounts` are the Slack accounts of the others whose Home says something else now. `conflicts` are the substitute's
    sessions at that time. `undone` says that everything is as it was before.
    """

    id: int
    covering_id: int | None
    session: Coverable
    owner: str
    substitute: str
    mine: bool
    own: bool = False
    accounts: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    undone: bool = False


@dataclass(frozen=True)
class CoverTold:
    """What a message says of a cover: `to_owner`, `to_substitute`, or neither (the supervisor's)."""

    line: SessionLine
    owner: str
    substitute: str
    to_owner: bool = False
    to_substitute: bool = False
