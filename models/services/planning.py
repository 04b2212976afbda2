"""Add Session: single sessions and weekly series, once per window, and their Undo."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from models.db import DbSession, fetch
from models.enums import ItemKind, SessionType, State
from models.errors import NotFound, RuleViolation
from models.inputs import Recurrence, SessionTerms
from models.outputs import Actor, Conflict, Pupil, SkippedDay
from models.planned import AddSessionForm, Created, Prospect, ShortDay
from models.rules.calendar import PlannedDay, fit
from models.rules.recurrence import Plan, plan
from models.rules.terms import date_problems, require_terms
from models.rules.time import to_local
from models.rules.written import storable
from models.services import acting, audit, lookups
from models.services.insertion import insert_creation, insert_series, insert_sessions
from models.tables import Attendance, Creation, Session, Staff

MOST_LISTED = 20


def add_session_form(
    db: DbSession, actor: Actor, *, now: datetime, owner_id: int | None = None, chosen: date | None = None
) -> AddSessionForm:
    """What the *Add Session* window offers the person today. Students are listed up to 100, else searched.

    With `owner_id`, it is for one of a supervisor's aides. The year is that of the date `chosen`, by default today's: a
    summer term has its own first and last day. Raises NotFound for anybody else.
    """
    owner = acting.owner(db, actor, owner_id)
    today = to_local(now, owner.zone).date()
    students = lookups.caseload(db, owner, on=today)
    items = lookups.catalog(db, actor.tenant_id, on=today)
    first, last = lookups.school_year(db, owner, on=chosen or today)
    return AddSessionForm(
        services=tuple(item for item in items if item.kind is ItemKind.SERVICE),
        places=tuple(item for item in items if item.kind is ItemKind.PLACE),
        students=students if len(students) <= 100 else (),
        caseload_size=len(students),
        today=today,
        year_start=first,
        year_end=last,
        contact=actor.contact,
        colleagues=acting.aides(db, actor),
        owner_id=owner_id,
        has_cycle=lookups.has_cycle(db, owner),
    )


def find_students(
    db: DbSession, actor: Actor, query: str, *, now: datetime, owner_id: int | None = None
) -> tuple[Pupil, ...]:
    """Up to 100 students of the caseload (the person's, or the aide's) whose name has every word of the query."""
    owner = acting.owner(db, actor, owner_id)
    return lookups.caseload(db, owner, on=to_local(now, owner.zone).date(), named=query.split())[:100]


def prospect(
    db: DbSession,
    actor: Actor,
    first: date,
    recurrence: Recurrence,
    times: tuple[time, time] | None,
    *,
    owner_id: int | None = None,
) -> Prospect:
    """What the recurrence would make from `first` on, for the person or one of a supervisor's aides; makes nothing.

    Until the local `times` (start, end) are chosen, early release shortens nothing. Raises NotFound as `create` does.
    """
    owner = acting.owner(db, actor, owner_id)
    start, end = times or (time.min, time.min)
    problems = date_problems(first, recurrence, *lookups.school_year(db, owner, on=first))
    if problems:
        return Prospect(problem=" ".join(problems.values()))
    try:
        planned = plan(first, recurrence, start, end, lookups.school_calendar(db, owner, first, recurrence.ends_on))
    except RuleViolation as wrong:
        return Prospect(problem=str(wrong))
    days = planned.days
    short = sum(day.shortened for day in days)
    return Prospect(len(days), days[0].date, days[-1].date, len(planned.skipped), short)


def create(
    db: DbSession,
    actor: Actor,
    terms: SessionTerms,
    request_key: str,
    *,
    now: datetime,
    owner_id: int | None = None,
) -> Created:
    """Makes the session, or every session of the series, and says what was skipped, shortened and what conflicts.

    With `owner_id` they are those of one of a supervisor's aides. The same `request_key` (the window) makes nothing
    twice. Raises RuleViolation with fields, and nothing is made; NotFound for somebody who is no aide of the person's.
    """
    owner = acting.owner(db, actor, owner_id)
    made = create_for(db, owner, terms, request_key, by=actor.staff_id, now=now)
    return made if owner is actor else replace(made, owner=owner.name)


def create_for(
    db: DbSession, owner: Actor, terms: SessionTerms, request_key: str, *, by: int | None, now: datetime
) -> Created:
    """As `create`, for the person `owner`; `by` is who made it, None for the office's import."""
    # One window of a person at a time, so that a second delivery of it sees what the first one made.
    campus_id = fetch(db, _CAMPUS_OF, {"owner": owner.staff_id}).scalar_one()
    known = fetch(db, _KNOWN, {"owner": owner.staff_id, "key": request_key}).first()
    if known is not None:
        return _summary(known.id, known.summary)
    terms, pupils, planned = checked(db, owner, terms)
    days = planned.days
    mismatched = sum(pupils[key].session_type not in (None, terms.session_type) for key in terms.students)
    summary = _kept_summary(terms, planned, _conflicts(db, owner, terms, days), mismatched)
    summary["made_by"] = by
    creation_id = insert_creation(db, owner, request_key, summary, now)
    series_id = insert_series(db, owner, terms, now)
    made_by = {"campus_id": campus_id, "creation_id": creation_id, "series_id": series_id}
    ids = insert_sessions(db, owner, terms, days, made_by)
    first = days[0].date.isoformat()
    details = {"sessions": ids, "students": sorted(terms.students), "series": series_id, "first": first}
    _note(db, owner.tenant_id, by, ("session.created", f"creation:{creation_id}", details), now)
    return _summary(creation_id, summary)


