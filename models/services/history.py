"""A session as it stands in the record: what was signed, by whom, and who changed what, when."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from models.db import DbSession, fetch
from models.enums import SIGNED, Meaning, State
from models.errors import NotFound
from models.outputs import Actor, HistoryLine, SessionSheet
from models.rules.doubts import of_posted
from models.rules.signed import sheet_as_signed
from models.rules.time import to_local
from models.services import overseers
from models.services.known import NOWHERE, around
from models.services.signatures import shown, signatures_of
from models.services.unposting import to_unpost
from models.tables import AuditRow, Session, Signature, Staff

MOST_CHANGES = 400
EARLIER = "Earlier changes are in the audit trail"
_FIELDS = {
    "presence": "attendance",
    "reason": "attendance",
    "start": "actual times",
    "end": "actual times",
    "away": "time away",
    "activities": "the description of activities",
    "given": "activities and accommodations",
    "observation": "an observation",
    "note": "the note",
}
_WORDS = {
    "session.created": "Planned",
    "session.logged": "Logged after it happened",
    "session.covered": "Handed over to a substitute",
    "session.covering": "Taken over to cover for a colleague",
    "session.cover_undone": "Taken back from the substitute",
    "session.creation_undone": "Undid the planning; this session stayed",
    "session.captured": "Captured",
    "session.answer_undone": "Took an answer back",
    "session.cancelled": "Cancelled",
    "session.restored": "Restored",
    "session.edited": "Edited",
    "session.fitted": "Changed with the school calendar",
    "session.edit_undone": "Took an edit of the series back",
    "session.carried": "Updated from an earlier session",
    "session.carry_undone": "Update taken back",
    "session.viewed": "Looked at as an administrator",
    "session.unposted": "Unposted, which made the signature void",
    "session.posted": "Posted with the signing passphrase",
    "session.submitted": "Submitted with the signing passphrase",
    "session.approved": "Approved with the signing passphrase",
    "session.returned": "Returned to be corrected, which made the signature void",
}
_TERMS = {
    "date": "the date",
    "start": "the times",
    "end": "the times",
    "service": "the service",
    "description": "the description",
    "place": "the place",
    "session_type": "the session type",
    "type_reason": "the reason for the type",
    "added": "the students",
    "removed": "the students",
}
_TOLD = {"session.captured": _FIELDS, "session.edited": _TERMS}
"""Whose entries name the parts that were touched."""
_REPEATED = {"session.captured", "session.answer_undone"}
"""Kinds of change that one person makes many of. Every other kind begins a new chapter of the history."""

Change = Row[tuple[datetime, int | None, str, str, dict[str, Any]]]


def with_history(db: DbSession, actor: Actor, sheet: SessionSheet) -> SessionSheet:
    """The sheet with the session's signatures and its history, newest last.

    Of a signed session it shows what was signed, from the bytes of its signature (`as_signed`); where these cannot be
    read, it stays today's sheet.
    """
    signed = signatures_of(db, [sheet.id])[sheet.id]
    rows = [row for row, _ in signed]
    seen = _as_signed(sheet, rows)
    # A person who signed keeps the name of that day in the whole history of what was signed.
    signers: dict[int | None, str] = {row.signer_id: row.signer_name for row in rows} if seen.as_signed else {}
    history = _history(_changes(db, actor, sheet.id), seen.zone, signers)
    full = replace(seen, signatures=tuple(shown(*one) for one in signed), history=history)
    if sheet.state not in SIGNED:
        return full
    if sheet.state is State.SUBMITTED:
        full = replace(full, waits_for=overseers.awaited(db, [sheet.owner_id])[sheet.owner_id])
    # Asked of today's sheet: its catalogue has the codes of other sessions too.
    near = around(db, actor, [sheet])[0].get(sheet.id, NOWHERE)
    return replace(full, worth=near.worth, said=of_posted(full, near.known, actor.district.log_days))


def signed_version(
    db: DbSession, actor: Actor, session_id: int, version: int | None = None, *, now: datetime
) -> SessionSheet:
    """A version of a session that was signed and unposted since, as it was signed; by default the newest one.

    Its history is left out. Raises NotFound, also where the signed bytes cannot be read.
    """
    sheet, _ = to_unpost(db, actor, session_id, now=now)
    every = signatures_of(db, [session_id])[session_id]
    signed = [one for one in every if one[1] and version in (None, one[0].session_version)]
    if not signed:
        raise NotFound
    own = (row for row, _ in signed if row.meaning == Meaning.AUTHORSHIP.value)
    row = max(own, key=lambda row: row.session_version)
    found = sheet_as_signed(replace(sheet, version=row.session_version), row.canonical, row.digest)
    if found is None:
        raise NotFound("The signed record cannot be read. Tell your special-education office.")
    own_version = (one for one in signed if one[0].session_version == row.session_version)
    return replace(found, owner=row.signer_name, signatures=tuple(shown(*one) for one in own_version))


def _as_signed(sheet: SessionSheet, signatures: Sequence[Signature]) -> SessionSheet:
    if sheet.state not in SIGNED:
        return sheet
    for row in signatures:
        if (row.session_version, row.meaning) == (sheet.version, Meaning.AUTHORSHIP.value):
            signed = sheet_as_signed(sheet, row.canonical, row.digest)
            return replace(signed, owner=row.signer_name) if signed else sheet
    return sheet


def _changes(db: DbSession, actor: Actor, session_id: int) -> Sequence[Change]:
    """The audit trail's entries of a session, oldest first: the last MOST_CHANGES of them and one more."""
    created = fetch(db, _CREATED, {"session": session_id}).scalar_one()
    subjects = [f"session:{session_id}", f"creation:{created}"]
    return fetch(db, _CHANGES, {"tenant": actor.tenant_id, "subjects": subjects}).all()[::-1]


