"""For whom a person may plan: for themselves, and a supervisor for the aides they supervise (PRODUCT.md, People)."""

from collections.abc import Iterable

from sqlalchemy import bindparam, select

from models.db import DbSession, fetch
from models.enums import Role
from models.errors import NotAllowed, NotFound
from models.outputs import Actor
from models.planned import Colleague
from models.services import people
from models.tables import Staff, Tenant

_AIDES = (
    select(Staff.id, Staff.name)
    .where(Staff.supervisor_id == bindparam("supervisor"), Staff.active)
    .order_by(Staff.name, Staff.id)
    .limit(100)
)
_HELD = (
    select(Staff.id)
    .where(Staff.id.in_(bindparam("ids", expanding=True)))
    .order_by(Staff.id)
    .with_for_update(key_share=True)
)
_ALONE = select(Tenant.id).where(Tenant.id == bindparam("tenant")).with_for_update(key_share=True)


def alone(db: DbSession, tenant_id: int) -> None:
    """Lets changes of a district's calendar, staff and caseloads wait for each other until the transaction ends.

    An import takes the same lock, so each sees what the one before it wrote.
    """
    fetch(db, _ALONE, {"tenant": tenant_id})


def hold(db: DbSession, staff_ids: Iterable[int]) -> None:
    """Lets the end of somebody's caseload entry and new students in their sessions wait for each other.

    *Add Session* takes the same lock. Who comes second sees what the first one wrote.
    """
    fetch(db, _HELD, {"ids": sorted(set(staff_ids))})


def aides(db: DbSession, actor: Actor) -> tuple[Colleague, ...]:
    """The people whom the person supervises, by name; nobody for an aide."""
    if actor.role is Role.AIDE:
        return ()
    return tuple(Colleague(*row) for row in fetch(db, _AIDES, {"supervisor": actor.staff_id}))


def require_admin(actor: Actor, text: str = "Only an administrator can do this.") -> None:
    """Raises NotAllowed with the text unless the person is an administrator."""
    if actor.role is not Role.ADMIN:
        raise NotAllowed(text)


def owner(db: DbSession, actor: Actor, owner_id: int | None) -> Actor:
    """Whose sessions are planned: the person's own, or those of one of their aides.

    Raises NotFound for anybody else. A supervisor plans for an aide, and never signs for one.
    """
    if owner_id is None or owner_id == actor.staff_id:
        return actor
    found = people.actor_of(db, owner_id) if owner_id in {one.id for one in aides(db, actor)} else None
    if found is None:
        raise NotFound
    return found
