"""App Home: published when it is opened, turned by week, and renewed after every change of the person's own."""

import logging
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.deps import Deps
from bot.logs import where
from bot.slack.ids import Action
from bot.views.home import home_page
from handlers.acting import Who, reading, starting, writing
from handlers.renewal import renew_reminders
from models.services import home as home_service
from models.services import people

log = logging.getLogger("carelog.home")
MOST_REMEMBERED = 5_000


class Homes:
    """Publishes Home: one publisher a person at a time, each reading the newest record, so that none overtakes."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="home")
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._weeks: dict[str, date] = {}
        self._waiting: set[str] = set()

    def publish(self, who: Who, *, week: date | None = None) -> None:
        """Publishes now. `week` is remembered, so that a later renewal does not turn the page."""
        with self._guard:
            if len(self._locks) > MOST_REMEMBERED:
                self._locks.clear()
                self._weeks.clear()
            lock = self._locks.setdefault(who.user_id, threading.Lock())
            if week is not None:
                self._weeks[who.user_id] = week
            shown = self._weeks.get(who.user_id)
        with lock:
            now = self._deps.clock()
            page = reading(self._deps, who, lambda db, actor: home_service.home(db, actor, now=now, week=shown))
            self._deps.client.views_publish(user_id=who.user_id, view=home_page(page))
            if page.welcome:
                writing(self._deps, who, lambda db, actor: people.welcomed(db, actor, at=now))

    def forget_week(self, who: Who) -> None:
        """From now on this week is shown again: who comes back another day has not turned any page."""
        with self._guard:
            self._weeks.pop(who.user_id, None)

    def soon(self, who: Who) -> None:
        """Publishes in the background, after a change was saved; several changes at once become one."""
        with self._guard:
            if who.user_id in self._waiting:
                return
            self._waiting.add(who.user_id)
        self._pool.submit(self._renew, who)

    def soon_of(self, who: Who, accounts: Iterable[str]) -> None:
        """The same for others in the person's workspace, whom the change concerns and who have looked at Home before.

        The first look stays their own: it is the one that welcomes them.
        """
        with self._guard:
            looked = [account for account in accounts if account in self._locks]
        for account in looked:
            self.soon(Who(who.team_id, account))

    def _renew(self, who: Who) -> None:
        with self._guard:
            self._waiting.discard(who.user_id)
        for step in (self.publish, partial(renew_reminders, self._deps)):
            try:
                step(who)
            except Exception as error:  # noqa: BLE001 (the border of a background job; these are only displays)
                log.warning("what %s sees was not renewed: %s", who.user_id, where(error))

    def close(self) -> None:
        """Waits for what is being published, and stops."""
        self._pool.shutdown(wait=True)


def register(app: App) -> None:
    """Listens to Home being opened and to its week buttons."""
    app.event("app_home_opened")(open_home)
    app.action(starting(Action.WEEK))(turn_week)


def open_home(event: dict[str, Any], who: Who, homes: Homes) -> None:
    """Publishes Home for the person who opened it, at this week; the Messages tab needs nothing."""
    if event.get("tab") == "home":
        homes.forget_week(who)
        homes.publish(who)


def turn_week(ack: Ack, action: dict[str, Any], who: Who, homes: Homes) -> None:
    """Shows another week."""
    homes.publish(who, week=date.fromisoformat(action["value"]))
    ack()
