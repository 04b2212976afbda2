"""Session Audit and the signature: what is shown is what is signed, in one transaction (ES-01 to ES-10)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select, update
from sqlalchemy.exc import DBAPIError

from models.db import DbSession, fetch
from models.enums import SIGNED, Meaning, State
from models.errors import Changed, RuleViolation
from models.findings import Finding
from models.outputs import Actor, AuditEntry, AuditSheet, Posted, SessionSheet
from models.rules.audit import findings
from models.rules.overlaps import Care, Stretches, overlaps, own_time
from models.rules.record import record_of
from models.rules.signing import STATEMENT, Keyring, canonical, digest_of, digest_of_all
from models.rules.time import monday_of, to_local
from models.rules.written import refuse_secret
from models.services import audit, over_plan, overseers, signatures
from models.services.conditions import ready_where, unposted_where
from models.services.known import NOWHERE, Around, around
from models.services.lines import lines_of
from models.services.sheets import sheets
from models.tables import Session, Signature

POSTED_ELSEWHERE = "These sessions were signed meanwhile, with other content than shown here. Look at them on Home."
CHANGED = "Something in these records changed since you opened this window. Look at them again before you sign."


MOST_WAITING = 10
AUTHOR = (Meaning.AUTHORSHIP, STATEMENT)
SUBMIT = "submit"


def audit_of(db: DbSession, actor: Actor, ids: Sequence[int], *, now: datetime) -> AuditSheet:
    """Session Audit of the given sessions of the person, in order. What cannot be signed yet is in `waiting`."""
    return audited(db, actor, sheets(db, actor, ids, now=now), now=now)


def audited(db: DbSession, actor: Actor, found: Sequence[SessionSheet], *, now: datetime) -> AuditSheet:
    """Session Audit of these sheets, as they were just read in this transaction."""
    known, posted = around(db, actor, found)
    posted += [Care(sheet.id, own_time(sheet), sheet.description) for sheet in found if sheet.state in SIGNED]
    meets = overlaps(found, posted)
    entries = [_entry(sheet, known.get(sheet.id, NOWHERE), meets.get(sheet.id, ()), now) for sheet in found]
    return AuditSheet(
        entries=tuple(entry for entry in entries if entry.ready),
        digest="",
        statement=STATEMENT,
        signer=f"{actor.name}, {actor.title}",
        waiting=tuple(entry for entry in entries if not entry.ready),
        enrolled=actor.enrolled,
        overseer=overseers.of(db, [actor.staff_id])[actor.staff_id] if actor.needs_oversight else None,
        contact=actor.contact,
    )


def _entry(sheet: SessionSheet, near: Around, meets: tuple[Finding, ...], now: datetime) -> AuditEntry:
    return AuditEntry(replace(sheet, worth=near.worth), (*findings(sheet, now, near.known), *meets))


def window_of(audit_sheet: AuditSheet, actor: Actor, fits: int) -> AuditSheet:
    """The first `fits` sessions of an audit, bound by their digest; the rest is offered next."""
    entries = audit_sheet.entries[:fits]
    return replace(
        audit_sheet,
        entries=entries,
        digest=_bound((digest_of(_content(actor, entry.sheet)) for entry in entries), submits=actor.needs_oversight),
        waiting=audit_sheet.waiting[:MOST_WAITING],
        later=len(audit_sheet.entries) - len(entries),
    )


def _bound(digests: Iterable[str], *, submits: bool) -> str:
    """What one window carries. Who saw *Post* must not submit with it, nor the other way round."""
    return digest_of_all([*digests, SUBMIT] if submits else digests)


def _content(actor: Actor, sheet: SessionSheet) -> bytes:
    return canonical(record_of(sheet, tenant_id=actor.tenant_id, signer_id=actor.staff_id))


def unposted_ids(db: DbSession, actor: Actor, *, now: datetime, scope: str = "all", limit: int = 200) -> list[int]:
    """The person's unposted sessions of today, of this week, or all: ready ones first, then the others, oldest first.

    Up to `limit` ready ones, and so many others as are told of.
    """
    today = to_local(now, actor.zone).date()
    monday = monday_of(today)
    first, last = {"today": (today, today), "week": (monday, monday + timedelta(days=6))}.get(scope, ALWAYS)
    asked = {"owner": actor.staff_id, "now": now, "first": first, "last": last}
    ready = list(fetch(db, _READY, {**asked, "most": limit}).scalars())
    others = fetch(db, _OTHERS, {**asked, "most": 2 * MOST_WAITING, "ready": ready})
    return ready + list(others.scalars())


ALWAYS = (date.min, date.max)
_NOW: BindParameter[datetime] = bindparam("now")
_OLDEST = (
    select(Session.id)
    .where(Session.owner_id == bindparam("owner"), Session.local_date.between(bindparam("first"), bindparam("last")))
    .order_by(Session.ends_at, Session.id)
    .limit(bindparam("most"))
)
_READY = _OLDEST.where(*ready_where(_NOW))
_OTHERS = _OLDEST.where(*unposted_where(_NOW), Session.id.not_in(bindparam("ready", expanding=True)))


def sign(
    db: DbSession,
    actor: Actor,
    ids: Sequence[int],
    digest: str,
    *,
    keyring: Keyring,
    now: datetime,
    has_secret: Callable[[str], bool] = lambda _: False,
) -> Posted:
    """Signs the sessions that one audit window showed: signatures, states and audit rows in this one transaction.

    `digest` is what the window showed. Signing again what the person has signed already answers the same. `has_secret`
    says of a text whether the passphrase of this signature is in it. Raises Changed when anything differs from what was
    shown, PassphraseWritten, RuleViolation when posted care would overlap; then nothing is signed.
    """
    found = sheets(db, actor, ids, now=now, lock=True)
    if not ids or len(ids) != len(set(ids)) or len(found) != len(ids):
        raise Changed(CHANGED)
    if all(sheet.state in SIGNED for sheet in found):
        if _signed_digest(db, found) != digest:
            raise Changed(POSTED_ELSEWHERE)
        return _answer(db, actor, ids, now)
    contents = [_content(actor, sheet) for sheet in found]
    if _bound(map(digest_of, contents), submits=actor.needs_oversight) != digest:
        raise Changed(CHANGED)
    if any(finding.blocks for sheet in found for finding in findings(sheet, now)):
        raise Changed(CHANGED)
    refuse_secret(found, has_secret)
    rows = [
        signatures.signature_of(actor, (sheet.id, sheet.version, sheet.zone), one, AUTHOR, keyring=keyring, now=now)
        for sheet, one in zip(found, contents, strict=True)
    ]
    signatures.add(db, rows)
    state = State.SUBMITTED if actor.needs_oversight else State.POSTED
    _post(db, found, state)
    events = [_event(row, sheet, state) for row, sheet in zip(rows, found, strict=True)]
    audit.record_all(db, tenant_id=actor.tenant_id, actor_id=actor.staff_id, events=events, at=now)
    over_plan.tell(db, actor, found, now=now)
    return _answer(db, actor, ids, now)


def _signed_digest(db: DbSession, found: Sequence[SessionSheet]) -> str:
    """The digest of what was signed of these sessions, as a window would have carried it."""
    rows = db.execute(
        select(Signature.session_id, Signature.session_version, Signature.digest).where(
            Signature.session_id.in_([sheet.id for sheet in found]), Signature.meaning == Meaning.AUTHORSHIP.value
        )
    )
    digests = {(session_id, version): digest for session_id, version, digest in rows}
    submitted = any(sheet.state is not State.POSTED for sheet in found)
    return _bound((digests.get((sheet.id, sheet.version), "") for sheet in found), submits=submitted)


def _event(row: dict[str, Any], sheet: SessionSheet, state: State) -> audit.Event:
    """The entry of one signature. The campus is in it because it is in no window, and so not in the signed bytes."""
    details = {
        "signature": row["id"],
        "digest": row["digest"],
        "version": row["session_version"],
        "campus": sheet.campus_id,
    }
    return f"session.{state.value}", f"session:{sheet.id}", details


def _post(db: DbSession, found: Sequence[SessionSheet], state: State) -> None:
    """Sets the states, each with the aide's own time. The constraint on overlapping care speaks here."""
    made = {"state": state.value}
    rows = [{"of": sheet.id, "seen": sheet.version, **made, **care_values(own_time(sheet))} for sheet in found]
    try:
        fetch(db, _SIGNED, rows)
    except DBAPIError as error:
        if "ex_sessions_care" in str(error.orig):
            raise RuleViolation(
                "Two of these sessions, or one of them and a signed one, have you in two places at the same time. "
                "Correct the actual times, then sign again. Nothing was signed."
            ) from None
        raise
    db.expire_all()


