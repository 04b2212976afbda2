"""*Edit Session Series*: the current and all future unposted sessions, after the numbers were agreed to."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, func, select

from models.db import DbSession, fetch
from models.editing import Asked, EditForm, Numbers, SeriesEdited, Wanted
from models.enums import Presence
from models.errors import NotFound, RuleViolation
from models.inputs import SessionTerms
from models.outputs import Actor
from models.rules.splitting import NewTerms, Split, numbers, split
from models.rules.time import to_local
from models.services import edit_terms, lookups, series_edits, series_rows
from models.services.acting import hold_own
from models.services.editing import editable
from models.services.series_edits import Agreed
from models.services.series_rows import Line
from models.tables import Attendance, Series, Session


def series_form(db: DbSession, actor: Actor, session_id: int, *, now: datetime) -> EditForm:
    """What *Edit Session Series* is filled in with: this session, and the recurrence of its series.

    Raises NotFound for somebody else's session or one without a series, RuleViolation for one that cannot be changed.
    """
    one = editable(db, actor, session_id, now=now, lock=False)
    return edit_terms.form_of(db, actor, one, now=now, series=series_of(db, actor, session_id))


def series_of(db: DbSession, actor: Actor, session_id: int) -> Series:
    """The series of one of the person's own sessions, locked. Raises NotFound."""
    asked = {"session": session_id, "owner": actor.staff_id}
    for _ in range(ATTEMPTS):
        series_id = fetch(db, _SERIES_ID, asked).scalar()
        if series_id is None:
            break
        query = select(Series).where(Series.id == series_id).with_for_update()
        found = db.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
        # Whoever had the lock before may have split the series, and the session is in the other part now.
        if found is not None and fetch(db, _SERIES_ID, asked).scalar() == series_id:
            return found
    raise NotFound


ATTEMPTS = 5
_SERIES_ID = select(Session.series_id).where(Session.id == bindparam("session"), Session.owner_id == bindparam("owner"))


def change_series(
    db: DbSession, actor: Actor, session_id: int, wanted: Wanted, request_key: str, *, now: datetime
) -> SeriesEdited | Asked:
    """Changes what the person changed in the current and all future unposted sessions, once per window.

    Gives Asked, and changes nothing, until what it names is answered and its numbers are agreed to. Raises NotFound,
    and RuleViolation with fields for what cannot be.
    """
    known = series_edits.known(db, actor, request_key)
    if known is not None:
        return known
    hold_own(db, actor)
    series = series_of(db, actor, session_id)
    lines = series_rows.lines(db, actor, series.id)
    one = editable(db, actor, session_id, now=now, lock=False)
    form = edit_terms.form_of(db, actor, one, now=now, series=series)
    fields, own = edit_terms.clash(form.terms, wanted, moved=wanted.seen != form.version), edit_terms.touched(wanted)
    after = edit_terms.over(form.terms, wanted)
    pupils = edit_terms.pupils_of(db, actor, form, after.students, after.date)
    wrong = edit_terms.mismatched(pupils, after.session_type)
    drawn = replace(form, terms=after, chosen=pupils, mismatched=wrong, type_reason=wanted.type_reason)
    if fields:
        return Asked(drawn, fields, theirs=form.terms, yours=wanted.terms, touched=own)
    edit_terms.require(db, actor, form.terms, after)
    found = _split(db, actor, form.terms, after, lines, session_id, now)
    _require_students(db, actor, form.terms, after, found)
    _require_somebody(db, form.terms, after, found)
    counted = _numbers(db, form.terms, after, found, wanted)
    missing = bool(wrong) and not wanted.type_reason.strip()
    if missing or counted.digest != wanted.agreed:
        return Asked(drawn, reason_missing=missing, numbers=counted, touched=own)
    reason = edit_terms.reason_kept(wanted.type_reason) if wrong else ""
    agreed = Agreed(form.terms, after, None if reason == form.type_reason else reason, found, lines, wanted.earlier)
    return series_edits.apply(db, actor, series, agreed, request_key, now=now)


def _split(
    db: DbSession,
    actor: Actor,
    before: SessionTerms,
    after: SessionTerms,
    lines: Sequence[Line],
    session_id: int,
    now: datetime,
) -> Split:
    """The plan. The calendar is that of all days which the old and the new recurrence can have."""
    ends = [line.local_date for line in lines] + [one.recurrence.ends_on for one in (before, after) if one.recurrence]
    terms = NewTerms(
        after.start if after.start != before.start else None,
        after.end if after.end != before.end else None,
        after.recurrence if after.recurrence != before.recurrence else None,
    )
    return split(
        [series_rows.standing(line, now) for line in lines],
        session_id,
        terms,
        lookups.school_calendar(db, actor, before.date, max(ends)),
        today=to_local(now, actor.zone).date(),
    )


def _require_students(db: DbSession, actor: Actor, before: SessionTerms, after: SessionTerms, found: Split) -> None:
    """Raises RuleViolation when a student who is added, or is in new sessions, leaves before the last of those."""
    made = [one.date for one in found.made]
    added = set(after.students) if made else set(after.students) - set(before.students)
    days = made or [one.date for one in (*found.changed, *found.moved)]
    if not added or not days:
        return
    last = max(days)
    if not added <= {one.id for one in lookups.caseload(db, actor, on=last)}:
        raise RuleViolation(
            f"A student leaves your caseload before {last:%b} {last.day}, {last.year}. Choose an earlier end.",
            "students",
        )


def _require_somebody(db: DbSession, before: SessionTerms, after: SessionTerms, found: Split) -> None:
    """Raises RuleViolation where nobody is left: others of the group may have left the caseload before that day."""
    gone, added = set(before.students) - set(after.students), set(after.students) - set(before.students)
    if not gone or added:
        return
    placed = [*found.changed, *found.moved]
    there = series_rows.students_of(db, [one.id for one in placed])
    empty = [one.date for one in placed if there[one.id] and set(there[one.id]) <= gone]
    if empty:
        raise RuleViolation(
            f"Nobody would be left on {min(empty):%b} {min(empty).day}, {min(empty).year}. "
            "Keep a student, or end the series before that day.",
            "students",
        )


_RECORDED = select(func.count(Attendance.session_id.distinct())).where(
    Attendance.session_id.in_(bindparam("ids", expanding=True)),
    Attendance.student_id.in_(bindparam("students", expanding=True)),
    Attendance.presence != Presence.UNMARKED.value,
)


def _numbers(db: DbSession, before: SessionTerms, after: SessionTerms, found: Split, wanted: Wanted) -> Numbers:
    """What is going to happen, and its digest: another plan has to be agreed to anew.

    Words, place and reason are not in it: the person sees what they type, and it changes no number.
    """
    gone = sorted(set(before.students) - set(after.students))
    ids = [one.id for one in (*found.changed, *found.moved)] + list(found.earlier if wanted.earlier else ())
    recorded = fetch(db, _RECORDED, {"ids": ids, "students": gone}).scalar_one() if gone else 0
    text = numbers(found)
    if wanted.earlier and found.earlier:
        text += f", changes {len(found.earlier)} earlier"
    whole = repr((sorted(after.students), wanted.earlier, found, recorded))
    digest = hashlib.sha256(whole.encode()).hexdigest()[:16]
    again = bool(wanted.agreed) and digest != wanted.agreed
    return Numbers(text, len(found.earlier), len(found.stays), recorded, found.skipped, digest, again)
