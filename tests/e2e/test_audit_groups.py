"""Session Audit of groups of 1, 7, 15 and 30 students at phone width, with everything that it can say of them."""

import shutil
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import insert, select

from models.db import DbSession, make_database
from models.enums import ItemKind, Role, SessionType
from models.inputs import CaptureChanges, MarkChanges, SessionTerms
from models.outputs import Actor
from models.services import capture, lookups, people, planning
from models.tables import Campus, CaseloadEntry, Session, Staff, Student
from sandbox.__main__ import TEAM
from tests.e2e.camera import Camera
from tests.e2e.person import Person
from tests.e2e.workspace import FLOATER, Workspace

SIZES = (1, 7, 15, 30)
FIRST, LAST = ("Ada", "Bartholomew", "Cleo", "Dov", "Eve"), ("Sample", "Example", "Fictional", "Placeholder")


@pytest.fixture(scope="module")
def database_url(sqlite_template, tmp_path_factory):
    path = tmp_path_factory.mktemp("groups") / "carelog.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def groups(workspace: Workspace, database_url: str) -> Workspace:
    """Felix has a group of each size today, and another aide was with some of the same students."""
    database = make_database(database_url)
    day = workspace.today

    def work(db: DbSession) -> None:
        felix, helper = actor_of(db, FLOATER), actor_of(db, another_aide(db))
        students = enough_students(db, (felix, helper), day)
        for number, size in enumerate(SIZES):
            recorded(db, felix, students[:size], time(7 + number), workspace)
        recorded(db, helper, students[:2], time(8, 30), workspace)

    database.run(work)
    database.close()
    return workspace


def another_aide(db: DbSession) -> str:
    return str(db.execute(select(Staff.email).where(Staff.role == Role.AIDE, Staff.email != FLOATER)).scalars().first())


def actor_of(db: DbSession, email: str) -> Actor:
    user = db.execute(select(Staff.slack_user_id).where(Staff.email == email)).scalar_one()
    found = people.actor_for(db, TEAM[0], str(user))
    assert found is not None
    return found


def enough_students(db: DbSession, actors: tuple[Actor, ...], day: date) -> list[int]:
    """Thirty students of all these aides. IEPs of the first say Individual and plan half an hour; one is 21."""
    made = []
    shared = {"tenant_id": actors[0].tenant_id, "nickname": "", "medicaid_id": ""}
    shared["campus_id"] = db.execute(select(Campus.id)).scalars().first()
    for number in range(30):
        values = {
            "student_id": f"G{number:03}",
            "first_name": FIRST[number % 5],
            "last_name": f"{LAST[number // 5 % 4]}{'' if number < 20 else '-Long-Name'}",
            "session_type": (SessionType.INDIVIDUAL if number < 3 else SessionType.GROUP).value,
            "iep_minutes_per_day": 30 if number < 8 else None,
            "date_of_birth": date(day.year - 22, 1, 1) if number == 4 else None,
        }
        made.append(db.execute(insert(Student).values(**shared, **values).returning(Student.id)).scalar_one())
    row = {"tenant_id": actors[0].tenant_id, "start_date": day}
    db.execute(
        insert(CaseloadEntry),
        [{**row, "staff_id": actor.staff_id, "student_id": student} for actor in actors for student in made],
    )
    return made


def recorded(db: DbSession, actor: Actor, students: list[int], start: time, workspace: Workspace) -> None:
    """A session of twenty minutes, everybody present, with something about every fifth student."""
    now, day, end = workspace.school.now, workspace.today, start.replace(minute=start.minute + 20)
    first = {item.kind: item.code for item in reversed(lookups.catalog(db, actor.tenant_id))}
    service, place, activity = (first[kind] for kind in (ItemKind.SERVICE, ItemKind.PLACE, ItemKind.ACTIVITY))
    about = f"Care of {len(students)}"
    terms = SessionTerms(service, about, place, day, start, end, SessionType.GROUP, tuple(students), None)
    made = planning.create(db, actor, terms, f"{actor.staff_id}-{start}", now=now - timedelta(days=1))
    session_id = db.execute(select(Session.id).where(Session.creation_id == made.id)).scalar_one()
    given = frozenset({activity})
    marks = {student: MarkChanges(given_added=given) for student in students}
    marks |= {student: MarkChanges(given_added=given, minutes={activity: "15"}) for student in students[:8]}
    marks |= {student: MarkChanges(observation="Needed help with the spoon.") for student in students[4::5]}
    changes = CaptureChanges(activities_added=given, marks=marks)
    capture.all_present(db, actor, session_id, now=now, changes=changes)


def test_session_audit_at_phone_width(groups: Workspace, meet: Callable[..., Person]):
    felix = meet("Felix", phone=True)
    camera = Camera(felix, "phone")
    for number, size in enumerate(SIZES):
        felix.home.get_by_role("button", name="Open").nth(number).click()
        felix.sees_window("Session")
        felix.press("Save and Post")
        felix.sees_window("Session Audit")
        felix.sees(f"Care of {size}", "more time on this day" if size > 1 else "more than the 30 min of the IEP")
        expect(felix.window.get_by_text("to check before you sign.")).to_be_in_viewport()
        expect(felix.window.get_by_text("Please check:").first).to_be_in_viewport(ratio=1)
        camera.take(f"audit-group-{size}")
        felix.field("Signing passphrase").scroll_into_view_if_needed()
        camera.take(f"audit-group-{size}-end")
        felix.leave_window()
        expect(felix.window).to_have_count(0)
