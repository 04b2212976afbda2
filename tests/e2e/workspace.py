"""What `carelog sandbox` starts, on a database that the tests choose, with the app's log kept in a file."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from bot.keys import load_keys
from models.db import DbSession, make_database
from models.enums import ItemKind, SessionType
from models.inputs import SessionTerms
from models.rules.time import to_local
from models.services import credential, lookups, people, planning
from models.services.hashing import Hasher
from models.tables import CaseloadEntry, Session, Staff, Student
from sandbox.__main__ import TEAM, open_workspace, start_app
from sandbox.calendar_shift import sample_files, shift_files
from sandbox.driver import Page
from sandbox.sample import PASSPHRASE, School, fill_school, load_school
from sandbox.server import RunningServer
from tests.told import forget, leaks

ZONE = "America/Chicago"
FLOATER = "felix.placeholt@juniperflats.example"
REAL_NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
"""The day on which the workspace is opened, so that the stories are the same whenever they run: the Saturday after a
week without school. tests/e2e/test_sample_year.py opens the sample school on other days."""
COMPLAINT = re.compile(r"Traceback|\bERROR\b|\bCRITICAL\b")


@dataclass(frozen=True)
class Workspace:
    """A running workspace. `days` are the school days of the sample's sessions up to today, in order."""

    server: RunningServer
    school: School
    days: tuple[date, ...]
    log: Path

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def today(self) -> date:
        """The sandbox's day: the last school day."""
        return to_local(self.school.now, ZONE).date()

    def user(self, first_name: str) -> str:
        """The Slack user id of a person of the sample school."""
        return next(person.id for person in self.school.people if person.name.startswith(f"{first_name} "))

    def complaints(self) -> list[str]:
        """What the app's log says of errors. Nothing, when all is well."""
        return [line for line in self.log.read_text().splitlines() if COMPLAINT.search(line)]

    def refusals(self) -> list[str]:
        """What the developer's log says went wrong: late answers, calls that were refused."""
        entries = Page(self.url, self.user("Alma")).get("/page/log")["entries"]
        return [f"{each['where']}: {each['text']}" for each in entries if each["level"] != "info"]


@contextlib.contextmanager
def running(folder: Path, database_url: str) -> Iterator[Workspace]:
    """Fills the database, opens the workspace and starts the app; ends both.

    Raises AssertionError when the app does not leave within half a minute of being asked to, or when a message's text
    or metadata held a student's name.
    """
    forget()
    school, days = _fill(folder, database_url)
    server, environment = open_workspace(folder, database_url, school)
    log = folder / "app.log"
    with log.open("wb") as output:
        app = start_app(environment, output)
        try:
            _connected(server, log)
            yield Workspace(server, school, days, log)
            assert app.poll() is None, "the app ended by itself"
            app.terminate()
            assert app.wait(30) == 0
            assert _leaks(database_url) == []
        finally:
            if app.poll() is None:
                app.kill()
                app.wait(10)
            server.stop()


def _leaks(database_url: str) -> list[str]:
    database = make_database(database_url)
    try:
        return leaks(database)
    finally:
        database.close()


def _connected(server: RunningServer, log: Path) -> None:
    try:
        server.wait_until(lambda world: world.link.connected, 25)
    except TimeoutError:
        raise AssertionError(f"The app did not connect. Its log ends with:\n{log.read_text()[-2000:]}") from None


def _fill(folder: Path, database_url: str) -> tuple[School, tuple[date, ...]]:
    """The whole school is there; Alma has sessions, and Felix one, since signing for everybody takes a while."""
    database, keyring, real_now = make_database(database_url), load_keys(folder / "keys.json"), REAL_NOW
    try:
        school = load_school(database, shift_files(sample_files(), today=real_now.date()), TEAM, real_now=real_now)
        alma = tuple(person for person in school.people if person.name.startswith("Alma "))
        fill_school(database, replace(school, people=alma), TEAM[0], Hasher(), keyring)
        today = to_local(school.now, ZONE).date()
        database.run(lambda db: _one_session(db, FLOATER, today, Hasher().hash(PASSPHRASE), school.now))
        found = select(Session.local_date).where(Session.local_date <= today).distinct().order_by(Session.local_date)
        return school, tuple(database.read(lambda db: db.execute(found).scalars().all()))
    finally:
        database.close()


def _one_session(db: DbSession, email: str, day: date, hashed: str, now: datetime) -> None:
    """Enrols an aide who has nothing but one session of this day, with three students, still to be filled in."""
    staff = db.execute(select(Staff).where(Staff.email == email)).scalar_one()
    actor = people.actor_for(db, TEAM[0], str(staff.slack_user_id))
    assert actor is not None
    code = credential.issue_code(db, None, actor.staff_id, actor.tenant_id, at=now)
    credential.enrol(db, actor, code.code, hashed, at=now)
    students = tuple(db.execute(select(Student.id).order_by(Student.id).limit(3)).scalars())
    entry = {"tenant_id": actor.tenant_id, "staff_id": actor.staff_id, "start_date": day}
    db.execute(insert(CaseloadEntry), [{**entry, "student_id": student} for student in students])
    items = lookups.catalog(db, actor.tenant_id)
    service, place = (
        next(one.code for one in items if one.kind is kind) for kind in (ItemKind.SERVICE, ItemKind.PLACE)
    )
    start, end = time(11, 30), time(12, 15)
    terms = SessionTerms(service, "Lunch, Room 4", place, day, start, end, SessionType.GROUP, students, None)
    planning.create(db, actor, terms, "e2e", now=now - timedelta(days=1))
