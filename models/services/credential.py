"""Enrolment and the throttle of the signing passphrase. Each attempt is counted before it is judged (ES-11 to ES-16).

All instants here are real time, never the domain's movable clock.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from models.db import DbSession, fetch
from models.enums import Role
from models.errors import NotAllowed, NotEnrolled, NotFound, Paused, RuleViolation
from models.office import EnrolmentCode, StaffLine
from models.outputs import Actor
from models.services import audit
from models.tables import Credential, Staff
from models.tables import EnrolmentCode as CodeRow

TRIES = 5
MOST_FAILURES = 50
FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(hours=24)
CODE_LIFE = timedelta(minutes=15)
CODE_TRIES = 5
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def reserve(db: DbSession, actor: Actor, *, at: datetime, spare: int = 0) -> str:
    """Counts one attempt and gives the hash to judge it by; at most TRIES are open at any time, however parallel.

    `spare` tries are left for signing: what people write elsewhere must neither pause nor end it. Raises NotEnrolled,
    or Paused with the end of the pause (None: only a new enrolment helps, or fewer tries are left than `spare`).
    """
    row = fetch(db, _THROTTLE, {"staff": actor.staff_id}).first()
    if row is None or row.must_change:
        raise NotEnrolled
    if row.failures >= MOST_FAILURES:
        raise Paused(None)
    if row.paused_until and row.paused_until > at:
        raise Paused(row.paused_until)
    tries, paused_until, pauses = 0 if row.paused_until else row.tries, None, row.pauses
    if spare and (tries + spare >= TRIES or row.failures + spare >= MOST_FAILURES):
        raise Paused(None)
    if tries + 1 >= TRIES:
        paused_until, pauses = at + min(FIRST_PAUSE * 2**pauses, LONGEST_PAUSE), pauses + 1
    counts = {"tried": tries + 1, "failed": row.failures + 1, "paused": pauses, "until": paused_until}
    fetch(db, _COUNTED, {"staff": actor.staff_id, **counts})
    return str(row.hash)


# Columns beside the ORM: each signature waits for these two.
_THROTTLE = (
    select(
        Credential.hash,
        Credential.must_change,
        Credential.tries,
        Credential.failures,
        Credential.pauses,
        Credential.paused_until,
    )
    .where(Credential.staff_id == bindparam("staff"))
    .with_for_update()
)
_COUNTED = (
    update(Credential)
    .where(Credential.staff_id == bindparam("staff"))
    .values(
        tries=bindparam("tried"),
        failures=bindparam("failed"),
        pauses=bindparam("paused"),
        paused_until=bindparam("until"),
    )
)


def accept(db: DbSession, actor: Actor, kept: str) -> None:
    """The attempt was right: the counts begin anew. `kept` is the hash that it was judged by.

    Raises NotEnrolled when the passphrase was replaced or given up while it was judged.
    """
    if fetch(db, _ACCEPTED, {"staff": actor.staff_id, "kept": kept}).first() is None:
        raise NotEnrolled


_ACCEPTED = (
    update(Credential)
    .where(
        Credential.staff_id == bindparam("staff"),
        Credential.hash == bindparam("kept"),
        Credential.must_change.is_(False),
    )
    .values(tries=0, failures=0, pauses=0, paused_until=None)
    .returning(Credential.staff_id)
)


def release(db: DbSession, actor: Actor) -> None:
    """The attempt was never judged: takes back what reserve counted."""
    row = _locked(db, actor.staff_id)
    if row is None:
        return
    if row.tries == TRIES and row.paused_until:
        row.paused_until, row.pauses = None, max(0, row.pauses - 1)
    row.tries, row.failures = max(0, row.tries - 1), max(0, row.failures - 1)


def refuse(db: DbSession, actor: Actor, *, at: datetime, where: str = "window") -> tuple[int, datetime | None]:
    """The attempt was wrong: writes it into the audit trail. Gives the tries left and the pause's end, if one began.

    `where` is window, command, message or text (a field for words): what was written in the last three was perhaps
    never meant as a passphrase.
    """
    row = _locked(db, actor.staff_id)
    if row is None:
        return 0, None
    _note(db, actor, "credential.wrong", {"tries": row.tries, "failures": row.failures, "where": where}, at)
    if row.paused_until and row.paused_until > at:
        _note(db, actor, "credential.paused", {"pauses": row.pauses}, at)
        return 0, row.paused_until
    return max(0, TRIES - row.tries), None


def is_over(db: DbSession, actor: Actor) -> bool:
    """Whether so many attempts were wrong that no pause ends it: only a new enrolment helps."""
    row = _locked(db, actor.staff_id)
    return row is not None and row.failures >= MOST_FAILURES


def issue_code(db: DbSession, actor: Actor | None, staff_id: int, tenant_id: int, *, at: datetime) -> EnrolmentCode:
    """A one-time enrolment code for a person; codes issued before end. `actor` None is the command line.

    Raises NotAllowed unless the actor is an administrator, NotFound for somebody else's or a deactivated person.
    """
    if actor is not None and actor.role is not Role.ADMIN:
        raise NotAllowed("Only an administrator can issue an enrolment code.")
    if actor is not None and actor.staff_id == staff_id:
        # Whoever sits at an unlocked Slack must not be able to replace its owner's passphrase.
        raise RuleViolation("Nobody can issue a code for themselves. Ask another administrator.", "person")
    staff = db.execute(
        select(Staff.name).where(Staff.id == staff_id, Staff.tenant_id == tenant_id, Staff.active)
    ).first()
    if staff is None:
        raise NotFound
    letters = "".join(secrets.choice(_LETTERS) for _ in range(12))
    code = "-".join(letters[i : i + 4] for i in (0, 4, 8))
    db.execute(delete(CodeRow).where(CodeRow.staff_id == staff_id, CodeRow.used_at.is_(None)))
    db.execute(
        insert(CodeRow).values(
            tenant_id=tenant_id,
            staff_id=staff_id,
            digest=_digest(code),
            tries=0,
            issued_at=at,
            expires_at=at + CODE_LIFE,
        )
    )
    audit.record(
        db,
        tenant_id=tenant_id,
        actor_id=actor.staff_id if actor else None,
        event="enrolment.code",
        subject=f"staff:{staff_id}",
        details={},
        at=at,
    )
    return EnrolmentCode(code, staff.name, at + CODE_LIFE)


def try_code(db: DbSession, actor: Actor, code: str, *, at: datetime) -> bool:
    """Whether a code is right; a wrong one counts as a try. It is judged while its row is locked, so none is too many.

    A right one is used up only by enrol(), so that a passphrase that is refused can be mended.
    """
    row = _open_code(db, actor, at)
    if row is None:
        return False
    if secrets.compare_digest(row.digest, _digest(code)):
        return True
    fetch(db, _TRIED, {"code": row.id})
    return False


def enrol(db: DbSession, actor: Actor, code: str, hashed: str, *, at: datetime) -> None:
    """Sets the passphrase's hash and uses the code up, in one transaction.

    Raises RuleViolation with field "code" when the code was wrong, used or has ended.
    """
    row = _open_code(db, actor, at)
    if row is None or not secrets.compare_digest(row.digest, _digest(code)):
        raise RuleViolation(WRONG_CODE, "code")
    fetch(db, _USED, {"code": row.id, "at": at})
    # The code's row is locked, so nobody else sets this passphrase meanwhile.
    again = fetch(db, _REPLACED, {"staff": actor.staff_id, "hashed": hashed, "at": at}).first() is not None
    if not again:
        mine = {"staff_id": actor.staff_id, "tenant_id": actor.tenant_id}
        fetch(db, _KEPT, {**mine, "hash": hashed, "set_at": at, **_FRESH})
    _note(db, actor, "enrolment.done", {"again": again}, at)


_FRESH: dict[str, Any] = {"tries": 0, "failures": 0, "pauses": 0, "paused_until": None, "must_change": False}
_REPLACED = (
    update(Credential)
    .where(Credential.staff_id == bindparam("staff"))
    .values(hash=bindparam("hashed"), set_at=bindparam("at"), **_FRESH)
    .returning(Credential.staff_id)
)
_KEPT = insert(Credential)
WRONG_CODE = (
    "This code does not fit. Check it and type it again. A code works once, for 15 minutes and five tries; after that, "
    "ask an administrator for a new one."
)


def mark_exposed(db: DbSession, actor: Actor, *, at: datetime) -> None:
    """The passphrase was written where it does not belong: it has to be set anew before the next signature (ES-19)."""
    db.execute(update(Credential).where(Credential.staff_id == actor.staff_id).values(must_change=True))
    _note(db, actor, "credential.exposed", {}, at)


def note_written(db: DbSession, actor: Actor, sessions: tuple[int, ...], *, at: datetime) -> None:
    """The passphrase stands in a text of these sessions, or in words that were refused and are kept nowhere.

    Said in the audit trail, without the text (ES-18).
    """
    _note(db, actor, "credential.written", {"sessions": list(sessions)}, at)


def staff_list(db: DbSession, actor: Actor) -> tuple[StaffLine, ...]:
    """Everybody active, for an administrator, by name. Raises NotAllowed for others."""
    if actor.role is not Role.ADMIN:
        raise NotAllowed("Only an administrator can issue an enrolment code.")
    rows = db.execute(
        select(Staff.id, Staff.name, Staff.title, Staff.role, Credential.staff_id)
        .outerjoin(Credential, Credential.staff_id == Staff.id)
        .where(Staff.tenant_id == actor.tenant_id, Staff.active)
        .order_by(Staff.name)
    )
    return tuple(StaffLine(row[0], row[1], row[2], Role(row[3]), row[4] is not None) for row in rows)


def _locked(db: DbSession, staff_id: int) -> Credential | None:
    return db.execute(_LOCKED, {"staff": staff_id}).scalar_one_or_none()


_LOCKED = select(Credential).where(Credential.staff_id == bindparam("staff")).with_for_update()


def _open_code(db: DbSession, actor: Actor, at: datetime) -> Row[int, str] | None:
    """The id and the digest of the person's open code, locked."""
    return fetch(db, _OPEN_CODE, {"staff": actor.staff_id, "at": at}).first()


_TRIED = update(CodeRow).where(CodeRow.id == bindparam("code")).values(tries=CodeRow.tries + 1)
_USED = update(CodeRow).where(CodeRow.id == bindparam("code")).values(used_at=bindparam("at"))
_OPEN_CODE = (
    select(CodeRow.id, CodeRow.digest)
    .where(
        CodeRow.staff_id == bindparam("staff"),
        CodeRow.used_at.is_(None),
        CodeRow.expires_at > bindparam("at"),
        CodeRow.tries < CODE_TRIES,
    )
    .order_by(CodeRow.id.desc())
    .limit(1)
    .with_for_update()
)


def _digest(code: str) -> str:
    plain = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def _note(db: DbSession, actor: Actor, event: str, details: dict[str, object], at: datetime) -> None:
    audit.record(
        db,
        tenant_id=actor.tenant_id,
        actor_id=actor.staff_id,
        event=event,
        subject=f"staff:{actor.staff_id}",
        details=details,
        at=at,
    )
