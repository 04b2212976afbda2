"""The sample school opens on any day of the year, also on the first ones, when there is hardly a day to fill."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from bot.keys import load_keys
from models.db import Database
from models.services import oversight, people
from models.services.hashing import Hasher
from models.services.verify import verify
from models.tables import Session
from sandbox.__main__ import TEAM
from sandbox.calendar_shift import sample_files, shift_files
from sandbox.sample import fill_school, load_school


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_one_session_waits_for_its_overseer(database: Database, tmp_path):
    """A newcomer sees the queue; everything older was approved with signatures that are checked."""
    real = datetime(2026, 11, 18, 12, tzinfo=UTC)
    school = load_school(database, shift_files(sample_files(), today=real.date()), TEAM, real_now=real)
    two = tuple(one for one in school.people if one.name.startswith(("Edna ", "Hollis ")))
    keyring = load_keys(tmp_path / "keys.json")
    fill_school(database, replace(school, people=two), TEAM[0], Hasher(), keyring)
    overseer = database.read(lambda db: people.actor_for(db, TEAM[0], two[1].id))
    found = database.read(lambda db: oversight.queue(db, overseer, now=school.now))
    assert [one.owner for one in found.shown] == ["Edna Pretendle"]
    problems, counts = database.read(lambda db: verify(db, keyring, now=school.now))
    assert problems == []
    assert counts["approvals"] == counts["posted sessions"] - 1 > 10


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("real", "day"),
    [
        (datetime(2026, 8, 12, 12, tzinfo=UTC), date(2026, 8, 12)),
        (datetime(2026, 8, 13, 12, tzinfo=UTC), date(2026, 8, 12)),
        (datetime(2026, 8, 15, 12, tzinfo=UTC), date(2026, 8, 14)),
    ],
    ids=["first morning", "second morning", "first Saturday"],
)
def test_the_first_days_of_a_school_year(database: Database, tmp_path, real: datetime, day: date):
    school = load_school(database, shift_files(sample_files(), today=real.date()), TEAM, real_now=real)
    fill_school(database, school, TEAM[0], Hasher(), load_keys(tmp_path / "keys.json"))
    assert school.now == datetime(day.year, day.month, day.day, 20, 5, tzinfo=UTC)
    count = select(func.count()).where(Session.local_date <= day)
    assert database.read(lambda db: db.execute(count).scalar_one()) > 0
