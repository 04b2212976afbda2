"""*Cover a session*: who gave the care signs it, and nobody else can (DOMAIN.md section 5, 29; ADR 0011).

The original session is cancelled, and the substitute gets one of their own with the same plan. That session is the only
reason for which the substitute sees its students.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select

from models.covering import Coverable, Covered, CoverForm
from models.db import DbSession, fetch
from models.enums import Covering, Role, State
from models.errors import NotFound, RuleViolation
from models.outputs import Actor
from models.planned import Colleague
from models.rules.calendar import PlannedDay
from models.rules.covering import TAKEN_BACK_TO, absent, require_coverable
from models.rules.session_state import shown_state
from models.rules.time import to_local
from models.services import audit, conflicts, covers, departures, fit_versions, people
from models.services.edit_terms import terms_of
from models.services.insertion import insert_sessions
from models.tables import Attendance, Cover, Session, Staff

MOST = 100
MOST_PEOPLE = 1000
AHEAD = timedelta(days=14)
_OPEN = [State.SCHEDULED.value, State.DRAFT.value]


def cover_form(
    db: DbSession, actor: Actor, *, now: datetime, owner_id: int | None = None, session_id: int | None = None
) -> CoverForm:
    """What the window offers: one's own session `session_id`, or the sessions of `owner_id`, or whose there are.

    Raises NotFound for a session that is not the person's, or somebody whose sessions the person cannot choose from.
    """
    if session_id is not None:
        row = _session(db, actor, session_id, lock=False)
        if row.owner_id != actor.staff_id:
            raise NotFound
        return CoverForm(Covering.OWN, (), actor.staff_id, (_coverable(row),), _substitutes(db, actor, row.owner_id))
    team = _people(db, *_team(actor)) if actor.role is not Role.AIDE else ()
    owners = _by_name({*team, *_people(db, *_campus(actor), Staff.role == Role.AIDE.value, Staff.id != actor.staff_id)})
    if owner_id is None:
        return CoverForm(Covering.TEAM if team else Covering.TAKE, owners, None, (), ())
    way = _way(db, actor, owner_id)
    found, more = _sessions(db, actor, owner_id, way, now)
    substitutes = _substitutes(db, actor, owner_id) if way is Covering.TEAM else ()
    return CoverForm(way, owners, owner_id, found, substitutes, more)


Where = tuple[ColumnElement[bool], ...]


def _team(actor: Actor) -> Where:
    """Whose sessions the person may hand over: of those they supervise; for an administrator of every aide."""
    if actor.role is Role.ADMIN:
        return (Staff.tenant_id == actor.tenant_id, Staff.role == Role.AIDE.value)
    return (Staff.tenant_id == actor.tenant_id, Staff.supervisor_id == actor.staff_id)


def _campus(actor: Actor) -> Where:
    """The people at the person's campus; an administrator's are those of the whole district."""
    here = select(Staff.campus_id).where(Staff.id == actor.staff_id).scalar_subquery()
    whole = (Staff.tenant_id == actor.tenant_id,)
    return whole if actor.role is Role.ADMIN else (*whole, Staff.campus_id == here)


def _substitutes(db: DbSession, actor: Actor, owner_id: int) -> tuple[Colleague, ...]:
    """Who can be said to cover somebody's session: the person themself first, then the others at the campus."""
    others = _people(db, *_campus(actor), Staff.id.not_in([owner_id, actor.staff_id]))
    return others if owner_id == actor.staff_id else (Colleague(actor.staff_id, actor.name), *others)


def _people(db: DbSession, *where: ColumnElement[bool]) -> tuple[Colleague, ...]:
    query = select(Staff.id, Staff.name).where(Staff.active, *where).order_by(Staff.name, Staff.id).limit(MOST_PEOPLE)
    return tuple(Colleague(*row) for row in db.execute(query))


def _by_name(found: set[Colleague]) -> tuple[Colleague, ...]:
    return tuple(sorted(found, key=lambda one: (one.name, one.id)))[:MOST_PEOPLE]


def _way(db: DbSession, actor: Actor, owner_id: int) -> Covering:
    """What the person may do with somebody's sessions. Raises NotFound where they have no business with them."""
    if owner_id == actor.staff_id:
        return Covering.OWN
    one = (Staff.active, Staff.id == owner_id)
    if actor.role is not Role.AIDE and db.execute(select(Staff.id).where(*one, *_team(actor))).first():
        return Covering.TEAM
    aide = (*_campus(actor), Staff.role == Role.AIDE.value)
    if db.execute(select(Staff.id).where(*one, *aide)).first():
        return Covering.TAKE
    raise NotFound


def _sessions(
    db: DbSession, actor: Actor, owner_id: int, way: Covering, now: datetime
) -> tuple[tuple[Coverable, ...], int]:
    """The sessions of somebody that can be covered, those nearest to today first; and how many more there are."""
    today = to_local(now, actor.zone).date()
    where = [Session.owner_id == owner_id, Session.local_date >= today - TAKEN_BACK_TO]
    if way is Covering.TAKE:
        where += [Session.state == State.SCHEDULED.value, Session.starts_at <= now]
    else:
        where += [Session.state.in_(_OPEN), Session.local_date <= today + AHEAD]
    # What is nearest to now is what is meant, most of the time.
    rows = db.execute(select(Session).where(*where).order_by(Session.starts_at, Session.id)).scalars().all()
    found = sorted(rows, key=lambda row: abs((row.local_date - today).days))[:MOST]
    return tuple(_coverable(row) for row in found), len(rows) - len(found)


