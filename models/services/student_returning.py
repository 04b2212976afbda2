"""*Undo* of a student's last day: back on the caseloads, and in the sessions that nobody changed since."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, exists, or_, select, update
from sqlalchemy.orm import aliased

from models.db import DbSession, fetch
from models.enums import Role, State
from models.errors import NotFound, RuleViolation
from models.office import StudentLeft
from models.outputs import Actor
from models.rules.session_state import EDITABLE
from models.services import audit, calendar_fits, covers, departure_messages, departures, fit_versions, student_leaving
from models.services.acting import alone
from models.services.insertion import insert_students
from models.tables import CaseloadEntry, Cover, Session, Staff, StudentDeparture

_IDS = Session.id.in_(bindparam("ids", expanding=True))
_SESSIONS = select(Session.id, Session.version, Session.state).where(_IDS).order_by(Session.id).with_for_update()
_TOUCHED = update(Session).where(_IDS).values(version=Session.version + 1)
_LIVE = _TOUCHED.values(state=State.SCHEDULED.value, cancel_reason="")
_later = aliased(CaseloadEntry)
_AGAIN = exists().where(
    _later.staff_id == CaseloadEntry.staff_id,
    _later.student_id == CaseloadEntry.student_id,
    _later.start_date > CaseloadEntry.start_date,
)
_COVERED = select(Cover.session_id, Cover.covering_id).where(
    or_(
        Cover.session_id.in_(bindparam("ids", expanding=True)), Cover.covering_id.in_(bindparam("ids", expanding=True))
    ),
    Cover.undone_at.is_(None),
)


def undo(db: DbSession, actor: Actor, departure_id: int, *, now: datetime) -> StudentLeft:
    """Takes a last day back. Undoing twice is undoing once.

    Raises NotFound for what somebody else set, and for who may not set it any more; RuleViolation where another last
    day was set over it.
    """
    if actor.role is Role.AIDE:
        raise NotFound
    alone(db, actor.tenant_id)
    mine = (StudentDeparture.id == departure_id, StudentDeparture.staff_id == actor.staff_id)
    row = db.execute(select(StudentDeparture).where(*mine).with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound
    if row.undone_at is not None:
        return student_leaving.answer(db, actor, row)
    _require_last(db, row)
    before = row.before
    for key, end in before["entries"]:
        # An import that set another end since, or another period after it, has decided.
        was = end and date.fromisoformat(end)
        again = _AGAIN.where(_later.start_date <= was) if was else _AGAIN
        same = (CaseloadEntry.id == key, CaseloadEntry.end_date == row.last_day, ~again)
        fetch(db, update(CaseloadEntry).where(*same).values(end_date=was))
    everything = dict[int, int]((*before["taken"], *before["emptied"]))
    rows = fetch(db, _SESSIONS, {"ids": sorted(everything)}).all() if everything else []
    same_state = {one.id: one.state for one in rows if one.version == everything[one.id]}
    taken = [key for key, _ in before["taken"] if same_state.get(key) in EDITABLE]
    emptied = [key for key, _ in before["emptied"] if same_state.get(key) == State.CANCELLED.value]
    emptied = _alone(db, emptied)
    if taken:
        insert_students(db, actor.tenant_id, taken, [row.student_id])
        fetch(db, _TOUCHED, {"ids": taken})
        fit_versions.follow(db, taken)
    if emptied:
        fetch(db, _LIVE, {"ids": emptied})
        fit_versions.follow(db, emptied, 2)
    _note(db, actor, row, everything, taken, emptied, now)
    fitted = calendar_fits.fit_these(db, actor.tenant_id, emptied, now=now)
    calendar_fits.apply(db, actor.tenant_id, actor.staff_id, fitted, now=now)
    gone = departures.take_out(db, actor.tenant_id, actor.staff_id, [*taken, *emptied], now=now)
    restored = len(taken) + len(emptied) - len(gone.goes_on) - len(gone.emptied)
    row.undone_at, row.summary = now, {**row.summary, "restored": restored, "kept": len(everything) - restored}
    db.flush()
    student_leaving.note(db, actor, "student.leaving_undone", row, {}, now)
    departure_messages.tell_back(db, [key for key, _ in before["entries"]], now=now)
    return student_leaving.answer(db, actor, row)


def _require_last(db: DbSession, row: StudentDeparture) -> None:
    """Raises RuleViolation while a later last day for the same caseload stands: it is to be taken back first."""
    later = select(Staff.name, StudentDeparture.before).join(Staff, Staff.id == StudentDeparture.staff_id)
    standing = (StudentDeparture.student_id == row.student_id, StudentDeparture.undone_at.is_(None))
    own = {key for key, _ in row.before["entries"]}
    for name, before in db.execute(later.where(*standing, StudentDeparture.id > row.id)):
        if own & {key for key, _ in before["entries"]}:
            raise RuleViolation(f"{name} set another last day since. That one has to be undone first.")


def _alone(db: DbSession, ids: list[int]) -> list[int]:
    """Without those whose care is somebody else's live session by now: it is logged once."""
    if not ids:
        return []
    in_covers = {key for pair in fetch(db, _COVERED, {"ids": ids}) for key in pair}
    return [key for key in ids if key not in in_covers or not covers.taken_back(db, key)]


def _note(
    db: DbSession,
    actor: Actor,
    row: StudentDeparture,
    versions: dict[int, int],
    taken: list[int],
    emptied: list[int],
    now: datetime,
) -> None:
    """Each session has its line in the audit trail."""
    added: dict[str, Any] = {f"student:{row.student_id}.added": [None, True]}
    events: list[audit.Event] = [
        ("session.edited", f"session:{key}", {"version": versions[key] + 1, "changed": added}) for key in taken
    ]
    events += [("session.restored", f"session:{key}", {"version": versions[key] + 1}) for key in emptied]
    if events:
        audit.record_all(db, tenant_id=actor.tenant_id, actor_id=actor.staff_id, events=events, at=now)
