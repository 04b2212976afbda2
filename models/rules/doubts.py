"""What Session Audit finds doubtful. It warns and never blocks: the aide knows the day better than the rules do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time

from models.enums import AbsenceReason, Fix, Meaning, Presence, SessionType, State
from models.findings import Finding
from models.inputs import Away
from models.outputs import SessionSheet, StudentRecord
from models.rules.billing.day import given_in, minutes_too_many
from models.rules.billing.spans import care_spans, clock_times, common
from models.rules.marks import actual_times
from models.rules.minutes import asked_of, impossible, too_many
from models.rules.remarks import Remark, merged
from models.rules.time import days_left, spoken, to_local

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
    away: Away = field(default_factory=Away)


@dataclass(frozen=True)
class Known:
    """What Session Audit knows from outside the session; everything may be missing.

    `planned` are the IEP's minutes per day and `day` the minutes of the whole day, by student; a day that is not there
    is what this session has. `written` are minutes by activity, by student. `no_school` is the calendar's name for a
    day without school. `unbilled` says of a student why the care is not billed, `absent` who recorded for the same day
    that the student was absent from school. `last_day` are the students whose last day on the caseload this is.
    """

    others: tuple[OtherCare, ...] = ()
    planned: Mapping[int, int] = field(default_factory=dict)
    day: Mapping[int, int] = field(default_factory=dict)
    written: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    no_school: str = ""
    unbilled: Mapping[int, str] = field(default_factory=dict)
    absent: Mapping[int, str] = field(default_factory=dict)
    last_day: frozenset[int] = frozenset()


NOTHING_KNOWN = Known()


def doubts(sheet: SessionSheet, known: Known) -> Iterator[Finding]:
    """Every doubtful thing of a session, the session's own first. Each names the field and window to mend it in."""
    yield from _of_day(sheet, known)
    yield from _of_group(sheet, known)
    yield from merged(sheet.id, (remark for record in sheet.records for remark in _of_student(sheet, record, known)))


def of_posted(sheet: SessionSheet, known: Known, within: int) -> tuple[Finding, ...]:
    """What is still worth knowing of a posted session, also to who posted first: late, and what is around it.

    `within` are the district's days for writing a log.
    """
    present = [record for record in sheet.records if record.mark.presence is Presence.PRESENT]
    remarks = (remark for record in present for remark in _around(sheet, record, known))
    return (*_of_signature(sheet, within), *merged(sheet.id, remarks))


def for_review(sheet: SessionSheet, known: Known, within: int) -> tuple[Finding, ...]:
    """What an overseer has to know of a submitted session, as it was signed: late, and all that Session Audit doubted.

    `within` are the district's days for writing a log. Whether it is late was decided when it was signed.
    """
    return (*_of_signature(sheet, within), *doubts(replace(sheet, days_left=None), known))


def _of_signature(sheet: SessionSheet, within: int) -> Iterator[Finding]:
    """Late is allowed and marked late; whether it is billed is the district's decision (DOMAIN.md section 5, 23)."""
    for signature in sheet.signatures:
        late = -days_left(sheet.date, to_local(signature.signed_at, sheet.zone).date(), within)
        own = signature.version == sheet.version and signature.meaning == Meaning.AUTHORSHIP.value
        if own and late > 0:
            days = "1 day" if late == 1 else f"{late} days"
            how = "Posted" if sheet.state is State.POSTED else "Submitted"
            text = f"{how} {days} late, on day {late + within} after the care."
            yield Finding(text, False, None, sheet.id, fix=Fix.NOTHING)


def _of_day(sheet: SessionSheet, known: Known) -> Iterator[Finding]:
    if sheet.days_left is not None and sheet.days_left < 0:
        late = "1 day" if sheet.days_left == -1 else f"{-sheet.days_left} days"
        text = f"This log is {late} late. It can be signed, and is marked late."
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
        text = f"The minutes of all students together are {spoken(over)} more than your own time here. Correct them."
        # Minutes are written in Documentation View, so it is opened at the first student who has some.
        first = next(record.pupil.id for record in sheet.records if record.pupil.id in known.written)
        yield Finding(text, False, first, sheet.id, "minutes")


def _of_student(sheet: SessionSheet, record: StudentRecord, known: Known) -> Iterator[Remark]:
    iep = record.pupil.session_type
    if iep is not None and iep is not sheet.session_type:
        yield _of_type(sheet, record, iep)
    if record.mark.presence is Presence.ABSENT:
        yield from _of_care(record, known)
    if record.mark.presence is not Presence.PRESENT:
        return
    # Every tap on Post reads many sessions, and mostly nothing is known from outside.
    if known is not NOTHING_KNOWN:
        yield from _around(sheet, record, known)
        yield from _of_written(sheet, record, known)


