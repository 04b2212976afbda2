"""One aide cannot be in two places: posted care of one person never overlaps (DOMAIN.md section 4, row 53)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.enums import Presence
from models.findings import Finding
from models.outputs import SessionSheet
from models.rules.billing.spans import care_spans, clock_times, union
from models.rules.marks import actual_times
from models.rules.time import to_instant

Stretches = tuple[tuple[datetime, datetime], ...]
"""Parts of one aide's time in UTC: half-open, in order, none touching another."""


@dataclass(frozen=True)
class Care:
    """The aide's own time in one session."""

    session_id: int
    stretches: Stretches
    description: str


def own_time(sheet: SessionSheet) -> Stretches:
    """The aide's own time: every stretch in which at least one present student was in their care; empty if nobody was.

    While everybody is away the aide is free, so an individual session can lie there (DOMAIN.md section 5, 6). Time away
    that is known as minutes alone has no place in the day, and leaves the stretch whole.
    """
    # Most of a group have the same times: each kind is looked at once.
    kinds = {
        (*actual_times(record.mark, sheet.start, sheet.end), record.mark.away)
        for record in sheet.records
        if record.mark.presence is Presence.PRESENT
    }
    spans = union(span for kind in kinds for span in care_spans(*kind))
    instants = (
        (to_instant(sheet.date, start, sheet.zone), to_instant(sheet.date, end, sheet.zone))
        for start, end in clock_times(spans)
    )
    # A stretch within the hour that the spring change leaves out has no length.
    return tuple(stretch for stretch in instants if stretch[0] < stretch[1])


def overlaps(found: Sequence[SessionSheet], posted: Sequence[Care]) -> dict[int, tuple[Finding, ...]]:
    """For each session what it meets: posted care, or an earlier session of the same audit. Touching ends are fine."""
    taken = list(posted)
    blocked: dict[int, tuple[Finding, ...]] = {}
    for sheet in found:
        own = own_time(sheet)
        if not own:
            continue
        met = [care for care in taken if care.session_id != sheet.id and _meet(care.stretches, own)]
        if met:
            blocked[sheet.id] = tuple(_meets(sheet, care) for care in met)
        else:
            taken.append(Care(sheet.id, own, sheet.description))
    return blocked


def _meet(first: Stretches, second: Stretches) -> bool:
    return any(a < d and c < b for a, b in first for c, d in second)


def _meets(sheet: SessionSheet, care: Care) -> Finding:
    text = (
        f"The times overlap with “{care.description}”, where you were as well. Correct the actual times, or write the "
        "Time Away from Student with its clock times."
    )
    return Finding(text, True, None, sheet.id, "start")
