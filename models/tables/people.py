"""Tenants, campuses, staff, students, and who works with whom."""

from datetime import date, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Instant, Key, MaybeInstant, Names, Short, TenantKey, UTCDateTime


class Tenant(Base):
    """A school district, which is one Slack workspace. Its team id is learned when the app first connects."""

    __tablename__ = "tenants"

    id: Mapped[Key]
    team_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    name: Mapped[Short]
    settings: Mapped[dict[str, Any]]
    created_at: Mapped[Instant]


class Campus(Base):
    """A school; its IANA zone decides what its local times mean."""

    __tablename__ = "campuses"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    name: Mapped[Short]
    time_zone: Mapped[str] = mapped_column(String(64))
    reminder_time: Mapped[time]
    digest_time: Mapped[time]


class Staff(Base):
    """A person on the roster. `slack_user_id` is learned by e-mail when the person first comes."""

    __tablename__ = "staff"
    __table_args__ = (
        UniqueConstraint("tenant_id", "email"),
        Index("uq_staff_slack_user", "tenant_id", "slack_user_id", unique=True),
        CheckConstraint("role IN ('aide', 'supervisor', 'admin')", name="role"),
    )

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    email: Mapped[Short]
    name: Mapped[Short]
    title: Mapped[Short]
    role: Mapped[str] = mapped_column(String(16))
    campus_id: Mapped[int] = mapped_column(ForeignKey("campuses.id"))
    supervisor_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    needs_oversight: Mapped[bool]
    contract_start: Mapped[time | None]
    contract_end: Mapped[time | None]
    active: Mapped[bool]
    last_day: Mapped[date | None]
    slack_user_id: Mapped[str | None] = mapped_column(String(32))
    welcomed_at: Mapped[MaybeInstant]


class Student(Base):
    """A student on the roster. `student_id` is the district's own number, `iep_care` codes of what the IEP orders."""

    __tablename__ = "students"
    __table_args__ = (UniqueConstraint("tenant_id", "student_id"),)

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    student_id: Mapped[str] = mapped_column(String(64))
    first_name: Mapped[Short]
    last_name: Mapped[Short]
    nickname: Mapped[Short]
    date_of_birth: Mapped[date | None]
    medicaid_id: Mapped[str] = mapped_column(String(64))
    campus_id: Mapped[int] = mapped_column(ForeignKey("campuses.id"))
    session_type: Mapped[str | None] = mapped_column(String(16))
    iep_minutes_per_day: Mapped[int | None]
    iep_care: Mapped[Names] = mapped_column(default=list, server_default=text("'[]'"))


class CaseloadEntry(Base):
    """One student on one person's caseload, from `start_date` to `end_date` inclusive (open when null)."""

    __tablename__ = "caseload"
    __table_args__ = (UniqueConstraint("staff_id", "student_id", "start_date"),)

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), index=True)
    start_date: Mapped[date]
    end_date: Mapped[date | None]


class Credential(Base):
    """The signing passphrase's hash and its throttle. `tries` counts since the last pause, `failures` in a row."""

    __tablename__ = "credentials"
    __table_args__ = (CheckConstraint("tries >= 0 AND failures >= 0", name="counts"),)

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    tenant_id: Mapped[TenantKey]
    hash: Mapped[str] = mapped_column(String(255))
    set_at: Mapped[Instant]
    tries: Mapped[int]
    failures: Mapped[int]
    pauses: Mapped[int]
    paused_until: Mapped[MaybeInstant]
    must_change: Mapped[bool]


class EnrolmentCode(Base):
    """A one-time code with which a person sets a passphrase; only its digest is kept."""

    __tablename__ = "enrolment_codes"

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int]
    issued_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    used_at: Mapped[MaybeInstant] = mapped_column(UTCDateTime)
