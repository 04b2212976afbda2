"""Engines and transactions. The only place that knows which database is behind them (RELIABILITY.md section 4)."""

import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple, overload

from sqlalchemy import Engine, Executable, Result, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session as DbSession  # noqa: TID251
from sqlalchemy.orm import sessionmaker
from sqlalchemy.sql.selectable import TypedReturnsRows

__all__ = ["Database", "DbSession", "fetch", "make_database"]

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Values = Mapping[str, Any] | Sequence[Mapping[str, Any]] | None

RETRIED_STATES = {"40001", "40P01"}
ATTEMPTS = 5


@dataclass(frozen=True)
class Database:
    """One database: a writing and a reading engine, which are the same on PostgreSQL."""

    engine: Engine
    reader: Engine
    _write: sessionmaker[DbSession]
    _read: sessionmaker[DbSession]

    def run(self, work: Callable[[DbSession], T]) -> T:
        """Runs `work` in one writing transaction and commits it. Runs it again when the database asks for that.

        `work` touches nothing but the database, since it may run more than once. Raises what `work` raises, after a
        rollback; a conflict that lasts is raised after five attempts.
        """
        return _run(self._write, work)

    def read(self, work: Callable[[DbSession], T]) -> T:
        """Runs `work` in one read-only transaction, and never waits for a writer on SQLite."""
        return _run(self._read, work)

    def close(self) -> None:
        """Closes every pooled connection."""
        self.engine.dispose()
        self.reader.dispose()


@overload
def fetch(db: DbSession, statement: TypedReturnsRows[*Ts], values: Values = None) -> Result[*Ts]: ...
@overload
def fetch(db: DbSession, statement: Executable, values: Values = None) -> Result[*tuple[Any, ...]]: ...
def fetch(db: DbSession, statement: Executable, values: Values = None) -> Result[Any]:
    """Runs a statement that gives columns, beside the ORM: what it does for entities takes longer than SQLite's answer.

    Changes of entities that are not flushed yet are not seen, as everywhere with `autoflush=False`.
    """
    return db.connection().execute(statement, values)


def make_database(url: str) -> Database:
    """Opens the database at `url` (`sqlite:///path` or `postgresql+psycopg://…`). Creates the SQLite file's folder.

    Raises ValueError for any other kind of address.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine, reader = (
            _sqlite(parsed.database or "", read_only=False),
            _sqlite(parsed.database or "", read_only=True),
        )
    elif parsed.get_backend_name() == "postgresql":
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            hide_parameters=True,
            json_deserializer=_read_json,
            pool_size=10,
            connect_args={"options": "-c lock_timeout=5000 -c statement_timeout=20000 -c timezone=UTC"},
        )
        # One snapshot for all that one reading sees.
        reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    else:
        raise ValueError("DATABASE_URL has to begin with sqlite:/// or postgresql+psycopg://.")
    return Database(engine, reader, _sessions(engine), _sessions(reader))


def _sessions(engine: Engine) -> sessionmaker[DbSession]:
    # A closed session that is used again is a fault, not a new transaction.
    return sessionmaker(engine, expire_on_commit=False, close_resets_only=False, autoflush=False)


def _sqlite(path: str, *, read_only: bool) -> Engine:
    """An engine as RELIABILITY 4.1 measured it: our own BEGIN IMMEDIATE for writers, WAL, synchronous=FULL."""
    if path and path != ":memory:":
        # Nobody else may read it, from the first moment on.
        Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        Path(path).touch(mode=0o600)
    engine = create_engine(
        f"sqlite:///{path}", connect_args={"timeout": 10}, hide_parameters=True, json_deserializer=_read_json
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=10000",
            "trusted_schema=OFF",
            # With this, REPLACE fires the delete triggers that protect what is signed.
            "recursive_triggers=ON",
            f"query_only={'ON' if read_only else 'OFF'}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


_EMPTY: dict[str | bytes, Callable[[], Any]] = {"[]": list, "{}": dict, b"[]": list, b"{}": dict}


def _read_json(text: str | bytes) -> Any:
    """A JSON value. Most of what is kept is an empty list or object, and a session has dozens of them."""
    empty = _EMPTY.get(text)
    return empty() if empty else json.loads(text)


def _run(make: sessionmaker[DbSession], work: Callable[[DbSession], T]) -> T:
    for attempt in range(ATTEMPTS):
        try:
            with make.begin() as db:
                return work(db)
        except DBAPIError as error:
            if attempt == ATTEMPTS - 1 or not _worth_another_try(error):
                raise
            time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311
    raise AssertionError("unreachable")


def _worth_another_try(error: DBAPIError) -> bool:
    """Serialization failures, deadlocks, SQLite's busy; never a broken constraint."""
    state = getattr(error.orig, "sqlstate", None)
    return state in RETRIED_STATES or "database is locked" in str(error.orig)
