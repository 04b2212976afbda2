"""`carelog serve`: connects to Slack over Socket Mode, runs the scheduler, and ends when it is told to stop."""

import logging
import signal
import threading
from collections.abc import Callable
from typing import TypeVar

from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.app import create_app
from bot.config import Settings, SettingsProblem
from bot.deps import Deps, build_deps
from models.db import DbSession
from models.migrate import role_problem
from models.rules.sending import Rate
from models.services import people
from models.services.importing import ensure_default_catalog
from scheduler.tick import EVERY_SECONDS, build_scheduler

log = logging.getLogger("carelog")
LISTENERS = 10
LONGEST_WAIT_SECONDS = 30.0
SANDBOX_TICK_SECONDS = 1.0
TOKEN_REFUSED = {
    "account_inactive",
    "invalid_auth",
    "missing_scope",
    "not_allowed_token_type",
    "not_authed",
    "token_expired",
    "token_revoked",
}
T = TypeVar("T")


def run(settings: Settings) -> None:
    """Runs the app until SIGTERM or SIGINT, then lets what is under way finish. Raises SettingsProblem."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    deps = build_deps(settings)
    problem = role_problem(deps.db.engine)
    if problem:
        raise SettingsProblem(problem)
    found = _patiently(deps.client.auth_test, stop, "SLACK_BOT_TOKEN")
    if found is None:
        return
    _bind(deps, str(found["team_id"]), str(found["team"]))
    app, homes = create_app(deps, found)
    token = settings.slack_app_token.get_secret_value()
    handler = SocketModeHandler(app, token, web_client=deps.client, concurrency=LISTENERS)
    _patiently(handler.connect, stop, "SLACK_APP_TOKEN")
    # In the local workspace the clock jumps, and a reminder shall be there right after it.
    scheduler = build_scheduler(deps, Rate(), SANDBOX_TICK_SECONDS if settings.carelog_clock_url else EVERY_SECONDS)
    scheduler.start()
    log.info("connected to Slack")
    stop.wait()
    log.info("stopping")
    scheduler.shutdown()
    handler.close()  # type: ignore[no-untyped-call]
    homes.close()
    deps.db.close()


def _patiently(call: Callable[[], T], stop: threading.Event, setting: str) -> T | None:
    """Asks Slack, waiting for it as long as it takes. None when it was told to stop first.

    Raises SettingsProblem when Slack refuses the token of this setting.
    """
    wait = 1.0
    while not stop.is_set():
        try:
            return call()
        except SlackApiError as error:
            code = error.response.get("error")
            if code in TOKEN_REFUSED:
                raise SettingsProblem(f"Slack refuses this token ({code}). Copy {setting} again.") from None
        except (SlackClientError, OSError):
            pass
        log.warning("Slack does not answer; trying again in %d seconds", wait)
        stop.wait(wait)
        wait = min(wait * 2, LONGEST_WAIT_SECONDS)
    return None


def _bind(deps: Deps, team_id: str, name: str) -> None:
    now = deps.wall()

    def work(db: DbSession) -> None:
        tenant_id = people.bind_tenant(db, team_id, name, at=now)
        ensure_default_catalog(db, tenant_id, now.date(), now)

    deps.db.run(work)
