"""*District Settings*: kept with the tenant, changed by administrators, each change in the audit trail."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import select

from models.db import DbSession
from models.district import District, district_of, kept
from models.errors import Changed
from models.outputs import Actor
from models.services import audit
from models.services.acting import require_admin
from models.tables import Tenant

ADMINS = "Only an administrator can change the settings of the district."
CHANGED = "Somebody else changed the settings meanwhile. Close this window and open it again."


def settings(actor: Actor) -> District:
    """The settings of the person's district. Raises NotAllowed unless the person is an administrator."""
    require_admin(actor, ADMINS)
    return actor.district


def seen(district: District) -> str:
    """A digest of the settings, by which a window knows later whether they are still what it showed."""
    return hashlib.sha256(json.dumps(kept(district), sort_keys=True).encode()).hexdigest()[:16]


def change(db: DbSession, actor: Actor, wanted: District, shown: str, *, now: datetime) -> tuple[str, ...]:
    """Keeps the settings. Gives the names of those that changed; sending the same window twice changes nothing more.

    `shown` is `seen` of what the window was filled in with. Raises NotAllowed, or Changed when that is out of date.
    """
    require_admin(actor, ADMINS)
    tenant = db.execute(select(Tenant).where(Tenant.id == actor.tenant_id).with_for_update()).scalar_one()
    before = district_of(tenant.settings)
    if before == wanted:
        return ()
    if seen(before) != shown:
        raise Changed(CHANGED)
    old, new = kept(before), kept(wanted)
    changed: dict[str, Any] = {name: [old[name], new[name]] for name in old if old[name] != new[name]}
    tenant.settings = {**tenant.settings, **new}
    db.flush()
    audit.record(
        db,
        tenant_id=actor.tenant_id,
        actor_id=actor.staff_id,
        event="settings.changed",
        subject=f"tenant:{actor.tenant_id}",
        details={"changed": changed},
        at=now,
    )
    return tuple(changed)
