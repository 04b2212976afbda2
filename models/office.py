"""What the windows of an administrator show: frozen values. Times are local wall-clock times."""

from dataclasses import dataclass
from datetime import date, datetime, time

from models.enums import DayKind, Role
from models.outputs import Pupil, RecordLine
from models.planned import Colleague


@dataclass(frozen=True)
class EnrolmentCode:
    """A one-time code in clear, shown once to the one who issued it; it ends at `expires_at` (UTC)."""

    code: str
    name: str
    expires_at: datetime


@dataclass(frozen=True)
class StaffLine:
    """One person in the administrator's list."""

    id: int
    name: str
    title: str
    role: Role
    enrolled: bool


@dataclass(frozen=True)
class WantedDay:
    """What an administrator wants the calendar to say of a day; `kind` None is school as usual.

    `campus_id` None means all campuses; `release` is the local time of an early release.
    """

    date: date
    kind: DayKind | None
    name: str = ""
    release: time | None = None
    campus_id: int | None = None


@dataclass(frozen=True)
class CampusLine:
    """One campus in a list."""

    id: int
    name: str


@dataclass(frozen=True)
class DayNumbers:
    """What a change of the calendar does: how many unposted sessions it cancels, shortens or brings back.

    `posted` and `recorded` stay as they are; the first of them are listed.
    """

    cancelled: int = 0
    shortened: int = 0
    restored: int = 0
    aides: int = 0
    posted: tuple[RecordLine, ...] = ()
    recorded: tuple[RecordLine, ...] = ()
    posted_total: int = 0
    recorded_total: int = 0


@dataclass(frozen=True)
class DayPreview:
    """A change of a day before it is done. `digest` is what is agreed to; `was` is what the calendar says until now."""

    wanted: WantedDay
    campus: str
    was: str
    numbers: DayNumbers
    digest: str


@dataclass(frozen=True)
class DayChanged:
    """A change of a day that was done; `id` undoes it. `told` are Slack users whose reminder of today it touches."""

    id: int
    date: date
    what: str
    done: str
    undone: bool = False
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class DepartureNumbers:
    """What the end of caseload entries did: sessions that go on without a student, and that nobody is left in.

    `recorded` and `posted` sessions after the last day stay as they are.
    """

    taken: int = 0
    emptied: int = 0
    recorded: int = 0
    posted: int = 0


@dataclass(frozen=True)
class Leaver:
    """Somebody with a last day. `unsigned` sessions have ended and are not posted, with their minutes and units.

    `coming` are still to come until the last day; `after` are planned for later and need somebody else. With `submits`
    they submit what they sign, and `submitted` sessions wait for approval. `to_approve` wait for their own, and
    `authors` are the people for whom they approve.
    """

    id: int
    name: str
    last_day: date
    active: bool
    unsigned: int
    coming: int
    after: int
    minutes: int
    units: int
    submits: bool = False
    submitted: int = 0
    to_approve: int = 0
    authors: int = 0


@dataclass(frozen=True)
class OwnLastDay:
    """What somebody hears of their own last day: `leaver` is None where it was taken back; `before` was heard last."""

    leaver: Leaver | None
    before: date | None = None


@dataclass(frozen=True)
class LeavingForm:
    """Who leaves, and (for an administrator) whom a last day can be set for. `more` are not listed."""

    leavers: tuple[Leaver, ...]
    people: tuple[Colleague, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class AideLine:
    """One aide and how many sessions."""

    name: str
    sessions: int


@dataclass(frozen=True)
class StudentLeaves:
    """What a student's last day does before it is set; `digest` is what is agreed to.

    `numbers` are of sessions after it. `unposted` are sessions until it that have ended and still have to be posted, by
    aide. `ending` are the series that end, as (description, aide); `elsewhere` counts people of other teams who go on
    serving the student. `later` are the people, with the date, on whose caseloads the student starts after it: that
    stays. `stands` is a last day that was set in this window before and not undone.
    """

    pupil: Pupil
    last_day: date
    numbers: DepartureNumbers
    unposted: tuple[AideLine, ...]
    ending: tuple[tuple[str, str], ...]
    elsewhere: int
    digest: str
    later: tuple[tuple[str, date], ...] = ()
    stands: "StudentLeft | None" = None


@dataclass(frozen=True)
class StudentLeft:
    """A last day that was set; `id` undoes it. `done` is such as "taken out of 12 sessions".

    After *Undo*, `restored` sessions have the student again or are live again, and `kept` changed since and stay.
    """

    id: int
    pupil: Pupil
    last_day: date
    done: str
    undone: bool = False
    restored: int = 0
    kept: int = 0
