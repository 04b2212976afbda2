"""What Slack has delivered already, so that a second delivery is not run again."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base, Instant, MaybeInstant


class Delivery(Base):
    """One event or signed request, by a digest. It belongs to no tenant: it is judged before anybody is known.

    `busy_until` is empty once it is done; before that, it is the end of the lease of the process that runs it.
    """

    __tablename__ = "deliveries"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    seen_at: Mapped[Instant] = mapped_column(index=True)
    busy_until: Mapped[MaybeInstant]
