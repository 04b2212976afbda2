"""The sample school opens on any day of the year, also on the first ones, when there is hardly a day to fill."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from bot.keys import load_keys
from models.db import Database
from models.services.hashing import Hasher
from models.tables import Session
from sandbox.__main__ import TEAM
from sandbox.calendar_shift import sample_files, shift_files
from sandbox.sample import fill_school, load_school


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
