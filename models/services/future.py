"""*Update Future Sessions*: the choices of one session for the later ones of its series, and *Undo* (seed 1)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, String, bindparam, cast, exists, insert, or_, select, tuple_, update
from sqlalchemy.orm import aliased

from models.db import DbSession, fetch
from models.enums import Presence, State
from models.errors import NotFound
from models.future import Carried, Reach
from models.outputs import Actor
from models.services import audit
from models.services.sheets import load
from models.tables import Attendance, Carrying, Session

_here, _mine = aliased(Session), aliased(Attendance)
_CURRENT: BindParameter[int] = bindparam("current")
_OWNER: BindParameter[int] = bindparam("owner")
# Lists are kept sorted, so equal choices are equal texts. Somebody who was away says nothing about other days.
_other_given = exists().where(
    Attendance.session_id == Session.id,
    _mine.session_id == _CURRENT,
    _mine.student_id == Attendance.student_id,
    _mine.presence == Presence.PRESENT.value,
    cast(_mine.given, String) != cast(Attendance.given, String),
)
_LATER = (
    select(Session.id, Session.version, Session.activities, Session.local_date)
    .join(_here, (_here.id == _CURRENT) & (_here.series_id == Session.series_id))
    .where(
        Session.owner_id == _OWNER,
        _here.owner_id == _OWNER,
        # Something recorded makes a session a draft: what is scheduled has nothing of its own (rules.series_ends).
        Session.state == State.SCHEDULED.value,
        tuple_(Session.starts_at, Session.id) > tuple_(_here.starts_at, _here.id),
        or_(cast(Session.activities, String) != cast(_here.activities, String), _other_given),
    )
    .order_by(Session.id)
)
_LOCKED = _LATER.with_for_update(of=Session)
_GIVEN = (
    select(Attendance.id, Attendance.session_id, Attendance.student_id, Attendance.given, _mine.given)
    .join(_mine, (_mine.session_id == _CURRENT) & (_mine.student_id == Attendance.student_id))
    .where(
        Attendance.session_id.in_(bindparam("ids", expanding=True)),
        _mine.presence == Presence.PRESENT.value,
        cast(_mine.given, String) != cast(Attendance.given, String),
    )
    .order_by(Attendance.id)
)
_SET_SESSION = (
    update(Session)
    .where(Session.id == bindparam("of"))
    .values(activities=bindparam("chosen"), version=Session.version + 1)
)
_SET_GIVEN = update(Attendance).where(Attendance.id == bindparam("of")).values(given=bindparam("chosen"))


def reach(db: DbSession, actor: Actor, session_id: int) -> Reach | None:
    """Which later sessions of the series would change by a *Yes*; None when none would, or there is no series.

    One statement. They are unposted, and nothing of their own is recorded in them.
    """
    days = [row.local_date for row in fetch(db, _LATER, _asked(actor, session_id))]
    return Reach(len(days), min(days), max(days)) if days else None


def carry(db: DbSession, actor: Actor, session_id: int, *, now: datetime) -> Carried:
    """Gives the later sessions the activities, and what was given to each student who was present; nothing else.

    Times, attendance, notes and observations stay. A fixed number of statements. Raises NotFound.
    """
    found = load(db, actor, [session_id], lock=True)
    if not found:
        raise NotFound
    asked, activities = _asked(actor, session_id), list(found[0].session.activities)
    later = fetch(db, _LOCKED, asked).all()
    if not later:
        return Carried(0, session_id, 0)
    given = fetch(db, _GIVEN, {**asked, "ids": [row.id for row in later]}).all()
    fetch(db, _SET_SESSION, [{"of": row.id, "chosen": activities} for row in later])
    if given:
        fetch(db, _SET_GIVEN, [{"of": row[0], "chosen": row[4]} for row in given])
    before = {
        "sessions": [[row.id, row.version + 1, row.activities] for row in later],
        "attendance": [[row[0], row[1], row[3]] for row in given],
    }
    made = {"tenant_id": actor.tenant_id, "staff_id": actor.staff_id, "session_id": session_id, "carried_at": now}
    kept = fetch(db, insert(Carrying).returning(Carrying.id), {**made, "before": before}).scalar_one()
    changes: dict[int, dict[str, Any]] = {
        row.id: {} if row.activities == activities else {"activities": [row.activities, activities]} for row in later
    }
    for _, of, student_id, was, chosen in given:
        changes[of][f"student:{student_id}.given"] = [was, chosen]
    _note(db, actor, "session.carried", changes.items(), {"from": session_id, "carrying": kept}, now)
    db.expire_all()
    return Carried(kept, session_id, len(later))


def undo(db: DbSession, actor: Actor, carrying_id: int, *, now: datetime) -> Carried:
    """Takes back what one *Yes* changed, except in sessions that were changed again since.

    Undoing twice is undoing once. Raises NotFound for somebody else's.
    """
    query = select(Carrying).where(Carrying.id == carrying_id, Carrying.staff_id == actor.staff_id)
    row = db.execute(query.with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound
    was = {key: (version, activities) for key, version, activities in row.before["sessions"]}
    if row.undone_at is not None:
        return Carried(row.id, row.session_id, len(was), undone=row.before.get("undone", 0))
    row.undone_at = now
    standing = fetch(db, _STANDING, {"ids": sorted(was), "owner": actor.staff_id}).all()
    back = [key for key, version in standing if was[key][0] == version]
    row.before = {**row.before, "undone": len(back)}
    db.flush()
    if back:
        fetch(db, _SET_SESSION, [{"of": key, "chosen": was[key][1]} for key in back])
        given = [{"of": key, "chosen": chosen} for key, of, chosen in row.before["attendance"] if of in set(back)]
        if given:
            fetch(db, _SET_GIVEN, given)
        _note(db, actor, "session.carry_undone", [(key, {}) for key in back], {"carrying": row.id}, now)
    result = Carried(row.id, row.session_id, len(was), undone=len(back))
    db.expire_all()
    return result


_STANDING = (
    select(Session.id, Session.version)
    .where(
        Session.id.in_(bindparam("ids", expanding=True)),
        Session.owner_id == _OWNER,
        Session.state == State.SCHEDULED.value,
    )
    .order_by(Session.id)
    .with_for_update()
)


def _asked(actor: Actor, session_id: int) -> dict[str, Any]:
    return {"current": session_id, "owner": actor.staff_id}


def _note(
    db: DbSession,
    actor: Actor,
    event: str,
    changes: Iterable[tuple[int, dict[str, Any]]],
    details: dict[str, Any],
    now: datetime,
) -> None:
    """One entry for each session that was reached, so that its own history tells of it."""
    events = [(event, f"session:{key}", {**details, "changed": changed}) for key, changed in changes]
    audit.record_all(db, tenant_id=actor.tenant_id, actor_id=actor.staff_id, events=events, at=now)
