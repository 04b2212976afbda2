"""What listeners need, put together once at start."""

from dataclasses import dataclass
from datetime import datetime

from slack_sdk import WebClient
from sqlalchemy import select

from bot.clock import Clock, sandbox_clock, wall
from bot.config import Settings, SettingsProblem
from bot.keys import load_keys
from models.db import Database, make_database
from models.rules.signing import Keyring
from models.services.hashing import Hasher
from models.tables import Signature


@dataclass(frozen=True)
class Deps:
    """The database, the two clocks, the hasher, the signature keys and Slack's Web API."""

    db: Database
    clock: Clock
    wall: Clock
    hasher: Hasher
    keyring: Keyring
    client: WebClient

    def said(self, at: datetime) -> datetime:
        """An instant of real time as people read it: on the domain's clock, which the local workspace may have moved.

        What ends then is judged by real time all the same (ADR 0004).
        """
        wall_now = self.wall()
        return at + (self.clock() - wall_now)


def make_client(settings: Settings) -> WebClient:
    """A Web API client without retries: a retried post would be a second message (SLACK.md section 4)."""
    token = settings.slack_bot_token.get_secret_value()
    return WebClient(token=token, base_url=settings.api_url, timeout=10, retry_handlers=[])


def build_deps(settings: Settings) -> Deps:
    """Opens everything that the settings name. Raises SettingsProblem."""
    database = make_database(settings.database)
    if not settings.key_file.exists() and database.read(lambda db: db.execute(select(Signature.id).limit(1)).first()):
        raise SettingsProblem(
            f"The key file {settings.key_file} is missing, and the database holds signatures made with it. "
            "Restore it from your backup, or set CARELOG_KEY_FILE to where it is."
        )
    return Deps(
        db=database,
        clock=sandbox_clock(settings.carelog_clock_url) if settings.carelog_clock_url else wall,
        wall=wall,
        hasher=Hasher(),
        keyring=load_keys(settings.key_file),
        client=make_client(settings),
    )