def checked(db: DbSession, owner: Actor, terms: SessionTerms) -> tuple[SessionTerms, dict[int, Pupil], Plan]:
    """The terms as they are kept, the person's caseload on the first date, and the days that they make.

    Raises RuleViolation with fields for what cannot be.
    """
    terms = replace(terms, description=storable(terms.description).strip())
    pupils = {pupil.id: pupil for pupil in lookups.caseload(db, owner, on=terms.date)}
    _require_terms(db, owner, terms, pupils)
    planned = _days(db, owner, terms)
    _require_caseload_until(db, owner, terms, planned.days[-1].date)
    return terms, pupils, planned


def _require_terms(db: DbSession, owner: Actor, terms: SessionTerms, pupils: Mapping[int, Pupil]) -> None:
    items = lookups.catalog(db, owner.tenant_id, on=terms.date)
    require_terms(
        terms,
        services=[item.code for item in items if item.kind is ItemKind.SERVICE],
        places=[item.code for item in items if item.kind is ItemKind.PLACE],
        caseload=pupils,
        year=lookups.school_year(db, owner, on=terms.date),
        names=[pupils[key].name for key in terms.students if key in pupils],
    )


_CAMPUS_OF = select(Staff.campus_id).where(Staff.id == bindparam("owner")).with_for_update(key_share=True)
_KNOWN = select(Creation.id, Creation.summary).where(
    Creation.owner_id == bindparam("owner"), Creation.request_key == bindparam("key")
)


def _kept_summary(terms: SessionTerms, planned: Plan, conflicts: list[Conflict], mismatched: int) -> dict[str, Any]:
    """What is kept of the answer, so that the same window is answered the same."""
    days = planned.days
    return {
        "description": terms.description,
        "count": len(days),
        "first": days[0].date.isoformat(),
        "last": days[-1].date.isoformat(),
        "skipped": [[day.date.isoformat(), day.reason] for day in planned.skipped],
        "shortened": [[day.date.isoformat(), f"{day.end:%H:%M}"] for day in days if day.shortened],
        "mismatched": mismatched,
        "session_type": terms.session_type.value,
        "times": [f"{days[0].start:%H:%M}", f"{days[0].end:%H:%M}"],
        "conflict_count": len(conflicts),
        "conflicts": [
            [found.date.isoformat(), f"{found.start:%H:%M}", f"{found.end:%H:%M}", found.other]
            for found in conflicts[:MOST_LISTED]
        ],
    }


def _days(db: DbSession, owner: Actor, terms: SessionTerms) -> Plan:
    """The days as the school calendar allows them. Raises RuleViolation at the date, or at the recurrence."""
    last = terms.recurrence.ends_on if terms.recurrence else terms.date
    calendar = lookups.school_calendar(db, owner, terms.date, last)
    if terms.recurrence is not None:
        return plan(terms.date, terms.recurrence, terms.start, terms.end, calendar)
    day = fit(terms.date, terms.start, terms.end, calendar)
    if isinstance(day, PlannedDay):
        return Plan((day,), ())
    raise RuleViolation(f"There is no school on this day ({day.reason}). Choose a school day.", "date")


def _require_caseload_until(db: DbSession, actor: Actor, terms: SessionTerms, last: date) -> None:
    """Raises RuleViolation when a student leaves the caseload before the last session."""
    if terms.recurrence and not set(terms.students) <= {one.id for one in lookups.caseload(db, actor, on=last)}:
        raise RuleViolation(
            f"A student leaves your caseload before {last:%b} {last.day}, {last.year}. Choose an earlier end, "
            "or make two series.",
            "ends_on",
        )


