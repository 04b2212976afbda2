"""Add Session: single sessions and weekly series, once per window, and their Undo."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, bindparam, delete, insert, literal, select

from models.db import DbSession
from models.enums import ItemKind, Presence, State
from models.errors import NotFound, RuleViolation
from models.inputs import SessionTerms
from models.outputs import Actor, AddSessionForm, Conflict, Created, Pupil, SkippedDay
from models.rules.recurrence import occurrences, without_holidays
from models.rules.terms import require_terms
from models.rules.time import to_instant, to_local
from models.rules.written import storable
from models.services import audit, lookups
from models.tables import Attendance, Creation, Series, Session, Staff, Student

MOST_LISTED = 20


def add_session_form(db: DbSession, actor: Actor, *, now: datetime) -> AddSessionForm:
    """What the *Add Session* window offers the person today. Students are listed up to 100, else searched."""
    today = to_local(now, actor.zone).date()
    students = lookups.caseload(db, actor, on=today)
    items = lookups.catalog(db, actor.tenant_id, on=today)
    first, last = lookups.school_year(db, actor, on=today)
    return AddSessionForm(
        services=tuple(item for item in items if item.kind is ItemKind.SERVICE),
        places=tuple(item for item in items if item.kind is ItemKind.PLACE),
        students=students if len(students) <= 100 else (),
        caseload_size=len(students),
        today=today,
        year_start=first,
        year_end=last,
        contact=actor.contact,
    )


def find_students(db: DbSession, actor: Actor, query: str, *, now: datetime) -> tuple[Pupil, ...]:
    """Up to 100 students of the person's caseload whose name has every word of the query."""
    return lookups.caseload(db, actor, on=to_local(now, actor.zone).date(), named=query.split())[:100]


def create(db: DbSession, actor: Actor, terms: SessionTerms, request_key: str, *, now: datetime) -> Created:
    """Makes the session, or every session of the series, and says what was skipped and what conflicts.

    The same `request_key` (the window) makes nothing twice. Raises RuleViolation with fields, and nothing is made.
    """
    # One window of a person at a time, so that a second delivery of it sees what the first one made.
    campus_id = db.execute(
        select(Staff.campus_id).where(Staff.id == actor.staff_id).with_for_update(key_share=True)
    ).scalar_one()
    known = db.execute(
        select(Creation).where(Creation.owner_id == actor.staff_id, Creation.request_key == request_key)
    ).scalar_one_or_none()
    if known is not None:
        return _summary(known.id, known.summary)
    terms = replace(terms, description=storable(terms.description).strip())
    first, last = lookups.school_year(db, actor, on=terms.date)
    items = lookups.catalog(db, actor.tenant_id, on=terms.date)
    require_terms(
        terms,
        services=[item.code for item in items if item.kind is ItemKind.SERVICE],
        places=[item.code for item in items if item.kind is ItemKind.PLACE],
        caseload=[pupil.id for pupil in lookups.caseload(db, actor, on=terms.date)],
        year=(first, last),
    )
    days, skipped = _days(db, actor, terms)
    _require_caseload_until(db, actor, terms, days[-1])
    conflicts = _conflicts(db, actor, terms, days)
    summary = _kept_summary(terms, days, skipped, conflicts)
    made = {"tenant_id": actor.tenant_id, "owner_id": actor.staff_id, "request_key": request_key, "created_at": now}
    creation_id = db.execute(insert(Creation).values(**made, summary=summary).returning(Creation.id)).scalar_one()
    series_id = _series(db, actor, terms, now)
    made_by = {"campus_id": campus_id, "creation_id": creation_id, "series_id": series_id}
    ids = _sessions(db, actor, terms, days, made_by)
    details = {"sessions": ids, "students": sorted(terms.students), "series": series_id, "first": days[0].isoformat()}
    _note(db, actor, "session.created", f"creation:{creation_id}", details, now)
    return _summary(creation_id, summary)


