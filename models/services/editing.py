"""*Single Session Edit*: one session changed, moved, its students added or left out, while it is unposted."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from models.db import DbSession
from models.editing import Asked, EditForm, Saved, Wanted
from models.enums import Presence
from models.errors import NotFound
from models.inputs import SessionTerms
from models.outputs import Actor, Pupil
from models.rules.session_state import require_editable, shown_state
from models.rules.time import to_instant
from models.services import audit, conflicts, edit_terms, fit_versions
from models.services.acting import hold_own
from models.services.sheets import Loaded, load, sheets
from models.tables import Attendance

COLUMNS = {
    "service": "service",
    "description": "description",
    "place": "place",
    "date": "local_date",
    "start": "start_time",
    "end": "end_time",
    "session_type": "session_type",
}


def edit_form(db: DbSession, actor: Actor, session_id: int, *, now: datetime) -> EditForm:
    """What *Single Session Edit* is filled in with.

    Raises NotFound for somebody else's session, and RuleViolation for one that cannot be changed ("Unpost it first").
    """
    one = editable(db, actor, session_id, now=now, lock=False)
    return edit_terms.form_of(db, actor, one, now=now)


def editable(db: DbSession, actor: Actor, session_id: int, *, now: datetime, lock: bool = True) -> Loaded:
    """One of the person's own sessions, if it can be changed. Raises NotFound or RuleViolation."""
    found = load(db, actor, [session_id], lock=lock)
    if not found:
        raise NotFound
    require_editable(shown_state(found[0].session.state, found[0].session.ends_at, now))
    return found[0]


def change(db: DbSession, actor: Actor, session_id: int, wanted: Wanted, *, now: datetime) -> Saved | Asked:
    """Saves what the person changed. Recorded times and choices stay.

    Gives Asked, and changes nothing, where something has to be looked at first: the session changed meanwhile, the IEP
    says another type and no reason is given, or what is recorded of a student would be lost.
    Raises RuleViolation with fields for what cannot be.
    """
    if wanted.terms.students != wanted.shown.students:
        hold_own(db, actor)
    one = editable(db, actor, session_id, now=now)
    form = edit_terms.form_of(db, actor, one, now=now)
    after = edit_terms.over(form.terms, wanted)
    asked = _asked(db, actor, one, form, after, wanted)
    if asked is not None:
        return asked
    release = edit_terms.require_school_day(db, actor, form.terms, after)
    pupils = edit_terms.pupils_of(db, actor, form, after.students, after.date)
    reason = edit_terms.reason_kept(wanted.type_reason) if edit_terms.mismatched(pupils, after.session_type) else ""
    changed = _apply(db, one, form.terms, after, reason)
    if changed:
        _saved(db, actor, one, changed, now)
    db.flush()
    (sheet,) = sheets(db, actor, [session_id], now=now)
    return Saved(sheet, conflicts.of(db, actor, [session_id])[1], release)


def _asked(
    db: DbSession, actor: Actor, one: Loaded, form: EditForm, after: SessionTerms, wanted: Wanted
) -> Asked | None:
    """What has to be answered first. The form comes back as it was typed, over what the record says now.

    Raises RuleViolation with fields for what cannot be.
    """
    pupils = edit_terms.pupils_of(db, actor, form, after.students, after.date)
    wrong = edit_terms.mismatched(pupils, after.session_type)
    drawn = replace(form, terms=after, chosen=pupils, mismatched=wrong, type_reason=wanted.type_reason)
    fields, own = edit_terms.clash(form.terms, wanted, moved=wanted.seen != form.version), edit_terms.touched(wanted)
    if fields:
        return Asked(drawn, fields, theirs=form.terms, yours=wanted.terms, touched=own)
    edit_terms.require(db, actor, form.terms, after)
    missing = bool(wrong) and not wanted.type_reason.strip()
    lost = () if wanted.drop_recorded else _recorded(one, form, after)
    return Asked(drawn, reason_missing=missing, recorded=lost, touched=own) if missing or lost else None


def _recorded(one: Loaded, form: EditForm, after: SessionTerms) -> tuple[Pupil, ...]:
    """The students who would be taken out with something recorded of them."""
    kept = {row.student_id for row in one.attendance if has_record(row)} - set(after.students)
    return tuple(pupil for pupil in form.chosen if pupil.id in kept)


def has_record(row: Attendance) -> bool:
    """Whether anything was recorded of a student."""
    return row.presence != Presence.UNMARKED.value or bool(row.given or row.away or row.observation)


def _apply(db: DbSession, one: Loaded, before: SessionTerms, after: SessionTerms, reason: str) -> dict[str, Any]:
    """Writes the rows. Gives old and new values of what really changed, for the audit trail."""
    session, changed = one.session, dict[str, Any]()
    for name, column in COLUMNS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            setattr(session, column, new)
            changed[name] = [said(old), said(new)]
    if session.type_reason != reason:
        changed["type_reason"] = [session.type_reason, reason]
        session.type_reason = reason
    if changed.keys() & {"date", "start", "end"}:
        session.starts_at = to_instant(after.date, after.start, session.zone)
        session.ends_at = to_instant(after.date, after.end, session.zone)
        fit_versions.forget(db, [session.id])
    for row in one.attendance:
        if row.student_id not in after.students:
            changed[f"student:{row.student_id}.removed"] = [_record(row), None]
            db.delete(row)
    for student_id in sorted(set(after.students) - set(before.students)):
        db.add(_unmarked(session.tenant_id, session.id, student_id))
        changed[f"student:{student_id}.added"] = [None, True]
    return changed


def _unmarked(tenant_id: int, session_id: int, student_id: int) -> Attendance:
    return Attendance(
        tenant_id=tenant_id,
        session_id=session_id,
        student_id=student_id,
        presence=Presence.UNMARKED.value,
        away={},
        given=[],
        observation="",
    )


def _record(row: Attendance) -> dict[str, Any]:
    """What was recorded of a student who is taken out: the audit trail keeps it."""
    names = ("presence", "reason", "actual_start", "actual_end", "away", "given", "observation")
    return {name: said(getattr(row, name)) for name in names}


def said(value: Any) -> Any:
    """A value as the audit trail keeps it."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, date) else value


def _saved(db: DbSession, actor: Actor, one: Loaded, changed: dict[str, Any], now: datetime) -> None:
    one.session.version += 1
    audit.record(
        db,
        tenant_id=actor.tenant_id,
        actor_id=actor.staff_id,
        event="session.edited",
        subject=f"session:{one.session.id}",
        details={"version": one.session.version, "changed": changed},
        at=now,
    )
