"""The rows of new sessions: series, sessions and attendance, in statements whose number does not grow with them."""

import json
from collections.abc import Sequence
from datetime import datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, ColumnElement, Insert, TextClause, bindparam, exists, insert, literal, select, text

from models.db import DbSession, fetch
from models.enums import Presence, State
from models.inputs import SessionTerms
from models.outputs import Actor
from models.rules.calendar import PlannedDay, early
from models.rules.time import to_instant
from models.tables import Attendance, CalendarFit, Creation, Series, Session, Student

# Written once: building a statement takes longer than the database needs to run it.
_CREATION = insert(Creation).returning(Creation.id)
_SERIES = insert(Series).returning(Series.id)
_SESSION = insert(Session).returning(Session.id)
_FITS = insert(CalendarFit)


def insert_creation(db: DbSession, actor: Actor, request_key: str, summary: dict[str, Any], now: datetime) -> int:
    """Keeps the use of *Add Session* under its key, with its answer. Gives its id."""
    made = {"tenant_id": actor.tenant_id, "owner_id": actor.staff_id, "request_key": request_key, "created_at": now}
    return fetch(db, _CREATION, {**made, "summary": summary}).scalar_one()


def insert_series(db: DbSession, actor: Actor, terms: SessionTerms, now: datetime) -> int | None:
    """The row of the recurrence; None for a single session."""
    if terms.recurrence is None:
        return None
    values = {
        **_about(actor, terms),
        "starts_on": terms.date,
        "ends_on": terms.recurrence.ends_on,
        "weekdays": "".join(str(day) for day in sorted(terms.recurrence.weekdays)),
        "every": terms.recurrence.every,
        "cycle": terms.recurrence.cycle,
        "created_at": now,
    }
    return fetch(db, _SERIES, values).scalar_one()


def insert_sessions(
    db: DbSession, actor: Actor, terms: SessionTerms, days: Sequence[PlannedDay], made_by: dict[str, Any]
) -> list[int]:
    """The sessions of these days with their attendance, in three statements. Gives their ids in the days' order.

    Where an early release shortened some, one more statement keeps the end that they were meant to have.
    `actor` is whose sessions they are. `made_by` has campus_id, series_id and creation_id, and
    whatever else all of them have.
    """
    day, *others = days
    first = {
        **_about(actor, terms),
        **made_by,
        "local_date": day.date,
        "start_time": day.start,
        "end_time": day.end,
        "starts_at": to_instant(day.date, day.start, actor.zone),
        "ends_at": to_instant(day.date, day.end, actor.zone),
        "zone": actor.zone,
        "state": State.SCHEDULED.value,
        "version": 1,
        "activities": [],
        "note": "",
        "cancel_reason": "",
    }
    ids = [fetch(db, _SESSION, first).scalar_one()]
    if others:
        dates = json.dumps([_placed(other, actor.zone) for other in others])
        copies = _COPIES[db.get_bind().dialect.name]
        # RETURNING promises no order, but the ids of one statement rise with its rows.
        ids += sorted(fetch(db, copies, {"model": ids[0], "dates": dates}).scalars().all())
    everybody: dict[str, Any] = {"tenant": actor.tenant_id, "students": list(terms.students)}
    if made_by["creation_id"] is None:
        fetch(db, _EVERYBODY_IN, {**everybody, "ids": ids})
    else:
        fetch(db, _EVERYBODY, {**everybody, "creation": made_by["creation_id"]})
    _remember(db, actor, terms.end, [(key, one) for key, one in zip(ids, days, strict=True) if one.shortened])
    return ids


def _remember(db: DbSession, actor: Actor, meant: time, shortened: Sequence[tuple[int, PlannedDay]]) -> None:
    """Keeps the end that was meant where an early release moved it, as a release that is made later does (ADR 0016)."""
    fits = [
        {
            "session_id": key,
            "tenant_id": actor.tenant_id,
            "version": 1,
            "state": State.SCHEDULED.value,
            "end_time": meant,
            "reason": early(day.end),
        }
        for key, day in shortened
    ]
    if fits:
        fetch(db, _FITS, fits)


