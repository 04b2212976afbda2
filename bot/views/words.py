"""How Carelog says dates, times, counts and states. Nothing in here is escaped; views do that."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.enums import AbsenceReason, Absent, Presence, Role, SessionType, State, UnpostReason
from models.findings import Worth
from models.inputs import Away, MarkChanges
from models.outputs import Pupil, Signature
from models.rules.time import spoken

# Not strftime: its names follow the machine's locale.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

STATES = {
    State.SCHEDULED: "Scheduled",
    State.DUE: "Not filled in yet",
    State.DRAFT: "Draft",
    State.SUBMITTED: "Submitted",
    State.RETURNED: "Returned",
    State.APPROVED: "Approved",
    State.POSTED: "Posted",
    State.REOPENED: "Reopened",
    State.CANCELLED: "Cancelled",
}
PRESENCE = {
    Presence.UNMARKED: "Not marked yet",
    Presence.PRESENT: "Present in Session",
    Presence.ABSENT: "Not Present in Session",
}
REASONS = {
    AbsenceReason.ABSENT: "Absent from school",
    AbsenceReason.LATE_OR_LEFT: "Came late or left early",
    AbsenceReason.SCHOOL_EVENT: "At a school event",
    AbsenceReason.OTHER_SERVICE: "With another service",
    AbsenceReason.REFUSED: "Refused care",
    AbsenceReason.NOT_AVAILABLE: "Not available",
}
UNPOST_REASONS = {
    UnpostReason.WRONG_TIME: "Wrong time",
    UnpostReason.WRONG_STUDENT: "Wrong student",
    UnpostReason.WRONG_ACTIVITY: "Wrong activity",
    UnpostReason.WRONG_TYPE: "Wrong session type",
    UnpostReason.DUPLICATE: "Duplicate",
    UnpostReason.OTHER: "Another reason",
    UnpostReason.RETURNED: "Returned by the overseer",
}
SESSION_TYPES = {SessionType.GROUP: "Group", SessionType.INDIVIDUAL: "Individual"}
ROLES = {Role.AIDE: "Aides", Role.SUPERVISOR: "Supervisors", Role.ADMIN: "Administrators"}
MEANINGS = {
    "authorship": "authorship (I gave this care as recorded)",
    "approval": "approval (I reviewed this record and approve it)",
}
ABSENT = {
    Absent.NOBODY: "You have no supervisor in Carelog, so an administrator approves it",
    Absent.OWN: "You are your own supervisor in Carelog, so an administrator approves it",
    Absent.LEFT: "Your supervisor {name} does not work here any more, so an administrator approves it",
    Absent.NOT_ENROLLED: "Your supervisor {name} has no signing passphrase yet, so an administrator can approve it",
}


def other_type(kind: SessionType) -> str:
    """The name of the session type that is not this one: what an IEP says that does not say `kind`."""
    return next(name for other, name in SESSION_TYPES.items() if other is not kind)


def post(submits: object) -> str:
    """What signing is called: *Submit* where somebody else has to approve it, else *Post*."""
    return "Submit" if submits else "Post"


def posted(submits: object) -> str:
    """The same of what was signed."""
    return "submitted" if submits else "posted"


def day(value: date) -> str:
    """Mon, Nov 16."""
    return f"{WEEKDAYS[value.weekday()][:3]}, {MONTHS[value.month - 1]} {value.day}"


def full_day(value: date) -> str:
    """Mon, Nov 16, 2026."""
    return f"{day(value)}, {value.year}"


def clock(value: time) -> str:
    """9:00 AM."""
    return f"{_hour(value)} {_half(value)}"


def span(start: time, end: time) -> str:
    """9:00–9:30 AM, or 11:30 AM–12:15 PM where noon lies between."""
    first = _hour(start) if _half(start) == _half(end) else clock(start)
    return f"{first}–{clock(end)}"


def minutes(value: int) -> str:
    """1 h 30 min."""
    return spoken(value)


def worth(net: int, value: Worth | None, elsewhere: bool = False) -> str:
    """One student's net minutes, and what the day comes to: 4 h · 16 units. Without units, 4 h.

    `elsewhere` says that what is missing for the units is missing in another session of the day.
    """
    if value is None:
        return minutes(net)
    said = [minutes(net)]
    if value.why_not:
        return f"{minutes(net)} · not billable ({value.why_not})"
    if value.minutes is None or value.units is None:
        return minutes(net) + (" · units depend on another session of this day" if elsewhere else "")
    if value.sessions > 1:
        said.append(f"{minutes(value.minutes)} this day in {value.sessions} sessions")
    elif value.minutes != net:
        said.append(f"{minutes(value.minutes)} of care")
    plan = "" if value.planned is None else f" for the {minutes(value.planned)} of the IEP"
    return " · ".join([*said, f"{count(value.units, 'unit')}{plan}"])


def shared(value: tuple[int, int] | None) -> str:
    """What a group's time comes to for all of them, while each student's part is not written; "" elsewhere."""
    if value is None:
        return ""
    return f"Group time: {minutes(value[0])}, about {count(value[1], 'unit')} for all students together."


def count(number: int, one: str, several: str = "") -> str:
    """1 session, 3 sessions."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def of_sessions(text: str) -> str:
    """The numbers of an edit, saying once what is counted: changes 21 sessions, leaves 2 posted."""
    return re.sub(r"\d+", lambda found: count(int(found.group()), "session"), text, count=1)


