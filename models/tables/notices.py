"""What Carelog sends by itself, and what it needs to decide that: leave, the outbox, its budget, and replies."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Instant, Key, MaybeInstant, Short, TenantKey, UTCDateTime

NOTICE_STATES = "'pending', 'retry', 'sending', 'uncertain', 'sent', 'suppressed', 'expired', 'dead'"


class Leave(Base):
    """Days on which a person does not work, inclusive: nothing is sent to them."""

    __tablename__ = "leave"
    __table_args__ = (
        UniqueConstraint("staff_id", "start_date"),
        CheckConstraint("start_date <= end_date", name="dates"),
    )

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    start_date: Mapped[date]
    end_date: Mapped[date]


class Notice(Base):
    """One message that is due once: the outbox (RELIABILITY.md sections 3.3 and 3.4).

    The unique key is the whole once-only story. `not_before` and `expires_at` are the domain's time; `lease_until` and
    `quarantine_until` are real time. `listed` are the sessions that the message numbers, in order. Sent messages keep
    their channel and ts as text. `asked_by_id` is the supervisor who nudged.

    `wanted` counts what changed that the message tells of, `drawn` is how much of it was known when the message was
    drawn last; one process at a time draws, under a lease of its own (models/services/renewing.py).
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("tenant_id", "recipient_id", "kind", "local_date"),
        CheckConstraint(f"state IN ({NOTICE_STATES})", name="state"),
        Index("ix_notices_waiting", "tenant_id", "state", "not_before"),
        Index("ix_notices_message", "channel", "message_ts"),
    )

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    recipient_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(64))
    local_date: Mapped[date]
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]
    not_before: Mapped[Instant]
    expires_at: Mapped[Instant]
    lease_token: Mapped[str] = mapped_column(String(32))
    lease_until: Mapped[MaybeInstant]
    quarantine_until: Mapped[MaybeInstant] = mapped_column(UTCDateTime)
    claimed_at: Mapped[MaybeInstant] = mapped_column(UTCDateTime)
    channel: Mapped[str] = mapped_column(String(32))
    message_ts: Mapped[str] = mapped_column(String(32))
    listed: Mapped[list[int]] = mapped_column(JSON)
    last_error: Mapped[Short]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    wanted: Mapped[int] = mapped_column(server_default="0")
    drawn: Mapped[int] = mapped_column(server_default="0")
    draw_token: Mapped[str] = mapped_column(String(32), server_default="")
    draw_until: Mapped[MaybeInstant] = mapped_column(UTCDateTime)


class SendBudget(Base):
    """How fast a workspace may be written to: when the next message may go, and until when Slack said to wait."""

    __tablename__ = "send_budgets"
    __table_args__ = (UniqueConstraint("tenant_id", "method"),)

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    method: Mapped[str] = mapped_column(String(64))
    next_at: Mapped[Instant]
    blocked_until: Mapped[MaybeInstant]


class Answer(Base):
    """One message of a person that Carelog acted on. The unique key makes Slack's repetitions harmless.

    `before` holds, for each session id, the rows as they were and the version that the answer made, for *Undo*.
    """

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("tenant_id", "channel", "message_ts"),)

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    channel: Mapped[str] = mapped_column(String(32))
    message_ts: Mapped[str] = mapped_column(String(32))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    answered_at: Mapped[Instant]
    undone_at: Mapped[MaybeInstant]
