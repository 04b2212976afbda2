"""What nearly every test of a service begins with."""

import pytest

from models.db import Database
from models.outputs import Actor
from tests.factories import School, enrol, make_school, make_session
from tests.services.oversight import overseen


@pytest.fixture
def school(database: Database) -> School:
    """A school with three students on the aide's caseload; files that need another have their own."""
    return make_school(database)


@pytest.fixture
def student(school: School) -> int:
    """The first of the aide's students: Mia Garcia."""
    return school.students[0]


@pytest.fixture
def one(database: Database, school: School) -> int:
    """This morning's session of the aide with all students, with nothing recorded."""
    return make_session(database, school.aide, school.students)


@pytest.fixture
def author(database: Database, school: School) -> Actor:
    """The aide, whose documentation needs oversight. The supervisor has a passphrase and approves it."""
    enrol(database, school, school.supervisor)
    return overseen(database, school)
