"""Sessions as lines of a list: two queries, however many lines."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, String, bindparam, cast, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from models.db import DbSession, fetch
from models.enums import SIGNED, Meaning, Presence, State
from models.outputs import Actor, Pupil, SessionLine
from models.rules.session_state import CAPTURED, UNPOSTED, shown_state
from models.rules.signed import line_as_signed
from models.rules.time import days_left, to_local
from models.services import overseers
from models.services.conditions import unposted_where
from models.services.lookups import pupils
from models.tables import Attendance, CalendarFit, CatalogItem, Session, Signature, Student

Row = tuple[int, str, str, str, str | None]
Said = tuple[str, bool]
"""What is said about one student: presence, and whether anything was given."""


def _any(codes: InstrumentedAttribute[list[str]]) -> ColumnElement[bool]:
    """Whether a list of codes has any: of hundreds of lists, nothing else is asked here."""
    return cast(codes, String) != "[]"


# Written once: building a statement takes longer than SQLite needs to answer it.
_EVERY = (
    select(
        Session.id,
        Session.owner_id,
        Session.state,
        Session.local_date,
        Session.start_time,
        Session.end_time,
        Session.ends_at,
        Session.zone,
        Session.description,
        Session.cancel_reason,
        _any(Session.activities).label("activities"),
        CatalogItem.name,
        CalendarFit.reason,
        Signature.signer_name,
        Signature.signed_at,
        Signature.canonical,
        Signature.digest,
    )
    .outerjoin(CatalogItem, (CatalogItem.tenant_id == Session.tenant_id) & (CatalogItem.code == Session.service))
    .outerjoin(CalendarFit, (CalendarFit.session_id == Session.id) & (CalendarFit.end_time > Session.end_time))
    .outerjoin(
        Signature,
        (Signature.session_id == Session.id)
        & (Signature.session_version == Session.version)
        & (Signature.meaning == Meaning.AUTHORSHIP.value),
    )
    .order_by(Session.starts_at, Session.id)
)
_OF_ANYBODY = _EVERY.where(Session.id.in_(bindparam("ids", expanding=True)))
_LINES = _EVERY.where(Session.owner_id == bindparam("owner"))
_OF = _LINES.where(Session.id.in_(bindparam("ids", expanding=True)))
_UNPOSTED = _LINES.where(*unposted_where(bindparam("now"))).limit(bindparam("most"))
_DATED = _LINES.where(
    or_(Session.local_date.between(bindparam("first"), bindparam("last")), Session.local_date == bindparam("beside"))
)
_STUDENTS = (
    select(
        Attendance.session_id,
        Attendance.presence,
        _any(Attendance.given).label("given"),
        Student.id,
        Student.first_name,
        Student.last_name,
        Student.nickname,
        Student.session_type,
    )
    .join(Student, Student.id == Attendance.student_id)
    .where(Attendance.session_id.in_(bindparam("ids", expanding=True)))
    .order_by(Student.last_name, Student.first_name, Student.id)
)


def lines_of(
    db: DbSession, actor: Actor, ids: Sequence[int], *, now: datetime, together: bool = False
) -> tuple[SessionLine, ...]:
    """The person's own sessions among these, by time. Unposted ones carry the days left.

    Signed ones are told with the words and names that were signed. With `together`, initials tell students apart across
    all the lines, as one message needs it.
    """
    return _lines(db, actor, _OF, {"ids": list(ids)}, now=now, together=together)


def lines_of_others(db: DbSession, actor: Actor, ids: Sequence[int], *, now: datetime) -> tuple[SessionLine, ...]:
    """As `lines_of`, whoever's they are: the caller has found that the person may see them."""
    return _lines(db, actor, _OF_ANYBODY, {"ids": list(ids)}, now=now)


def unposted_lines(
    db: DbSession, actor: Actor, most: int, *, now: datetime, together: bool = False
) -> tuple[SessionLine, ...]:
    """The oldest `most` of the person's unposted sessions, as in `lines_of`."""
    return _lines(db, actor, _UNPOSTED, {"now": now, "most": most}, now=now, together=together)


