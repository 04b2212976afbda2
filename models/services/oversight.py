"""The overseer's queue: what was submitted and waits for their approval, with the records to review (journey 10)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, literal_column, or_, select

from models.db import DbSession, fetch
from models.enums import Meaning, Role
from models.outputs import Actor, SessionLine, SessionSheet
from models.oversight import Queue, Review, Waiting
from models.rules.doubts import for_review
from models.rules.oversight import FALLS_AFTER
from models.rules.signed import sheet_as_signed
from models.rules.signing import digest_of_all
from models.services.known import NOWHERE, Around, around
from models.services.lines import lines_of_others
from models.services.overseers import ABLE, boss, passphrase
from models.services.sheets import sheets_of_others
from models.services.signatures import manifestation
from models.tables import Session, Signature, Staff

MOST_SHOWN = 10
MOST_REVIEWED = 40
"""So many records are read for one window, which shows as many of them as fit."""

# The word itself, not a parameter: so the databases find the small index of what waits.
SUBMITTED: ColumnElement[bool] = Session.state == literal_column("'submitted'")
FALLS = or_(~ABLE, Signature.signed_at <= bindparam("before"))
"""Whether an administrator may decide instead of the overseer: there is none who can, or it waited too long."""
OWN_SIGNATURE = (
    (Signature.session_id == Session.id)
    & (Signature.session_version == Session.version)
    & (Signature.meaning == Meaning.AUTHORSHIP.value)
)
_WAITING = (
    select(
        Session.id,
        Session.owner_id,
        Staff.name.label("owner"),
        Staff.active,
        Staff.supervisor_id,
        boss.name.label("boss"),
        Signature.signer_name,
        Signature.signer_title,
        Signature.signed_at,
        Signature.zone,
        Signature.meaning,
        Signature.digest,
        Signature.session_version,
    )
    .join(Staff, Staff.id == Session.owner_id)
    .join(Signature, OWN_SIGNATURE)
    .outerjoin(boss, boss.id == Staff.supervisor_id)
    .outerjoin(passphrase, passphrase.staff_id == boss.id)
    .where(
        SUBMITTED,
        Session.tenant_id == bindparam("tenant"),
        Session.owner_id != bindparam("me"),
        or_(Staff.supervisor_id == bindparam("me"), bindparam("admin") & FALLS),
    )
    .order_by(Session.starts_at, Session.id)
)
_SOME_WAITING = _WAITING.add_columns(Signature.canonical).where(Session.id.in_(bindparam("ids", expanding=True)))


_DECIDING = (
    select(Session.tenant_id, Session.owner_id, boss.id.label("boss_id"), FALLS.label("falls"))
    .join(Staff, Staff.id == Session.owner_id)
    .join(Signature, OWN_SIGNATURE)
    .outerjoin(boss, boss.id == Staff.supervisor_id)
    .outerjoin(passphrase, passphrase.staff_id == boss.id)
    .where(SUBMITTED)
    .distinct()
)
_ADMINS = select(Staff.id, Staff.tenant_id).where(
    Staff.role == Role.ADMIN.value, Staff.active, Staff.tenant_id.in_(bindparam("tenants", expanding=True))
)


def waiting(db: DbSession, actor: Actor, *, now: datetime, ids: Sequence[int] | None = None) -> Sequence[Any]:
    """What waits for the person, oldest care first: of the people they supervise, never of their own.

    For an administrator also what no overseer decides (docs/adr/0017). With `ids`, of these alone, and with the signed
    bytes as `canonical`.
    """
    if actor.role is Role.AIDE:
        return ()
    about = {
        "tenant": actor.tenant_id,
        "me": actor.staff_id,
        "admin": actor.role is Role.ADMIN,
        "before": now - FALLS_AFTER,
    }
    if ids is None:
        return fetch(db, _WAITING, about).all()
    return fetch(db, _SOME_WAITING, {**about, "ids": list(ids)}).all()


def deciding(db: DbSession, *, now: datetime) -> list[int]:
    """Everybody, of all tenants, for whom something waits: a digest tells them of it."""
    rows = fetch(db, _DECIDING, {"before": now - FALLS_AFTER}).all()
    tenants = sorted({row.tenant_id for row in rows if row.falls})
    admins = fetch(db, _ADMINS, {"tenants": tenants}).all() if tenants else []
    fallen = {admin.id for admin in admins for row in rows if row.falls and _may_decide(admin, row)}
    return sorted({row.boss_id for row in rows if row.boss_id not in (None, row.owner_id)} | fallen)


def _may_decide(admin: Any, row: Any) -> bool:
    return bool(admin.tenant_id == row.tenant_id and admin.id != row.owner_id)


def queue(db: DbSession, actor: Actor, *, now: datetime) -> Queue:
    """What waits for the person's approval, the oldest care first: its deadline is the nearest."""
    rows = waiting(db, actor, now=now)
    if not rows:
        return Queue()
    shown = {row.id: row for row in rows[:MOST_SHOWN]}
    lines = lines_of_others(db, actor, list(shown), now=now)
    return Queue(
        tuple(_waiting_line(actor, shown[line.id], line, now) for line in lines),
        len(rows),
        max(days_waiting(row.signed_at, now) for row in rows),
    )