_CREATED = select(Session.creation_id).where(Session.id == bindparam("session"))
_CHANGES = (
    select(AuditRow.at, AuditRow.actor_id, Staff.name, AuditRow.event, AuditRow.details)
    .outerjoin(Staff, Staff.id == AuditRow.actor_id)
    .where(AuditRow.tenant_id == bindparam("tenant"), AuditRow.subject.in_(bindparam("subjects", expanding=True)))
    # A sum keeps the planner from walking the whole trail backwards: the subject's index finds a few rows.
    .order_by((AuditRow.n + 0).desc())
    .limit(MOST_CHANGES + 1)
)


def _history(changes: Sequence[Change], zone: str, signers: dict[int | None, str]) -> tuple[HistoryLine, ...]:
    """One line for each person, day in `zone` and kind of change, in the order of their first change."""
    groups: dict[tuple[str, date, str, int], list[Change]] = {}
    chapter = 0
    for row in changes[-MOST_CHANGES:]:
        chapter += row.event not in _REPEATED
        who = signers.get(row.actor_id, row.name or "Carelog")
        groups.setdefault((who, to_local(row.at, zone).date(), row.event, chapter), []).append(row)
        chapter += row.event not in _REPEATED
    lines = [
        HistoryLine(rows[0].at, who, _words(event, rows), rows[-1].at, len(rows))
        for (who, _, event, _), rows in groups.items()
    ]
    cut = len(changes) > MOST_CHANGES
    return (*([HistoryLine(changes[0].at, "Carelog", EARLIER)] if cut else []), *lines)


def _words(event: str, rows: Iterable[Change]) -> str:
    """What was done, with the parts of the record that it touched."""
    changed = (key for row in rows for key in row.details.get("changed", {}))
    fields = {key.rsplit(".", 1)[-1] for key in changed}
    said = dict.fromkeys(text for name, text in _TOLD.get(event, {}).items() if name in fields)
    return " ".join(filter(None, [_WORDS.get(event, event), ", ".join(said)]))
