"""What nearly every test of a service begins with."""

import pytest

from models.db import Database
from tests.factories import School, make_school


@pytest.fixture
def school(database: Database) -> School:
    """A school with three students on the aide's caseload; files that need another have their own."""
    return make_school(database)
