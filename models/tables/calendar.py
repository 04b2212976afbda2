"""The school calendar, the catalogue, and the series and sessions that aides plan."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Instant, Key, MaybeInstant, Names, Short, Stretches, TenantKey, UTCDateTime

STORED_STATES = "'scheduled', 'draft', 'posted', 'reopened', 'cancelled', 'submitted', 'approved', 'returned'"


class CalendarDay(Base):
    """What the school calendar says of one date, at one campus or (campus null) at all."""

    __tablename__ = "calendar_days"
    __table_args__ = (
        UniqueConstraint("tenant_id", "date", "kind", "campus_id"),
        # Nulls are distinct in a unique constraint, so the days of all campuses need their own.
        Index(
            "uq_calendar_days_everywhere",
            "tenant_id",
            "date",
            "kind",
            unique=True,
            sqlite_where=text("campus_id IS NULL"),
            postgresql_where=text("campus_id IS NULL"),
        ),
    )

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    date: Mapped[date]
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[Short]
    campus_id: Mapped[int | None] = mapped_column(ForeignKey("campuses.id"))
    time: Mapped[time | None]


class CalendarChange(Base):
    """One change of a day by an administrator. `request_key` makes a repeated delivery of the same window harmless.

    `before` and `after` are the calendar's lines of this campus (or of all) for the date: [[kind, name, time], ...].
    """

    __tablename__ = "calendar_changes"
    __table_args__ = (UniqueConstraint("tenant_id", "request_key"),)

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    request_key: Mapped[Short]
    local_date: Mapped[date]
    campus_id: Mapped[int | None] = mapped_column(ForeignKey("campuses.id"))
    before: Mapped[list[Any]] = mapped_column(JSON)
    after: Mapped[list[Any]] = mapped_column(JSON)
    summary: Mapped[dict[str, Any]]
    created_at: Mapped[Instant]
    undone_at: Mapped[MaybeInstant]


class CalendarFit(Base):
    """What a session was before the calendar cancelled or shortened it, for as long as its `version` stays.

    Whoever changes the session afterwards has decided: the calendar does not bring it back then.
    """

    __tablename__ = "calendar_fits"

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    tenant_id: Mapped[TenantKey]
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    end_time: Mapped[time]
    reason: Mapped[Short]


class CatalogItem(Base):
    """A service, place, activity or accommodation. Items end, they are never removed."""

    __tablename__ = "catalog_items"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    code: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[Short]
    category: Mapped[Short]
    billable: Mapped[bool]
    needs_minutes: Mapped[bool]
    position: Mapped[int]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]


class Creation(Base):
    """One use of *Add Session*. `request_key` makes a repeated delivery of the same window harmless."""

    __tablename__ = "creations"
    __table_args__ = (UniqueConstraint("tenant_id", "request_key"),)

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    request_key: Mapped[Short]
    summary: Mapped[dict[str, Any]]
    created_at: Mapped[Instant]
    undone_at: Mapped[MaybeInstant]


class Series(Base):
    """A weekly recurrence: ISO weekdays as digits ("135"), every n weeks, until `ends_on` inclusive.

    `cycle` keeps to the calendar's A days or B days ("a_day", "b_day").
    """

    __tablename__ = "series"
    __table_args__ = (CheckConstraint("every >= 1", name="every"),)

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    service: Mapped[str] = mapped_column(String(64))
    description: Mapped[Short]
    place: Mapped[str] = mapped_column(String(64))
    session_type: Mapped[str] = mapped_column(String(16))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    start_time: Mapped[time]
    end_time: Mapped[time]
    weekdays: Mapped[str] = mapped_column(String(7))
    every: Mapped[int]
    cycle: Mapped[str | None] = mapped_column(String(16))
    created_at: Mapped[Instant]


class SeriesEdit(Base):
    """One change of a series as a whole. `request_key` makes a repeated delivery of the same window harmless.

    `before` holds what *Undo* needs: sessions as they were with the version that the edit made, and what was removed.
    """

    __tablename__ = "series_edits"
    __table_args__ = (UniqueConstraint("tenant_id", "request_key"),)

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    request_key: Mapped[Short]
    summary: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any]]
    created_at: Mapped[Instant]
    undone_at: Mapped[MaybeInstant]


class Session(Base):
    """One meeting on one date. Local date and times with the campus's zone; the instants are derived from them.

    `care` is the aide's own time, set when the session is signed: the stretches in which a present student was in their
    care, null when nobody was present. `care_starts_at` and `care_ends_at` are its first and its last moment.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint(f"state IN ({STORED_STATES})", name="state"),
        CheckConstraint("starts_at < ends_at", name="times"),
        Index("ix_sessions_owner_date", "owner_id", "local_date"),
        Index("ix_sessions_owner_state", "owner_id", "state", "ends_at"),
        Index(
            "ix_sessions_submitted",
            "tenant_id",
            sqlite_where=text("state = 'submitted'"),
            postgresql_where=text("state = 'submitted'"),
        ),
    )

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    campus_id: Mapped[int] = mapped_column(ForeignKey("campuses.id"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    creation_id: Mapped[int | None] = mapped_column(ForeignKey("creations.id"), index=True)
    service: Mapped[str] = mapped_column(String(64))
    description: Mapped[Short]
    place: Mapped[str] = mapped_column(String(64))
    session_type: Mapped[str] = mapped_column(String(16))
    type_reason: Mapped[Short] = mapped_column(server_default="")
    local_date: Mapped[date]
    start_time: Mapped[time]
    end_time: Mapped[time]
    zone: Mapped[str] = mapped_column(String(64))
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    activities: Mapped[Names]
    note: Mapped[str] = mapped_column(Text)
    cancel_reason: Mapped[Short]
    care: Mapped[tuple[tuple[datetime, datetime], ...] | None] = mapped_column(Stretches)
    care_starts_at: Mapped[MaybeInstant]
    care_ends_at: Mapped[MaybeInstant] = mapped_column(UTCDateTime)


class Attendance(Base):
    """One student in one session. `away`: {"minutes": n} or {"stretches": [["10:00", "11:00"]]}; `given`: codes.

    `minutes` are whole minutes by code, of what was given and asks for them.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("session_id", "student_id"),
        CheckConstraint("presence IN ('unmarked', 'present', 'absent')", name="presence"),
    )

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), index=True)
    presence: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(32))
    actual_start: Mapped[time | None]
    actual_end: Mapped[time | None]
    away: Mapped[dict[str, Any]] = mapped_column(JSON)
    given: Mapped[Names]
    observation: Mapped[str] = mapped_column(Text)
    minutes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))


class Carrying(Base):
    """One *Yes* to *Update Future Sessions*. `before` is what it changed, as it was, for *Undo*.

    {"sessions": [[id, version after, activities]], "attendance": [[id, given]]}
    """

    __tablename__ = "carryings"

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    carried_at: Mapped[Instant]
    undone_at: Mapped[MaybeInstant]
