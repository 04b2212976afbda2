"""The app and the workspace as tests of the Slack front door use them; tests/handlers/conftest.py starts them."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from slack_bolt import App, BoltRequest, BoltResponse
from slack_sdk import WebClient
from sqlalchemy import func, insert, select, update

from bot.deps import Deps
from handlers.home import Homes
from models.db import Database
from models.inputs import Mark
from models.outputs import SessionSheet
from models.services import capture
from models.tables import Session, Staff
from sandbox.faults import Fault
from sandbox.people import Person as Member
from sandbox.people import WorkspaceConfig
from sandbox.server import RunningServer
from sandbox.world import World
from tests.driver import Person
from tests.factories import FIXED_NOW, School

MANIFEST = yaml.safe_load((Path(__file__).parents[2] / "manifest.yml").read_text())
BOT, LINK = "xoxb-test-bot", "xapp-test-link"
NAMES = ("Jo Field", "Kim Vale", "Sam Rowe", "Pat Quill", "Nia Fern", "Vera Guest")
MEMBERS = tuple(
    Member(f"U{name.split()[0].upper()}", name, f"{name.split()[0].lower()}@school.example") for name in NAMES
)


class RecordingClient(WebClient):
    """The real client, which also keeps what it sent."""

    sent: list[str]

    def api_call(self, api_method: str, **given: Any) -> Any:
        self.sent.append(f"{api_method} {given}")
        return super().api_call(api_method, **given)


class Front:
    """Stands where Socket Mode expects an app: passes requests on to the app of the test that runs now."""

    def __init__(self) -> None:
        self.app: App | None = None
        self.answers: list[str] = []
        self.payloads: list[dict[str, Any]] = []
        self._busy = 0
        self._idle = threading.Condition()

    def dispatch(self, request: BoltRequest) -> BoltResponse:
        with self._idle:
            self._busy += 1
        try:
            assert self.app is not None
            self.payloads.append(request.body)
            answer = self.app.dispatch(request)
            self.answers.append(str(answer.body))
            return answer
        finally:
            with self._idle:
                self._busy -= 1
                self._idle.notify_all()

    def hear(self, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Waits until the app has dealt with such a payload, and gives the newest."""
        with self._idle:
            found = lambda: [each for each in self.payloads if condition(each)]  # noqa: E731
            assert self._idle.wait_for(lambda: not self._busy and found(), timeout=20)
            return found()[-1]

    def rest(self) -> None:
        """Waits until no request is under way any more."""
        with self._idle:
            assert self._idle.wait_for(lambda: not self._busy, timeout=20)


@dataclass
class Clocks:
    """The two clocks that the app is given; tests set them."""

    now: datetime = FIXED_NOW
    wall: datetime = FIXED_NOW


@dataclass
class Carelog:
    """One running app: its database, its clocks, and the workspace in front of it."""

    server: RunningServer
    front: Front
    db: Database
    school: School
    clocks: Clocks
    deps: Deps
    app: App
    homes: Homes
    client: RecordingClient
    aide: Person = field(init=False)

    def __post_init__(self) -> None:
        self.aide = self.person("UJO")

    def person(self, user: str) -> Person:
        return Person(self.server.url, user, self.rest)

    def rest(self) -> None:
        """Waits until every request has reached the app and is answered, and its background work is done."""
        self.server.wait_for(delivered(self.server.world))
        self.front.rest()
        workers = self.homes._pool._max_workers
        everybody = threading.Barrier(workers + 1, timeout=20)  # Each worker comes when it has done what was before.
        for _ in range(workers):
            self.homes._pool.submit(everybody.wait)
        everybody.wait()

    def fault(self, method: str, **fault: Any) -> None:
        """Lets calls of a Web API method fail from now on."""
        self.server.call(lambda world: world.faults.set(method, Fault(**fault)))

    def forge(self, change: Callable[[dict[str, Any]], None], user: str = "UJO") -> None:
        """Changes what a person's device remembers of the window on top (or of Home), as an attacker would."""

        def work(world: Any) -> None:
            stack = world.workspace.stacks[user]
            change((stack[-1] if stack else world.workspace.homes[user]).raw)

        self.server.call(work)

    def sent(self) -> str:
        """Everything that the app has sent to Slack: calls and answers."""
        return "\n".join([*self.client.sent, *self.front.answers])


def make_config() -> WorkspaceConfig:
    """The workspace of the school that tests/factories.py makes."""
    return WorkspaceConfig(
        team_id="T0001",
        team_name="Riverbend District",
        people=MEMBERS,
        manifest=MANIFEST,
        bot_token=BOT,
        app_token=LINK,
        signing_secret="test-signing-secret",
        ack_seconds=20.0,  # A busy machine must not fail a test.
        trigger_seconds=20.0,
        retry_seconds=(),
    )


async def delivered(world: World) -> None:
    """Waits until nothing is on its way to the app any more."""
    while tasks := tuple(world.workspace._tasks):
        await asyncio.wait(tasks)


def clear(world: Any) -> None:
    """Empties the workspace for the next test. A call that Slack was slow to take then finds its trigger gone."""
    workspace = world.workspace
    workspace.triggers.clear()
    for kept in (workspace.homes, workspace.stacks, workspace.messages, workspace.notices, workspace.entries):
        kept.clear()
    workspace.people.update({one.id: one for one in workspace.config.people})
    world.faults.clear()


def on_roster(carelog: Carelog, name: str, email: str) -> None:
    """Puts a new aide on the roster, whom no Slack account is linked to yet."""
    row = {
        "tenant_id": carelog.school.tenant_id,
        "campus_id": carelog.school.campus_id,
        "email": email,
        "name": name,
        "title": "Paraprofessional",
        "role": "aide",
        "needs_oversight": False,
        "active": True,
    }
    carelog.db.run(lambda db: db.execute(insert(Staff).values(**row)))


def switch_off(carelog: Carelog, staff_id: int) -> None:
    """Deactivates a person."""
    carelog.db.run(lambda db: db.execute(update(Staff).where(Staff.id == staff_id).values(active=False)))


def later(carelog: Carelog, **step: float) -> None:
    """Moves the wall clock on; `step` is what timedelta takes."""
    carelog.clocks.wall += timedelta(**step)


def count_sessions(carelog: Carelog) -> int:
    """How many sessions there are."""
    return int(carelog.db.read(lambda db: db.execute(select(func.count(Session.id))).scalar_one()))


def sheet_of(carelog: Carelog, session_id: int = 1) -> SessionSheet:
    """What the record says now of one of the aide's sessions."""
    actor, now = carelog.school.aide, carelog.clocks.now
    return carelog.db.read(lambda db: capture.open_session(db, actor, session_id, now=now))


def mark_of(carelog: Carelog, name: str, session_id: int = 1) -> Mark:
    """What is recorded of one student."""
    (found,) = (one.mark for one in sheet_of(carelog, session_id).records if one.pupil.name == name)
    return found


def request_of(payload: dict[str, Any]) -> BoltRequest:
    """A payload that Slack delivers once more."""
    return BoltRequest(mode="socket_mode", body=payload)
