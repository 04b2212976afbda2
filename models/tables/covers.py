"""Who stood in for whom."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Instant, Key, MaybeInstant, Short, TenantKey


class Cover(Base):
    """One session that a substitute covers: the original, which is cancelled, and the substitute's own.

    `request_key` makes a repeated delivery of the same window harmless. Either session may go once the cover is undone.
    """

    __tablename__ = "covers"
    __table_args__ = (UniqueConstraint("tenant_id", "request_key"),)

    id: Mapped[Key]
    tenant_id: Mapped[TenantKey]
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="SET NULL"), index=True)
    covering_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="SET NULL"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    substitute_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    made_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    request_key: Mapped[Short]
    made_at: Mapped[Instant]
    undone_at: Mapped[MaybeInstant]
