"""A district to measure with: plainly fictional, built by bulk inserts, and posted by the app's own service."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select

from benchmarks.slack import TEAM
from models.db import Database, DbSession
from models.enums import ItemKind, Presence, Role, SessionType, State
from models.outputs import Actor
from models.rules.signing import Keyring
from models.rules.time import to_instant
from models.services import audit, people, posting
from models.services.importing import ensure_default_catalog
from models.services.lookups import catalog
from models.tables import Attendance, CalendarDay, Campus, CaseloadEntry, Credential, Session, Staff, Student

ZONE = "America/Chicago"
TODAY = date(2026, 11, 10)
NOW = datetime(2026, 11, 10, 22, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 8, 12), date(2027, 6, 25)
SLOTS = ((time(9), time(11)), (time(12), time(14)))
HOLIDAYS = [date(2026, 11, day) for day in range(23, 28)] + [date(2026, 12, 21) + timedelta(n) for n in range(12)]
PASSPHRASE = "seven quiet otters paint barns"  # It opens nothing but a benchmark.
KEYRING = Keyring("bench", {"bench": b"a key for measurements only, 32b!"})
CASELOAD = 12
SEARCHED = 400
NAMES = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gia", "Hugo", "Ivy", "Jack", "Kaya", "Leo")


@dataclass(frozen=True)
class Size:
    """`ready` drafts, `due` and `ahead` sessions for each aide; the rest of `each` is posted and signed."""

    aides: int
    each: int
    ready: int = 5
    due: int = 2
    ahead: int = 2


SMALL = Size(aides=2, each=10)
LARGE = Size(aides=200, each=100, due=3, ahead=12)


def user_of(aide: int) -> str:
    """The Slack user of an aide, counted from 0."""
    return f"U0AIDE{aide:04d}"


def build(database: Database, size: Size, hashed: str) -> None:
    """Fills an empty database. `hashed` is everybody's hash of PASSPHRASE."""
    tenant_id = database.run(lambda db: _district(db, size, hashed))
    for aide in range(size.aides):
        database.run(lambda db, aide=aide: _sessions(db, tenant_id, size, aide))  # type: ignore[misc]


def _district(db: DbSession, size: Size, hashed: str) -> int:
    tenant_id = people.bind_tenant(db, TEAM, "Benchmark District", at=NOW)
    ensure_default_catalog(db, tenant_id, FIRST, NOW)
    campus: dict[str, Any] = {"name": "Willow Creek School", "time_zone": ZONE, "tenant_id": tenant_id}
    db.execute(insert(Campus).values(**campus, reminder_time=time(15, 30), digest_time=time(7)))
    campus_id = db.execute(select(Campus.id)).scalar_one()
    days = [(FIRST, "first_day"), (LAST, "last_day"), *((day, "no_school") for day in HOLIDAYS)]
    db.execute(
        insert(CalendarDay),
        [{"tenant_id": tenant_id, "date": day, "kind": kind, "name": "A day of the calendar"} for day, kind in days],
    )
    db.execute(insert(Staff), list(_staff(tenant_id, campus_id, size.aides)))
    db.execute(insert(Student), list(_students(tenant_id, campus_id, size.aides * CASELOAD)))
    aides = db.execute(select(Staff.id).where(Staff.role == Role.AIDE.value).order_by(Staff.id)).scalars().all()
    students = db.execute(select(Student.id).order_by(Student.id)).scalars().all()
    served = [(aide, students[n * CASELOAD + place]) for n, aide in enumerate(aides) for place in range(CASELOAD)]
    # The last aide works with a whole school: this is the caseload that is searched instead of listed.
    served += [
        (aides[-1], student) for student in students[: SEARCHED - CASELOAD] if (aides[-1], student) not in served
    ]
    db.execute(
        insert(CaseloadEntry),
        [{"tenant_id": tenant_id, "staff_id": aide, "student_id": each, "start_date": FIRST} for aide, each in served],
    )
    throttle = {"set_at": NOW, "tries": 0, "failures": 0, "pauses": 0, "must_change": False}
    db.execute(
        insert(Credential), [{"staff_id": aide, "tenant_id": tenant_id, "hash": hashed, **throttle} for aide in aides]
    )
    return tenant_id


def _staff(tenant_id: int, campus_id: int, aides: int) -> Iterator[dict[str, Any]]:
    for number in range(-1, aides):
        role = Role.AIDE if number >= 0 else Role.ADMIN
        yield {
            "tenant_id": tenant_id,
            "email": f"person{number + 1}@school.example",
            "name": f"{NAMES[number % len(NAMES)]} Testwell {number + 1}",
            "title": "Paraprofessional",
            "role": role.value,
            "campus_id": campus_id,
            "needs_oversight": False,
            "active": True,
            "slack_user_id": user_of(number) if number >= 0 else "U0ADMIN001",
            "welcomed_at": NOW,
        }


