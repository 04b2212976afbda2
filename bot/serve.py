"""`carelog serve`: connects to Slack over Socket Mode and runs until it is told to stop."""

import logging
import signal
import threading

from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.app import create_app
from bot.config import Settings, SettingsProblem
from bot.deps import Deps, build_deps
from models.db import DbSession
from models.migrate import role_problem
from models.services import people
from models.services.importing import ensure_default_catalog

log = logging.getLogger("carelog")
LISTENERS = 10
LONGEST_WAIT_SECONDS = 30.0


def run(settings: Settings) -> None:
    """Runs the app until SIGTERM or SIGINT, then lets what is under way finish. Raises SettingsProblem."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    deps = build_deps(settings)
    problem = role_problem(deps.db.engine)
    if problem:
        raise SettingsProblem(problem)
    if not _meet_slack(deps, stop):
        return
    app, homes = create_app(deps)
    token = settings.slack_app_token.get_secret_value()
    handler = SocketModeHandler(app, token, web_client=deps.client, concurrency=LISTENERS)
    handler.connect()  # type: ignore[no-untyped-call]
    log.info("connected to Slack")
    stop.wait()
    log.info("stopping")
    handler.close()  # type: ignore[no-untyped-call]
    homes.close()
    deps.db.close()


def _meet_slack(deps: Deps, stop: threading.Event) -> bool:
    """Learns whose workspace this is, waiting for Slack as long as it takes. False when it was told to stop first."""
    wait = 1.0
    while not stop.is_set():
        try:
            found = deps.client.auth_test()
        except SlackApiError as error:
            raise SettingsProblem(
                f"Slack refuses the bot token ({error.response.get('error')}). Copy SLACK_BOT_TOKEN again."
            ) from None
        except (SlackClientError, OSError):
            log.warning("Slack does not answer; trying again in %d seconds", wait)
            stop.wait(wait)
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)
            continue
        _bind(deps, str(found["team_id"]), str(found["team"]))
        return True
    return False


def _bind(deps: Deps, team_id: str, name: str) -> None:
    now = deps.wall()

    def work(db: DbSession) -> None:
        tenant_id = people.bind_tenant(db, team_id, name, at=now)
        ensure_default_catalog(db, tenant_id, now.date(), now)

    deps.db.run(work)