def deadline(days_left: int | None) -> str:
    """How long a session may still be documented in time; "" when nothing is known."""
    if days_left is None:
        return ""
    if days_left == 0:
        return "last day today"
    return f"{count(days_left, 'day')} left" if days_left > 0 else f"{count(-days_left, 'day')} late"


def away(value: Away) -> str:
    """Time away as it is told: 1 h, or 10:00–11:00 AM, 1:15–1:45 PM."""
    return ", ".join(span(start, end) for start, end in value.stretches) or minutes(value.minutes)


def changes(mark: MarkChanges) -> str:
    """What was understood of one student: not present (absent from school), came 9:15 AM, away 10:00-11:00."""
    parts = []
    if mark.presence is Presence.ABSENT:
        parts.append(f"not present ({REASONS[mark.reason].lower()})" if mark.reason else "not present")
    elif mark.presence is Presence.PRESENT and not (mark.start or mark.end or mark.away_text):
        parts.append("present")
    if mark.start:
        parts.append(f"came {clock(mark.start)}")
    if mark.end:
        parts.append(f"left {clock(mark.end)}")
    if mark.away_text:
        parts.append(f"away {mark.away_text}")
    return ", ".join(parts) or "noted"


def all_present(left_alone: Sequence[str]) -> str:
    """What *All present* did. `left_alone` has a sentence for each student whose record cannot be as it stands."""
    if not left_alone:
        return "All present, as scheduled. Now change the exceptions."
    students_left = count(len(left_alone), "student was", "students were")
    return f"All others present, as scheduled. {students_left} left alone: {' '.join(dict.fromkeys(left_alone))}"


def same_as_last(last: date | None) -> str:
    """What *Same as last time* did."""
    if last is None:
        return "There is no earlier session with activities to copy. Nothing was changed."
    return f"Activities and accommodations copied from {day(last)}. Now mark who was present."


def instant(at: datetime, zone: str) -> str:
    """Nov 20, 3:12 PM in a zone; an instant without an offset is UTC."""
    local = _aware(at).astimezone(ZoneInfo(zone))
    return f"{MONTHS[local.month - 1]} {local.day}, {clock(local.time())}"


def signature_line(signature: Signature) -> str:
    """The manifestation that every display of a posted session carries (RELIABILITY ES-02, 21 CFR 11.50)."""
    at = _aware(signature.signed_at)
    local = at.astimezone(ZoneInfo(signature.zone))
    exact = f"{_hour(local.time())}:{local.second:02} {_half(local.time())}"
    when = f"{MONTHS[local.month - 1]} {local.day}, {local.year}, {exact}"
    who = ", ".join(part for part in (signature.name, signature.title) if part)
    meaning = MEANINGS.get(signature.meaning, signature.meaning)
    return (
        f"Electronically signed by {who}, {when} UTC{_offset(local)} "
        f"({at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC), meaning: {meaning}. "
        f"Digest {signature.digest[:12]}, version {signature.version}."
    )


def listed(names: Sequence[str], most: int) -> str:
    """A, B and 3 more."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")


def students(pupils: Sequence[Pupil], most: int = 3) -> str:
    """The students of a session by name, for windows and Home only."""
    return listed([pupil.label for pupil in pupils], most) if pupils else "No students"


def days(dates: Sequence[date], most: int = 4) -> str:
    """Nov 25–27, Dec 21 and 9 more: neighbouring dates become one stretch."""
    stretches: list[tuple[date, date]] = []
    for value in sorted(dates):
        if stretches and value - stretches[-1][1] <= timedelta(days=1):
            stretches[-1] = (stretches[-1][0], value)
        else:
            stretches.append((value, value))
    return listed([_stretch(first, last) for first, last in stretches], most)


def _stretch(first: date, last: date) -> str:
    start = f"{MONTHS[first.month - 1]} {first.day}"
    if first == last:
        return start
    end = f"{last.day}" if first.month == last.month else f"{MONTHS[last.month - 1]} {last.day}"
    return f"{start}–{end}"


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _offset(local: datetime) -> str:
    """-06:00."""
    text = f"{local:%z}"
    return f"{text[:3]}:{text[3:5]}"


def _hour(value: time) -> str:
    return f"{value.hour % 12 or 12}:{value.minute:02}"


def _half(value: time) -> str:
    return "AM" if value.hour < 12 else "PM"
