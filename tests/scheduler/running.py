"""One process that sends: its own connection to the database, its own client, and clocks that tests move."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from slack_sdk import WebClient
from sqlalchemy import select

from bot.clock import wall
from bot.deps import Deps
from models.db import Database, make_database
from models.rules.sending import Rate
from models.services.hashing import Hasher
from models.tables import Notice
from sandbox.faults import Fault
from sandbox.server import RunningServer
from scheduler.tick import tick
from tests.factories import KEYRING, School
from tests.handlers.running import BOT

FAST = Rate(per_minute=60_000, burst=1000)
AT_REMINDER = datetime(2026, 11, 18, 21, 30, tzinfo=UTC)
"""Wednesday, 3:30 PM at the school of tests/factories.py."""


@dataclass
class Sender:
    """The scheduler's side of one workspace. `now` is the domain's time; real time runs, moved on by `ahead`."""

    server: RunningServer
    db: Database
    school: School
    now: datetime = AT_REMINDER
    ahead: timedelta = timedelta()
    deps: Deps = field(init=False)

    def __post_init__(self) -> None:
        self.deps = self.process(self.db)

    def process(self, db: Database, url: str = "", timeout: int = 20) -> Deps:
        """What one process has."""
        client = WebClient(
            token=BOT, base_url=url or self.server.api_url, timeout=timeout, retry_handlers=[], logger=None
        )
        return Deps(db, lambda: self.now, lambda: wall() + self.ahead, Hasher(), KEYRING, client)

    def another(self) -> Deps:
        """A second process on the same database."""
        return self.process(make_database(self.db.engine.url.render_as_string(hide_password=False)))

    def tick(self, deps: Deps | None = None, rate: Rate = FAST) -> dict[str, int]:
        """One tick; only what happened at all."""
        return {name: number for name, number in tick(deps or self.deps, rate).items() if number}

    def fault(self, method: str = "chat.postMessage", **fault: object) -> None:
        """Lets the next calls of a Web API method fail."""
        self.server.call(lambda world: world.faults.set(method, Fault(**fault)))

    def messages(self, user: str = "UJO") -> list:
        """What has arrived in a person's direct messages, oldest first."""

        def read(world):
            return list(world.workspace.messages[world.workspace.channels[user]])

        return self.server.call(read)

    def later(self, **step: float) -> None:
        """Both clocks move on; `step` is what timedelta takes."""
        self.now += timedelta(**step)
        self.ahead += timedelta(**step)

    def states(self) -> list[str]:
        """The states of all notices, oldest first."""
        return list(self.db.read(lambda db: db.execute(select(Notice.state).order_by(Notice.id)).scalars()))
