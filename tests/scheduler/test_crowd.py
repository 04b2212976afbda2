"""Everybody is due at once: Slack's allowance is used and respected, and nobody in front of Carelog waits for it."""

import math
import statistics
import sys
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest

from benchmarks import slack
from bot.app import create_app
from bot.deps import Deps
from bot.slack.ids import Action
from models.rules.sending import Rate
from models.services.hashing import Hasher
from sandbox.server import create_server, run_in_thread
from scheduler.delivery import deliver
from scheduler.tick import DRAIN_SECONDS, EVERY_SECONDS, tick
from tests.factories import KEYRING, counted_statements
from tests.scheduler.allowance import Allowance
from tests.scheduler.crowd import add_sessions, crowd_config, make_crowd, user_of
from tests.scheduler.running import AT_REMINDER, Sender


@pytest.fixture
def crowd(database):
    """A workspace of so many aides, and a process that sends to them at the reminder's time."""
    servers = []

    def start(aides, **about):
        servers.append(run_in_thread(create_server(crowd_config(aides))))
        return Sender(servers[0], database, make_crowd(database, aides, **about))

    yield start
    for server in servers:
        server.stop()


def arrived(sender, aides):
    """How many messages each aide has got."""

    def read(world):
        messages, channels = world.workspace.messages, world.workspace.channels
        return [len(messages[channels[user_of(number)]]) for number in range(aides)]

    return sender.server.call(read)


class Scheduler:
    """The scheduler's two jobs on a clock that only calls and waiting move: 30 ms a call, a second a drain."""

    def __init__(self, sender, rate):
        self.sender, self.rate, self.passed = sender, rate, 0.0
        now, began = sender.deps.clock, AT_REMINDER
        here = lambda: began + timedelta(seconds=self.passed)  # noqa: E731
        self.deps = Deps(
            sender.db, lambda: now() + (here() - began), here, sender.deps.hasher, KEYRING, sender.deps.client
        )

    def calls(self):
        self.passed += 0.03
        return self.passed

    def run(self, seconds):
        counts = Counter()
        for number in range(seconds):
            counts += Counter(tick(self.deps, self.rate)) if number % EVERY_SECONDS == 0 else self.drain()
            self.passed = math.floor(self.passed) + DRAIN_SECONDS
            if counts["sent"] == counts["planned"]:
                break
        return counts

    def drain(self):
        return deliver(self.deps, self.sender.school.tenant_id, self.rate)


@pytest.mark.parametrize(("per_minute", "burst", "aides"), [(180, 10, 150), (100, 10, 100), (240, 20, 100)])
def test_everybody_is_reminded_as_fast_as_slack_allows(crowd, full, per_minute, burst, aides):
    """Slack allows a bit less than Carelog asks for, much less, and more: then Carelog's own budget is the limit."""
    aides, rate = 2000 if full else aides, Rate()
    sender = crowd(aides)
    scheduler = Scheduler(sender, rate)
    slacks = Allowance(per_minute / 60, burst, scheduler.calls)
    sender.server.world.faults.limit = slacks.limit
    assert scheduler.run(seconds=4 * aides)["sent"] == aides
    assert arrived(sender, aides) == [1] * aides
    assert slacks.limited_in_a_row == 0
    assert bool(slacks.limited) is (per_minute < rate.per_minute)
    assert slacks.used(min(per_minute, rate.per_minute) / 60, min(burst, rate.burst)) >= 0.95


def test_the_statements_do_not_grow_with_the_sessions(crowd, database):
    aides = 3
    sender = crowd(aides)
    sender.tick()  # The first message ever makes the workspace's budget.
    sender.later(days=1)
    with counted_statements(database) as few:
        assert sender.tick() == {"planned": aides, "sent": aides}
    add_sessions(database, sender.school, each=9)
    sender.later(days=1)
    with counted_statements(database) as many:
        assert sender.tick() == {"planned": aides, "sent": aides}
    assert len(many) == len(few)


class Opening:
    """An aide of the crowd who opens a session from Home, against a Slack that answers at once."""

    def __init__(self, sender):
        self.web = slack.InProcessSlack()
        self.deps = Deps(sender.db, lambda: AT_REMINDER, lambda: AT_REMINDER, Hasher(), KEYRING, self.web)
        self.app, self.homes = create_app(self.deps)
        slack.know_team(self.app)
        self.user = user_of(0)
        slack.send(self.app, slack.home_opened(self.user))
        self.home = slack.window(self.user, self.web.take(self.user))

    def seconds(self):
        """How long one opening takes."""
        body = slack.tapped(self.home, Action.OPEN_SESSION)
        began = time.perf_counter()
        answer = slack.send(self.app, body)
        took = time.perf_counter() - began
        assert answer.status == 200
        assert self.web.take(body["trigger_id"])["title"]["text"] == "Session"
        return took


def test_opening_a_window_does_not_wait_for_the_crowd(crowd, full):
    """It is delivered or not, in pairs, so that what else the machine does counts in both."""
    aides, messages = (2000, 100) if full else (100, 8)
    sender = crowd(aides, team_id=slack.TEAM)
    rate = Rate(burst=1)  # A bucket that fills while nothing is delivered would make each turn a burst.
    every = rate.interval.total_seconds()
    tick(sender.deps, rate, stop=lambda: True)
    opening, ended, on = Opening(sender), threading.Event(), threading.Event()

    def delivering():
        while not ended.is_set():
            if on.wait(0.05):
                deliver(sender.deps, sender.school.tenant_id, rate, stop=lambda: not on.is_set())
                ended.wait(every)  # Looking more often than a message may go is work that the app never does.

    thread = threading.Thread(target=delivering)
    thread.start()
    ratios, ratio = [], 2.0
    for number in range(500 if full else 75):
        took = {}
        for delivers in (False, True) if number % 2 else (True, False):
            (on.set if delivers else on.clear)()
            took[delivers] = statistics.median(opening.seconds() for _ in range(40))
        ratios.append(took[True] / took[False])
        if number % 10 == 9 and sum(arrived(sender, aides)) >= messages:
            ratio = statistics.median(ratios)
            if ratio <= 1.2:
                break
    ended.set()
    thread.join(30)
    opening.homes.close()
    sys.stdout.write(f"{ratio:.2f} times, the median of {len(ratios)} pairs; {took[False] * 1000:.1f} ms without\n")
    assert ratio <= 1.2
