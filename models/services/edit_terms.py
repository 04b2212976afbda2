"""What an edit comes to: what the person changed, over what the record says now; and what in it cannot be."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from models.db import DbSession
from models.editing import EditForm, Wanted
from models.enums import DayKind, ItemKind, SessionType
from models.errors import RuleViolation
from models.inputs import Recurrence, SessionTerms
from models.outputs import Actor, Pupil, SkippedDay
from models.rules.calendar import fit
from models.rules.session_state import shown_state
from models.rules.terms import require_terms
from models.rules.written import storable
from models.services import lookups
from models.services.sheets import Loaded
from models.tables import Series

FIELDS = ("service", "description", "place", "date", "start", "end", "session_type", "recurrence")
LONGEST_REASON = 255


def terms_of(session: Any, students: Iterable[int]) -> SessionTerms:
    """What *Add Session* would ask of a session as it stands."""
    return SessionTerms(
        session.service,
        session.description,
        session.place,
        session.local_date,
        session.start_time,
        session.end_time,
        SessionType(session.session_type),
        tuple(sorted(students)),
    )


def recurrence_of(series: Series, on: date) -> Recurrence:
    """The recurrence of a series from its session of the local date `on`.

    What is recorded stays when its series is ended before it: then the series goes on as far as this session.
    """
    cycle = DayKind(series.cycle) if series.cycle else None
    return Recurrence(frozenset(map(int, series.weekdays)), series.every, max(series.ends_on, on), cycle)


def form_of(db: DbSession, actor: Actor, one: Loaded, *, now: Any, series: Series | None = None) -> EditForm:
    """The form of a session as it stands; with `series`, of the series from this session on."""
    session = one.session
    students = (one.students[row.student_id] for row in one.attendance)
    chosen = lookups.pupils(students, reduced=actor.district.initials_only)
    terms = terms_of(session, (pupil.id for pupil in chosen))
    items = [
        item
        for item in lookups.catalog(db, actor.tenant_id)
        if item.offered(session.local_date) or item.code in (session.service, session.place)
    ]
    caseload = lookups.caseload(db, actor, on=session.local_date)
    offered = {pupil.id: pupil for pupil in (*caseload, *chosen)}
    return EditForm(
        session_id=session.id,
        version=session.version,
        state=shown_state(session.state, session.ends_at, now),
        terms=replace(terms, recurrence=recurrence_of(series, session.local_date)) if series else terms,
        type_reason=session.type_reason,
        services=tuple(item for item in items if item.kind is ItemKind.SERVICE),
        places=tuple(item for item in items if item.kind is ItemKind.PLACE),
        students=tuple(offered.values()) if len(offered) <= 100 else (),
        chosen=chosen,
        mismatched=mismatched(chosen, terms.session_type),
        has_cycle=lookups.has_cycle(db, actor),
        in_series=session.series_id is not None,
    )


def mismatched(pupils: Iterable[Pupil], kind: SessionType) -> tuple[Pupil, ...]:
    """The students whose IEP says another type."""
    return tuple(pupil for pupil in pupils if pupil.session_type not in (None, kind))


def touched(wanted: Wanted) -> frozenset[str]:
    """The fields that the person changed, in this window or before it was filled in anew."""
    names = (*FIELDS, "students")
    typed, shown = wanted.terms, wanted.shown
    return wanted.touched | {name for name in names if getattr(typed, name) != getattr(shown, name)}


def over(now: SessionTerms, wanted: Wanted) -> SessionTerms:
    """What the record says now, with what the person changed.

    Students are added and taken out, unless the window was filled in anew: then it has the whole list already.
    """
    changed = {name: getattr(wanted.terms, name) for name in touched(wanted) & set(FIELDS)}
    typed, shown = set(wanted.terms.students), set(wanted.shown.students)
    students = typed if "students" in wanted.touched else (set(now.students) | typed - shown) - (shown - typed)
    merged = replace(now, **changed, students=tuple(sorted(students)))
    return replace(merged, description=storable(merged.description).strip())


def clash(now: SessionTerms, wanted: Wanted, *, moved: bool) -> tuple[str, ...]:
    """The fields that say something else now than when the window was drawn, and than what was typed.

    `moved` says that the session has another version now: only then can a field that was filled in anew with what the
    person typed differ for another reason than that.
    """
    found = []
    for name in (*FIELDS, "students"):
        known = (getattr(wanted.shown, name), getattr(wanted.terms, name))
        if getattr(now, name) not in known and (moved or name not in wanted.touched):
            found.append(name)
    return tuple(found)


def require(db: DbSession, actor: Actor, before: SessionTerms, after: SessionTerms) -> None:
    """Raises RuleViolation with a sentence for every field that cannot be. What was there before may stay."""
    moved = after.date != before.date
    items = lookups.catalog(db, actor.tenant_id, on=after.date)
    served = {pupil.id: pupil for pupil in lookups.caseload(db, actor, on=after.date)}
    bounded = moved or after.recurrence != before.recurrence
    require_terms(
        after,
        services={before.service, *(item.code for item in items if item.kind is ItemKind.SERVICE)},
        places={before.place, *(item.code for item in items if item.kind is ItemKind.PLACE)},
        caseload={*served, *(() if moved else before.students)},
        year=lookups.school_year(db, actor, on=after.date) if bounded else (None, None),
        names=[served[key].name for key in after.students if key in served and after.description != before.description],
    )


def require_school_day(db: DbSession, actor: Actor, before: SessionTerms, after: SessionTerms) -> Any:
    """The local time at which school ends before the session does, or None.

    Raises RuleViolation at "date" when the session moves to a day without school, or past an early release.
    """
    calendar = lookups.school_calendar(db, actor, after.date, after.date)
    fitted = fit(after.date, after.start, after.end, calendar)
    if isinstance(fitted, SkippedDay):
        if (after.date, after.start) == (before.date, before.start):
            return calendar.early_release.get(after.date)
        raise RuleViolation(f"There is no school then ({fitted.reason}). Choose another day or time.", "date")
    return calendar.early_release[after.date] if fitted.shortened else None


def pupils_of(db: DbSession, actor: Actor, form: EditForm, ids: Collection[int], on: date) -> tuple[Pupil, ...]:
    """These students, of the session or the caseload of the date, as people see them."""
    known = {pupil.id: pupil for pupil in (*lookups.caseload(db, actor, on=on), *form.chosen)}
    return tuple(pupil for key, pupil in known.items() if key in ids)


def reason_kept(reason: str) -> str:
    """The reason as it is kept. Raises RuleViolation when it is too long."""
    text = storable(reason).strip()
    if len(text) > LONGEST_REASON:
        raise RuleViolation(f"Shorten the reason to {LONGEST_REASON} characters.", "type_reason")
    return text