def _students(tenant_id: int, campus_id: int, number: int) -> Iterator[dict[str, Any]]:
    for each in range(number):
        yield {
            "tenant_id": tenant_id,
            "student_id": f"S{each:05d}",
            "first_name": NAMES[each % len(NAMES)],
            "last_name": f"Sample{each // len(NAMES)}",
            "nickname": "",
            "medicaid_id": "",
            "campus_id": campus_id,
            "session_type": SessionType.GROUP.value,
        }


def _sessions(db: DbSession, tenant_id: int, size: Size, aide: int) -> None:
    """One aide's sessions: one a school day, the oldest posted with real signatures, then ready, due and ahead."""
    actor = people.actor_for(db, TEAM, user_of(aide))
    if actor is None:
        raise LookupError(aide)
    items = catalog(db, tenant_id)
    campus_id = db.execute(select(Staff.campus_id).where(Staff.id == actor.staff_id)).scalar_one()
    served = select(CaseloadEntry.student_id).where(CaseloadEntry.staff_id == actor.staff_id)
    students = list(db.execute(served.order_by(CaseloadEntry.id).limit(5)).scalars())
    codes = {kind.value: [item.code for item in items if item.kind is kind] for kind in ItemKind}
    posted = size.each - size.ready - size.due - size.ahead
    captured = posted + size.ready
    rows = [
        {
            "tenant_id": tenant_id,
            "owner_id": actor.staff_id,
            "campus_id": campus_id,
            "service": codes["service"][0],
            "description": "Morning care, Room 12",
            "place": codes["place"][0],
            "session_type": SessionType.GROUP.value,
            "local_date": day,
            "start_time": start,
            "end_time": end,
            "zone": ZONE,
            "starts_at": to_instant(day, start, ZONE),
            "ends_at": to_instant(day, end, ZONE),
            "state": (State.DRAFT if number < captured else State.SCHEDULED).value,
            "version": 2 if number < captured else 1,
            "activities": codes["activity"][:3] if number < captured else [],
            "note": "",
            "cancel_reason": "",
        }
        for number, (day, (start, end)) in enumerate(_meetings(size))
    ]
    db.execute(insert(Session), rows)
    ids = list(
        db.execute(select(Session.id).where(Session.owner_id == actor.staff_id).order_by(Session.ends_at)).scalars()
    )
    _attendance(db, tenant_id, ids, students, captured=captured, given=codes["activity"][:2])
    _post(db, actor, ids[:posted], ids[:captured])


def _meetings(size: Size) -> list[tuple[date, tuple[time, time]]]:
    """Two a school day, as many as each aide has; the last `ahead` of them lie after today."""
    days = (FIRST + timedelta(number) for number in range((LAST - FIRST).days))
    school = [day for day in days if day.isoweekday() < 6 and day not in HOLIDAYS]
    past = [(day, slot) for day in school if day <= TODAY for slot in SLOTS]
    ahead = [(day, slot) for day in school if day > TODAY for slot in SLOTS]
    return past[size.ahead - size.each :] + ahead[: size.ahead]


def _attendance(
    db: DbSession, tenant_id: int, ids: list[int], students: list[int], *, captured: int, given: list[str]
) -> None:
    """Three to five students in each session."""
    rows: list[dict[str, Any]] = [
        {
            "tenant_id": tenant_id,
            "session_id": session_id,
            "student_id": student_id,
            "presence": (Presence.PRESENT if number < captured else Presence.UNMARKED).value,
            "actual_start": SLOTS[number % 2][0] if number < captured else None,
            "actual_end": SLOTS[number % 2][1] if number < captured else None,
            "away": {},
            "given": given if number < captured else [],
            "observation": "",
        }
        for number, session_id in enumerate(ids)
        for student_id in students[: 3 + number % 3]
    ]
    db.execute(insert(Attendance), rows)


def _post(db: DbSession, actor: Actor, posted: list[int], captured: list[int]) -> None:
    """Signs the oldest with the app's own service, after the audit trail has heard of every capture."""
    events = [("session.captured", f"session:{each}", {"version": 2, "changed": {}}) for each in captured]
    audit.record_all(db, tenant_id=actor.tenant_id, actor_id=actor.staff_id, events=events, at=NOW)
    if posted:
        shown = posting.window_of(posting.audit_of(db, actor, posted, now=NOW), actor, len(posted))
        signed = [entry.sheet.id for entry in shown.entries]
        posting.sign(db, actor, signed, shown.digest, keyring=KEYRING, now=NOW)
