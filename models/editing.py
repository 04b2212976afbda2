"""What editing takes and shows: frozen values. Times are local wall-clock times."""

from dataclasses import dataclass
from datetime import date, time

from models.enums import State
from models.inputs import SessionTerms
from models.outputs import Conflict, Item, Pupil, SessionSheet, SkippedDay


@dataclass(frozen=True)
class Wanted:
    """What an edit window held when it was sent.

    `seen` is the version of the session that it was drawn from and `shown` what it was filled in with, so that only
    what the person changed is changed. `drop_recorded` and `earlier` are check boxes, `agreed` is the digest of the
    numbers that the person said yes to ("" for none yet). `touched` are the fields that the person changed before the
    window was filled in anew: what it shows of them is the person's own.
    """

    seen: int
    terms: SessionTerms
    shown: SessionTerms
    type_reason: str = ""
    drop_recorded: bool = False
    earlier: bool = False
    agreed: str = ""
    touched: frozenset[str] = frozenset()


@dataclass(frozen=True)
class EditForm:
    """What an edit window is filled in with. `terms` has the recurrence where the series is edited.

    `students` are those of the caseload, empty when there are too many (then they are searched); `chosen` are those of
    the session. `mismatched` are the chosen ones whose IEP says another type.
    """

    session_id: int
    version: int
    state: State
    terms: SessionTerms
    type_reason: str
    services: tuple[Item, ...]
    places: tuple[Item, ...]
    students: tuple[Pupil, ...]
    chosen: tuple[Pupil, ...]
    mismatched: tuple[Pupil, ...]
    has_cycle: bool
    in_series: bool


@dataclass(frozen=True)
class Numbers:
    """What an edit of a series is going to do, to be agreed to. `text` is such as "changes 21, leaves 2 posted".

    `earlier` counts unposted sessions before this one; `stays` those that keep a day which the new days leave out, and
    `recorded` those in which a student stays because something is recorded. `again` says that other numbers were
    agreed to, which do not hold any more.
    """

    text: str
    earlier: int
    stays: int
    recorded: int
    skipped: tuple[SkippedDay, ...]
    digest: str
    again: bool = False


@dataclass(frozen=True)
class Asked:
    """What has to be looked at or answered before anything is changed. Nothing was changed.

    `form` is filled in with what was typed over what the record says now. `clash` names the fields that changed
    meanwhile: `theirs` is what they say now, `yours` what was typed. `touched` are the person's own fields so far.
    `recorded` would lose what is recorded of them.
    """

    form: EditForm
    clash: tuple[str, ...] = ()
    theirs: SessionTerms | None = None
    yours: SessionTerms | None = None
    reason_missing: bool = False
    recorded: tuple[Pupil, ...] = ()
    touched: frozenset[str] = frozenset()
    numbers: Numbers | None = None


@dataclass(frozen=True)
class Saved:
    """One session after it was edited. `conflicts` are the person's other sessions at that time.

    `release` is the local time at which the school ends early that day, where the session goes beyond it.
    """

    sheet: SessionSheet
    conflicts: tuple[Conflict, ...] = ()
    release: time | None = None


@dataclass(frozen=True)
class SeriesEdited:
    """What became of a series; `id` undoes it. `what` is such as "changed 21, left 2 posted".

    `undone` counts the sessions that *Undo* put back, `kept` those that it left alone because they changed since.
    Of those put back, `closed` were cancelled and `shorter` shortened, as the calendar has their days by now.
    """

    id: int
    description: str
    what: str
    conflict_count: int = 0
    conflicts: tuple[Conflict, ...] = ()
    undone: int | None = None
    kept: int = 0
    closed: int = 0
    shorter: int = 0


@dataclass(frozen=True)
class Restored:
    """What became of *Restore*. `closed` is why the day has no place for the session: it is still cancelled then.

    `end` is the local end that the calendar gave it, where that is another than before. `gone` counts the students who
    left before its day: it goes on without them.
    """

    closed: str = ""
    end: time | None = None
    gone: int = 0


@dataclass(frozen=True)
class EndForm:
    """What *End series* shows: the last day that the series keeps, and what its end does.

    `due` are past sessions with nothing recorded: they stay unless the person says otherwise.
    """

    session_id: int
    description: str
    last: date
    removed: int
    recorded: int
    posted: int
    due: int = 0
