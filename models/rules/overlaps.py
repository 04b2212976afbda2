"""One aide cannot be in two places: posted care of one person never overlaps (DOMAIN.md section 4, row 53)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.enums import Presence
from models.outputs import Finding, SessionSheet
from models.rules.marks import actual_times
from models.rules.time import to_instant


@dataclass(frozen=True)
class Care:
    """A stretch of the aide's own time in one session; half-open, in UTC."""

    session_id: int
    starts_at: datetime
    ends_at: datetime
    description: str


def care_span(sheet: SessionSheet) -> tuple[datetime | None, datetime | None]:
    """The aide's own time: from the first present student's actual start to the last one's end; None if nobody was."""
    times = [
        actual_times(record.mark, sheet.start, sheet.end)
        for record in sheet.records
        if record.mark.presence is Presence.PRESENT
    ]
    if not times:
        return None, None
    return (
        to_instant(sheet.date, min(start for start, _ in times), sheet.zone),
        to_instant(sheet.date, max(end for _, end in times), sheet.zone),
    )


def overlaps(found: Sequence[SessionSheet], posted: Sequence[Care]) -> dict[int, tuple[Finding, ...]]:
    """For each session what it meets: posted care, or an earlier session of the same audit. Touching ends are fine."""
    taken = list(posted)
    blocked: dict[int, tuple[Finding, ...]] = {}
    for sheet in found:
        starts_at, ends_at = care_span(sheet)
        if starts_at is None or ends_at is None:
            continue
        others = (care for care in taken if care.session_id != sheet.id)
        met = [care for care in others if care.starts_at < ends_at and starts_at < care.ends_at]
        if met:
            blocked[sheet.id] = tuple(_meets(sheet, care) for care in met)
        else:
            taken.append(Care(sheet.id, starts_at, ends_at, sheet.description))
    return blocked


def _meets(sheet: SessionSheet, care: Care) -> Finding:
    text = f"The times overlap with “{care.description}”, where you were as well. Correct the actual times."
    return Finding(text, True, None, sheet.id, "start")