def burden(db: DbSession, actor: Actor, *, now: datetime) -> tuple[int, int]:
    """How many sessions wait for the person, and for how many days the oldest does."""
    rows = waiting(db, actor, now=now)
    return len(rows), max((days_waiting(row.signed_at, now) for row in rows), default=0)


def days_waiting(submitted_at: datetime, now: datetime) -> int:
    """Whole days since something was submitted."""
    return max(0, (now - submitted_at).days)


def _waiting_line(actor: Actor, row: Any, line: SessionLine, now: datetime) -> Waiting:
    instead_of = "" if row.supervisor_id == actor.staff_id else row.boss or ""
    return Waiting(line, row.owner, days_waiting(row.signed_at, now), instead_of)


def review(db: DbSession, actor: Actor, ids: Sequence[int] = (), *, now: datetime) -> Review:
    """What waits for the person, as it was signed: these sessions, or the oldest of all. `within` takes what fits."""
    every = waiting(db, actor, now=now)
    wanted = [row.id for row in every if not ids or row.id in ids]
    rows = {row.id: row for row in waiting(db, actor, now=now, ids=wanted[:MOST_REVIEWED])}
    today = sheets_of_others(db, actor, list(rows), now=now)
    near = _around(db, actor, today)
    found = {sheet.id: _as_signed(actor, rows[sheet.id], sheet, near.get(sheet.id, NOWHERE)) for sheet in today}
    unreadable = [key for key, sheet in found.items() if sheet is None]
    return Review(
        sheets=tuple(sheet for sheet in found.values() if sheet is not None),
        digest="",
        signer=f"{actor.name}, {actor.title}",
        enrolled=actor.enrolled,
        unreadable=lines_of_others(db, actor, unreadable, now=now) if unreadable else (),
        later=len(wanted) - len(rows),
        gone=frozenset(row.owner_id for row in rows.values() if not row.active),
    )


def _around(db: DbSession, actor: Actor, today: Sequence[SessionSheet]) -> dict[int, Around]:
    """What is known around these sessions, each seen as by its author."""
    by_owner: dict[int, list[SessionSheet]] = defaultdict(list)
    for sheet in today:
        by_owner[sheet.owner_id].append(sheet)
    found: dict[int, Around] = {}
    for owner_id, theirs in by_owner.items():
        found |= around(db, replace(actor, staff_id=owner_id), theirs)[0]
    return found


def _as_signed(actor: Actor, row: Any, sheet: SessionSheet, near: Around) -> SessionSheet | None:
    """The record from the signed bytes, with what is doubtful and with its units; None where they cannot be read."""
    signed = sheet_as_signed(sheet, row.canonical, row.digest)
    if signed is None:
        return None
    full = replace(signed, owner=row.signer_name, signatures=(manifestation(row),), worth=near.worth)
    return replace(full, said=for_review(full, near.known, actor.district.log_days))


def within(found: Review, fits: int) -> Review:
    """The first `fits` records of a review, bound by the digests of their authors' signatures."""
    shown = found.sheets[:fits]
    return replace(
        found,
        sheets=shown,
        digest=digest_of_all(sheet.signatures[0].digest for sheet in shown),
        later=found.later + len(found.sheets) - len(shown),
    )
