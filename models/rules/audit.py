"""Session Audit: what stands in the way of a signature. Only the impossible blocks; the doubtful is said."""

from collections.abc import Iterator
from datetime import datetime

from models.enums import Fix, Presence, State
from models.findings import Finding
from models.outputs import SessionSheet, StudentRecord
from models.rules.doubts import NOTHING_KNOWN, Known, doubts
from models.rules.marks import actual_times, mark_fault
from models.rules.remarks import Remark, merged
from models.rules.session_state import EDITABLE
from models.rules.time import to_instant


def findings(sheet: SessionSheet, now: datetime, known: Known = NOTHING_KNOWN) -> tuple[Finding, ...]:
    """Everything that Session Audit says of a session at the instant `now`, what blocks first.

    `known` is what is known from outside the session. What the aide's other posted care says is in `overlaps`.
    """
    found = [*_session_blocks(sheet, now)]
    found += merged(sheet.id, (remark for record in sheet.records for remark in _of_student(sheet, record, now)))
    found += doubts(sheet, known)
    return tuple(sorted(found, key=lambda finding: not finding.blocks))


def _session_blocks(sheet: SessionSheet, now: datetime) -> Iterator[Finding]:
    if sheet.state not in EDITABLE:
        yield Finding(f"This session is {sheet.state.value} already.", True, None, sheet.id, fix=Fix.NOTHING)
    if sheet.state is State.SCHEDULED or to_instant(sheet.date, sheet.end, sheet.zone) > now:
        text = "This session has not ended yet. Sign it after its end."
        yield Finding(text, True, None, sheet.id, fix=Fix.NOTHING)
    if sheet.returned:
        text = f"{sheet.returned.by} returned this session: {sheet.returned.words}"
        yield Finding(text, False, None, sheet.id, "note")
    present = [record for record in sheet.records if record.mark.presence is Presence.PRESENT]
    if present and not sheet.activities and not any(record.mark.given for record in present):
        text = "Nothing is recorded yet. Check off at least one activity."
        yield Finding(text, True, None, sheet.id, "activities")
    if not sheet.records:
        yield Finding("This session has no students.", True, None, sheet.id, "students", Fix.EDIT)


def _of_student(sheet: SessionSheet, record: StudentRecord, now: datetime) -> Iterator[Remark]:
    if record.mark.presence is Presence.UNMARKED:
        text = "choose Present in Session or Not Present in Session."
        yield Remark(record.pupil, text, True, "presence")
        return
    field, problem = mark_fault(record.mark, sheet.start, sheet.end, sheet.items)
    if problem:
        yield Remark(record.pupil, problem, True, field.partition(".")[0])
        return
    if record.mark.presence is Presence.ABSENT:
        return
    began, ended = actual_times(record.mark, sheet.start, sheet.end)
    if ended > sheet.end and to_instant(sheet.date, ended, sheet.zone) > now:
        text = "the actual end has not come yet. Correct it, or sign later."
        yield Remark(record.pupil, text, True, "end")
    elif began < sheet.start or ended > sheet.end:
        text = "the actual times go beyond the scheduled ones."
        yield Remark(record.pupil, text, field="start" if began < sheet.start else "end")
