"""A small fictional school for tests, made by the app's own services. Everything here is a plain function."""

import functools
import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Engine, event, insert, select

from models.db import Database, DbSession
from models.enums import ItemKind, Presence, Role, SessionType
from models.inputs import CaptureChanges, MarkChanges, Recurrence, SessionTerms
from models.outputs import Actor, Posted
from models.rules.signing import Keyring
from models.services import capture, credential, people, planning, posting
from models.services.hashing import Hasher
from models.tables import CalendarDay, Campus, CaseloadEntry, CatalogItem, Session, Staff, Student

ZONE = "America/Chicago"
FIXED_NOW = datetime(2026, 11, 18, 21, 0, tzinfo=UTC)
"""Wednesday, November 18, 2026, 3 PM at the school: what ends by 2 PM today is due."""
TODAY = date(2026, 11, 18)
PASSPHRASE = "seven quiet otters paint barns"
KEYRING = Keyring("test", {"test": b"a key that only tests know, 32 bytes!"})
NAMES = (("Mia", "Garcia"), ("Noah", "Green"), ("Ava", "Lopez"), ("Max", "Gray"), ("Lena", "Ortiz"), ("Theo", "Park"))
BREAK = (date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27))
_windows = itertools.count(1)


@dataclass(frozen=True)
class School:
    """One tenant. `students` are on the aide's caseload, `other_students` on the other aide's."""

    tenant_id: int
    campus_id: int
    team_id: str
    aide: Actor
    other_aide: Actor
    supervisor: Actor
    admin: Actor
    students: tuple[int, ...]
    other_students: tuple[int, ...]


def make_school(database: Database, *, students: int = 3, team_id: str = "T0001") -> School:
    """A tenant with a campus, four people, `students` students, a catalogue, and the school year 2026-27."""
    return database.run(lambda db: _school(db, students, team_id))


def _school(db: DbSession, students: int, team_id: str) -> School:
    tenant_id = people.bind_tenant(db, team_id, "Riverbend District", at=FIXED_NOW)
    campus_id = _row(
        db,
        Campus,
        tenant_id=tenant_id,
        name="Willow Creek School",
        time_zone=ZONE,
        reminder_time=time(15, 30),
        digest_time=time(7, 0),
    )
    _catalog(db, tenant_id)
    _calendar(db, tenant_id)
    admin = _staff(db, tenant_id, campus_id, team_id, "Pat Quill", Role.ADMIN)
    supervisor = _staff(db, tenant_id, campus_id, team_id, "Sam Rowe", Role.SUPERVISOR)
    aide = _staff(db, tenant_id, campus_id, team_id, "Jo Field", Role.AIDE, supervisor.staff_id)
    other = _staff(db, tenant_id, campus_id, team_id, "Kim Vale", Role.AIDE, supervisor.staff_id)
    return School(
        tenant_id,
        campus_id,
        team_id,
        aide,
        other,
        supervisor,
        admin,
        _students(db, aide, campus_id, range(students)),
        _students(db, other, campus_id, range(students, students + 1)),
    )


def _row(db: DbSession, table: type, **values: object) -> int:
    return db.execute(insert(table).values(**values).returning(table.id)).scalar_one()


def _staff(
    db: DbSession, tenant_id: int, campus_id: int, team_id: str, name: str, role: Role, supervisor_id: int | None = None
) -> Actor:
    first = name.split(maxsplit=1)[0].lower()
    _row(
        db,
        Staff,
        tenant_id=tenant_id,
        email=f"{first}@school.example",
        name=name,
        title="Paraprofessional" if role is Role.AIDE else role.value.capitalize(),
        role=role.value,
        campus_id=campus_id,
        supervisor_id=supervisor_id,
        needs_oversight=False,
        active=True,
        slack_user_id=f"U{first.upper()}",
    )
    actor = people.actor_for(db, team_id, f"U{first.upper()}")
    assert actor is not None
    return actor


def _students(db: DbSession, aide: Actor, campus_id: int, numbers: Sequence[int]) -> tuple[int, ...]:
    """As many students as there are numbers, on this person's caseload."""
    if not numbers:
        return ()
    rows = [_student(aide, campus_id, number) for number in numbers]
    made = insert(Student).returning(Student.id, sort_by_parameter_order=True)
    ids = tuple(db.execute(made, rows).scalars())
    db.execute(insert(CaseloadEntry), [_entry(aide, student_id) for student_id in ids])
    return ids


def _student(aide: Actor, campus_id: int, number: int) -> dict[str, object]:
    first, last = NAMES[number % len(NAMES)]
    return {
        "tenant_id": aide.tenant_id,
        "student_id": f"S{number + 1:03}",
        "first_name": first,
        "last_name": last if number < len(NAMES) else f"{last} {number}",
        "nickname": "",
        "medicaid_id": "",
        "campus_id": campus_id,
        "session_type": SessionType.GROUP.value,
    }


def give_student(db: DbSession, aide: Actor, student_id: int, *, until: date | None = None) -> None:
    """Puts a student on a person's caseload from August 2026 on."""
    db.execute(insert(CaseloadEntry), [_entry(aide, student_id, until)])


def _entry(aide: Actor, student_id: int, until: date | None = None) -> dict[str, object]:
    owner = {"tenant_id": aide.tenant_id, "staff_id": aide.staff_id}
    return {**owner, "student_id": student_id, "start_date": date(2026, 8, 1), "end_date": until}


