"""What services return to be shown: frozen values without a database behind them. Times are local wall-clock times."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from models.district import District
from models.enums import Absent, ItemKind, Role, SessionType, State, UnpostReason
from models.findings import NO_WORTH, Finding, SessionWorth
from models.inputs import Mark


@dataclass(frozen=True)
class Actor:
    """The staff member who acts, as decided from the verified request's team and user.

    `needs_oversight` says that what they sign is submitted, and counts once somebody else has approved it.
    `district_name` is the district's own.
    """

    staff_id: int
    tenant_id: int
    name: str
    title: str
    role: Role
    zone: str
    enrolled: bool
    contact: str
    district: District = field(default_factory=District)
    needs_oversight: bool = False
    district_name: str = ""


@dataclass(frozen=True)
class Overseer:
    """Who approves what a person submits: the supervisor `name`, unless `absent` says why it is an administrator."""

    name: str = ""
    absent: Absent | None = None

    @property
    def awaited(self) -> str:
        """Whom a submitted session waits for."""
        return self.name if self.absent is None else "an administrator"


@dataclass(frozen=True)
class Item:
    """One entry of the catalogue, offered from `starts_on` to `ends_on` inclusive; None is without an end."""

    code: str
    kind: ItemKind
    name: str
    category: str
    billable: bool
    needs_minutes: bool
    starts_on: date | None = None
    ends_on: date | None = None

    def offered(self, on: date) -> bool:
        """Whether it can be chosen on a date."""
        return (self.starts_on is None or self.starts_on <= on) and (self.ends_on is None or self.ends_on >= on)


@dataclass(frozen=True)
class Pupil:
    """A student: `name` is what is signed, `initials` what messages say.

    `reduced` says that the district shows initials in windows and Home as well.
    """

    id: int
    name: str
    initials: str
    session_type: SessionType | None = None
    reduced: bool = False

    @property
    def label(self) -> str:
        """What windows and Home call the student."""
        return (self.initials or "A student") if self.reduced else self.name


@dataclass(frozen=True)
class SessionLine:
    """One session in a list. `days_left` counts to the last day of documenting it (negative when past).

    `shortened` is why the school calendar moved its end, "" where it did not. `submits` says that it is to be
    submitted, not posted; `waits_for` whose approval a submitted one needs.
    """

    id: int
    state: State
    date: date
    start: time
    end: time
    service: str
    description: str
    students: tuple[Pupil, ...]
    days_left: int | None = None
    ready: bool = False
    signed_by: str = ""
    signed_at: datetime | None = None
    cancel_reason: str = ""
    shortened: str = ""
    submits: bool = False
    waits_for: str = ""


@dataclass(frozen=True)
class RecordLine:
    """One signed session of anybody's, in an administrator's list. No students: the list does not need them."""

    id: int
    owner: str
    date: date
    start: time
    end: time
    description: str
    state: State = State.POSTED


@dataclass(frozen=True)
class SkippedDay:
    """A date that a recurrence would have used, and the calendar's reason for leaving it out."""

    date: date
    reason: str


@dataclass(frozen=True)
class Conflict:
    """A new session that meets another of the aide's own at the same time; both are kept and shown."""

    date: date
    start: time
    end: time
    other: str


@dataclass(frozen=True)
class StudentRecord:
    """One student in one session. `mark` is what was recorded; `net` is minutes in the aide's care, None if unknown.

    `ordered` are codes of the care that the student's IEP orders. `last_day` says that they leave after this date.
    """

    pupil: Pupil
    mark: Mark
    net: int | None
    problem: str = ""
    ordered: frozenset[str] = frozenset()
    last_day: bool = False


@dataclass(frozen=True)
class Voided:
    """When the signatures of one version of a session became void, by whom and why; `words` may be empty."""

    at: datetime
    by: str
    reason: UnpostReason
    words: str = ""


@dataclass(frozen=True)
class Signature:
    """One signature, as it must appear on every display of what it signs (21 CFR 11.50). It stays when it is void."""

    name: str
    title: str
    signed_at: datetime
    zone: str
    meaning: str
    digest: str
    version: int
    voided: Voided | None = None


@dataclass(frozen=True)
class HistoryLine:
    """What one person did to a session: when, who, what. `changes` of one kind on one day are one line, to `until`."""

    at: datetime
    who: str
    what: str
    until: datetime | None = None
    changes: int = 1


@dataclass(frozen=True)
class Met:
    """A field that another window changed since this one was drawn: `kept` is what that one said, as fields hold it.

    Minutes are `minutes.CODE`. Where the other window took the activity out, `lost` are those that were typed here.
    """

    field: str
    student_id: int | None
    kept: str
    lost: str = ""

    @property
    def place(self) -> str:
        """Where a problem with it stands: `field`, or `field:student_id`."""
        return self.field if self.student_id is None else f"{self.field}:{self.student_id}"


@dataclass(frozen=True)
class SessionSheet:
    """One session with everything recorded in it. `activities` and marks hold codes; `items` explains them.

    `service` and `place` are names to show; their codes are what was chosen, and what is signed. `as_signed` says that
    the words and names are those of the signed bytes, not today's. `usual` are codes that the student in front was
    given lately. `worth` are the units and `said` what else is to be known of it, where the window shows them.
    `submits` and `waits_for` are as in SessionLine; `returned` is what the overseer said of a returned one.
    """

    id: int
    version: int
    state: State
    date: date
    start: time
    end: time
    zone: str
    service: str
    description: str
    place: str
    session_type: SessionType
    in_series: bool
    owner: str
    owner_id: int
    activities: frozenset[str]
    note: str
    records: tuple[StudentRecord, ...]
    items: tuple[Item, ...]
    days_left: int | None = None
    signatures: tuple[Signature, ...] = ()
    history: tuple[HistoryLine, ...] = ()
    service_code: str = ""
    place_code: str = ""
    campus_id: int = 0
    cancel_reason: str = ""
    as_signed: bool = False
    usual: frozenset[str] = frozenset()
    type_reason: str = ""
    worth: SessionWorth = NO_WORTH
    said: tuple[Finding, ...] = ()
    submits: bool = False
    waits_for: str = ""
    returned: Voided | None = None


@dataclass(frozen=True)
class AuditEntry:
    """One session in Session Audit: the record that will be signed, and what stands in the way."""

    sheet: SessionSheet
    findings: tuple[Finding, ...]

    @property
    def ready(self) -> bool:
        """Whether nothing blocks the signature."""
        return not any(finding.blocks for finding in self.findings)


@dataclass(frozen=True)
class AuditSheet:
    """Session Audit: what one passphrase will sign, in order, bound to its content by `digest`.

    `entries` are ready to be signed; `waiting` are not yet; `later` counts ready ones that do not fit the window.
    With an `overseer` they are submitted, and wait for that approval.
    """

    entries: tuple[AuditEntry, ...]
    digest: str
    statement: str
    signer: str
    enrolled: bool = True
    waiting: tuple[AuditEntry, ...] = ()
    later: int = 0
    overseer: Overseer | None = None
    contact: str = ""


@dataclass(frozen=True)
class Posted:
    """What was just signed, and how many more sessions are ready. `accounts` are those of who has to approve it."""

    lines: tuple[SessionLine, ...]
    signature: Signature
    more_ready: int = 0
    unposted_left: int = 0
    accounts: tuple[str, ...] = ()
