"""What every export needs: for whom it reads, which student is meant, the note in the audit trail (ES-20, ES-26)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from models.db import DbSession
from models.district import district_of
from models.enums import Meaning, Role
from models.errors import NotFound
from models.exports import Listed, Period, Place
from models.outputs import Actor, SessionSheet, StudentRecord
from models.rules.signed import sheet_as_signed
from models.services import audit
from models.services.signatures import Signed, shown
from models.tables import Campus, Session, Staff, Student, Tenant

CHUNK = 200
"""So many sessions are read at once: neither memory nor the statements for each grow with the district."""
UNREADABLE = "Session {}: its signed record cannot be read, so it is not here. Type: carelog audit verify"

STUDENT = (
    Student.id.label("student"), Student.student_id, Student.first_name, Student.last_name, Student.nickname,
    Student.date_of_birth, Student.medicaid_id,
)  # fmt: skip
_boss = aliased(Staff)
PLACE = (Staff.name.label("aide"), Staff.email, Campus.name.label("campus"), _boss.name.label("supervisor"))


def with_place(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The statement about sessions joined to what PLACE takes its columns from."""
    return (
        query.join(Staff, Staff.id == Session.owner_id)
        .join(Campus, Campus.id == Session.campus_id)
        .outerjoin(_boss, _boss.id == Staff.supervisor_id)
    )


def within(tenant_id: int, period: Period) -> tuple[Any, ...]:
    """The condition for sessions of a tenant on dates of the period. By their owners, since that index has the date."""
    people = select(Staff.id).where(Staff.tenant_id == tenant_id)
    days = Session.local_date.between(period.first, period.last)
    return (Session.tenant_id == tenant_id, Session.owner_id.in_(people), days)


def place_of(row: Any) -> Place:
    """From a row with the columns of PLACE."""
    return Place(row.aide, row.email, row.campus, row.supervisor or "")


def listed(row: Any) -> Listed:
    """From a row with the columns of STUDENT."""
    name = f"{row.first_name} {row.last_name}" + (f" ({row.nickname})" if row.nickname else "")
    return Listed(row.student, row.student_id, name, row.date_of_birth, row.medicaid_id)


def reader_of(db: DbSession, tenant_id: int) -> Actor:
    """Nobody in particular, who reads for the district with its settings."""
    settings = db.execute(select(Tenant.settings).where(Tenant.id == tenant_id)).scalar_one()
    district = replace(district_of(settings), initials_only=False)
    return Actor(0, tenant_id, "", "", Role.ADMIN, "UTC", False, "", district)


def student_of(db: DbSession, tenant_id: int, number: str) -> Listed:
    """The student with the district's own number. Raises NotFound."""
    query = select(*STUDENT).where(Student.tenant_id == tenant_id, Student.student_id == number)
    row = db.execute(query).first()
    if row is None:
        raise NotFound("No student has this student_id. Type it as it is in the students file.")
    return listed(row)


def streamed(db: DbSession, query: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    """The rows of a statement, of which only some are in memory at once."""
    with db.execute(query.execution_options(yield_per=CHUNK)) as rows:
        yield from rows


def chunked(rows: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    """The rows in lists of at most `size`."""
    chunk: list[Any] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def as_signed(sheet: SessionSheet, signed: Iterable[Signed], version: int) -> SessionSheet | None:
    """A version of a session as it was signed, with this version's signatures; None where it cannot be read."""
    own = [one for one in signed if one[0].session_version == version]
    for row, _ in own:
        if row.meaning == Meaning.AUTHORSHIP.value:
            found = sheet_as_signed(replace(sheet, version=version), row.canonical, row.digest)
            manifest = tuple(shown(*one) for one in own)
            return replace(found, owner=row.signer_name, signatures=manifest) if found else None
    return None


def part_of(sheet: SessionSheet | None, student_id: int) -> StudentRecord | None:
    """One student's record in a session; None where the student is not in it."""
    return next((one for one in sheet.records if one.pupil.id == student_id), None) if sheet else None


def note(
    db: DbSession, tenant_id: int, kind: str, period: Period, student_id: int | None, rows: int, *, at: datetime
) -> None:
    """Notes in the audit trail that an export was made: the kind, the period, the student's id, how many rows."""
    details = {"from": period.first.isoformat(), "to": period.last.isoformat(), "student": student_id, "rows": rows}
    subject = f"student:{student_id}" if student_id else f"tenant:{tenant_id}"
    audit.record(
        db, tenant_id=tenant_id, actor_id=None, event=f"export.{kind}", subject=subject, details=details, at=at
    )