def _catalog(db: DbSession, tenant_id: int) -> None:
    items = (
        ("PCS", ItemKind.SERVICE, "Personal Care - Instructional Support", ""),
        ("BUS", ItemKind.SERVICE, "Personal Care - Bus", ""),
        ("CLASS", ItemKind.PLACE, "Classroom", ""),
        ("TOILET", ItemKind.ACTIVITY, "Toileting", "Personal care"),
        ("MEAL", ItemKind.ACTIVITY, "Eating", "Personal care"),
        ("VISUAL", ItemKind.ACCOMMODATION, "Visual schedule", "Accommodations"),
    )
    db.execute(
        insert(CatalogItem),
        [
            {
                "tenant_id": tenant_id,
                "code": code,
                "kind": kind.value,
                "name": name,
                "category": category,
                "billable": kind is ItemKind.ACTIVITY,
                "needs_minutes": False,
                "position": position,
            }
            for position, (code, kind, name, category) in enumerate(items)
        ],
    )


def _calendar(db: DbSession, tenant_id: int) -> None:
    days = [
        (date(2026, 8, 12), "first_day", "First day of school"),
        (date(2027, 5, 27), "last_day", "Last day of school"),
        *((day, "no_school", "Thanksgiving break") for day in BREAK),
    ]
    db.execute(
        insert(CalendarDay),
        [{"tenant_id": tenant_id, "date": day, "kind": kind, "name": name} for day, kind, name in days],
    )


def terms(students: Sequence[int], **changed: object) -> SessionTerms:
    """What *Add Session* asks: today 9 AM to 2 PM in the classroom, unless changed."""
    values: dict[str, object] = {
        "service": "PCS",
        "description": "Morning care, Room 12",
        "place": "CLASS",
        "date": TODAY,
        "start": time(9),
        "end": time(14),
        "session_type": SessionType.GROUP,
        "students": tuple(students),
    }
    return SessionTerms(**(values | changed))


def weekdays(count: int, first: date = TODAY) -> Recurrence:
    """Every day from Monday to Friday until `count` days of school, breaks left out of the count, have passed."""
    days = (first + timedelta(ahead) for ahead in range(count * 2 + 10))
    school = [day for day in days if day.isoweekday() < 6 and day not in BREAK]
    return Recurrence(frozenset({1, 2, 3, 4, 5}), 1, school[count - 1])


def make_sessions(database: Database, actor: Actor, students: Sequence[int], **changed: object) -> list[int]:
    """Sessions of one use of *Add Session*, oldest first, as ids. `changed` are fields of SessionTerms."""
    key = f"window-{next(_windows)}"

    def work(db: DbSession) -> list[int]:
        made = planning.create(db, actor, terms(students, **changed), key, now=FIXED_NOW)
        query = select(Session.id).where(Session.creation_id == made.id).order_by(Session.starts_at)
        return list(db.execute(query).scalars())

    return database.run(work)


def make_session(database: Database, actor: Actor, students: Sequence[int], **changed: object) -> int:
    """One session, as an id."""
    return make_sessions(database, actor, students, **changed)[0]


def make_ready(database: Database, actor: Actor, session_id: int, *, now: datetime = FIXED_NOW) -> int:
    """Marks everybody present as scheduled, checks off one activity, and gives the session's id back."""
    done = CaptureChanges(activities_added=frozenset({"TOILET"}))
    database.run(lambda db: capture.record(db, actor, session_id, done, now=now))
    database.run(lambda db: capture.all_present(db, actor, session_id, now=now))
    return session_id


def mark(database: Database, actor: Actor, session_id: int, student_id: int, **changed: object) -> capture.Recorded:
    """Records something about one student. `changed` are fields of MarkChanges; present, unless it says otherwise."""
    changes = CaptureChanges(marks={student_id: MarkChanges(**({"presence": Presence.PRESENT} | changed))})
    return database.run(lambda db: capture.record(db, actor, session_id, changes, now=FIXED_NOW))


def window_digest(database: Database, actor: Actor, ids: Sequence[int], *, now: datetime = FIXED_NOW) -> str:
    """The digest that an audit window of these sessions would carry."""
    sheet = database.read(lambda db: posting.audit_of(db, actor, ids, now=now))
    return posting.window_of(sheet, actor, len(ids)).digest


def post(database: Database, actor: Actor, ids: Sequence[int], *, now: datetime = FIXED_NOW) -> Posted:
    """Signs sessions as the audit window would, without the passphrase."""
    digest = window_digest(database, actor, ids, now=now)
    return database.run(lambda db: posting.sign(db, actor, ids, digest, keyring=KEYRING, now=now))


@functools.cache
def hash_of(passphrase: str) -> str:
    """A real hash of a passphrase, made once for all tests: it takes 20 ms."""
    return Hasher().hash(passphrase)


def enrol(database: Database, school: School, actor: Actor, *, passphrase: str = PASSPHRASE) -> None:
    """Gives a person a signing passphrase by a one-time code, as the app does it."""
    hashed = hash_of(passphrase)

    def work(db: DbSession) -> None:
        issued = credential.issue_code(db, school.admin, actor.staff_id, school.tenant_id, at=FIXED_NOW)
        credential.enrol(db, actor, issued.code, hashed, at=FIXED_NOW)

    database.run(work)


@contextmanager
def counted_statements(database: Database) -> Iterator[list[str]]:
    """Collects every SQL statement that the database is sent meanwhile."""
    seen: list[str] = []
    # On PostgreSQL the reader is a view of the same engine, and would be heard twice.
    engines: set[Engine] = {database.engine}
    if database.engine.dialect.name == "sqlite":
        engines.add(database.reader)

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
