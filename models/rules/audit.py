"""Session Audit: what stands in the way of a signature. Only the impossible blocks; the doubtful is said."""

from datetime import datetime, time

from models.enums import Presence, State
from models.inputs import Mark
from models.outputs import Finding, SessionSheet, StudentRecord
from models.rules.session_state import EDITABLE
from models.rules.time import to_instant
from models.rules.time_away import net_minutes


def actual_times(mark: Mark, start: time, end: time) -> tuple[time, time]:
    """The actual start and end of a student who was present: as recorded, else as scheduled."""
    return mark.start or start, mark.end or end


def net_of(mark: Mark, start: time, end: time) -> int | None:
    """Net minutes of one student; None while nothing is recorded, 0 for a student who was not present."""
    if mark.presence is Presence.UNMARKED:
        return None
    if mark.presence is Presence.ABSENT:
        return 0
    return net_minutes(*actual_times(mark, start, end), mark.away)


def mark_problem(mark: Mark, start: time, end: time) -> str:
    """The sentence that says what is impossible in one student's record; empty when nothing is."""
    if mark.presence is Presence.ABSENT and mark.reason is None:
        return "Choose a reason for not being present."
    if mark.presence is not Presence.PRESENT:
        return ""
    began, ended = actual_times(mark, start, end)
    if ended <= began:
        return "The actual end is not after the actual start. Correct one of the two times."
    if net_minutes(began, ended, mark.away) <= 0:
        return "The time away covers the whole session. Shorten it, or choose Not Present in Session."
    return ""


def findings(sheet: SessionSheet, now: datetime) -> tuple[Finding, ...]:
    """Everything that Session Audit says of a session at the instant `now`, what blocks first."""
    found = [*_session_blocks(sheet, now)]
    for record in sheet.records:
        found.extend(_student_blocks(sheet, record, now))
    if sheet.days_left is not None and sheet.days_left < 0:
        late = "1 day" if sheet.days_left == -1 else f"{-sheet.days_left} days"
        found.append(Finding(f"This log is {late} late. It can be posted, and is marked late.", False))
    return tuple(sorted(found, key=lambda finding: not finding.blocks))


def _session_blocks(sheet: SessionSheet, now: datetime) -> list[Finding]:
    found: list[Finding] = []
    if sheet.state not in EDITABLE:
        found.append(Finding(f"This session is {sheet.state.value} already.", True))
    if sheet.state is State.SCHEDULED or to_instant(sheet.date, sheet.end, sheet.zone) > now:
        found.append(Finding("This session has not ended yet. Post it after its end.", True))
    present = [record for record in sheet.records if record.mark.presence is Presence.PRESENT]
    if present and not sheet.activities and not any(record.mark.given for record in present):
        found.append(Finding("Nothing is recorded yet. Check off at least one activity.", True))
    if not sheet.records:
        found.append(Finding("This session has no students.", True))
    return found


def _student_blocks(sheet: SessionSheet, record: StudentRecord, now: datetime) -> list[Finding]:
    who, student = record.pupil.name, record.pupil.id
    if record.mark.presence is Presence.UNMARKED:
        return [Finding(f"{who}: choose Present in Session or Not Present in Session.", True, student)]
    problem = mark_problem(record.mark, sheet.start, sheet.end)
    if problem:
        return [Finding(f"{who}: {problem}", True, student)]
    began, ended = actual_times(record.mark, sheet.start, sheet.end)
    if record.mark.presence is Presence.ABSENT:
        return []
    if ended > sheet.end and to_instant(sheet.date, ended, sheet.zone) > now:
        return [Finding(f"{who}: the actual end has not come yet. Correct it, or post later.", True, student)]
    if began < sheet.start or ended > sheet.end:
        return [Finding(f"{who}: the actual times go beyond the scheduled ones.", False, student)]
    return []
