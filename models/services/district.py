"""*District Settings*: kept with the tenant, changed by administrators, each change in the audit trail."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, extract, func, select

from models.db import DbSession, fetch
from models.district import District, LateNumbers, district_of, kept
from models.enums import SIGNED, Meaning
from models.errors import Changed
from models.outputs import Actor
from models.rules.time import days_left, to_local
from models.services import audit
from models.services.acting import require_admin
from models.services.conditions import unposted_where
from models.tables import Session, Signature, Tenant

ADMINS = "Only an administrator can change the settings of the district."
CHANGED = "Somebody else changed the settings meanwhile. Close this window and open it again."


def settings(actor: Actor) -> District:
    """The settings of the person's district. Raises NotAllowed unless the person is an administrator."""
    require_admin(actor, ADMINS)
    return actor.district


def seen(district: District) -> str:
    """A digest of the settings, by which a window knows later whether they are still what it showed."""
    return hashlib.sha256(json.dumps(kept(district), sort_keys=True).encode()).hexdigest()[:16]


def late_numbers(db: DbSession, actor: Actor, wanted: District, shown: str, *, now: datetime) -> LateNumbers | None:
    """What the wanted days to log do; None when they are as they were. Two statements, however many sessions.

    Each session's day is that of its own zone. `shown` is as in `change`. Raises NotAllowed unless the person is an
    administrator, or Changed.
    """
    require_admin(actor, ADMINS)
    before, after = actor.district.log_days, wanted.log_days
    if before == after:
        return None
    if seen(actor.district) != shown:
        raise Changed(CHANGED)
    unposted = late = 0
    for zone, day, number in fetch(db, _UNPOSTED, {"tenant": actor.tenant_id, "now": now}):
        old, new = (days_left(day, to_local(now, zone).date(), within) < 0 for within in (before, after))
        unposted, late = unposted + number * (old != new), late + number * new
    low, high = sorted((before, after))
    # Who signs by the night of the day after it is at most two days from the end of care, whatever the zone.
    asked = {"tenant": actor.tenant_id, "low": (low - 1) * _DAY, "high": (high + 2) * _DAY}
    delays = (to_local(at, zone).date() - day for zone, day, at in fetch(db, _SIGNED_ABOUT, asked))
    return LateNumbers(before, after, unposted, late, sum(low < delay.days <= high for delay in delays))


_DAY = 24 * 60 * 60
_NOW: BindParameter[datetime] = bindparam("now")
_UNPOSTED = (
    select(Session.zone, Session.local_date, func.count(Session.id))
    .where(Session.tenant_id == bindparam("tenant"), *unposted_where(_NOW))
    .group_by(Session.zone, Session.local_date)
)
_SIGNED_ABOUT = (
    select(Session.zone, Session.local_date, Signature.signed_at)
    .join(Signature, (Signature.session_id == Session.id) & (Signature.session_version == Session.version))
    .where(
        Session.tenant_id == bindparam("tenant"),
        Session.state.in_([state.value for state in SIGNED]),
        Signature.meaning == Meaning.AUTHORSHIP.value,
        (extract("epoch", Signature.signed_at) - extract("epoch", Session.ends_at)).between(
            bindparam("low"), bindparam("high")
        ),
    )
)


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
