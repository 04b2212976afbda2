"""For whom a person may plan: for themselves, and a supervisor for the aides they supervise (PRODUCT.md, People)."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select

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
_OWN = select(Staff.id).where(Staff.id == bindparam("owner")).with_for_update(key_share=True)
_ALONE = select(Tenant.id).where(Tenant.id == bindparam("tenant")).with_for_update(key_share=True)


def alone(db: DbSession, tenant_id: int) -> None:
    """Lets changes of a district's calendar, staff and caseloads wait for each other until the transaction ends.

    An import takes the same lock, so each sees what the one before it wrote.
    """
    fetch(db, _ALONE, {"tenant": tenant_id})


def hold(db: DbSession, whom: Select[int], asked: dict[str, Any]) -> None:
    """Lets the end of somebody's caseload entry and new students in their sessions wait for each other.

    `whom` selects the ids of these people. *Add Session* takes the same lock. Who comes second sees what the first one
    wrote.
    """
    fetch(db, _held(whom), asked)


@lru_cache(maxsize=8)
def _held(whom: Select[int]) -> Select[int]:
    """In one order for everybody."""
    return select(Staff.id).where(Staff.id.in_(whom)).order_by(Staff.id).with_for_update(of=Staff, key_share=True)


def hold_own(db: DbSession, actor: Actor) -> None:
    """The same for the person who acts."""
    fetch(db, _OWN, {"owner": actor.staff_id})


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
