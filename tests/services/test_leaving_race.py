"""Last days of the last administrators, set at the same moment: a district keeps one who can undo it in Slack."""

from datetime import date
from functools import partial

import pytest
from sqlalchemy import select, update

from models.enums import Role
from models.errors import RuleViolation
from models.services import leaving
from models.tables import Staff
from tests.factories import FIXED_NOW, make_school
from tests.services.together import together

LAST = date(2026, 12, 18)
ROUNDS = 10


@pytest.fixture
def school(database):
    """Pat and Sam are its administrators."""
    made = make_school(database)
    only = Staff.id == made.supervisor.staff_id
    database.run(lambda db: db.execute(update(Staff).where(only).values(role=Role.ADMIN.value)))
    return made


def leaves(database, school, actor, last=LAST):
    """The actor, as an administrator, sets the last day of the other one; or of the one who is named."""
    other = school.supervisor if actor is school.admin else school.admin
    database.run(lambda db: leaving.set_last_day(db, school.admin, other.staff_id, last, now=FIXED_NOW))


def staying(database):
    query = select(Staff.name).where(Staff.role == Role.ADMIN.value, Staff.active, Staff.last_day.is_(None))
    return database.read(lambda db: db.execute(query).scalars().all())


def test_of_two_who_set_each_others_last_day_at_once_one_is_refused(database, school):
    for _ in range(ROUNDS):
        both = [partial(leaves, database, school, actor) for actor in (school.admin, school.supervisor)]
        found = together(both)
        refused = [one for one in found if isinstance(one, RuleViolation)]
        assert len(refused) == 1, found
        assert "is the only administrator then" in str(refused[0])
        assert len(staying(database)) == 1
        for actor in (school.admin, school.supervisor):
            leaves(database, school, actor, None)