def care_values(own: Stretches) -> dict[str, Any]:
    """What a signed session keeps of the aide's own time: the stretches, and the first and the last moment of them."""
    if not own:
        return {"care": None, "care_starts_at": None, "care_ends_at": None}
    return {"care": own, "care_starts_at": own[0][0], "care_ends_at": own[-1][1]}


_SIGNED = (
    update(Session)
    .where(Session.id == bindparam("of"), Session.version == bindparam("seen"))
    .values(
        state=bindparam("state"),
        care=bindparam("care"),
        care_starts_at=bindparam("care_starts_at"),
        care_ends_at=bindparam("care_ends_at"),
    )
)


def _answer(db: DbSession, actor: Actor, ids: Sequence[int], now: datetime) -> Posted:
    signature = fetch(db, _LAST_SIGNED, {"session": ids[-1]}).one()
    left, ready = fetch(db, _LEFT, {"owner": actor.staff_id, "now": now}).one()
    return Posted(
        lines=lines_of(db, actor, ids, now=now),
        signature=signatures.manifestation(signature),
        more_ready=ready,
        unposted_left=left,
        accounts=overseers.accounts(db, actor.staff_id) if actor.needs_oversight else (),
    )


_LAST_SIGNED = (
    select(
        Signature.signer_name,
        Signature.signer_title,
        Signature.signed_at,
        Signature.zone,
        Signature.meaning,
        Signature.digest,
        Signature.session_version,
    )
    .where(Signature.session_id == bindparam("session"), Signature.meaning == Meaning.AUTHORSHIP.value)
    .order_by(Signature.signed_at.desc(), Signature.session_version.desc())
    .limit(1)
)
_LEFT = select(func.count().filter(*unposted_where(_NOW)), func.count().filter(*ready_where(_NOW))).where(
    Session.owner_id == bindparam("owner")
)
