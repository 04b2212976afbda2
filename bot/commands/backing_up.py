"""`carelog backup`: a consistent copy of the embedded database, made while the app runs and writes."""

import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, make_url

from bot.commands.new_file import new_file
from bot.config import Settings
from models.db import make_database
from models.migrate import newest, revision_of

KEPT_OF_AN_ADDRESS = {"host", "port", "sslmode", "sslrootcert"}
"""What an address may say besides role, machine and database without giving a secret away."""
DAMAGED = (
    "The copy did not pass SQLite's check, so it was not kept. The database may be damaged: "
    "keep all of its folder as it is, and tell whoever looks after it."
)

FOREIGN = "This is no database of Carelog, so nothing was copied. Check DATABASE_URL."


class NoBackup(Exception):
    """No copy was made. The text says why and what to do, `code` is the exit code."""

    def __init__(self, text: str, code: int) -> None:
        self.code = code
        super().__init__(text)


def run_backup(settings: Settings, path: Path) -> str:
    """Copies the SQLite database to a new file at `path`, checks the copy, and gives the text to print.

    The database is neither made nor migrated. Raises NoBackup, and what SQLAlchemy raises where it cannot be opened.
    """
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite":
        raise NoBackup(_for_postgresql(settings, path), 2)
    source = Path(url.database or "")
    if not source.is_file():
        raise NoBackup("There is no database yet, so there is nothing to back up. Check CARELOG_HOME.", 1)
    try:
        with new_file(path) as part:
            revision = _copy(settings.database, part)
        size = path.stat().st_size
    except FileExistsError:
        raise NoBackup(f"{path} is there already. Choose another name.", 2) from None
    except (OSError, sqlite3.OperationalError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise NoBackup(f"Carelog cannot write {path}: {why}. Nothing was left there.", 1) from None
    except sqlite3.DatabaseError:
        raise NoBackup(DAMAGED, 1) from None
    return _told(path, size, revision, settings.key_file)


def _copy(address: str, part: Path) -> str:
    """Copies the database at `address` into the empty file `part`, and gives the copy's revision once it is sound."""
    database = make_database(address)
    try:
        with closing(sqlite3.connect(part)) as copy, database.reader.connect() as source:
            # It begins anew after a failure, so it needs no journal of its own; it is brought to the disk at the end.
            copy.execute("PRAGMA journal_mode=OFF")
            copy.execute("PRAGMA synchronous=OFF")
            before = revision_of(source)
            if not before:
                raise NoBackup(FOREIGN, 1)
            # All pages as this reading began: what is written meanwhile goes to the WAL, neither waits nor is copied.
            source.connection.dbapi_connection.backup(copy)  # type: ignore[union-attr]
    finally:
        database.close()
    return _checked(part, before)


def _checked(part: Path, before: str) -> str:
    """The revision of the copy, which is that of the source. Raises NoBackup where the copy is damaged."""
    # As a file that nobody changes: nothing is made beside it.
    with closing(sqlite3.connect(f"{part.absolute().as_uri()}?immutable=1", uri=True)) as copy:
        try:
            sound = copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            revisions = copy.execute("SELECT version_num FROM alembic_version").fetchall()
        except sqlite3.DatabaseError:
            sound, revisions = False, []
    if not sound or revisions != [(before,)]:
        raise NoBackup(DAMAGED, 1)
    return before


def _told(path: Path, size: int, revision: str, key_file: Path) -> str:
    schema = f"schema {revision}"
    if revision != newest():
        schema += f", and this Carelog needs {newest()}: it brings a restored copy there by itself"
    return (
        f"The database is copied to {path} ({size / 1_000_000:,.1f} MB), and the copy is checked ({schema}).\n"
        f"The signature keys are not in it. Keep {key_file} as well, in another place than the copies."
    )


def _for_postgresql(settings: Settings, path: Path) -> str:
    """Which command makes the copy there. The app's own role may not read all that pg_dump reads."""
    setting = "CARELOG_MIGRATE_URL" if settings.carelog_migrate_url else "DATABASE_URL"
    address = _without_secrets(make_url(settings.carelog_migrate_url or settings.database))
    return (
        "carelog backup copies SQLite, and this database is PostgreSQL. Use pg_dump with the address of the owner's "
        f"role, which is in {setting} (it asks for the password):\n"
        f"pg_dump --format=custom --file={shlex.quote(str(path))} {shlex.quote(address)}"
    )


def _without_secrets(url: URL) -> str:
    query = {name: value for name, value in url.query.items() if name in KEPT_OF_AN_ADDRESS}
    shown = URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
    return shown.render_as_string(hide_password=False)
