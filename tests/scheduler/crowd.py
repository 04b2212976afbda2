"""Many aides who are all reminded at the same moment: a workspace of them, and their sessions by bulk inserts."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, insert, select

from models.db import Database, DbSession
from models.rules.time import to_instant
from models.tables import Attendance, Session, Staff
from sandbox.people import Person, WorkspaceConfig
from tests.factories import TODAY, ZONE, School, make_school, terms
from tests.handlers.running import make_config


def user_of(number: int) -> str:
    """The Slack user of an aide of the crowd, counted from 0."""
    return f"UCROWD{number:04d}"


def crowd_config(aides: int) -> WorkspaceConfig:
    """A workspace with so many aides beside those of tests/factories.py."""
    crowd = (Person(user_of(n), f"Aide Testwell {n}", f"crowd{n}@school.example") for n in range(aides))
    return replace(make_config(), people=(*make_config().people, *crowd))


def make_crowd(database: Database, aides: int, *, team_id: str = "T0001") -> School:
    """A school whose crowd of aides has one unposted session each, today's; its other people have none."""
    school = make_school(database, team_id=team_id)
    database.run(lambda db: _people(db, school, aides))
    add_sessions(database, school, each=1)
    return school


def add_sessions(database: Database, school: School, *, each: int) -> None:
    """Gives every aide of the crowd more unposted sessions: one of today, one of each day before."""
    database.run(lambda db: _sessions(db, school, each))


def _people(db: DbSession, school: School, aides: int) -> None:
    about = {"tenant_id": school.tenant_id, "campus_id": school.campus_id, "active": True, "needs_oversight": False}
    people = [
        {
            **about,
            "email": f"crowd{n}@school.example",
            "name": f"Aide Testwell {n}",
            "title": "Paraprofessional",
            "role": "aide",
            "slack_user_id": user_of(n),
        }
        for n in range(aides)
    ]
    db.execute(insert(Staff), people)


def _sessions(db: DbSession, school: School, each: int) -> None:
    owners = db.execute(select(Staff.id).where(Staff.slack_user_id.like("UCROWD%"))).scalars().all()
    before = db.execute(select(func.coalesce(func.max(Session.id), 0))).scalar_one()
    db.execute(insert(Session), [_session(school, owner, back) for owner in owners for back in range(each)])
    made = db.execute(select(Session.id).where(Session.id > before)).scalars().all()
    empty = {"tenant_id": school.tenant_id, "presence": "unmarked", "away": {}, "given": [], "observation": ""}
    rows = [{**empty, "session_id": one, "student_id": school.students[0]} for one in made]
    db.execute(insert(Attendance), rows)


def _session(school: School, owner: int, back: int) -> dict[str, object]:
    """A session of today, or so many days back."""
    about, day = terms(school.students), TODAY - timedelta(days=back)
    return {
        "tenant_id": school.tenant_id,
        "owner_id": owner,
        "campus_id": school.campus_id,
        "service": about.service,
        "description": about.description,
        "place": about.place,
        "session_type": about.session_type.value,
        "local_date": day,
        "start_time": about.start,
        "end_time": about.end,
        "zone": ZONE,
        "starts_at": to_instant(day, about.start, ZONE),
        "ends_at": to_instant(day, about.end, ZONE),
        "state": "scheduled",
        "version": 1,
        "activities": [],
        "note": "",
        "cancel_reason": "",
    }
