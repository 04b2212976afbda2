"""One student's record for an auditor: every session of theirs with its versions, signatures and unpostings.

Only this student's part of a group is given. The signed bytes hold the whole group, so they are not.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, or_, select

from models.db import DbSession, fetch
from models.enums import SIGNED
from models.exports import Listed, Period, Recorded
from models.outputs import SessionSheet
from models.services.exports import (
    PLACE,
    UNREADABLE,
    as_signed,
    chunked,
    part_of,
    place_of,
    reader_of,
    streamed,
    with_place,
)
from models.services.sheets import sheets_of_others
from models.services.signatures import Signed, signatures_of
from models.tables import Attendance, CaseloadEntry, Session, Student, Unposting


def record(
    db: DbSession, tenant_id: int, period: Period, student: Listed, problems: list[str], *, now: datetime
) -> Iterator[Recorded]:
    """The student's part of every version of every session of theirs on dates of the period, oldest session first.

    A version counts by the date that was signed. What cannot be read as signed is in `problems`.
    """
    reader = reader_of(db, tenant_id)
    for chunk in chunked(streamed(db, _sessions(tenant_id, period, student))):
        today = {sheet.id: sheet for sheet in sheets_of_others(db, reader, [row.id for row in chunk], now=now)}
        signed = signatures_of(db, list(today))
        served = _served(db, student, {sheet.owner_id for sheet in today.values()})
        for row in chunk:
            sheet = replace(today[row.id], owner=row.aide)
            for version in _versions(sheet, signed[row.id], problems):
                part = part_of(version, student.id)
                if part and period.first <= version.date <= period.last:
                    others = _others(student, sheet, version) | served[sheet.owner_id]
                    yield Recorded(student, place_of(row), version, part, others)


def _sessions(tenant_id: int, period: Period, student: Listed) -> Any:
    """The sessions that have the student now, and those that had an earlier version: it may have had the student.

    An earlier version may have been on another date too, so these are looked at whenever they are.
    """
    own = exists().where(Attendance.session_id == Session.id, Attendance.student_id == student.id)
    before = exists().where(Unposting.session_id == Session.id)
    query = with_place(select(Session.id, *PLACE)).where(
        Session.tenant_id == tenant_id,
        or_(own & Session.local_date.between(period.first, period.last), before),
    )
    return query.order_by(Session.starts_at, Session.id)


def _versions(sheet: SessionSheet, signed: Sequence[Signed], problems: list[str]) -> Iterator[SessionSheet]:
    """Each version that was signed, oldest first, and the session as it stands where this is not one of them."""
    for version in sorted({row.session_version for row, _ in signed}):
        found = as_signed(sheet, signed, version)
        if found is None:
            problems.append(UNREADABLE.format(sheet.id))
        else:
            yield found
    if sheet.state not in SIGNED:
        yield sheet


_CASELOADS = (
    select(CaseloadEntry.staff_id, Student.first_name, Student.last_name, Student.nickname)
    .join(Student, Student.id == CaseloadEntry.student_id)
    .where(
        CaseloadEntry.staff_id.in_(bindparam("owners", expanding=True)),
        CaseloadEntry.student_id != bindparam("student"),
    )
)


def _served(db: DbSession, student: Listed, owners: set[int]) -> dict[int, set[str]]:
    """The names of the other students whom each aide has or had: who writes may name one who was not in the session."""
    names: dict[int, set[str]] = defaultdict(set)
    for owner, *called in fetch(db, _CASELOADS, {"owners": sorted(owners), "student": student.id}):
        names[owner].add(" ".join(filter(None, called)))
    return names


def _others(student: Listed, *versions: SessionSheet) -> frozenset[str]:
    """Every name under which the other students of a group are known, now or when it was signed."""
    pupils = [one.pupil for sheet in versions for one in sheet.records if one.pupil.id != student.id]
    return frozenset(name for pupil in pupils for name in (pupil.name, pupil.initials) if name)
