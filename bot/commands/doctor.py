"""`carelog doctor`: looks at everything that an installation needs, changes nothing, and says what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any

import yaml
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy import make_url, select
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import wall
from bot.config import Settings, SettingsProblem, what_is_missing
from bot.deps import make_client
from bot.keys import load_keys
from models.db import Database, make_database
from models.enums import Role
from models.migrate import is_current, role_problem
from models.tables import Credential, Signature, Staff

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
MOST_SKEW = timedelta(seconds=60)
NO_ANSWER = (SlackClientError, OSError, HTTPException, ValueError)
AGAIN = {"missing_scope": "Install the app to the workspace again, from manifest.yml."}


@dataclass(frozen=True)
class Finding:
    """What was looked at, whether it is right, and a sentence: what was found, or what to do."""

    name: str
    well: bool
    text: str


def report(findings: list[Finding]) -> tuple[int, str]:
    """The exit code (0 all is well, 1 something to put right) and the text to print."""
    lines = [f"{'ok ' if one.well else 'FIX'}  {one.name}: {one.text}" for one in findings]
    wrong = sum(not one.well for one in findings)
    number = "one thing" if wrong == 1 else f"{wrong} things"
    return (1 if wrong else 0), "\n".join([*lines, f"Put right {number}." if wrong else "All is well."])


def examine(settings: Settings) -> list[Finding]:
    """Every finding, in the order in which things are set up. Nothing secret is in any of them."""
    return [_settings(settings), *_database(settings), *_slack(settings), *_app_token(settings)]


def _settings(settings: Settings) -> Finding:
    missing = what_is_missing(settings)
    how = f"HTTP on port {settings.port or 3000} of {settings.carelog_host}" if settings.over_http else "Socket Mode"
    return Finding("settings", not missing, missing or f"Slack reaches Carelog over {how}.")


def _database(settings: Settings) -> Iterator[Finding]:
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        yield Finding("database", True, "There is none yet; the first import or start makes it.")
        yield _keys(settings, signed=False)
        return
    try:
        database = make_database(settings.database)
        try:
            yield from _opened(settings, database)
        finally:
            database.close()
    except (SQLAlchemyError, OSError) as error:
        kind = type(error).__name__
        yield Finding("database", False, f"It cannot be opened ({kind}). Check DATABASE_URL, and that it runs.")


def _opened(settings: Settings, database: Database) -> Iterator[Finding]:
    if not is_current(database.engine):
        yield Finding("database", False, "Its schema is older than this program. Type: carelog db upgrade")
        return
    yield Finding("database", True, f"{database.engine.dialect.name}, with the current schema.")
    problem = role_problem(database.engine)
    if database.engine.dialect.name == "postgresql":
        yield Finding("database role", not problem, problem or "The app's role owns nothing.")
    signed = database.read(lambda db: db.execute(select(Signature.id).limit(1)).first()) is not None
    yield _keys(settings, signed=signed)
    yield _administrator(database)


def _keys(settings: Settings, *, signed: bool) -> Finding:
    if not settings.key_file.exists() and not signed:
        return Finding("signature keys", True, "There are none yet; the first start makes them.")
    try:
        load_keys(settings.key_file, create=False)
    except SettingsProblem as problem:
        return Finding("signature keys", False, str(problem))
    return Finding("signature keys", True, "Readable by their owner alone. Back them up apart from the database.")


def _administrator(database: Database) -> Finding:
    admins = select(Staff.id).where(Staff.role == Role.ADMIN, Staff.active)
    if database.read(lambda db: db.execute(admins.limit(1)).first()) is None:
        return Finding("administrator", False, "Nobody has the role admin. Import campuses, then staff with one.")
    enrolled = admins.join(Credential, Credential.staff_id == Staff.id).limit(1)
    if database.read(lambda db: db.execute(enrolled).first()) is None:
        return Finding("administrator", False, "None is enrolled yet. Type: carelog enroll EMAIL")
    return Finding("administrator", True, "At least one is enrolled.")


def _slack(settings: Settings) -> Iterator[Finding]:
    if not settings.slack_bot_token.get_secret_value():
        return
    sent = wall()
    try:
        answer = make_client(settings).auth_test()
    except SlackApiError as error:
        yield _refused("bot token", "SLACK_BOT_TOKEN", error)
        return
    except NO_ANSWER:
        yield Finding("Slack", False, "It does not answer. Check that this machine may reach slack.com over https.")
        return
    headers = {str(name).lower(): str(value) for name, value in dict(answer.headers).items()}
    yield Finding("bot token", True, f"It is for the workspace {answer['team']}.")
    yield _scopes(headers.get("x-oauth-scopes", ""))
    yield _clock(headers.get("date", ""), sent, wall())


def _refused(name: str, setting: str, error: SlackApiError) -> Finding:
    code = str(error.response.get("error"))[:64]
    return Finding(name, False, f"Slack refuses it ({code}). {AGAIN.get(code, f'Copy {setting} again.')}")


def _scopes(header: str) -> Finding:
    wanted: dict[str, Any] = yaml.safe_load(MANIFEST.read_text()) if MANIFEST.exists() else {}
    needed = set(wanted["oauth_config"]["scopes"]["bot"]) if wanted else set()
    held = set(filter(None, (scope.strip() for scope in header.split(","))))
    missing, more = sorted(needed - held), sorted(held - needed)
    if missing:
        what = ", ".join(missing)
        return Finding("scopes", False, f"{what} missing. Put manifest.yml into the app's settings and install again.")
    if not wanted:
        return Finding("scopes", True, "Not compared: manifest.yml is not beside this program.")
    return Finding("scopes", True, f"More than needed: {', '.join(more)}." if more else "As in manifest.yml.")


def _clock(header: str, sent: datetime, received: datetime) -> Finding:
    """Slack's Date has whole seconds; the answer was written at some moment between `sent` and `received`."""
    try:
        theirs = parsedate_to_datetime(header)
        skew = max(sent - theirs, theirs - received)
    except (TypeError, ValueError):
        return Finding("clock", True, "Not compared: Slack's answer has no date.")
    if skew > MOST_SKEW:
        seconds = round(skew.total_seconds())
        return Finding("clock", False, f"It is {seconds} seconds from Slack's. Switch time synchronisation (NTP) on.")
    return Finding("clock", True, "It agrees with Slack's.")


def _app_token(settings: Settings) -> Iterator[Finding]:
    if settings.over_http:
        return
    try:
        make_client(settings).apps_connections_open(app_token=settings.slack_app_token.get_secret_value())
    except SlackApiError as error:
        yield _refused("app-level token", "SLACK_APP_TOKEN", error)
    except NO_ANSWER:
        yield Finding("app-level token", False, "Slack does not answer. Try again in a moment.")
    else:
        yield Finding("app-level token", True, "Socket Mode is on.")
