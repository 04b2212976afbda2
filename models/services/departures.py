"""A student leaves a caseload: taken out of the unposted sessions after the last day, and the aide is told once.

What is recorded or posted stays as it is (DOMAIN.md section 5, 30).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, Date, Row, Select, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from models.daily import Departed
from models.db import DbSession, fetch
from models.enums import State
from models.office import DepartureNumbers
from models.outputs import Actor
from models.rules.membership import leaves
from models.services import arrivals, audit, departure_messages, fit_versions, last_heard, lookups
from models.services.last_heard import turn_of
from models.services.series_rows import standing, students_of
from models.tables import Attendance, CaseloadEntry, Cover, Session, Student

KIND = departure_messages.KIND
REASON = "The student left"
_other = aliased(CaseloadEntry)


_IDS = CaseloadEntry.id.in_(bindparam("entries", expanding=True))
_OTHER_IDS = _other.id.not_in(bindparam("entries", expanding=True))


def _handed_over(first: Any) -> CTE:
    """(session_id, owner_id): through whom a substitute sees the students of a covering session.

    A substitute may have been covered by somebody else again: then it is everybody along the chain. All of it has one
    date, so covers of days until the `first` last day are not looked at.
    """
    chain = (
        select(Cover.covering_id.label("session_id"), Cover.owner_id)
        .join(Session, Session.id == Cover.covering_id)
        .where(Session.local_date > first, Cover.undone_at.is_(None))
        .cte("handed_over", recursive=True)
    )
    again = select(Cover.covering_id, chain.c.owner_id).join(chain, Cover.session_id == chain.c.session_id)
    return chain.union(again.where(Cover.covering_id.is_not(None), Cover.undone_at.is_(None)))


def _theirs(*, ahead: bool = False) -> Select[Any]:
    """The sessions after the last day in which the students of the entries are, by what each entry says.

    With `ahead` all of the entries end on the date `last`, as they would.
    """
    last: Any = bindparam("last", type_=Date()) if ahead else CaseloadEntry.end_date
    chain = _handed_over(last if ahead else select(func.min(CaseloadEntry.end_date)).where(_IDS).scalar_subquery())
    through = select(chain.c.owner_id).where(chain.c.session_id == Session.id)
    return (
        select(
            CaseloadEntry.id.label("entry_id"), CaseloadEntry.staff_id, last.label("end_date"),
            CaseloadEntry.student_id, Attendance.id.label("attendance_id"),
            Session.id, Session.version, Session.owner_id, Session.series_id, Session.local_date, Session.start_time,
            Session.end_time, Session.ends_at, Session.state,
        )
        .join(Attendance, Attendance.student_id == CaseloadEntry.student_id)
        .join(Session, (Session.id == Attendance.session_id) & (Session.local_date > last))
        .where(
            or_(Session.owner_id == CaseloadEntry.staff_id, CaseloadEntry.staff_id.in_(through)),
            _IDS,
            # Somebody who comes back later is served again from then on.
            ~exists().where(
                or_(_other.staff_id.in_([CaseloadEntry.staff_id, Session.owner_id]), _other.staff_id.in_(through)),
                _other.student_id == CaseloadEntry.student_id,
                _other.start_date <= Session.local_date,
                or_(_other.end_date.is_(None), _other.end_date >= Session.local_date),
                *([_OTHER_IDS] if ahead else []),
            ),
        )
        .order_by(Session.id, CaseloadEntry.id)
    )  # fmt: skip


_THEIRS, _AHEAD = _theirs(), _theirs(ahead=True)
_LOCKED = _THEIRS.with_for_update(of=Session)
_THESE = Session.id.in_(bindparam("ids", expanding=True))
_GONE = _THEIRS.where(_THESE)
_LEFT = (
    select(CaseloadEntry.id)
    .join(Attendance, Attendance.student_id == CaseloadEntry.student_id)
    .join(Session, Session.id == Attendance.session_id)
    .where(_THESE, CaseloadEntry.end_date < Session.local_date)
    .distinct()
)
_TAKEN = delete(Attendance).where(Attendance.id.in_(bindparam("ids", expanding=True)))
_TOUCHED = update(Session).where(Session.id.in_(bindparam("ids", expanding=True))).values(version=Session.version + 1)
_EMPTIED = _TOUCHED.values(state=State.CANCELLED.value, cancel_reason=REASON)


@dataclass(frozen=True)
class Departing:
    """What departures do, by row: who is taken out, which sessions nobody is left in, and what stays as it is."""

    taken: list[Row[Any]] = field(default_factory=list)
    emptied: list[Row[Any]] = field(default_factory=list)
    asked: list[Row[Any]] = field(default_factory=list)
    posted: list[Row[Any]] = field(default_factory=list)

    @property
    def goes_on(self) -> list[Row[Any]]:
        """Those taken out of sessions in which others are left."""
        emptied = {row.id for row in self.emptied}
        return [row for row in self.taken if row.id not in emptied]

    @property
    def numbers(self) -> DepartureNumbers:
        """How many sessions in each way."""
        counts = (len({row.id for row in rows}) for rows in (self.goes_on, self.emptied, self.asked, self.posted))
        return DepartureNumbers(*counts)


def planned(db: DbSession, entries: Sequence[int], *, last: date | None = None, now: datetime) -> Departing:
    """What the ends of these entries do, or would do if all of them ended on `last`. Nothing is changed yet."""
    if not entries:
        return Departing()
    asked: dict[str, Any] = {"entries": sorted(entries)}
    ahead = {"last": last} if last is not None else {}
    return _plan_of(db, list(fetch(db, _AHEAD if ahead else _THEIRS, asked | ahead)), now)


def _plan_of(db: DbSession, rows: Sequence[Row[Any]], now: datetime) -> Departing:
    return _planned(rows, students_of(db, sorted({row.id for row in rows})), now) if rows else Departing()


def depart(db: DbSession, tenant_id: int, actor_id: int | None, entries: Sequence[int], *, now: datetime) -> Departing:
    """Takes the students of ended caseload entries out of the sessions after their last day. Repeating does nothing.

    The number of statements grows only with the aides who are told.
    """
    if not entries:
        return Departing()
    ends = departure_messages.held(db, entries)
    rows = _locked(db, entries)
    plan = _plan_of(db, rows, now)
    _carry_out(db, tenant_id, actor_id, plan, now)
    if any(row.state == State.CANCELLED for row in rows):
        # Who covered it at the same moment had it locked. What they made of it can be seen now.
        covered = _plan_of(db, _locked(db, entries), now)
        _carry_out(db, tenant_id, actor_id, covered, now)
        plan = replace(covered, taken=[*plan.taken, *covered.taken], emptied=[*plan.emptied, *covered.emptied])
    touched = {row.entry_id for row in (*plan.taken, *plan.emptied, *plan.asked)}
    departure_messages.plan(db, ends, first=touched, now=now)
    return plan


def _locked(db: DbSession, entries: Sequence[int]) -> list[Row[Any]]:
    return list(fetch(db, _LOCKED, {"entries": sorted(entries)}))


def _carry_out(db: DbSession, tenant_id: int, actor_id: int | None, plan: Departing, now: datetime) -> None:
    """Changes the sessions as planned; each has its line in the audit trail."""
    if not plan.taken and not plan.emptied:
        return
    changed = {row.id for row in (*plan.taken, *plan.emptied)}
    emptied = {row.id for row in plan.emptied}
    if plan.taken:
        fetch(db, _TAKEN, {"ids": [row.attendance_id for row in plan.goes_on]})
    fetch(db, _TOUCHED, {"ids": sorted(changed - emptied)})
    fit_versions.follow(db, sorted(changed - emptied))
    fetch(db, _EMPTIED, {"ids": sorted(emptied)})
    events: list[audit.Event] = [
        ("session.edited", f"session:{row.id}", {"version": row.version + 1, "changed": {_key(row): [True, None]}})
        for row in plan.goes_on
    ]
    details = {"reason": REASON}
    events += [
        ("session.cancelled", f"session:{row.id}", {"version": row.version + 1, **details}) for row in plan.emptied
    ]
    if events:
        audit.record_all(db, tenant_id=tenant_id, actor_id=actor_id, events=events, at=now)


def gone(db: DbSession, ids: Sequence[int]) -> list[Row[Any]]:
    """Who left before the days of these sessions, cancelled ones too, and is in them all the same: a row for each."""
    entries = fetch(db, _LEFT, {"ids": list(ids)}).scalars().all() if ids else []
    return list(fetch(db, _GONE, {"entries": list(entries), "ids": list(ids)})) if entries else []


def deserted(db: DbSession, ids: Sequence[int]) -> set[int]:
    """Those of these sessions, cancelled ones too, whose students have all left before their days."""
    found = {(row.id, row.student_id) for row in gone(db, ids)}
    everybody = students_of(db, sorted({key for key, _ in found})) if found else {}
    return {key for key, students in everybody.items() if all((key, one) in found for one in students)}


def take_out(db: DbSession, tenant_id: int, actor_id: int | None, ids: Sequence[int], *, now: datetime) -> Departing:
    """Lets sessions that come back go on without who left meanwhile. Their rows are locked.

    Their aides were told when the students left, so nobody is told again.
    """
    plan = _plan_of(db, gone(db, ids), now)
    _carry_out(db, tenant_id, actor_id, plan, now)
    return plan


def _key(row: Row[Any]) -> str:
    return f"student:{row.student_id}.removed"


def _planned(rows: Sequence[Row[Any]], students: dict[int, list[int]], now: datetime) -> Departing:
    """One student after the other, since the last of a group leaves an empty session."""
    left = {key: frozenset(found) for key, found in students.items()}
    by_entry: dict[int, dict[int, Row[Any]]] = defaultdict(dict)
    for row in rows:
        by_entry[row.entry_id][row.id] = row
    plan = Departing()
    for sessions in by_entry.values():
        first = next(iter(sessions.values()))
        stand = [replace(standing(row, now), students=left[row.id]) for row in sessions.values()]
        found = leaves(stand, first.student_id, first.end_date)
        for key in found.removed:
            left[key] -= {first.student_id}
        plan.taken.extend(sessions[key] for key in found.removed)
        plan.emptied.extend(sessions[key] for key in found.emptied)
        plan.asked.extend(sessions[key] for key in found.asked)
        plan.posted.extend(sessions[key] for key in found.posted)
    return plan


def told(db: DbSession, actor: Actor, kind: str, *, now: datetime) -> Departed | None:
    """What the aide hears, as it is true at this moment; None when it is not true any more, or was heard already."""
    turn = turn_of(kind)
    entry_id = int(turn.topic.removeprefix(KIND))
    query = select(CaseloadEntry.end_date, *_STUDENT).join(Student, Student.id == CaseloadEntry.student_id)
    row = db.execute(query.where(CaseloadEntry.id == entry_id, CaseloadEntry.staff_id == actor.staff_id)).first()
    if row is None or row.end_date != turn.last:
        return None
    before = last_heard.heard(db, actor.tenant_id, actor.staff_id, turn)
    to_place = turn.back and arrivals.to_place(db, entry_id, now=now)
    known = before.last == turn.last if before else turn.back
    if known and not to_place:
        return None
    (pupil,) = lookups.pupils([(row.id, row.first_name, row.last_name, row.nickname, row.session_type)], reduced=True)
    found: list[Row[Any]] = list(fetch(db, _THEIRS, {"entries": [entry_id]})) if turn.last else []
    look = sorted({one.local_date for one in found if standing(one, now).open})
    return Departed(pupil.initials, turn.last, before.last if before else None, tuple(look), to_place)


_STUDENT = (Student.id, Student.first_name, Student.last_name, Student.nickname, Student.session_type)


def ended(rows: Sequence[dict[str, Any]]) -> list[int]:
    """The ids of caseload rows that have an end."""
    return [row["id"] for row in rows if "id" in row and isinstance(row["end_date"], date)]
