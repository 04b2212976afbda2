"""What becomes of a cover: its answer, its *Undo*, who is told, and that only one of the two sessions is ever live."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select

from models.covering import Coverable, Covered, CoverTold
from models.db import DbSession, fetch
from models.enums import Presence, State, UnpostReason
from models.errors import NotFound, RuleViolation
from models.outputs import Actor
from models.services import audit, outbox
from models.services.lines import lines_of
from models.services.reminders import in_hours
from models.tables import Attendance, AuditRow, CalendarFit, Cover, Session, Signature, Staff, Unposting

KIND = "cover."
MOVED_ON = (
    "The session that covers it was recorded or changed since, so this cannot be undone. Whoever covered can cancel "
    "their own session; then this one can be restored."
)


def known(db: DbSession, actor: Actor, request_key: str) -> Covered | None:
    """The answer that was given to this window already; None for a new one."""
    mine = (Cover.made_by == actor.staff_id, Cover.request_key == request_key)
    found = db.execute(select(Cover).where(*mine)).scalar_one_or_none()
    return covered(db, actor, found) if found else None


def covered(db: DbSession, actor: Actor, one: Cover) -> Covered:
    """What was arranged, as it stands now."""
    session = db.get_one(Session, one.session_id) if one.session_id else None
    if session is None:
        raise NotFound
    staff = {
        row.id: row
        for row in db.execute(select(Staff).where(Staff.id.in_([one.owner_id, one.substitute_id]))).scalars()
    }
    others = [row.slack_user_id for row in staff.values() if row.id != actor.staff_id]
    return Covered(
        id=one.id,
        covering_id=one.covering_id,
        session=Coverable(session.id, session.local_date, session.start_time, session.end_time, session.description),
        owner=staff[one.owner_id].name,
        substitute=staff[one.substitute_id].name,
        mine=one.substitute_id == actor.staff_id,
        own=one.owner_id == actor.staff_id,
        accounts=tuple(user for user in others if user),
        undone=one.undone_at is not None,
    )


def undo(db: DbSession, actor: Actor, cover_id: int, *, now: datetime) -> Covered:
    """Puts both sessions back as they were, while nothing is recorded. Undoing twice is undoing once.

    Raises NotFound for what somebody else arranged, RuleViolation where something is recorded.
    """
    mine = (Cover.id == cover_id, Cover.made_by == actor.staff_id)
    one = db.execute(select(Cover).where(*mine).with_for_update()).scalar_one_or_none()
    if one is None:
        raise NotFound
    if one.undone_at is not None:
        return covered(db, actor, one)
    pair = [key for key in (one.session_id, one.covering_id) if key is not None]
    query = select(Session).where(Session.id.in_(pair)).order_by(Session.id).with_for_update()
    both = {row.id: row for row in db.execute(query.execution_options(populate_existing=True)).scalars()}
    original, covering = both.get(one.session_id or 0), both.get(one.covering_id or 0)
    untouched = covering is not None and (covering.state, covering.version) == (State.SCHEDULED.value, 1)
    if original is None or covering is None or original.state != State.CANCELLED.value or not untouched:
        raise RuleViolation(MOVED_ON)
    answer = covered(db, actor, one)
    original.state, original.cancel_reason = was(db, original).value, ""
    original.version += 1
    one.undone_at = now
    db.flush()
    fetch(db, delete(Attendance).where(Attendance.session_id == covering.id))
    fetch(db, delete(Session).where(Session.id == covering.id))
    db.expire_all()
    details = {"version": original.version, "cover": cover_id}
    events: Sequence[audit.Event] = (
        ("session.cover_undone", f"session:{original.id}", details),
        ("session.removed", f"session:{answer.covering_id}", {"cover": cover_id}),
    )
    audit.record_all(db, tenant_id=actor.tenant_id, actor_id=actor.staff_id, events=events, at=now)
    return replace(answer, covering_id=None, undone=True)


_CAPTURED = (
    select(AuditRow.id)
    .where(
        AuditRow.tenant_id == bindparam("tenant"),
        AuditRow.subject == bindparam("subject"),
        AuditRow.event == "session.captured",
    )
    .limit(1)
)


def was(db: DbSession, session: Session) -> State:
    """What a cancelled session was, read off its record, so that it does not matter who cancelled it and where."""
    if db.execute(select(Signature.id).where(Signature.session_id == session.id).limit(1)).first() is not None:
        return _opened_again(db, session.id)
    rows = db.execute(select(Attendance).where(Attendance.session_id == session.id)).scalars()
    written = any(row.presence != Presence.UNMARKED.value or row.given or row.observation for row in rows)
    if not (written or session.activities or session.note):
        return State.SCHEDULED
    # Update Future Sessions writes choices too, and a session that has only those is planned, not recorded.
    asked = {"tenant": session.tenant_id, "subject": f"session:{session.id}"}
    return State.SCHEDULED if fetch(db, _CAPTURED, asked).first() is None else State.DRAFT


def _opened_again(db: DbSession, session_id: int) -> State:
    """Reopened, or returned: as its signature became void last."""
    query = select(Unposting.reason).where(Unposting.session_id == session_id)
    last = db.execute(query.order_by(Unposting.session_version.desc()).limit(1)).scalar()
    return State.RETURNED if last == UnpostReason.RETURNED.value else State.REOPENED


def taken_back(db: DbSession, session_id: int) -> str:
    """Who has another live session of the same care; "" when nobody has, and then this one may be live again.

    A substitute may have been covered by somebody else again, so all of the chain is looked at, locked. What the
    calendar cancelled in it stays cancelled when the day becomes a school day again: the same care is logged once.
    """
    chain = {session_id}
    while True:
        linked = or_(Cover.session_id.in_(chain), Cover.covering_id.in_(chain))
        query = select(Cover.session_id, Cover.covering_id).where(linked, Cover.undone_at.is_(None))
        found = {key for row in db.execute(query.with_for_update()) for key in row if key is not None}
        if found <= chain:
            break
        chain |= found
    others = chain - {session_id}
    if not others:
        return ""
    live = (Session.id.in_(others), Session.state != State.CANCELLED.value)
    name = db.execute(select(Staff.name).join(Session, Session.owner_id == Staff.id).where(*live).limit(1)).scalar()
    if name is None:
        fetch(db, delete(CalendarFit).where(CalendarFit.session_id.in_(others)))
    return name or ""


def require_alone(db: DbSession, session_id: int) -> None:
    """Raises RuleViolation while another session of the same care is live: it is logged by who gave it, once."""
    name = taken_back(db, session_id)
    if name:
        raise RuleViolation(
            f"{name} has this session now, so it is theirs to log and sign. If that is wrong, ask them to cancel "
            "theirs, or ask your supervisor."
        )


def tell(db: DbSession, actor: Actor, made: Cover, *, now: datetime) -> None:
    """Tells, once, the one whose session it was, the substitute, and the supervisor; nobody about what they did."""
    boss = db.execute(select(Staff.supervisor_id).where(Staff.id == made.owner_id)).scalar_one()
    told = {made.owner_id, made.substitute_id, boss} - {actor.staff_id, None}
    outbox.plan(db, [in_hours(db, one, f"{KIND}{made.id}", now=now) for one in sorted(filter(None, told))])


def told(db: DbSession, actor: Actor, kind: str, *, now: datetime) -> CoverTold | None:
    """What a message of this kind says; None when the cover was undone. Initials only."""
    one = db.get(Cover, int(kind.removeprefix(KIND)))
    if one is None or one.undone_at is not None or one.tenant_id != actor.tenant_id:
        return None
    names = dict(_names(db, [one.owner_id, one.substitute_id]))
    substitute = replace(actor, staff_id=one.substitute_id)
    found = lines_of(db, substitute, [one.covering_id or 0], now=now, together=True)
    if not found:
        return None
    to_owner, to_substitute = (actor.staff_id == who for who in (one.owner_id, one.substitute_id))
    return CoverTold(found[0], names[one.owner_id], names[one.substitute_id], to_owner, to_substitute)


def _names(db: DbSession, ids: Sequence[int]) -> list[tuple[int, str]]:
    return [(row.id, row.name) for row in db.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids)))]
