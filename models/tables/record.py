"""What can only be added to: signatures, their unposting, and the audit trail that is chained per tenant."""

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Instant, Short, TenantKey


class Signature(Base):
    """One signature of one version of a session, with the canonical bytes that it covers (RELIABILITY ES-05, ES-07)."""

    __tablename__ = "signatures"
    __table_args__ = (UniqueConstraint("session_id", "session_version", "meaning"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    tenant_id: Mapped[TenantKey]
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    session_version: Mapped[int]
    signer_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    signer_name: Mapped[Short]
    signer_title: Mapped[Short]
    meaning: Mapped[str] = mapped_column(String(32))
    statement: Mapped[str] = mapped_column(String(500))
    signed_at: Mapped[Instant]
    zone: Mapped[str] = mapped_column(String(64))
    canonical: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64))
    mac: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[str] = mapped_column(String(16))


class Unposting(Base):
    """The signatures of one version of a session are void from here on; they stay (RELIABILITY ES-08, ES-09).

    With the reason `returned` it is the overseer's *Return*, and `words` are the comment.
    """

    __tablename__ = "unpostings"
    __table_args__ = (UniqueConstraint("session_id", "session_version"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    tenant_id: Mapped[TenantKey]
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    session_version: Mapped[int]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    staff_name: Mapped[Short]
    reason: Mapped[str] = mapped_column(String(32))
    words: Mapped[str] = mapped_column(String(2000))
    unposted_at: Mapped[Instant]
    mac: Mapped[str] = mapped_column(String(64))
    key_id: Mapped[str] = mapped_column(String(16))


class AuditRow(Base):
    """One event. `n` is gapless per tenant and `hash` covers n, the previous hash and the event (ES-20)."""

    __tablename__ = "audit"
    __table_args__ = (
        UniqueConstraint("tenant_id", "n"),
        Index("uq_audit_prev", "tenant_id", "prev", unique=True),
        Index("ix_audit_subject", "tenant_id", "subject"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    n: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[Instant]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    event: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(64))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    prev: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