def _kept_summary(
    terms: SessionTerms, days: list[date], skipped: list[tuple[date, str]], conflicts: list[Conflict]
) -> dict[str, Any]:
    """What is kept of the answer, so that the same window is answered the same."""
    return {
        "description": terms.description,
        "count": len(days),
        "first": days[0].isoformat(),
        "last": days[-1].isoformat(),
        "skipped": [[day.isoformat(), reason] for day, reason in skipped],
        "conflict_count": len(conflicts),
        "conflicts": [
            [found.date.isoformat(), f"{found.start:%H:%M}", f"{found.end:%H:%M}", found.other]
            for found in conflicts[:MOST_LISTED]
        ],
    }


def _days(db: DbSession, actor: Actor, terms: SessionTerms) -> tuple[list[date], list[tuple[date, str]]]:
    if terms.recurrence is None:
        reason = lookups.no_school(db, actor, terms.date, terms.date).get(terms.date)
        if reason:
            raise RuleViolation(f"There is no school on this day ({reason}). Choose a school day.", "date")
        return [terms.date], []
    dates = occurrences(terms.date, terms.recurrence)
    days, skipped = without_holidays(dates, lookups.no_school(db, actor, dates[0], dates[-1]))
    if not days:
        raise RuleViolation("Every one of these days is a day without school. Choose other days.", "weekdays")
    return days, skipped


def _require_caseload_until(db: DbSession, actor: Actor, terms: SessionTerms, last: date) -> None:
    """Raises RuleViolation when a student leaves the caseload before the last session."""
    if terms.recurrence and not set(terms.students) <= {one.id for one in lookups.caseload(db, actor, on=last)}:
        raise RuleViolation(
            f"A student leaves your caseload before {last:%b} {last.day}, {last.year}. Choose an earlier end, "
            "or make two series.",
            "ends_on",
        )


def _conflicts(db: DbSession, actor: Actor, terms: SessionTerms, days: list[date]) -> list[Conflict]:
    """The person's own sessions at the same time: both are kept and shown, since only posted care cannot overlap."""
    about = {"owner": actor.staff_id, "start": terms.start, "end": terms.end, "first": days[0], "last": days[-1]}
    rows = db.execute(_MEETING, about)
    wanted = set(days)
    return [Conflict(*row) for row in rows if row[0] in wanted]


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


def _series(db: DbSession, actor: Actor, terms: SessionTerms, now: datetime) -> int | None:
    if terms.recurrence is None:
        return None
    values = {
        "tenant_id": actor.tenant_id,
        "owner_id": actor.staff_id,
        "service": terms.service,
        "description": terms.description,
        "place": terms.place,
        "session_type": terms.session_type.value,
        "starts_on": terms.date,
        "ends_on": terms.recurrence.ends_on,
        "start_time": terms.start,
        "end_time": terms.end,
        "weekdays": "".join(str(day) for day in sorted(terms.recurrence.weekdays)),
        "every": terms.recurrence.every,
        "created_at": now,
    }
    return db.execute(insert(Series).values(values).returning(Series.id)).scalar_one()


_COLUMNS = [column.name for column in Session.__table__.columns if column.name != "id"]
_OWN_DATE = {
    name: bindparam(f"own_{name}", type_=Session.__table__.columns[name].type)
    for name in ("local_date", "starts_at", "ends_at")
}
_COPY = insert(Session).from_select(
    _COLUMNS,
    select(*(_OWN_DATE.get(name, Session.__table__.columns[name]) for name in _COLUMNS)).where(
        Session.id == bindparam("first")
    ),
)
"""The first session of a series again on another date: three values a row, where a whole row would be sixteen."""