def _around(sheet: SessionSheet, record: StudentRecord, known: Known) -> Iterator[Remark]:
    """What comes from outside the session."""
    yield from _of_others(sheet, record, known)
    yield from _of_absence(record, known)
    yield from _of_plan(record, known)
    yield from _of_billing(sheet, record, known)


def _of_type(sheet: SessionSheet, record: StudentRecord, iep: SessionType) -> Remark:
    """The IEP's word against the session's: both are kept (DOMAIN.md section 5, 24)."""
    text = f"the IEP says {TYPES[iep]}, and this session is {TYPES[sheet.session_type]}."
    advice = f"You kept it: {sheet.type_reason}" if sheet.type_reason else "Change the type, or keep it and say why."
    if sheet.as_signed:  # The overseer reads it, who sees both values and decides (DOMAIN.md section 5, 24).
        advice = f"It was kept: {sheet.type_reason}" if sheet.type_reason else "No reason is given."
    return Remark(record.pupil, f"{text} {advice}", field="session_type", fix=Fix.EDIT)


def _of_others(sheet: SessionSheet, record: StudentRecord, known: Known) -> Iterator[Remark]:
    """Two aides with one student at one time: both are told, both records stay (DOMAIN.md section 5, 13)."""
    for other in known.others:
        if other.student_id != record.pupil.id:
            continue
        own = care_spans(*actual_times(record.mark, sheet.start, sheet.end), record.mark.away)
        for start, end in clock_times(common(own, care_spans(other.start, other.end, other.away))):
            when = f"{start:%-I:%M %p} to {end:%-I:%M %p}"
            text = f"{other.who} recorded care from {when} as well. Agree on who gave it."
            yield Remark(record.pupil, text, field="start")


def _of_absence(record: StudentRecord, known: Known) -> Iterator[Remark]:
    """Two records of one day that cannot both be right; both are kept (DOMAIN.md section 5, 34)."""
    who = known.absent.get(record.pupil.id)
    if who:
        text = f"present here, and {who} recorded “Absent from school” on this day. Check both."
        yield Remark(record.pupil, text, field="presence")


def _of_care(record: StudentRecord, known: Known) -> Iterator[Remark]:
    """The same the other way round."""
    who = next((other.who for other in known.others if other.student_id == record.pupil.id), "")
    if who and record.mark.reason is AbsenceReason.ABSENT:
        text = f"absent from school here, and {who} recorded care on this day. Check both."
        yield Remark(record.pupil, text, field="presence")


def beyond_plan(record: StudentRecord, known: Known) -> tuple[int, int] | None:
    """The minutes of a present student's day and those that the IEP plans, where they are more; else None."""
    planned = known.planned.get(record.pupil.id)
    day = known.day.get(record.pupil.id, record.net or 0)
    present = record.mark.presence is Presence.PRESENT
    return (day, planned) if present and planned is not None and day > planned else None


def _of_plan(record: StudentRecord, known: Known) -> Iterator[Remark]:
    """More than the IEP plans for a day: everything is kept, and told before it is signed (DOMAIN.md section 5, 25)."""
    found = beyond_plan(record, known)
    if found:
        day, planned = found
        more, plan = spoken(day - planned), spoken(planned)
        text = f"{spoken(day)} on this day, {more} more than the {plan} of the IEP. All is kept."
        many, aside = "more time on this day than the IEP plans. All is kept.", f"{spoken(day)}, planned {plan}"
        yield Remark(record.pupil, text, field="start", many=many, aside=aside)


def _of_billing(sheet: SessionSheet, record: StudentRecord, known: Known) -> Iterator[Remark]:
    """Care that is documented and not billed, and the last day of it (DOMAIN.md section 5, 30 and 31)."""
    why = known.unbilled.get(record.pupil.id)
    if why:
        yield Remark(record.pupil, f"{why}. The care is kept and not billed.", fix=Fix.NOTHING)
    elif record.pupil.id in known.last_day:
        yield Remark(record.pupil, f"{_said(sheet.date)} is the last day on your caseload.", fix=Fix.NOTHING)


def _of_written(sheet: SessionSheet, record: StudentRecord, known: Known) -> Iterator[Remark]:
    missing = [item.name for item in asked_of(record, sheet.items) if item.code not in record.mark.minutes]
    if missing:
        text = f"write the minutes of {', '.join(missing)}."
        yield Remark(record.pupil, text, field="minutes", many="write the minutes of what you gave.")
    minutes, net = known.written.get(record.pupil.id, {}), max(0, record.net or 0)
    over = too_many(minutes, net)
    # One activity beyond the time with the student is impossible, and blocks by itself what is not signed yet.
    if over and (sheet.as_signed or not impossible(record.mark.minutes, net)):
        text = f"{over} Correct the minutes."
        written = spoken(sum(minutes.values()))
        many, aside = "more minutes of activities than of care. Correct them.", f"{written} in {spoken(net)}"
        yield Remark(record.pupil, text, field="minutes", many=many, aside=aside)
