"""Who has which unposted sessions, the oldest first: the same sessions, and the same words, as on everybody's Home."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from models.db import DbSession, fetch
from models.exports import Period, Unsigned
from models.outputs import Actor
from models.rules.time import to_local
from models.services.conditions import unposted_where
from models.services.exports import PLACE, chunked, place_of, reader_of, streamed, with_place, within
from models.services.lines import lines_of_others
from models.tables import Attendance, Session, Student

_NUMBERS = (
    select(Attendance.session_id, Student.student_id)
    .join(Student, Student.id == Attendance.student_id)
    .where(Attendance.session_id.in_(bindparam("ids", expanding=True)))
    .order_by(Attendance.session_id, Student.student_id)
)


def unposted(db: DbSession, tenant_id: int, period: Period, *, now: datetime) -> Iterator[Unsigned]:
    """Every unposted session on dates of the period, the oldest first. Submitted ones are none: they are signed."""
    reader = reader_of(db, tenant_id)
    query = with_place(select(Session.id, Session.zone, *PLACE)).where(*within(tenant_id, period), *unposted_where(now))
    for chunk in chunked(streamed(db, query.order_by(Session.starts_at, Session.id))):
        yield from _of(db, reader, chunk, now)


def _of(db: DbSession, reader: Actor, rows: list[Any], now: datetime) -> Iterator[Unsigned]:
    ids = [row.id for row in rows]
    lines = {line.id: line for line in lines_of_others(db, reader, ids, now=now)}
    numbers: dict[int, list[str]] = defaultdict(list)
    for session_id, number in fetch(db, _NUMBERS, {"ids": ids}):
        numbers[session_id].append(number)
    for row in rows:
        line = lines[row.id]
        age = (to_local(now, row.zone).date() - line.date).days
        yield Unsigned(line, place_of(row), age, tuple(numbers[row.id]))