def dated_lines(
    db: DbSession, actor: Actor, first: date, last: date, beside: date, *, now: datetime
) -> tuple[SessionLine, ...]:
    """The person's sessions from the local date `first` to `last` and on the date `beside`, as in `lines_of`."""
    return _lines(db, actor, _DATED, {"first": first, "last": last, "beside": beside}, now=now)


def _lines(
    db: DbSession, actor: Actor, which: Executable, asked: dict[str, Any], *, now: datetime, together: bool = False
) -> tuple[SessionLine, ...]:
    rows = fetch(db, which, {**asked, "owner": actor.staff_id}).all()
    students, said = _students(db, actor, [row.id for row in rows], together=together)
    awaited = overseers.awaited(db, [row.owner_id for row in rows if row.state == State.SUBMITTED.value])
    lines = (_line(actor, row, students.get(row.id, ()), said.get(row.id, []), now) for row in rows)
    return tuple(
        replace(line, waits_for=awaited[row.owner_id]) if line.state is State.SUBMITTED else line
        for row, line in zip(rows, lines, strict=True)
    )


def _line(actor: Actor, row: Any, students: tuple[Pupil, ...], said: list[Said], now: datetime) -> SessionLine:
    state = shown_state(row.state, row.ends_at, now)
    today, within = to_local(now, row.zone).date(), actor.district.log_days
    left = days_left(row.local_date, today, within) if state in UNPOSTED else None
    line = SessionLine(
        id=row.id,
        state=state,
        date=row.local_date,
        start=row.start_time,
        end=row.end_time,
        service=row.name or "",
        description=row.description,
        students=students,
        days_left=left,
        ready=state in CAPTURED and row.ends_at <= now and _ready(said, care=row.activities),
        cancel_reason=row.cancel_reason,
        shortened=row.reason or "",
        submits=actor.needs_oversight,
    )
    return _as_signed(row, line)


def _as_signed(row: Any, line: SessionLine) -> SessionLine:
    """A signed session under the names of its signature; the signer stands only beside what can be read as signed."""
    if line.state not in SIGNED or row.canonical is None:
        return line
    signed = line_as_signed(line, row.canonical, row.digest)
    return replace(signed, signed_by=row.signer_name, signed_at=row.signed_at) if signed else line


def _ready(said: list[Said], *, care: bool) -> bool:
    """Whether something is said about everybody, and of the care: what conditions.ready_where asks the database."""
    present = [given for presence, given in said if presence == Presence.PRESENT.value]
    marked = bool(said) and all(presence != Presence.UNMARKED.value for presence, _ in said)
    return marked and bool(care or any(present) or not present)


def _students(
    db: DbSession, actor: Actor, ids: list[int], *, together: bool
) -> tuple[dict[int, tuple[Pupil, ...]], dict[int, list[Said]]]:
    """The students of each session, and what is said about each of them."""
    rows = fetch(db, _STUDENTS, {"ids": ids}).all()
    grouped: dict[int, list[Row]] = defaultdict(list)
    said: dict[int, list[Said]] = defaultdict(list)
    for session_id, presence, given, key, first, last, nickname, kind in rows:
        grouped[session_id].append((key, first, last, nickname, kind))
        said[session_id].append((presence, given))
    reduced = actor.district.initials_only
    if together:
        one_each = {row[0]: row for rows_ in grouped.values() for row in rows_}
        every = {pupil.id: pupil for pupil in pupils(one_each.values(), reduced=reduced)}
        return {key: tuple(every[row[0]] for row in rows_) for key, rows_ in grouped.items()}, said
    # The sessions of a series have the same students, again and again.
    known = {tuple(students): pupils(students, reduced=reduced) for students in grouped.values()}
    return {key: known[tuple(students)] for key, students in grouped.items()}, said
