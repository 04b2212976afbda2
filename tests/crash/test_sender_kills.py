"""kill -9 of sending workers at random moments: every reminder arrives, and none twice while Slack can be asked."""

import random
from collections import Counter
from functools import partial

import pytest
from sqlalchemy import select

from bot.clock import wall
from models.services import outbox
from models.services.due import due
from models.tables import Notice
from sandbox.server import create_server, run_in_thread
from tests.crash.lives import lives_of
from tests.crash.poster import LAST
from tests.scheduler.crowd import crowd_config, make_crowd, user_of
from tests.scheduler.running import AT_REMINDER
from tests.services.together import together

WORKERS = 2
NOTICES_PER_KILL = 6
"""One more than a life sends."""


class AtOnce(random.Random):
    """The moment that matters most: right after Slack took a message, before the worker can mark it."""

    def random(self):
        return 0.0


@pytest.fixture
def workspace():
    """A strict workspace on loopback, as large as a test asks for."""
    started = []

    def start(aides):
        started.append(run_in_thread(create_server(crowd_config(aides))))
        return started[0]

    yield start
    for server in started:
        server.stop()


def planned(database, aides):
    """Everybody's reminder is due at once; gives how many."""
    make_crowd(database, aides)
    asked = database.read(lambda db: due(db, now=AT_REMINDER))
    return database.run(lambda db: outbox.plan(db, asked))


def copies(server, aides):
    """How many messages each aide has got."""

    def read(world):
        messages, channels = world.workspace.messages, world.workspace.channels
        return [len(messages[channels[user_of(number)]]) for number in range(aides)]

    return Counter(server.call(read))


def states(database):
    return Counter(database.read(lambda db: db.execute(select(Notice.state)).scalars().all()))


def killed(workers, rounds, chance):
    """Each round all workers send at once, and each is killed at a moment of its own."""
    for number in range(rounds):
        chances = [chance.choice([AtOnce(), random.Random(chance.random())]) for _ in workers]
        ended = together([partial(one.kill_one, number, luck) for one, luck in zip(workers, chances, strict=True)])
        assert {type(each) for each in ended} == {bool}, ended


def run_out(worker, number):
    """Lives that are not killed, one after another: what was lost is looked for and sent again, in its time."""
    for more in range(8):
        worker.run_out(LAST + number + more, "idle")


def test_a_killed_sender_loses_no_reminder_and_doubles_none(database, database_urls, workspace, full, chance):
    kills = 300 if full else 30
    aides = kills * NOTICES_PER_KILL
    assert planned(database, aides) == aides
    server = workspace(aides)
    about = (database_urls.app, "whole", server.api_url, wall().isoformat())
    with lives_of(*about, worker="sender") as one, lives_of(*about, worker="sender") as two:
        killed([one, two], kills // WORKERS, chance)
        assert copies(server, aides)[0] > 0, "the kills came after everything was sent"
        run_out(one, kills // WORKERS)
    assert states(database) == {"sent": aides}
    assert copies(server, aides) == {1: aides}


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_sending_again_without_a_look_would_be_found(database, database_urls, workspace):
    kills = 10
    aides = kills * NOTICES_PER_KILL
    planned(database, aides)
    server = workspace(aides)
    with lives_of(database_urls.app, "blind", server.api_url, wall().isoformat(), worker="sender") as one:
        for number in range(kills):
            one.kill_one(number, AtOnce())
        run_out(one, kills)
    assert copies(server, aides)[2]
