"""Services delivered: each student's care in each posted or approved session, with the units of the student's day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from models.db import DbSession
from models.enums import Presence, State
from models.exports import Delivered, Period
from models.outputs import Actor
from models.rules.billing.rates import code_of
from models.services.exports import (
    CHUNK,
    PLACE,
    STUDENT,
    UNREADABLE,
    as_signed,
    listed,
    part_of,
    place_of,
    reader_of,
    streamed,
    with_place,
    within,
)
from models.services.known import worth_of_days
from models.services.sheets import sheets_of_others
from models.services.signatures import signatures_of
from models.tables import Attendance, Session, Student

DELIVERED = (State.POSTED, State.APPROVED)
"""What counts: a submitted session does so once it is approved."""


def delivered(
    db: DbSession, tenant_id: int, period: Period, problems: list[str], *, now: datetime
) -> Iterator[Delivered]:
    """Every student's care by date, student and aide. What cannot be read as signed is left out, and is in `problems`.

    A student's day is read as a whole, since units are those of a day.
    """
    reader = reader_of(db, tenant_id)
    said: set[int] = set()
    for chunk in _days(streamed(db, _logs(tenant_id, period))):
        yield from _of(db, reader, chunk, said, problems, now)


def submitted(db: DbSession, tenant_id: int, period: Period) -> int:
    """How many sessions wait for approval, and are neither delivered nor unposted."""
    query = select(func.count(Session.id)).where(*within(tenant_id, period), Session.state == State.SUBMITTED.value)
    return db.execute(query).scalar_one()


def _logs(tenant_id: int, period: Period) -> Any:
    query = (
        select(Session.id, Session.local_date, *STUDENT, *PLACE)
        .join(Attendance, Attendance.session_id == Session.id)
        .join(Student, Student.id == Attendance.student_id)
        .where(
            *within(tenant_id, period),
            Session.state.in_([state.value for state in DELIVERED]),
            Attendance.presence == Presence.PRESENT.value,
        )
    )
    student = (Student.last_name, Student.first_name, Student.id)
    return with_place(query).order_by(
        Session.local_date, *student, *PLACE[:1], Session.owner_id, Session.starts_at, Session.id
    )


def _days(rows: Iterator[Any]) -> Iterator[list[Any]]:
    """The rows in lists that end with a student's day."""
    chunk: list[Any] = []
    for _, day in groupby(rows, key=lambda row: (row.local_date, row.student)):
        chunk += day
        if len(chunk) >= CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _of(
    db: DbSession, reader: Actor, rows: list[Any], said: set[int], problems: list[str], now: datetime
) -> Iterator[Delivered]:
    today = {sheet.id: sheet for sheet in sheets_of_others(db, reader, sorted({row.id for row in rows}), now=now)}
    signed = signatures_of(db, list(today))
    found = {key: as_signed(sheet, signed[key], sheet.version) for key, sheet in today.items()}
    readable = [today[key] for key, sheet in found.items() if sheet]
    worths = worth_of_days(db, readable)
    counted: set[tuple[Any, ...]] = set()
    for row in rows:
        sheet = found[row.id]
        record = part_of(sheet, row.student)
        if sheet is None or record is None:
            if row.id not in said:
                said.add(row.id)
                problems.append(UNREADABLE.format(row.id))
            continue
        worth = worths[row.id].students[row.student]
        key = (row.local_date, row.student, code_of(sheet.date, sheet.session_type))
        counts = not worth.why_not and key not in counted
        counted |= {key} if counts else set()
        before = [one.session_version for one, void in signed[row.id] if void]
        yield Delivered(
            student=listed(row),
            place=place_of(row),
            sheet=replace(sheet, worth=worths[row.id]),
            record=record,
            worth=worth,
            counts=counts,
            amends=max(before, default=None),
            log_days=reader.district.log_days,
        )
