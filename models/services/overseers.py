"""Who approves what a person submits: the supervisor, as the roster names one now (seed "Professional Oversight")."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import aliased

from models.db import DbSession, fetch
from models.enums import Role, State
from models.outputs import Overseer
from models.rules.oversight import absent
from models.tables import Credential, Session, Staff

boss = aliased(Staff)
"""The supervisor of the person `Staff` in a statement with JOINED_TO and ENROLLED_TO."""
passphrase = aliased(Credential)
SUPERVISES = and_(boss.active, boss.role != Role.AIDE.value)
ENROLLED = passphrase.must_change.is_(False)
ABLE = func.coalesce(and_(SUPERVISES, ENROLLED, boss.id != Staff.id), False)
"""Whether the supervisor can approve; what `absent` says of one person, as a condition."""
_OVERSEERS = (
    select(
        Staff.id,
        boss.id.label("boss_id"),
        boss.name,
        SUPERVISES.label("supervises"),
        ENROLLED.label("enrolled"),
    )
    .outerjoin(boss, boss.id == Staff.supervisor_id)
    .outerjoin(passphrase, passphrase.staff_id == boss.id)
    .where(Staff.id.in_(bindparam("people", expanding=True)))
)


def of(db: DbSession, people: Iterable[int]) -> dict[int, Overseer]:
    """Each person's overseer, by the person's id, in one statement."""
    ids = sorted(set(people))
    if not ids:
        return {}
    return {row.id: _overseer(row) for row in fetch(db, _OVERSEERS, {"people": ids})}


def _overseer(row: Any) -> Overseer:
    found = row.boss_id is not None
    why = absent(found=found, own=row.boss_id == row.id, active=bool(row.supervises), enrolled=bool(row.enrolled))
    return Overseer(row.name or "", why)


_ACCOUNT = (
    select(boss.slack_user_id)
    .join(Staff, Staff.supervisor_id == boss.id)
    .where(Staff.id == bindparam("person"), boss.active)
)


def accounts(db: DbSession, person: int) -> tuple[str, ...]:
    """The Slack account of a person's overseer; () where there is none."""
    return tuple(filter(None, fetch(db, _ACCOUNT, {"person": person}).scalars()))


_OWN_ACCOUNT = select(Staff.slack_user_id).where(Staff.id == bindparam("person"))


def concerned(db: DbSession, person: int) -> tuple[str, ...]:
    """The Slack accounts of those whose Home shows what becomes of a person's sessions: their own, the overseer's."""
    own = fetch(db, _OWN_ACCOUNT, {"person": person}).scalar()
    return tuple(filter(None, [own, *accounts(db, person)]))


_ALONE = (
    select(Staff.name)
    .outerjoin(boss, boss.id == Staff.supervisor_id)
    .outerjoin(passphrase, passphrase.staff_id == boss.id)
    .where(Staff.tenant_id == bindparam("tenant"), Staff.active, Staff.needs_oversight, ~ABLE)
    .order_by(Staff.name)
)


def without(db: DbSession, tenant_id: int) -> tuple[str, ...]:
    """Who needs oversight and has no supervisor who can approve: an administrator has to, until that is set right."""
    return tuple(fetch(db, _ALONE, {"tenant": tenant_id}).scalars())


def awaited(db: DbSession, people: Iterable[int]) -> dict[int, str]:
    """Whom each person's submitted sessions wait for, in words."""
    return {key: one.awaited for key, one in of(db, people).items()}


_author = aliased(Staff)
_APPROVES = and_(Staff.role != Role.AIDE.value, _author.supervisor_id == Staff.id, _author.id != Staff.id)
_WAITING = select(func.count()).select_from(Session).where(Session.state == State.SUBMITTED.value)
_STAKES = select(
    Staff.id,
    Staff.needs_oversight.label("submits"),
    _WAITING.where(Session.owner_id == Staff.id).scalar_subquery().label("submitted"),
    _WAITING.join(_author, _author.id == Session.owner_id).where(_APPROVES).scalar_subquery().label("to_approve"),
    select(func.count(_author.id))
    .where(_APPROVES, _author.active, _author.needs_oversight)
    .scalar_subquery()
    .label("authors"),
).where(Staff.id.in_(bindparam("people", expanding=True)))


def at_stake(db: DbSession, people: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What oversight has to settle before each person leaves, by their id, as the fields of a `Leaver`."""
    rows = fetch(db, _STAKES, {"people": sorted(set(people))}).mappings()
    return {row["id"]: {name: row[name] for name in ("submits", "submitted", "to_approve", "authors")} for row in rows}
