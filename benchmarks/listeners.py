"""What is measured: each listener with the payload that Slack would send, made from the views that the app rendered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt import App, BoltResponse
from sqlalchemy import select

from benchmarks.district import NOW, PASSPHRASE, SMALL, TODAY, user_of
from benchmarks.slack import (
    InProcessSlack,
    Json,
    command,
    fill,
    home_opened,
    know_team,
    searched,
    send,
    submitted,
    tapped,
    window,
)
from bot.app import create_app
from bot.deps import Deps
from bot.slack.ids import Action, Command
from models.db import Database
from models.rules.signing import Keyring
from models.services import credential
from models.services.hashing import Hasher
from models.tables import Session, Staff
from sandbox.surfaces import View


@dataclass(frozen=True)
class Bench:
    """The real app on a database, with Slack in this process. Each run of a listener is another aide's."""

    app: App
    slack: InProcessSlack
    database: Database
    aides: int

    def user(self, run: int) -> str:
        """The aide of a run; the last one, who works with a whole school, is left to the search."""
        return user_of(run % (self.aides - 1))

    def shown(self, body: Json, user: str) -> View:
        """Sends a payload and gives the window or the Home that the app answered with."""
        response = send(self.app, body)
        check(response)
        key = body.get("trigger_id") or user
        keys = [each for each in (key, body.get("view", {}).get("id"), user) if each in self.slack.shown]
        answered = (response.body and _json(response).get("view")) or self.slack.shown[keys[0]][-1]
        self.slack.shown.clear()
        return window(user, answered)


def make_bench(database: Database, aides: int, hasher: Hasher, keyring: Keyring) -> Bench:
    """Composes the app as `carelog serve` does. Home's background renewal is off: it would disturb the clock."""
    slack = InProcessSlack()
    app, homes = create_app(Deps(database, lambda: NOW, lambda: NOW, hasher, keyring, slack))
    homes.soon = lambda who: None  # type: ignore[method-assign]
    return Bench(know_team(app), slack, database, aides)


def check(response: BoltResponse) -> None:
    """Raises AssertionError unless the app did what it was asked to do."""
    answer = _json(response)
    title = answer.get("view", {}).get("callback_id")
    if response.status != 200 or "errors" in answer or title == "problem":
        raise AssertionError(f"the app answered {answer}")


def _json(response: BoltResponse) -> dict[str, Any]:
    import json

    return dict(json.loads(response.body)) if response.body and response.body.startswith("{") else {}
