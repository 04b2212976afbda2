"""What `/readyz` says: whether this process can do its work now, as yes or no for each part, and nothing secret."""

import threading
import time
from collections.abc import Callable

from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_MAX_INSTANCES, JobEvent
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from models.db import Database
from models.migrate import is_current

FRESH_SECONDS = 1.0
TICKED_WITHIN_SECONDS = 300.0


def answers(database: Database) -> bool:
    """Whether the database answers a question."""
    try:
        database.read(lambda db: db.execute(text("SELECT 1")))
    except SQLAlchemyError:
        return False
    return True


def has_schema(database: Database) -> bool:
    """Whether the database has the schema that this code needs."""
    try:
        return is_current(database.engine)
    except SQLAlchemyError:
        return False


class Pulse:
    """Whether every job that the scheduler has ended a run, or is still in a long one, lately."""

    def __init__(self, scheduler: BackgroundScheduler, within: float = TICKED_WITHIN_SECONDS) -> None:
        self._within = within
        self._seen = {job.id: time.monotonic() for job in scheduler.get_jobs()}
        scheduler.add_listener(self._note, EVENT_JOB_EXECUTED | EVENT_JOB_MAX_INSTANCES)

    def beats(self) -> bool:
        """True until a job was silent for too long."""
        return time.monotonic() - min(self._seen.values()) <= self._within

    def _note(self, event: JobEvent) -> None:
        if event.job_id in self._seen:
            self._seen[event.job_id] = time.monotonic()


class Health:
    """The named checks of this process. What is not there yet is not ready."""

    def __init__(self, *names: str) -> None:
        self._checks: dict[str, Callable[[], bool]] = dict.fromkeys(names, lambda: False)
        self._facts: dict[str, Callable[[], int | None]] = {}
        self._guard = threading.Lock()
        self._kept: tuple[float, bool, dict[str, object]] = (float("-inf"), False, {})

    def watch(self, name: str, check: Callable[[], bool]) -> None:
        """From now on this part is asked."""
        with self._guard:
            self._checks[name] = check
            self._kept = (float("-inf"), False, {})

    def tell(self, name: str, fact: Callable[[], int | None]) -> None:
        """From now on this number is told beside the checks."""
        with self._guard:
            self._facts[name] = fact

    def report(self) -> tuple[bool, dict[str, object]]:
        """Whether all is well, and the answer's JSON. Asked at most once a second, however many want to know."""
        with self._guard:
            at, ready, told = self._kept
            if time.monotonic() - at > FRESH_SECONDS:
                found = {name: check() for name, check in self._checks.items()}
                ready = all(found.values())
                told = {"ready": ready, "checks": found, **{name: fact() for name, fact in self._facts.items()}}
                self._kept = (time.monotonic(), ready, told)
            return ready, told
