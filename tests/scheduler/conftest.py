"""A strict workspace, and a school in which one aide has something unposted."""

from collections.abc import Iterator

import pytest

from models.db import Database
from sandbox.server import RunningServer, create_server, run_in_thread
from tests.factories import make_school, make_session
from tests.handlers.running import clear, make_config
from tests.scheduler.running import Sender
from tests.told import forget, leaks


@pytest.fixture(scope="session")
def workspace() -> Iterator[RunningServer]:
    """One workspace for all tests of this process."""
    server = run_in_thread(create_server(make_config()))
    yield server
    server.stop()


@pytest.fixture
def sender(workspace: RunningServer, database: Database) -> Iterator[Sender]:
    """A process that sends, at the reminder's time; the aide has one unposted session.

    Whatever the test sends may hold no student's name outside its blocks.
    """
    workspace.call(clear)
    forget()
    school = make_school(database)
    make_session(database, school.aide, school.students)
    yield Sender(workspace, database, school)
    assert leaks(database) == []
