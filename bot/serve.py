"""`carelog serve`: runs the app over Socket Mode or HTTP, and the scheduler, until it is told to stop."""

import logging
import os
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import TypeVar

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.app import create_app
from bot.config import Settings, SettingsProblem
from bot.deps import Deps, build_deps
from bot.guard import Guard
from bot.health import Health, Pulse, answers, has_schema
from bot.link import Link
from bot.logs import where
from bot.web import PATH, Server, Site
from models.db import DbSession
from models.migrate import role_problem
from models.rules.sending import Rate
from models.services import deliveries, people
from models.services.importing import ensure_default_catalog
from scheduler.tick import EVERY_SECONDS, build_scheduler

log = logging.getLogger("carelog")
DEFAULT_PORT = 3000
LONGEST_WAIT_SECONDS = 30.0
LONGEST_STOP_SECONDS = 12.0
SANDBOX_TICK_SECONDS = 1.0
PRUNE_HOURS = 1
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
    with ExitStack() as closing:
        closing.callback(deps.db.close)
        health = Health("database", "schema", "scheduler", "slack")
        health.watch("database", partial(answers, deps.db))
        health.watch("schema", partial(has_schema, deps.db))
        # The health addresses answer from the first moment, so that who starts this process sees why it waits.
        server = _listen(settings, health, closing)
        found = _patiently(deps.client.auth_test, stop, "SLACK_BOT_TOKEN")
        if found is None:
            return
        _bind(deps, str(found["team_id"]), str(found["team"]))
        secret = settings.slack_signing_secret.get_secret_value()
        app, homes = create_app(deps, found, signing_secret=secret)
        closing.callback(homes.close)
        _schedule(settings, deps, health, stop, closing)
        if settings.over_http and server is not None:
            closing.callback(server.stop)  # First of all, while what its last requests need is still there.
            server.site.slack = Guard(SlackRequestHandler(app, PATH), secret, deps.wall)
            health.watch("slack", lambda: True)
            log.info("ready for requests from Slack")
        elif not _connect(settings, app, deps, health, stop, closing):
            return
        stop.wait()
        log.info("stopping")
        _insist()


def _listen(settings: Settings, health: Health, closing: ExitStack) -> Server | None:
    """Opens the port: always over HTTP, over Socket Mode when PORT is set."""
    if not settings.over_http and settings.port is None:
        return None
    site = Site(health, expects_slack=settings.over_http)
    port = DEFAULT_PORT if settings.port is None else settings.port
    server = Server(site, settings.carelog_host, port, settings.carelog_threads)
    closing.callback(server.stop)
    log.info("listening on port %d of %s", server.port, settings.carelog_host)
    return server


def _connect(
    settings: Settings, app: App, deps: Deps, health: Health, stop: threading.Event, closing: ExitStack
) -> bool:
    """Connects over Socket Mode. False when it was told to stop first."""
    link = Link(app, settings.slack_app_token.get_secret_value(), deps.client, settings.carelog_threads)
    closing.callback(link.stop)
    health.watch("slack", link.is_live)
    health.tell("connections", lambda: link.connections)
    return _patiently(link.start, stop, "SLACK_APP_TOKEN") is not None


def _schedule(settings: Settings, deps: Deps, health: Health, stop: threading.Event, closing: ExitStack) -> None:
    """Starts the scheduler."""
    # In the local workspace the clock jumps, and a reminder shall be there right after it.
    every = SANDBOX_TICK_SECONDS if settings.carelog_clock_url else EVERY_SECONDS
    scheduler = build_scheduler(deps, Rate(), every, stop=stop.is_set)
    scheduler.start()
    closing.callback(scheduler.shutdown)
    health.watch("scheduler", Pulse(scheduler).beats)
    scheduler.add_job(partial(_prune, deps), "interval", hours=PRUNE_HOURS, coalesce=True, misfire_grace_time=None)


def _prune(deps: Deps) -> None:
    try:
        wall = deps.wall()
        deps.db.run(lambda db: deliveries.prune(db, wall=wall))
    except Exception as error:  # noqa: BLE001 (the border of a scheduler's run: the next hour tries again)
        log.error("old deliveries were not forgotten: %s", where(error))  # noqa: TRY400


def _insist() -> None:
    """Ends the process soon, whatever hangs: what it holds is under leases, which end by themselves."""

    def leave() -> None:
        log.warning("something did not end in time; leaving without it")
        logging.shutdown()
        os._exit(0)

    last = threading.Timer(LONGEST_STOP_SECONDS, leave)
    last.daemon = True
    last.start()


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
