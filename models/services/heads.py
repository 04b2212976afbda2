"""The heads of the audit trail: what is kept outside the database, so that a cut end is found (ES-23)."""

from collections.abc import Iterable, Iterator

from sqlalchemy import func, select

from models.db import DbSession
from models.rules.chain import Head
from models.tables import AuditRow


def heads(db: DbSession) -> tuple[Head, ...]:
    """The last entry of each tenant's chain, as it stands."""
    last = select(AuditRow.tenant_id, func.max(AuditRow.n).label("n")).group_by(AuditRow.tenant_id).subquery()
    rows = db.execute(
        select(AuditRow.tenant_id, AuditRow.n, AuditRow.hash)
        .join(last, (AuditRow.tenant_id == last.c.tenant_id) & (AuditRow.n == last.c.n))
        .order_by(AuditRow.tenant_id)
    )
    return tuple(Head(*row) for row in rows)


def lost(db: DbSession, kept: Iterable[Head]) -> Iterator[str]:
    """A sentence for each head obtained earlier that the chain does not contain any more."""
    for head in kept:
        hashed = db.execute(
            select(AuditRow.hash).where(AuditRow.tenant_id == head.tenant_id, AuditRow.n == head.n)
        ).scalar_one_or_none()
        what = f"Audit trail of tenant {head.tenant_id}: entry {head.n}, of which you kept the head,"
        if hashed is None:
            yield f"{what} is gone. The end was cut off."
        elif hashed != head.hash:
            yield f"{what} is not that one any more."
