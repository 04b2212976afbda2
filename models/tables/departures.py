"""Which students an administrator or a supervisor said are leaving."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Instant, Key, MaybeInstant, Short, TenantKey


class StudentDeparture(Base):
    """One student's last day, set in a window. `request_key` makes a repeated delivery of it harmless.

    `before` has what *Undo* needs: `entries` [id, end date], `taken` [session, version since] and `emptied`, the same.
    """

    __tablename__ = "student_departures"
    __table_args__ = (UniqueConstraint("tenant_id", "request_key"),)

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), index=True)
    request_key: Mapped[Short]
    last_day: Mapped[date]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    summary: Mapped[dict[str, Any]]
    made_at: Mapped[Instant]
    undone_at: Mapped[MaybeInstant]
