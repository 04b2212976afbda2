"""*Log what just happened*: three answers, the rest as usual, and it is a draft that is ready for *Save and Post*."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, case, exists, select

from models.db import DbSession, fetch
from models.enums import ItemKind, Presence, State
from models.errors import RuleViolation
from models.inputs import CaptureChanges, Happened, MarkChanges, SessionTerms
from models.outputs import Actor, Item, Pupil
from models.planned import LogForm, Logged
from models.rules.calendar import PlannedDay
from models.rules.happened import described, last_half_hour, require_happened, type_of
from models.rules.terms import LONGEST_DESCRIPTION
from models.rules.time import to_local
from models.services import audit, capture, conflicts, lookups
from models.services.insertion import insert_creation, insert_sessions
from models.tables import Attendance, Creation, Session, Staff

MOST_LISTED = 100


def log_form(db: DbSession, actor: Actor, *, now: datetime) -> LogForm:
    """What the window offers the person at this moment. Students are listed up to 100, else searched."""
    local = to_local(now, actor.zone)
    students = lookups.caseload(db, actor, on=local.date())
    items = lookups.catalog(db, actor.tenant_id, on=local.date())
    start, end = last_half_hour(local)
    return LogForm(
        today=local.date(),
        students=students if len(students) <= MOST_LISTED else (),
        caseload_size=len(students),
        activities=_of(items, ItemKind.ACTIVITY),
        start=start,
        end=end,
        contact=actor.contact,
        complete=all(_of(items, kind) for kind in (ItemKind.SERVICE, ItemKind.PLACE, ItemKind.ACTIVITY)),
    )


def _of(items: Sequence[Item], kind: ItemKind) -> tuple[Item, ...]:
    return tuple(item for item in items if item.kind is kind)


def log(db: DbSession, actor: Actor, said: Happened, request_key: str, *, now: datetime) -> Logged:
    """Makes the session as a draft: everybody who was chosen was present, and the activities were given.

    A day without school is no reason to lose care that was given: Session Audit tells of it. The same `request_key`
    (the window) makes nothing twice. Raises RuleViolation with fields.
    """
    # One window of a person at a time, so that a second delivery of it sees what the first one made.
    campus_id = fetch(db, _CAMPUS_OF, {"owner": actor.staff_id}).scalar_one()
    known = fetch(db, _KNOWN, {"owner": actor.staff_id, "key": request_key}).scalar()
    if known is not None:
        return Logged(capture.open_session(db, actor, known, now=now))
    local = to_local(now, actor.zone)
    items = lookups.catalog(db, actor.tenant_id, on=local.date())
    pupils = {pupil.id: pupil for pupil in lookups.caseload(db, actor, on=local.date())}
    require_happened(
        said, local=local, activities=[item.code for item in _of(items, ItemKind.ACTIVITY)], caseload=pupils
    )
    when = PlannedDay(local.date(), said.start, said.end)
    conflicts.require_free(db, actor, when, field="start")
    terms = _terms(db, actor, said, items, [pupils[key] for key in said.students], local)
    session_id = _make(db, actor, terms, request_key, campus_id, now)
    saved = capture.record(db, actor, session_id, _recorded(said), now=now)
    return Logged(saved.sheet, conflicts.of(db, actor, [session_id])[1])


_CAMPUS_OF = select(Staff.campus_id).where(Staff.id == bindparam("owner")).with_for_update(key_share=True)
_KNOWN = (
    select(Session.id)
    .join(Creation, Creation.id == Session.creation_id)
    .where(Creation.owner_id == bindparam("owner"), Creation.request_key == bindparam("key"))
)
# What was done with one of these students goes before what was done last.
_SHARED = exists().where(
    Attendance.session_id == Session.id, Attendance.student_id.in_(bindparam("students", expanding=True))
)
_USUAL = (
    select(Session.service, Session.place)
    .where(
        Session.owner_id == bindparam("owner"),
        Session.state != State.CANCELLED.value,
        Session.starts_at <= bindparam("now"),
    )
    .order_by(case((_SHARED, 0), else_=1), Session.starts_at.desc(), Session.id.desc())
    .limit(1)
)


def _terms(
    db: DbSession, actor: Actor, said: Happened, items: Sequence[Item], pupils: Sequence[Pupil], local: datetime
) -> SessionTerms:
    """Service and place as the person's last session with these students had them, where they are still offered."""
    asked = {"owner": actor.staff_id, "students": list(said.students), "now": local}
    last = fetch(db, _USUAL, asked).first()
    if not (_of(items, ItemKind.SERVICE) and _of(items, ItemKind.PLACE)):
        raise RuleViolation(f"The list of services and places is still empty. Ask {actor.contact} to set it up.")
    services = [item.code for item in _of(items, ItemKind.SERVICE)]
    places = [item.code for item in _of(items, ItemKind.PLACE)]
    names = [item.name for item in items if item.code in said.activities]
    return SessionTerms(
        service=last.service if last and last.service in services else services[0],
        description=described(names)[:LONGEST_DESCRIPTION],
        place=last.place if last and last.place in places else places[0],
        date=local.date(),
        start=said.start,
        end=said.end,
        session_type=type_of(pupils),
        students=said.students,
    )


def _make(db: DbSession, actor: Actor, terms: SessionTerms, request_key: str, campus_id: int, now: datetime) -> int:
    day = terms.date.isoformat()
    summary = {
        "description": terms.description,
        "count": 1,
        "first": day,
        "last": day,
        "skipped": [],
        "conflict_count": 0,
        "conflicts": [],
        "made_by": actor.staff_id,
    }
    creation_id = insert_creation(db, actor, request_key, summary, now)
    made_by = {"campus_id": campus_id, "creation_id": creation_id, "series_id": None}
    (session_id,) = insert_sessions(db, actor, terms, [PlannedDay(terms.date, terms.start, terms.end)], made_by)
    audit.record(
        db,
        tenant_id=actor.tenant_id,
        actor_id=actor.staff_id,
        event="session.logged",
        subject=f"session:{session_id}",
        details={"students": sorted(terms.students), "date": day},
        at=now,
    )
    return session_id


def _recorded(said: Happened) -> CaptureChanges:
    """Of one student the activities are known to be given to them; of a group only that they were done."""
    given = said.activities if len(said.students) == 1 else frozenset[str]()
    marks = {key: MarkChanges(presence=Presence.PRESENT, given_added=given) for key in said.students}
    return CaptureChanges(activities_added=said.activities, marks=marks)
