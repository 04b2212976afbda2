"""Counting statements and taking times."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from slack_bolt import Ack, App
from sqlalchemy import Engine, event

from benchmarks import slack
from benchmarks.listeners import Bench, Listener
from models.db import Database


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Collects every SQL statement that the database is sent meanwhile."""
    seen: list[str] = []
    engines: set[Engine] = {database.engine}
    if database.engine.dialect.name == "sqlite":
        engines.add(database.reader)  # On PostgreSQL it is a view of the same engine, and would be heard twice.

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


def statements(bench: Bench, listener: Listener, run: int = 0) -> int:
    """How many statements one run takes."""
    user = bench.user(run)
    body = listener.request(bench, user)
    with counted(bench.database) as seen:
        bench.send(body, user)
    return len(seen)


def stock_app() -> App:
    """The yardstick: Bolt as it comes, with one listener that does nothing but acknowledge."""
    web = slack.InProcessSlack()
    app = slack.know_team(App(client=web, token_verification_enabled=False))

    @app.command("/empty")
    def empty(ack: Ack) -> None:
        ack()

    return app


def empty_seconds(app: App) -> float:
    """One run of the empty listener."""
    return _seconds(lambda: slack.send(app, slack.command("U0AIDE0000", "/empty")))


def measure(bench: Bench, listener: Listener, runs: int, yardstick: App) -> "Measured":
    """Takes the times of `runs` runs after a first one that is not timed, each beside a run of the empty listener."""
    number = statements(bench, listener)
    times, busy, empties = [], [], []
    gc.collect()
    for run in range(1, runs + 1):
        user = bench.user(run)
        body = listener.request(bench, user)
        empties.append(empty_seconds(yardstick))
        on_core = time.thread_time()
        times.append(_seconds(lambda: bench.send(body, user)))  # noqa: B023 (it is called at once)
        busy.append(time.thread_time() - on_core)
    return Measured(listener, median(times), median(busy), median(empties), number)


def median_seconds(work: Callable[[], object], runs: int) -> float:
    """The median time of something."""
    return median(_seconds(work) for _ in range(runs))


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


@dataclass(frozen=True)
class Measured:
    """One listener: its median, how much of that was on a core, the empty listener's beside it; its statements.

    Times are in seconds. Where the median is far above the time on a core, other programs were in the way.
    """

    listener: Listener
    seconds: float
    on_core: float
    empty: float
    statements: int

    def ratio(self, hash_seconds: float) -> float:
        """The time over the yardstick: the empty listener, plus the bare hashing that a signature is."""
        return self.seconds / (self.empty + self.listener.hashes * hash_seconds)