def insert_students(db: DbSession, tenant_id: int, ids: Sequence[int], students: Sequence[int]) -> None:
    """These students in these sessions, nothing recorded; those who are there already stay as they are."""
    fetch(db, _MISSING_IN, {"tenant": tenant_id, "ids": list(ids), "students": list(students)})


def _about(actor: Actor, terms: SessionTerms) -> dict[str, Any]:
    """What a series and its sessions have in common."""
    return {
        "tenant_id": actor.tenant_id,
        "owner_id": actor.staff_id,
        "service": terms.service,
        "description": terms.description,
        "place": terms.place,
        "session_type": terms.session_type.value,
        "start_time": terms.start,
        "end_time": terms.end,
    }


def _placed(day: PlannedDay, zone: str) -> list[str]:
    """What `_DATED` names, as SQLAlchemy's types keep it on SQLite; PostgreSQL reads it the same, in UTC."""
    instants = [to_instant(day.date, at, zone).isoformat(" ", "microseconds")[:-6] for at in (day.start, day.end)]
    return [day.date.isoformat(), _clock(day.start), _clock(day.end), *instants]


@lru_cache(maxsize=1000)
def _clock(at: time) -> str:
    return at.isoformat("microseconds")


_COLUMNS = [column.name for column in Session.__table__.columns if column.name != "id"]


def _copies(dates: str, own: dict[str, str]) -> TextClause:
    """One session again on other days: five values a row, where a whole row would be over twenty."""
    values = ", ".join(own.get(name, f"model.{name}") for name in _COLUMNS)
    return text(
        f"INSERT INTO sessions ({', '.join(_COLUMNS)}) SELECT {values} "  # noqa: S608 (all of it is written here)
        f"FROM {dates} CROSS JOIN sessions AS model WHERE model.id = :model ORDER BY dates.key RETURNING id"
    )


# What one session of a series may have of its own, in the order of `_placed`, with PostgreSQL's types.
_DATED = {
    "local_date": "date",
    "start_time": "time",
    "end_time": "time",
    "starts_at": "timestamptz",
    "ends_at": "timestamptz",
}
_COPIES = {
    "sqlite": _copies(
        "json_each(:dates) AS dates",
        {name: f"dates.value ->> {place}" for place, name in enumerate(_DATED)},
    ),
    "postgresql": _copies(
        "jsonb_array_elements(CAST(:dates AS jsonb)) WITH ORDINALITY AS dates (value, key)",
        {name: f"CAST(dates.value ->> {place} AS {kind})" for place, (name, kind) in enumerate(_DATED.items())},
    ),
}

_EMPTY: dict[str, ColumnElement[Any]] = {
    "tenant_id": bindparam("tenant"),
    "presence": literal(Presence.UNMARKED.value),
    "away": literal({}, JSON),
    "given": literal([], JSON),
    "observation": literal(""),
}
_EVERYBODY_WHERE = select(Session.id, Student.id, *_EMPTY.values()).join(
    Student, Student.id.in_(bindparam("students", expanding=True))
)
_IDS: ColumnElement[bool] = Session.id.in_(bindparam("ids", expanding=True))


def _marks(sessions: ColumnElement[bool], *where: ColumnElement[bool]) -> Insert:
    """Every student in every one of these sessions: inside the database, since there may be thousands."""
    return insert(Attendance).from_select(
        ["session_id", "student_id", *_EMPTY], _EVERYBODY_WHERE.where(sessions, *where)
    )


_EVERYBODY = _marks(Session.creation_id == bindparam("creation"))
_EVERYBODY_IN = _marks(_IDS)
_MISSING_IN = _marks(_IDS, ~exists().where(Attendance.session_id == Session.id, Attendance.student_id == Student.id))
