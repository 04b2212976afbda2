"""Plainly fictional values from which `examples()` draw every view in every state."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from models.enums import SIGNED, AbsenceReason, Fix, ItemKind, Presence, Role, SessionType, State, UnpostReason
from models.findings import Finding, SessionWorth, Worth
from models.home import HomePage, SetupStep, TeamLine
from models.inputs import Away, Mark
from models.office import EnrolmentCode, StaffLine
from models.outputs import (
    Actor,
    AuditEntry,
    AuditSheet,
    Conflict,
    HistoryLine,
    Item,
    Posted,
    Pupil,
    SessionLine,
    SessionSheet,
    Signature,
    SkippedDay,
    StudentRecord,
    Voided,
)
from models.oversight import Queue, Waiting
from models.planned import AddSessionForm, Created
from models.rules.remarks import Remark, merged

ZONE = "America/Chicago"
TODAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 20, 21, 12, 5, tzinfo=UTC)
CONTACT = "Olive Office (office@example.org)"
SERVICE = "Personal Care - Instructional Support"
FIRST = ("Ada", "Ben", "Cleo", "Dov", "Eve", "Finn", "Gia", "Hal", "Ivy", "Jon")
LAST = ("Sample", "Example", "Fictional", "Placeholder")


def pupils(number: int) -> tuple[Pupil, ...]:
    """So many students with invented names."""
    names = [(FIRST[n % 10], LAST[n // 10 % 4]) for n in range(number)]
    return tuple(
        Pupil(n + 1, f"{first} {last}{'' if n < 40 else f' {n}'}", f"{first[0]}.{last[0]}.", SessionType.GROUP)
        for n, (first, last) in enumerate(names)
    )


def items() -> tuple[Item, ...]:
    """A catalogue in small, with one category of more than ten activities."""
    care = ("Eating", "Toileting", "Hygiene", "Dressing", "Bathing", "Transfers", "Positioning", "Mobility")
    more = ("Grooming", "Mouth care", "Hand washing")
    return (
        Item("service", ItemKind.SERVICE, SERVICE, "", billable=True, needs_minutes=False),
        Item("classroom", ItemKind.PLACE, "Classroom", "", billable=True, needs_minutes=False),
        *(_activity(name, "Daily care") for name in (*care, *more)),
        *(_activity(name, "Safety") for name in ("Redirection", "Seizure watch")),
        Item("picture_cards", ItemKind.ACCOMMODATION, "Picture cards", "", billable=False, needs_minutes=False),
    )


def _activity(name: str, category: str) -> Item:
    code = name.lower().replace(" ", "_")
    return Item(code, ItemKind.ACTIVITY, name, category, billable=True, needs_minutes=False)


def actor(role: Role = Role.AIDE, *, enrolled: bool = True) -> Actor:
    return Actor(1, 1, "Dana Sample", "Paraprofessional", role, ZONE, enrolled, CONTACT)


def line(number: int = 1, state: State = State.DUE, day: date = TODAY, students: int = 3) -> SessionLine:
    start = time(9, 0) if number % 2 else time(11, 30)
    end = time(9, 30) if number % 2 else time(12, 15)
    basis = SessionLine(number, state, day, start, end, SERVICE, "Morning care", pupils(students))
    if state in SIGNED:
        return replace(basis, signed_by="Dana Sample", signed_at=NOW)
    if state is State.CANCELLED:
        return replace(basis, cancel_reason="Field trip")
    return replace(basis, days_left=(day - date(2026, 11, 13)).days, ready=state is State.DRAFT)


def page() -> HomePage:
    """An aide with two unposted sessions, one of them on its last day, and a week in all states."""
    old, new = line(1, State.DRAFT, date(2026, 11, 13)), line(2, State.DUE)
    late = replace(line(3, State.DUE, date(2026, 11, 11)), days_left=-2)
    week = (
        line(4, State.POSTED, MONDAY),
        line(5, State.CANCELLED, MONDAY + timedelta(days=1)),
        line(6, State.DRAFT, MONDAY + timedelta(days=2)),
        new,
    )
    today = (new, line(8, State.SCHEDULED))
    return HomePage(actor(), NOW, TODAY, MONDAY, False, (late, old, new), 3, 1, today, week, caseload_size=12)


def newcomer_page() -> HomePage:
    return replace(
        posted_page(), actor=actor(enrolled=False), welcome=True, has_sessions=False, caseload_size=0, week_lines=()
    )


def posted_page() -> HomePage:
    return replace(page(), unposted=(), unposted_total=0, ready_total=0, today_lines=())


def empty_page() -> HomePage:
    return replace(posted_page(), week_lines=(), has_sessions=False)


def supervisor_page() -> HomePage:
    team = (TeamLine("Finn Fictional", 4, 6), TeamLine("Gia Example", 0, 0), TeamLine("Hal Sample", 1, 0))
    return replace(posted_page(), actor=actor(Role.SUPERVISOR), team=team)


def submitting_page() -> HomePage:
    """An aide whose documentation needs oversight: one is ready, one was returned, one waits."""
    ready, returned = line(1, State.DRAFT), line(2, State.RETURNED)
    waits = replace(line(4, State.POSTED, MONDAY), state=State.SUBMITTED, waits_for="Rosa Testwell")
    approved = replace(line(5, State.POSTED, MONDAY + timedelta(days=1)), state=State.APPROVED)
    mine = tuple(replace(one, submits=True) for one in (ready, returned))
    oversight = replace(actor(), needs_oversight=True)
    return replace(
        page(), actor=oversight, unposted=mine, unposted_total=2, week_lines=(waits, approved), today_lines=mine,
        submitted=1, waits_for="Rosa Testwell",
    )  # fmt: skip


def queue_page() -> HomePage:
    """An administrator whose own aides submitted one session, and to whom another fell."""
    first, second = (line(n, State.SUBMITTED, MONDAY) for n in (1, 2))
    shown = (Waiting(first, "Finn Fictional", 0), Waiting(second, "Gia Example", 4, "Rosa Testwell"))
    return replace(supervisor_page(), actor=actor(Role.ADMIN), queue=Queue(shown, 12, 4))


def admin_page() -> HomePage:
    steps = (SetupStep("Import campuses", True), SetupStep("Import staff", False))
    return replace(empty_page(), actor=actor(Role.ADMIN), setup=steps)


def long_page() -> HomePage:
    """Far more of everything than one Home tab holds."""
    many = tuple(line(n, State.DUE, TODAY, 30) for n in range(1, 60))
    week = tuple(line(n, State.POSTED, MONDAY + timedelta(days=n % 7), 7) for n in range(100))
    team = tuple(TeamLine(f"Aide Number {n}", n, n) for n in range(40))
    return replace(page(), unposted=many, unposted_total=140, today_lines=many, week_lines=week, team=team)


def add_session_form(caseload: int = 12) -> AddSessionForm:
    services = tuple(item for item in items() if item.kind is ItemKind.SERVICE)
    places = (*(item for item in items() if item.kind is ItemKind.PLACE), _activity("Cafeteria", ""))
    students = pupils(caseload) if caseload <= 100 else ()
    return AddSessionForm(services, places, students, caseload, TODAY, date(2026, 8, 17), date(2027, 5, 28), CONTACT)


def created(skipped: tuple[SkippedDay, ...] = ()) -> Created:
    week = tuple(SkippedDay(date(2026, 11, 23) + timedelta(days=n), "Thanksgiving break") for n in range(5))
    days = skipped or (*week, SkippedDay(date(2026, 12, 7), "Staff day"))
    conflict = Conflict(date(2026, 12, 1), time(9, 0), time(9, 30), "Lunch help")
    return Created(7, "Morning care", 21, date(2026, 11, 20), date(2026, 12, 18), days, (conflict,))


def created_one() -> Created:
    return Created(8, "Morning care", 1, TODAY, TODAY, (), ())


def undone() -> Created:
    return replace(created(), undone=19, kept=2)


def sheet(students: int = 5, state: State = State.DRAFT, number: int = 41) -> SessionSheet:
    """A session with a student of each kind: as scheduled, late, absent, and not marked yet."""
    records = tuple(StudentRecord(pupil, *_mark(place)) for place, pupil in enumerate(pupils(students)))
    return SessionSheet(
        number, 3, state, TODAY, time(9, 0), time(9, 30), ZONE, SERVICE, "Morning care", "Classroom",
        SessionType.GROUP, True, "Dana Sample", 1, frozenset({"eating", "hygiene"}), "A calm morning.", records,
        items(), days_left=5, cancel_reason="Field trip" if state is State.CANCELLED else "",
    )  # fmt: skip


def last_day_sheet() -> SessionSheet:
    """A session of two, after which the second one leaves."""
    first, second = sheet(2).records
    return replace(sheet(2), records=(first, replace(second, last_day=True)))


def _mark(place: int) -> tuple[Mark, int | None, str]:
    given = frozenset({"eating", "picture_cards"})
    kinds: tuple[tuple[Mark, int | None, str], ...] = (
        (Mark(Presence.PRESENT, given=given, observation="Ate on her own."), 30, ""),
        (Mark(Presence.PRESENT, start=time(9, 10), away=Away(minutes=5), given=given), 15, ""),
        (Mark(Presence.ABSENT, AbsenceReason.OTHER_SERVICE), None, ""),
        (Mark(), None, ""),
        (Mark(Presence.PRESENT, away=Away(stretches=((time(9, 0), time(9, 30)),))), 0, "No time is left."),
    )
    return kinds[place % len(kinds)]


def posted_sheet() -> SessionSheet:
    first, last = NOW - timedelta(hours=1), NOW - timedelta(minutes=55)
    captured = HistoryLine(first, "Dana Sample", "Captured attendance, actual times", until=last, changes=12)
    signed = HistoryLine(NOW, "Dana Sample", "Posted with the signing passphrase")
    history = (captured, signed)
    return replace(sheet(3, State.POSTED), signatures=(signature(),), history=history, as_signed=True)


def late_sheet() -> SessionSheet:
    """A session that was posted late, with what is known around it."""
    said = (
        Finding("Posted 1 day late, on day 8 after the care.", False, None, 41, fix=Fix.NOTHING),
        Finding(
            "Ada Sample: Kim Example recorded care from 9:15 AM to 9:30 AM as well. Agree on who gave it.", False, 1
        ),
    )
    worth = SessionWorth({1: Worth(45, 3, 2), 2: Worth(15, 1)})
    return replace(posted_sheet(), said=said, worth=worth)


def group_audit(students: int) -> AuditSheet:
    """A group of whom most are the same: what is the same of several is said once."""
    marks = [Mark(Presence.PRESENT, given=frozenset({"eating"})) for _ in range(students)]
    group = replace(
        sheet(students),
        records=tuple(StudentRecord(pupil, mark, 30) for pupil, mark in zip(pupils(students), marks, strict=True)),
    )
    late = Finding("This log is 1 day late. It can be signed, and is marked late.", False, None, 41, fix=Fix.NOTHING)
    kinds = (
        Remark(group.records[0].pupil, "the IEP says Individual, and this session is Group.", fix=Fix.EDIT),
        *(
            Remark(record.pupil, "Kim Example recorded care from 9:15 AM to 9:30 AM as well. Agree on who gave it.")
            for record in group.records[:2]
        ),
        *(
            Remark(
                record.pupil,
                "2 h 30 min on this day, 30 min more than the 2 h of the IEP. All is kept.",
                many="more time on this day than the IEP plans. All is kept.",
                aside="2 h 30 min, planned 2 h",
            )
            for record in group.records
        ),
    )
    alone = students == 1
    unit = Worth(150, 8, 2, planned=120) if alone else Worth()
    worth = SessionWorth({record.pupil.id: unit for record in group.records}, None if alone else (30, 2))
    entry = AuditEntry(replace(group, worth=worth), (late, *merged(41, kinds)))
    return replace(audit(), entries=(entry,))


def posted_again() -> SessionSheet:
    """A session that was unposted, corrected and posted again."""
    voided = Voided(NOW, "Olive Office", UnpostReason.WRONG_TIME)
    first, again = replace(signature(), voided=voided), replace(signature(), version=5)
    return replace(posted_sheet(), version=5, signatures=(first, again))


def signature() -> Signature:
    return Signature("Dana Sample", "Paraprofessional", NOW, ZONE, "authorship", "0123456789abcdef" * 4, 3)


STATEMENT = "I gave this care as recorded. By typing my signing passphrase I sign these records electronically."


def audit() -> AuditSheet:
    doubt = Finding("Ben Sample came 10 minutes late.", blocks=False, student_id=2)
    return AuditSheet((AuditEntry(sheet(3), (doubt,)),), "0" * 64, STATEMENT, "Dana Sample, Paraprofessional")


def type_audit() -> AuditSheet:
    """A session whose type is not the IEP's."""
    text = "Ben Sample: the IEP says Individual, and this session is Group. Change the type, or keep it and say why."
    doubt = Finding(text, False, 2, 41, "session_type", Fix.EDIT)
    return replace(audit(), entries=(AuditEntry(sheet(3), (doubt,)),))


def blocked_audit() -> AuditSheet:
    blocks = (Finding("Say what you worked on.", blocks=True), Finding("Mark Dov Sample.", blocks=True, student_id=4))
    return replace(audit(), entries=(), waiting=(AuditEntry(sheet(5), blocks),))


def mixed_audit() -> AuditSheet:
    waiting = tuple(
        AuditEntry(sheet(4, number=50 + n), (Finding("Mark Dov Sample.", blocks=True, student_id=4),))
        for n in range(14)
    )
    return replace(audit(), entries=(*audit().entries, AuditEntry(sheet(3, number=42), ())), waiting=waiting, later=3)


def posted_result(more_ready: int = 0) -> Posted:
    lines = (line(41, State.POSTED, MONDAY), line(42, State.POSTED))
    return Posted(lines, signature(), more_ready, unposted_left=more_ready)


def staff(number: int) -> tuple[StaffLine, ...]:
    roles = tuple(Role)
    return tuple(StaffLine(n, f"Staff Number {n}", "Paraprofessional", roles[n % 3], n % 2 == 0) for n in range(number))


def code() -> EnrolmentCode:
    return EnrolmentCode("K7QF-2M9T", "Finn Fictional", datetime(2026, 11, 20, 21, 30, tzinfo=UTC))