def _sessions(
    db: DbSession, actor: Actor, terms: SessionTerms, days: list[date], made_by: dict[str, int | None]
) -> list[int]:
    """Inserts the sessions and their attendance in bulk: four statements, however many there are."""
    first = {
        "tenant_id": actor.tenant_id,
        "owner_id": actor.staff_id,
        **made_by,
        "service": terms.service,
        "description": terms.description,
        "place": terms.place,
        "session_type": terms.session_type.value,
        **_dated(actor, terms, days[0]),
        "start_time": terms.start,
        "end_time": terms.end,
        "zone": actor.zone,
        "state": State.SCHEDULED.value,
        "version": 1,
        "activities": [],
        "note": "",
        "cancel_reason": "",
    }
    first_id = db.execute(insert(Session).values(first).returning(Session.id)).scalar_one()
    others = [{f"own_{name}": value for name, value in _dated(actor, terms, day).items()} for day in days[1:]]
    if others:
        db.connection().execute(_COPY, [{**other, "first": first_id} for other in others])
    made = select(Session.id).where(Session.creation_id == made_by["creation_id"])
    _attendance(db, actor, made, terms.students)
    return list(db.execute(made.order_by(Session.local_date)).scalars())


def _dated(actor: Actor, terms: SessionTerms, day: date) -> dict[str, Any]:
    """What differs between the sessions of a series."""
    starts_at, ends_at = (to_instant(day, at, actor.zone) for at in (terms.start, terms.end))
    return {"local_date": day, "starts_at": starts_at, "ends_at": ends_at}


def _attendance(db: DbSession, actor: Actor, sessions: Select[int], students: tuple[int, ...]) -> None:
    """Puts every student into every session of the query: inside the database, since there may be thousands."""
    empty: dict[str, ColumnElement[Any]] = {
        "tenant_id": literal(actor.tenant_id),
        "presence": literal(Presence.UNMARKED.value),
        "away": literal({}, JSON),
        "given": literal([], JSON),
        "observation": literal(""),
    }
    pairs = sessions.add_columns(Student.id, *empty.values()).join(Student, Student.id.in_(students))
    db.execute(insert(Attendance).from_select(["session_id", "student_id", *empty], pairs))


def undo(db: DbSession, actor: Actor, creation_id: int, *, now: datetime) -> Created:
    """Takes back what one use of *Add Session* made, except sessions in which something was recorded since.

    Undoing twice is undoing once. Raises NotFound for somebody else's.
    """
    creation = db.execute(
        select(Creation).where(Creation.id == creation_id, Creation.owner_id == actor.staff_id).with_for_update()
    ).scalar_one_or_none()
    if creation is None:
        raise NotFound
    if creation.undone_at is not None:
        return _summary(creation.id, creation.summary)
    untouched = select(Session.id).where(
        Session.creation_id == creation_id, Session.state == State.SCHEDULED.value, Session.version == 1
    )
    ids = list(db.execute(untouched.with_for_update()).scalars())
    kept = creation.summary["count"] - len(ids)
    db.execute(delete(Attendance).where(Attendance.session_id.in_(ids)))
    db.execute(delete(Session).where(Session.id.in_(ids)))
    creation.undone_at = now
    creation.summary = {**creation.summary, "undone": len(ids), "kept": kept}
    db.flush()  # Later reads in this transaction see it.
    _note(db, actor, "session.creation_undone", f"creation:{creation_id}", {"sessions": ids}, now)
    return _summary(creation.id, creation.summary)


def _summary(creation_id: int, found: dict[str, Any]) -> Created:
    return Created(
        id=creation_id,
        description=found["description"],
        count=found["count"],
        first=date.fromisoformat(found["first"]),
        last=date.fromisoformat(found["last"]),
        skipped=tuple(SkippedDay(date.fromisoformat(day), reason) for day, reason in found["skipped"]),
        conflicts=tuple(
            Conflict(
                date.fromisoformat(day),
                time.fromisoformat(start),
                time.fromisoformat(end),
                other,
            )
            for day, start, end, other in found["conflicts"]
        ),
        conflict_count=found["conflict_count"],
        undone=found.get("undone"),
        kept=found.get("kept", 0),
    )


def _note(db: DbSession, actor: Actor, event: str, subject: str, details: dict[str, Any], at: datetime) -> None:
    audit.record(
        db, tenant_id=actor.tenant_id, actor_id=actor.staff_id, event=event, subject=subject, details=details, at=at
    )
