"""What Session Audit finds doubtful. It warns and never blocks: the aide knows the day better than the rules do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from models.enums import Fix, Presence, SessionType
from models.outputs import Finding, Pupil, SessionSheet, StudentRecord
from models.rules.billing.day import given_in, minutes_too_many
from models.rules.billing.spans import care_spans, clock_times, common
from models.rules.marks import actual_times
from models.rules.minutes import asked_of
from models.rules.time import minutes_of

SATURDAY = 6
WEEKEND = {6: "Saturday", 7: "Sunday"}
TYPES = {SessionType.GROUP: "Group", SessionType.INDIVIDUAL: "Individual"}


@dataclass(frozen=True)
class OtherCare:
    """Care of one student on the same date that another aide recorded, in local times."""

    student_id: int
    who: str
    start: time
    end: time


@dataclass(frozen=True)
class Known:
    """What Session Audit knows from outside the session; everything may be missing.

    `planned` are the IEP's minutes per day and `elsewhere` the net minutes in the day's other sessions, by student.
    `written` are minutes by activity, by student. `no_school` is the calendar's name for a day without school.
    """

    others: tuple[OtherCare, ...] = ()
    planned: Mapping[int, int] = field(default_factory=dict)
    elsewhere: Mapping[int, int] = field(default_factory=dict)
    written: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    no_school: str = ""


NOTHING_KNOWN = Known()


def doubts(sheet: SessionSheet, known: Known) -> Iterator[Finding]:
    """Every doubtful thing of a session, the session's own first. Each names the field and window to mend it in."""
    yield from _of_day(sheet, known)
    yield from _of_group(sheet, known)
    for record in sheet.records:
        iep = record.pupil.session_type
        if iep is not None and iep is not sheet.session_type:
            yield _of_type(sheet, record.pupil, iep)
        # Every tap on Post reads many sessions, and mostly nothing is known from outside.
        if known is not NOTHING_KNOWN and record.mark.presence is Presence.PRESENT:
            yield from _of_others(sheet, record, known)
            yield from _of_plan(sheet, record, known)
            yield from _of_written(sheet, record, known)


def _of_day(sheet: SessionSheet, known: Known) -> Iterator[Finding]:
    if sheet.days_left is not None and sheet.days_left < 0:
        late = "1 day" if sheet.days_left == -1 else f"{-sheet.days_left} days"
        text = f"This log is {late} late. It can be posted, and is marked late."
        yield Finding(text, False, None, sheet.id, fix=Fix.NOTHING)
    if known.no_school:
        text = f"The calendar has no school on this day ({known.no_school}). Check the date."
        yield Finding(text, False, None, sheet.id, "date", Fix.EDIT)
    elif sheet.date.isoweekday() >= SATURDAY:
        text = f"{_said(sheet.date)} is a {WEEKEND[sheet.date.isoweekday()]}. Check the date."
        yield Finding(text, False, None, sheet.id, "date", Fix.EDIT)


def _said(day: date) -> str:
    return f"{day:%b} {day.day}"


def _of_group(sheet: SessionSheet, known: Known) -> Iterator[Finding]:
    """The non-overlap rule for groups, on minutes: attendance of several students at once is fine (fact 1)."""
    if not known.written:
        return
    over = minutes_too_many(sheet.date, given_in(sheet, known.written))
    if over:
        text = f"The minutes written for the students are {over} more than you had for all of them. Correct them."
        yield Finding(text, False, None, sheet.id, "minutes")


def _of_type(sheet: SessionSheet, pupil: Pupil, iep: SessionType) -> Finding:
    """The IEP's word against the session's: both are kept (DOMAIN.md section 5, 24)."""
    text = f"{pupil.label}: the IEP says {TYPES[iep]}, and this session is {TYPES[sheet.session_type]}."
    advice = f"You kept it: {sheet.type_reason}" if sheet.type_reason else "Change the type, or keep it and say why."
    return Finding(f"{text} {advice}", False, pupil.id, sheet.id, "session_type", Fix.EDIT)


def _of_others(sheet: SessionSheet, record: StudentRecord, known: Known) -> Iterator[Finding]:
    """Two aides with one student at one time: both are told, both records stay (DOMAIN.md section 5, 13)."""
    for other in known.others:
        if other.student_id != record.pupil.id:
            continue
        own = care_spans(*actual_times(record.mark, sheet.start, sheet.end), record.mark.away)
        for start, end in clock_times(common(own, [(minutes_of(other.start), minutes_of(other.end))])):
            when = f"{start:%-I:%M %p} to {end:%-I:%M %p}"
            text = f"{record.pupil.label}: {other.who} recorded care from {when} as well. Agree on who gave it."
            yield Finding(text, False, record.pupil.id, sheet.id, "start")


def _of_plan(sheet: SessionSheet, record: StudentRecord, known: Known) -> Iterator[Finding]:
    """More than the IEP plans for a day: everything is kept, and told before it is signed (DOMAIN.md section 5, 25)."""
    planned = known.planned.get(record.pupil.id)
    day = (record.net or 0) + known.elsewhere.get(record.pupil.id, 0)
    if planned is not None and day > planned:
        text = f"{record.pupil.label}: {day} minutes on this day, {day - planned} more than the {planned} of the IEP."
        yield Finding(f"{text} All are kept.", False, record.pupil.id, sheet.id, fix=Fix.NOTHING)


def _of_written(sheet: SessionSheet, record: StudentRecord, known: Known) -> Iterator[Finding]:
    missing = [item.name for item in asked_of(record, sheet.items) if item.code not in record.mark.minutes]
    if missing:
        text = f"{record.pupil.label}: write the minutes of {', '.join(missing)}."
        yield Finding(text, False, record.pupil.id, sheet.id, "minutes")
    written = sum(known.written.get(record.pupil.id, {}).values())
    net = max(0, record.net or 0)
    if written > net:
        text = f"{record.pupil.label}: {written} minutes of activities in {net} minutes of care. Correct them."
        yield Finding(text, False, record.pupil.id, sheet.id, "minutes")
