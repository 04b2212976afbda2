"""What the exports of `carelog export` hold: one frozen value for each row."""

from dataclasses import dataclass
from datetime import date

from models.findings import Worth
from models.outputs import SessionLine, SessionSheet, StudentRecord


@dataclass(frozen=True)
class Period:
    """Local dates from `first` to `last`, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Listed:
    """A student as the roster has them now. `number` is the district's own."""

    id: int
    number: str
    name: str
    date_of_birth: date | None
    medicaid_id: str


@dataclass(frozen=True)
class Place:
    """Whose session it is, and at which campus. `supervisor` is as the roster names one now, "" where it does not."""

    aide: str
    email: str
    campus: str
    supervisor: str = ""


@dataclass(frozen=True)
class Delivered:
    """One student's care in one posted or approved session.

    `sheet` is as it was signed, with its signatures in force; `shown` is what Session Audit says of the student's day.
    `counts` is true once for each day, student and code, so that units can be added up. `amends` is the version that
    was signed before and is void, None where there is none. `log_days` are the district's days for writing a log.
    """

    student: Listed
    place: Place
    sheet: SessionSheet
    record: StudentRecord
    worth: Worth
    counts: bool
    amends: int | None
    log_days: int


@dataclass(frozen=True)
class Unsigned:
    """One unposted session. `age` counts days since its date; `numbers` are the district's numbers of its students."""

    line: SessionLine
    place: Place
    age: int
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Recorded:
    """One student's part of one version of a session, as it was signed, or as it stands where nobody signed it.

    `sheet` has the signatures of this version alone. `others` are names of other students that texts may hold.
    """

    student: Listed
    place: Place
    sheet: SessionSheet
    record: StudentRecord
    others: frozenset[str]
