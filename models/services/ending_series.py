"""*End series* and *Delete series from here*: what is captured or posted stays, the rest goes, with *Undo*.

Past sessions with nothing recorded go only when the person says so: care may have been given then and not logged yet.
"""

from datetime import date, datetime

from models.db import DbSession
from models.editing import EndForm, SeriesEdited
from models.outputs import Actor
from models.rules.series_ends import Ending, ending
from models.services import series_edits, series_rows
from models.services.editing import editable
from models.services.editing_series import series_of
from models.services.series_rows import Line
from models.tables import Series


def end_form(db: DbSession, actor: Actor, session_id: int, last: date, *, now: datetime) -> EndForm:
    """What the end of the session's series after the local date `last` removes, and what stays. Raises NotFound."""
    series, _, found = _plan(db, actor, session_id, last, now)
    counts = (len(found.removed), len(found.recorded), len(found.posted), len(found.due))
    return EndForm(session_id, series.description, last, *counts)


def day_of(db: DbSession, actor: Actor, session_id: int, *, now: datetime) -> date:
    """The local date of one of the person's own sessions that can be changed. Raises NotFound or RuleViolation."""
    return editable(db, actor, session_id, now=now, lock=False).session.local_date


def end(
    db: DbSession, actor: Actor, session_id: int, last: date, request_key: str, *, past: bool = False, now: datetime
) -> SeriesEdited:
    """Ends the series after `last`, once per window; with `past`, also without its past sessions that have no record.

    Raises NotFound.
    """
    known = series_edits.known(db, actor, request_key)
    if known is not None:
        return known
    series, lines, found = _plan(db, actor, session_id, last, now)
    by_id = {line.id: line for line in lines}
    gone = [*found.removed, *(found.due if past else ())]
    before = {
        "sessions": [],
        "removed": series_rows.remove(db, [by_id[key] for key in gone]),
        "made": [],
        "added": [],
        "taken": [],
        "series": [series.id, series.ends_on.isoformat(), None],
    }
    series.ends_on = last
    db.flush()
    parts = [
        f"removed {len(gone)}",
        f"left {len(found.due)} past" if found.due and not past else "",
        f"left {len(found.recorded)} recorded" if found.recorded else "",
        f"left {len(found.posted)} posted" if found.posted else "",
    ]
    summary = {"description": series.description, "what": ", ".join(filter(None, parts))}
    edit_id = series_edits.keep(db, actor, request_key, summary, before, (), now)
    return series_edits.answer(edit_id, summary)


def _plan(db: DbSession, actor: Actor, session_id: int, last: date, now: datetime) -> tuple[Series, list[Line], Ending]:
    series = series_of(db, actor, session_id)
    lines = series_rows.lines(db, actor, series.id)
    return series, lines, ending([series_rows.standing(line, now) for line in lines], last)
