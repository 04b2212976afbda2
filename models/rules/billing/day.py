"""A day's care to minutes and units: a total for each student and code, then rounded once (DOMAIN.md section 2.2)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property

from models.enums import Presence, SessionType
from models.inputs import Away
from models.outputs import SessionSheet
from models.rules.billing.rates import TEXAS, Rates, rates_on
from models.rules.billing.spans import Span, care_spans, common, length
from models.rules.marks import actual_times
from models.rules.time_away import net_minutes


@dataclass(frozen=True)
class CareGiven:
    """One present student in one session of a day. `minutes` are billable minutes by activity, where they were written.

    They are what was done with the student, within the net minutes of attendance; empty where nobody wrote any.
    `shared` says that the aide had students besides who are not known here.
    """

    session_id: int
    aide_id: int
    student_id: int
    start: time
    end: time
    away: Away = field(default_factory=Away)
    session_type: SessionType = SessionType.GROUP
    minutes: Mapping[str, int] = field(default_factory=dict)
    shared: bool = False

    @cached_property
    def net(self) -> int:
        """Minutes in the aide's care; never below zero."""
        return max(0, net_minutes(self.start, self.end, self.away))

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The stretches of care."""
        return care_spans(self.start, self.end, self.away)


@dataclass(frozen=True)
class DayTotal:
    """One student's day under one code, from so many `sessions`.

    `minutes` and `units` are None while a group's minutes are not written.
    """

    student_id: int
    code: str
    attended: int
    minutes: int | None
    units: int | None
    sessions: int = 1


def given_in(sheet: SessionSheet, written: Mapping[int, Mapping[str, int]] | None = None) -> tuple[CareGiven, ...]:
    """The care of one session; `written` holds minutes by activity for each student, where they were asked for."""
    return tuple(
        CareGiven(
            sheet.id,
            sheet.owner_id,
            record.pupil.id,
            *actual_times(record.mark, sheet.start, sheet.end),
            record.mark.away,
            sheet.session_type,
            (written or {}).get(record.pupil.id, {}),
        )
        for record in sheet.records
        if record.mark.presence is Presence.PRESENT
    )


def day_totals(day: date, given: Iterable[CareGiven], known: Sequence[Rates] = TEXAS) -> tuple[DayTotal, ...]:
    """The totals of one local date under the rules of that date, by student and code.

    Time that two aides gave to one student counts once (DOMAIN.md section 5, 13).
    """
    rates = rates_on(day, known)
    by_key: dict[tuple[int, str], list[CareGiven]] = defaultdict(list)
    by_session: dict[int, list[CareGiven]] = defaultdict(list)
    for care in given:
        by_key[care.student_id, rates.code(group=care.session_type is SessionType.GROUP)].append(care)
        by_session[care.session_id].append(care)
    return tuple(
        _total(student_id, code, cares, by_session, rates) for (student_id, code), cares in sorted(by_key.items())
    )


def _total(
    student_id: int, code: str, cares: list[CareGiven], by_session: Mapping[int, list[CareGiven]], rates: Rates
) -> DayTotal:
    counted = [_minutes(care, by_session[care.session_id], rates) for care in cares]
    attended = min(length(span for care in cares for span in care.spans), sum(care.net for care in cares))
    sessions = len({care.session_id for care in cares})
    if None in counted:
        return DayTotal(student_id, code, attended, None, None, sessions)
    minutes = min(sum(filter(None, counted)), attended)
    return DayTotal(student_id, code, attended, minutes, rates.units(minutes), sessions)


def _minutes(care: CareGiven, together: list[CareGiven], rates: Rates) -> int | None:
    """The billable minutes of one student in one session; None where they are shared and unwritten."""
    if care.minutes:
        return min(sum(care.minutes.values()), care.net)
    if rates.exclusive and (care.shared or any(_shares(care, other) for other in together)):
        return None
    return care.net


def _shares(care: CareGiven, other: CareGiven) -> bool:
    """Whether the aide had another student of this session at the same time."""
    if other.student_id == care.student_id:
        return False
    # Most of a group have the same times, and comparing stretches takes longer than everything else here.
    return bool(care.spans if care.spans == other.spans else common(care.spans, other.spans))


def aide_minutes(given: Iterable[CareGiven]) -> int:
    """The minutes that the aide has for all of these students together: the union of their care."""
    return length(span for care in given for span in care.spans)


def minutes_too_many(day: date, given: Iterable[CareGiven], known: Sequence[Rates] = TEXAS) -> int:
    """By how much the minutes written for one aide's students exceed the aide's own time; 0 where they fit.

    From 2024-10-01 the minutes of one student may not overlap another's (DOMAIN.md section 0, fact 1). Attendance may.
    """
    cares = tuple(given)
    if not rates_on(day, known).exclusive:
        return 0
    return max(0, sum(sum(care.minutes.values()) for care in cares) - aide_minutes(cares))