def _coverable(row: Session) -> Coverable:
    return Coverable(row.id, row.local_date, row.start_time, row.end_time, row.description)


def cover(
    db: DbSession, actor: Actor, session_id: int, substitute_id: int | None, request_key: str, *, now: datetime
) -> Covered:
    """Hands a session over to a substitute, once per window; None is the person themself.

    Raises NotFound for a session that the person has no business with, and RuleViolation with fields for what cannot
    be: "session" or "substitute".
    """
    row = _session(db, actor, session_id, lock=True)
    known = covers.known(db, actor, request_key)
    if known is not None:
        return known
    way = _way(db, actor, row.owner_id)
    substitute = _substitute(db, actor, row.owner_id, way, substitute_id)
    _require(row, way, now)
    when = PlannedDay(row.local_date, row.start_time, row.end_time)
    who = "You" if substitute.staff_id == actor.staff_id else substitute.name
    conflicts.require_free(db, substitute, when, field="substitute", who=who)
    covering_id = _make(db, row, substitute, when)
    row.state, row.cancel_reason, row.version = State.CANCELLED.value, absent(substitute.name), row.version + 1
    made = Cover(
        tenant_id=actor.tenant_id,
        session_id=row.id,
        covering_id=covering_id,
        owner_id=row.owner_id,
        substitute_id=substitute.staff_id,
        made_by=actor.staff_id,
        request_key=request_key,
        made_at=now,
    )
    db.add(made)
    db.flush()
    _note(db, actor, row, made, now)
    covers.tell(db, actor, made, now=now)
    met = conflicts.of(db, substitute, [covering_id])[1]
    return replace(covers.covered(db, actor, made), conflicts=met)


def _session(db: DbSession, actor: Actor, session_id: int, *, lock: bool) -> Session:
    """A session of the district. Raises NotFound."""
    query = select(Session).where(Session.id == session_id, Session.tenant_id == actor.tenant_id)
    query = query.with_for_update().execution_options(populate_existing=True) if lock else query
    row = db.execute(query).scalar_one_or_none()
    if row is None:
        raise NotFound
    return row


def _substitute(db: DbSession, actor: Actor, owner_id: int, way: Covering, wanted: int | None) -> Actor:
    """Who covers. Raises RuleViolation at "substitute" for nobody, and for somebody who cannot be chosen."""
    if way is Covering.TAKE or (way is Covering.TEAM and wanted == actor.staff_id):
        return actor
    here = (Staff.active, Staff.id == wanted, Staff.id != owner_id, *_campus(actor))
    known = wanted is not None and db.execute(select(Staff.id).where(*here)).first() is not None
    found = people.actor_of(db, wanted) if known and wanted is not None else None
    if found is None:
        raise RuleViolation("Choose who covers the session.", "substitute")
    return found


def _require(row: Session, way: Covering, now: datetime) -> None:
    today = to_local(now, row.zone).date()
    state = shown_state(row.state, row.ends_at, now)
    # One's own session is not a field of the window.
    field = "substitute" if way is Covering.OWN else "session"
    require_coverable(way, state, day=row.local_date, starts_at=row.starts_at, today=today, now=now, field=field)


_STUDENTS = select(Attendance.student_id).where(Attendance.session_id == bindparam("session"))


def _make(db: DbSession, row: Session, substitute: Actor, when: PlannedDay) -> int:
    """The substitute's own session: the same plan, nothing recorded, and without who left before its day.

    Where everybody did, something was recorded of them or the aide brought it back all the same: then it has everybody.
    If the calendar shortened the original, the day may be taken back for this one as well.
    """
    everybody = set(fetch(db, _STUDENTS, {"session": row.id}).scalars())
    left = {one.student_id for one in departures.gone(db, [row.id])}
    meant = fit_versions.meant_ends(db, [row.id]).get(row.id, row.end_time)
    terms = replace(terms_of(row, everybody - left or everybody), end=meant)
    when = replace(when, shortened=row.end_time < meant)
    made_by = {
        "campus_id": row.campus_id,
        "creation_id": None,
        "series_id": None,
        "type_reason": row.type_reason,
    }
    (made,) = insert_sessions(db, replace(substitute, zone=row.zone), terms, [when], made_by)
    return made


def _note(db: DbSession, actor: Actor, row: Session, made: Cover, now: datetime) -> None:
    details: dict[str, Any] = {"version": row.version, "cover": made.id, "substitute": made.substitute_id}
    events: Sequence[audit.Event] = (
        ("session.covered", f"session:{row.id}", details),
        ("session.covering", f"session:{made.covering_id}", {"cover": made.id, "covers": row.id}),
    )
    audit.record_all(db, tenant_id=actor.tenant_id, actor_id=actor.staff_id, events=events, at=now)


__all__ = ["cover", "cover_form"]
