"""Who acts: from the verified request's team and Slack user to a person on the roster, and what that person may do."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.orm import aliased

from models.db import DbSession, fetch
from models.district import district_of
from models.enums import Role
from models.errors import Unknown
from models.outputs import Actor
from models.services import audit
from models.tables import Campus, Credential, Staff, Tenant

OFFICE = "your school's special-education office"


def bind_tenant(db: DbSession, team_id: str, name: str, *, at: datetime) -> int:
    """The tenant of a Slack workspace. The one made before the first connection becomes this workspace's."""
    known = db.execute(select(Tenant.id).where(Tenant.team_id == team_id)).scalar_one_or_none()
    if known is not None:
        return known
    unbound = db.execute(select(Tenant.id).where(Tenant.team_id.is_(None)).limit(1)).scalar_one_or_none()
    if unbound is not None:
        db.execute(update(Tenant).where(Tenant.id == unbound).values(team_id=team_id, name=name))
        return unbound
    return _new_tenant(db, team_id, name, at)


def only_tenant(db: DbSession, *, at: datetime) -> int:
    """The tenant that files and commands are for: the only one, or a new one that the first workspace takes over.

    Raises Unknown when there are several, since then nothing says which one is meant.
    """
    ids = db.execute(select(Tenant.id).limit(2)).scalars().all()
    if len(ids) > 1:
        raise Unknown("This database holds several workspaces, and this command needs exactly one.")
    return ids[0] if ids else _new_tenant(db, None, "School district", at)


def _new_tenant(db: DbSession, team_id: str | None, name: str, at: datetime) -> int:
    made = db.execute(
        insert(Tenant).values(team_id=team_id, name=name, settings={}, created_at=at).returning(Tenant.id)
    ).scalar_one()
    audit.record(db, tenant_id=made, actor_id=None, event="tenant.created", subject=f"tenant:{made}", details={}, at=at)
    return made


def actor_for(db: DbSession, team_id: str, slack_user_id: str) -> Actor | None:
    """The person behind a verified request; None when this Slack account is not linked to anybody yet.

    Raises Unknown for a person who is deactivated.
    """
    found = _find(db, _BY_ACCOUNT, {"team": team_id, "account": slack_user_id})
    if found is None:
        return None
    if not found[1]:
        raise Unknown(f"Your Carelog account is switched off. Ask {found[0].contact}.")
    return found[0]


def actor_of(db: DbSession, staff_id: int) -> Actor | None:
    """A person on the roster, as Carelog itself needs it to write to them; None for one who is deactivated."""
    found = _find(db, _BY_ID, {"staff": staff_id})
    return found[0] if found and found[1] else None


def _person() -> Select[Any]:
    """What makes an actor, of everybody. Every request reads it, so it is columns, and each statement is built once."""
    admin = aliased(Staff)
    contact = (
        select(admin.name)
        .where(admin.tenant_id == Staff.tenant_id, admin.role == Role.ADMIN.value, admin.active)
        .order_by(admin.id)
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            Staff.id,
            Staff.tenant_id,
            Staff.name,
            Staff.title,
            Staff.role,
            Staff.active,
            Staff.needs_oversight,
            Campus.time_zone,
            Credential.must_change,
            contact.label("contact"),
            Tenant.settings,
            Tenant.name.label("district"),
        )
        .join(Tenant, Tenant.id == Staff.tenant_id)
        .join(Campus, Campus.id == Staff.campus_id)
        .outerjoin(Credential, Credential.staff_id == Staff.id)
    )


_BY_ACCOUNT = _person().where(Tenant.team_id == bindparam("team"), Staff.slack_user_id == bindparam("account"))
_BY_ID = _person().where(Staff.id == bindparam("staff"))


def _find(db: DbSession, statement: Select[Any], values: dict[str, object]) -> tuple[Actor, bool] | None:
    """The person whom the statement finds, and whether the account is active."""
    row = fetch(db, statement, values).first()
    if row is None:
        return None
    district = district_of(row.settings)
    actor = Actor(
        staff_id=row.id,
        tenant_id=row.tenant_id,
        name=row.name,
        title=row.title,
        role=Role(row.role),
        zone=row.time_zone,
        enrolled=row.must_change is False,
        contact=district.contact or row.contact or "your special-education office",
        district=district,
        needs_oversight=row.needs_oversight,
        district_name=row.district,
    )
    return actor, row.active


def whom_to_ask(db: DbSession, team_id: str) -> str:
    """Whom somebody is told to ask who is not on the roster: the district's contact, where it named one."""
    settings = db.execute(select(Tenant.settings).where(Tenant.team_id == team_id)).scalar_one_or_none()
    return f"Ask {district_of(settings or {}).contact or OFFICE} to add you to Carelog."


def link(db: DbSession, team_id: str, slack_user_id: str, email: str, *, at: datetime) -> None:
    """Links a Slack account to the person on the roster with this e-mail address.

    Raises Unknown when there is none, or when another Slack account is linked already.
    """
    staff = db.execute(
        select(Staff)
        .join(Tenant, Tenant.id == Staff.tenant_id)
        .where(Tenant.team_id == team_id, Staff.email == email.strip().lower())
        .with_for_update(of=Staff)
    ).scalar_one_or_none()
    if staff is None:
        raise Unknown(f"You are not on the roster of your district yet. {whom_to_ask(db, team_id)}")
    if staff.slack_user_id not in (None, slack_user_id):
        raise Unknown(f"Another Slack account is linked to your place on the roster. {whom_to_ask(db, team_id)}")
    staff.slack_user_id = slack_user_id
    audit.record(
        db,
        tenant_id=staff.tenant_id,
        actor_id=staff.id,
        event="staff.linked",
        subject=f"staff:{staff.id}",
        details={"slack_user_id": slack_user_id},
        at=at,
    )


def welcomed(db: DbSession, actor: Actor, *, at: datetime) -> None:
    """Remembers that the person was welcomed, so that it happens once."""
    db.execute(update(Staff).where(Staff.id == actor.staff_id, Staff.welcomed_at.is_(None)).values(welcomed_at=at))