def _conflicts(db: DbSession, owner: Actor, terms: SessionTerms, days: Sequence[PlannedDay]) -> list[Conflict]:
    """The person's own sessions at the same time: both are kept and shown, since only posted care cannot overlap."""
    first, last = days[0].date, days[-1].date
    about = {"owner": owner.staff_id, "start": terms.start, "end": terms.end, "first": first, "last": last}
    ends = {day.date: day.end for day in days}
    return [Conflict(*row) for row in fetch(db, _MEETING, about) if row[0] in ends and row[1] < ends[row[0]]]


_MEETING = (
    select(Session.local_date, Session.start_time, Session.end_time, Session.description)
    .where(
        Session.owner_id == bindparam("owner"),
        Session.local_date.between(bindparam("first"), bindparam("last")),
        Session.state != State.CANCELLED.value,
        Session.start_time < bindparam("end"),
        Session.end_time > bindparam("start"),
    )
    .order_by(Session.local_date, Session.start_time)
)


def undo(db: DbSession, actor: Actor, creation_id: int, *, now: datetime) -> Created:
    """Takes back what one use of *Add Session* made, except sessions in which something was recorded since.

    Undoing twice is undoing once. Raises NotFound for somebody else's.
    """
    creation = fetch(db, _CREATION, {"creation": creation_id, "tenant": actor.tenant_id}).first()
    if creation is None or creation.summary.get("made_by", creation.owner_id) != actor.staff_id:
        raise NotFound
    if creation.undone_at is not None:
        return _summary(creation.id, creation.summary)
    asked = {"creation": creation_id}
    ids = list(fetch(db, _UNTOUCHED_LOCKED, asked).scalars().all())
    kept = creation.summary["count"] - len(ids)
    # The rows are locked, so these are the same sessions.
    fetch(db, _FORGET_ATTENDANCE, asked)
    fetch(db, _FORGET_SESSIONS, asked)
    summary = {**creation.summary, "undone": len(ids), "kept": kept}
    fetch(db, _UNDONE, {**asked, "at": now, "told": summary})
    event: audit.Event = ("session.creation_undone", f"creation:{creation_id}", {"sessions": ids})
    _note(db, actor.tenant_id, actor.staff_id, event, now)
    return _summary(creation_id, summary)


_CREATION = (
    select(Creation.id, Creation.owner_id, Creation.summary, Creation.undone_at)
    .where(Creation.id == bindparam("creation"), Creation.tenant_id == bindparam("tenant"))
    .with_for_update()
)
_UNDONE = (
    update(Creation)
    .where(Creation.id == bindparam("creation"))
    .values(undone_at=bindparam("at"), summary=bindparam("told"))
)
_UNTOUCHED = select(Session.id).where(
    Session.creation_id == bindparam("creation"), Session.state == State.SCHEDULED.value, Session.version == 1
)
_UNTOUCHED_LOCKED = _UNTOUCHED.with_for_update()
_FORGET_ATTENDANCE = delete(Attendance).where(Attendance.session_id.in_(_UNTOUCHED))
_FORGET_SESSIONS = delete(Session).where(Session.id.in_(_UNTOUCHED))


def _summary(creation_id: int, found: dict[str, Any]) -> Created:
    return Created(
        id=creation_id,
        description=found["description"],
        count=found["count"],
        first=date.fromisoformat(found["first"]),
        last=date.fromisoformat(found["last"]),
        skipped=tuple(SkippedDay(date.fromisoformat(day), reason) for day, reason in found["skipped"]),
        conflicts=tuple(
            Conflict(date.fromisoformat(day), time.fromisoformat(start), time.fromisoformat(end), other)
            for day, start, end, other in found["conflicts"]
        ),
        conflict_count=found["conflict_count"],
        undone=found.get("undone"),
        kept=found.get("kept", 0),
        shortened=tuple(
            ShortDay(date.fromisoformat(day), time.fromisoformat(end)) for day, end in found.get("shortened", [])
        ),
        mismatched=found.get("mismatched", 0),
        session_type=SessionType(found.get("session_type", SessionType.GROUP)),
        times=tuple(time.fromisoformat(text) for text in found.get("times", ())),
    )


def _note(db: DbSession, tenant_id: int, by: int | None, event: audit.Event, at: datetime) -> None:
    audit.record_all(db, tenant_id=tenant_id, actor_id=by, events=[event], at=at)
