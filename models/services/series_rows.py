"""The rows of a series: read, changed, removed and put back in statements whose number does not grow with them."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, delete, exists, insert, select, update

from models.db import DbSession, fetch
from models.enums import Presence, State
from models.outputs import Actor
from models.rules.session_state import shown_state
from models.rules.standing import Standing
from models.rules.time import to_instant
from models.services import fit_versions
from models.services.insertion import insert_students
from models.tables import Attendance, Session

Line = Row[Any]
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
COLUMNS = (
    "series_id", "service", "description", "place", "session_type", "type_reason",
    "local_date", "start_time", "end_time",
)  # fmt: skip
"""What an edit of a series may change in a session. The instants follow from them."""
_READ: dict[str, Callable[[str], Any]] = {
    "local_date": date.fromisoformat,
    "start_time": time.fromisoformat,
    "end_time": time.fromisoformat,
}
# In one order of locking for everybody, as in `sheets`.
_LINES = (
    select(Session.__table__)
    .where(Session.series_id == bindparam("series"), Session.owner_id == bindparam("owner"))
    .order_by(Session.id)
    .with_for_update()
)
_UPDATE = (
    update(Session)
    .where(Session.id == bindparam("of"), Session.version == bindparam("seen"))
    .values(
        version=Session.version + 1,
        **{name: bindparam(name) for name in (*COLUMNS, "starts_at", "ends_at")},
    )
)
_FREE = ~exists().where(Attendance.session_id == Session.id, Attendance.presence != Presence.UNMARKED.value)


def lines(db: DbSession, actor: Actor, series_id: int) -> list[Line]:
    """The sessions of one of the person's own series, locked."""
    return list(fetch(db, _LINES, {"series": series_id, "owner": actor.staff_id}).all())


def standing(line: Line, now: datetime) -> Standing:
    """A session as planning sees it. The first thing recorded turns a scheduled session into a draft."""
    state = shown_state(line.state, line.ends_at, now)
    captured = line.state != State.SCHEDULED.value
    return Standing(line.id, line.local_date, line.start_time, line.end_time, state, captured)


def values_of(line: Line) -> dict[str, Any]:
    """The columns of a session that an edit of its series may change."""
    return {name: getattr(line, name) for name in COLUMNS}


def change(db: DbSession, found: Sequence[tuple[int, int, str, Mapping[str, Any]]]) -> None:
    """Writes sessions: (id, version that was read, zone, all of COLUMNS). Each version rises by one."""
    rows = [
        {
            **values,
            "of": key,
            "seen": version,
            "starts_at": to_instant(values["local_date"], values["start_time"], zone),
            "ends_at": to_instant(values["local_date"], values["end_time"], zone),
        }
        for key, version, zone, values in found
    ]
    if rows:
        fetch(db, _UPDATE, rows)


def kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON keeps them."""
    return {name: value.isoformat() if isinstance(value, date | time) else value for name, value in values.items()}


def read_back(values: Mapping[str, Any]) -> dict[str, Any]:
    """The other way round."""
    return {name: _READ[name](value) if name in _READ else value for name, value in values.items()}


def students_of(db: DbSession, ids: Sequence[int]) -> dict[int, list[int]]:
    """The students of each session."""
    found: dict[int, list[int]] = defaultdict(list)
    asked = select(Attendance.session_id, Attendance.student_id).where(Attendance.session_id.in_(_IDS))
    for session_id, student_id in fetch(db, asked.order_by(Attendance.student_id), {"ids": list(ids)}):
        found[session_id].append(student_id)
    return found


_CONSTANT = ("campus_id", "creation_id", "zone", "activities", "version")


def remove(db: DbSession, removed: Sequence[Line]) -> list[list[Any]]:
    """Takes out sessions in which nothing is recorded. Gives (id, values, students) of each, for `put_back`.

    The values of what the calendar shortened have the end that was meant: its day may be another one by then.
    """
    if not removed:
        return []
    ids = [line.id for line in removed]
    students = students_of(db, ids)
    ends = fit_versions.meant_ends(db, ids)
    fetch(db, delete(Attendance).where(Attendance.session_id.in_(_IDS)), {"ids": ids})
    fetch(db, delete(Session).where(Session.id.in_(_IDS)), {"ids": ids})
    return [
        [line.id, kept(_values(line) | {"end_time": ends.get(line.id, line.end_time)}), students[line.id]]
        for line in removed
    ]


def _values(line: Line) -> dict[str, Any]:
    return values_of(line) | {name: getattr(line, name) for name in _CONSTANT}


def put_back(db: DbSession, actor: Actor, removed: Sequence[Sequence[Any]]) -> int:
    """Puts removed sessions back with their students, before they are fitted to the calendar. Gives how many.

    Each gets the id that it had, which no other ever gets: its history goes on, and open windows find it again.
    """
    if not removed:
        return 0
    fetch(db, insert(Session), [{"id": key, **_row(actor, values)} for key, values, _ in removed])
    by_students: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for key, _, students in removed:
        by_students[tuple(students)].append(key)
    for group, sessions in by_students.items():
        insert_students(db, actor.tenant_id, sessions, group)
    return len(removed)


def _row(actor: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
    row = read_back(values)
    return {
        **row,
        "tenant_id": actor.tenant_id,
        "owner_id": actor.staff_id,
        "starts_at": to_instant(row["local_date"], row["start_time"], row["zone"]),
        "ends_at": to_instant(row["local_date"], row["end_time"], row["zone"]),
        "state": State.SCHEDULED.value,
        # One more than it had: the Undo of its creation leaves alone what was touched since.
        "version": row["version"] + 1,
        "note": "",
        "cancel_reason": "",
    }


def take_out(db: DbSession, ids: Sequence[int], students: Sequence[int]) -> list[list[int]]:
    """Takes students out of sessions where nothing is recorded of them. Gives (session, student) of those taken out."""
    if not ids or not students:
        return []
    gone = (
        delete(Attendance)
        .where(
            Attendance.session_id.in_(_IDS),
            Attendance.student_id.in_(bindparam("students", expanding=True)),
            Attendance.presence == Presence.UNMARKED.value,
            Attendance.observation == "",
        )
        .returning(Attendance.session_id, Attendance.student_id)
    )
    return [list(pair) for pair in fetch(db, gone, {"ids": list(ids), "students": list(students)})]


def made_untouched(db: DbSession, actor: Actor, ids: Sequence[int]) -> int:
    """Takes back sessions that an edit made, where nothing happened since. Gives how many."""
    mine = (Session.id.in_(_IDS), Session.owner_id == bindparam("owner"))
    untouched = (*mine, Session.state == State.SCHEDULED.value, Session.version == 1, _FREE)
    asked = {"ids": list(ids), "owner": actor.staff_id}
    free = list(fetch(db, select(Session.id).where(*untouched).with_for_update(), asked).scalars())
    if free:
        fetch(db, delete(Attendance).where(Attendance.session_id.in_(_IDS)), {"ids": free})
        fetch(db, delete(Session).where(Session.id.in_(_IDS)), {"ids": free})
    return len(free)
