"""What Slack delivers several times has one effect, and what we failed to do is done at the next try."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from slack_bolt import BoltRequest
from slack_sdk import WebClient
from sqlalchemy import delete, func, select, text

from bot.app import create_app
from bot.clock import wall
from bot.deps import Deps
from bot.once import identity_of
from models.services import deliveries
from models.services.deliveries import Held, Standing
from models.services.hashing import Hasher
from models.tables import Answer, Delivery
from sandbox.faults import Fault
from tests.driver import Person
from tests.factories import FIXED_NOW, KEYRING, counted_statements, make_school, make_session
from tests.handlers.running import BOT, Clocks
from tests.http.process import SECRET, command, signed


class Running:
    """Some processes' worth of the app on one database, the clocks that they share, and the aide's side of it."""

    def __init__(self, slack, database, school):
        self.slack, self.db, self.school = slack, database, school
        self.clocks = Clocks(wall=wall())
        self.aide = Person(slack.url, "UJO")
        self.homes = []
        self.apps = [self._make() for _ in range(3)]

    def _make(self):
        client = WebClient(token=BOT, base_url=self.slack.api_url, timeout=20, retry_handlers=[])
        deps = Deps(self.db, lambda: self.clocks.now, lambda: self.clocks.wall, Hasher(), KEYRING, client)
        app, homes = create_app(deps, client.auth_test(), signing_secret=SECRET)
        self.homes.append(homes)
        return app

    def rows(self, table=Delivery):
        return self.db.read(lambda db: db.execute(select(func.count()).select_from(table)).scalar_one())

    def messages(self):
        return len(self.aide.messages)


@pytest.fixture
def running(slack, database):
    school = make_school(database)
    make_session(database, school.aide, school.students)
    found = Running(slack, database, school)
    yield found
    for homes in found.homes:
        homes.close()


def wrote(said="all present", event_id="Ev01", **changed):
    """The event of a message that the aide wrote, as Socket Mode brings it."""
    event = {"type": "message", "channel": "DJO", "channel_type": "im", "user": "UJO", "text": said, "ts": "1.000001"}
    body = {"type": "event_callback", "team_id": "T0001", "event_id": event_id, "event": {**event, **changed}}
    return BoltRequest(mode="socket_mode", body=body)


def over_http(body, headers=None):
    form = {"content-type": "application/x-www-form-urlencoded"}
    return BoltRequest(body=body.decode(), headers={**form, **(headers or signed(body))})


def test_an_event_that_comes_again_is_acknowledged_and_not_run(running):
    statuses = [app.dispatch(wrote()).status for app in (*running.apps, *running.apps)]
    assert statuses == [200] * 6
    assert (running.messages(), running.rows(Answer), running.rows()) == (1, 1, 1)


def test_another_event_with_the_same_words_is_another_event(running):
    running.apps[0].dispatch(wrote())
    running.apps[0].dispatch(wrote("undo", "Ev02", ts="1.000002"))
    assert (running.messages(), running.rows()) == (2, 2)


def test_events_two_to_four_times_in_any_order_by_three_processes_at_once_have_one_effect_each(running, chance):
    events = [(number, app) for number in range(8) for app in chance.choices(running.apps, k=chance.randint(2, 4))]
    chance.shuffle(events)
    together = threading.Barrier(4)

    def deliver(share):
        together.wait(10)
        for number, app in share:
            sent = wrote("what's left?", f"Ev{number}", ts=f"1.00000{number}")
            while app.dispatch(sent).status != 200:
                pass  # Slack comes back while another process is at it.

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(deliver, [events[part::4] for part in range(4)]))
    assert (running.messages(), running.rows()) == (8, 8)


@pytest.fixture
def chance():
    return random.Random(20261122)


def test_what_failed_is_done_when_slack_sends_it_again(running, monkeypatch):
    def fail(*_given, **_named):
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr("handlers.replies.understand", fail)
        assert running.apps[0].dispatch(wrote()).status == 500
    assert (running.messages(), running.rows(Answer), running.rows()) == (0, 0, 0)
    assert running.apps[1].dispatch(wrote()).status == 200
    assert (running.messages(), running.rows(Answer), running.rows()) == (1, 1, 1)


def test_an_answer_that_slack_did_not_take_does_not_save_twice(running):
    running.slack.call(lambda world: world.faults.set("chat.postMessage", Fault(refused=1)))
    assert running.apps[0].dispatch(wrote()).status == 500
    assert running.rows(Answer) == 1
    assert running.apps[0].dispatch(wrote()).status == 200
    assert running.rows(Answer) == 1


def test_what_a_process_was_doing_when_it_died_is_done_after_its_lease(running):
    key, at = identity_of(wrote()).key, running.clocks.wall
    running.db.run(lambda db: deliveries.claim(db, key, wall=at, repeated=True))
    running.clocks.wall = at + timedelta(seconds=3)
    assert running.apps[0].dispatch(wrote()).status == 503, "Unanswered, so that Slack comes back."
    assert running.messages() == 0
    running.clocks.wall = at + timedelta(seconds=60)
    assert running.apps[0].dispatch(wrote()).status == 200
    assert running.messages() == 1


def test_who_comes_back_after_its_lease_ended_neither_ends_nor_frees_what_another_runs(running):
    at, later = running.clocks.wall, running.clocks.wall + timedelta(seconds=31)
    late = running.db.run(lambda db: deliveries.claim(db, "a", wall=at, repeated=True))
    taken = running.db.run(lambda db: deliveries.claim(db, "a", wall=later, repeated=True))
    assert isinstance(taken, Held)
    for step in (deliveries.finish, deliveries.release):
        running.db.run(lambda db, step=step: step(db, late))
        held = running.db.run(lambda db: deliveries.claim(db, "a", wall=later, repeated=True))
        assert held is Standing.BUSY
    running.db.run(lambda db: deliveries.finish(db, taken))
    assert running.db.run(lambda db: deliveries.claim(db, "a", wall=later, repeated=True)) is Standing.DONE


def test_a_request_by_http_is_known_by_its_signature(running):
    body = command("help")
    headers = signed(body)
    first, again = (app.dispatch(over_http(body, headers)) for app in running.apps[:2])
    assert "`/post` shows" in first.body
    assert (again.status, again.body) == (200, "")
    other = running.apps[0].dispatch(over_http(body, signed(body, at=wall().timestamp() - 9)))
    assert "`/post` shows" in other.body


def test_without_a_secret_no_http_request_is_run(running):
    client = WebClient(token=BOT, base_url=running.slack.api_url, retry_handlers=[])
    deps = Deps(running.db, lambda: FIXED_NOW, wall, Hasher(), KEYRING, client)
    app, homes = create_app(deps, client.auth_test())
    body = command("help")
    assert app.dispatch(over_http(body, signed(body, secret=""))).status == 401
    assert running.rows() == 0
    homes.close()


@pytest.mark.parametrize(
    ("request_", "known"),
    [
        (wrote(), True),
        (wrote(bot_id="B1"), False),
        (wrote(subtype="message_changed", message={"text": "x", "bot_id": "B1"}), False),
        (wrote(subtype="message_deleted", previous_message={"text": "x", "bot_id": "B1"}), False),
        (wrote(subtype="message_changed", message={"text": "x", "user": "UJO"}), True),
        (BoltRequest(mode="socket_mode", body={"type": "block_actions", "trigger_id": "1"}), False),
        (BoltRequest(mode="socket_mode", body={"type": "event_callback", "event_id": ""}), False),
        (over_http(command("help")), True),
    ],
)
@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_what_is_remembered(request_, known, database_urls):
    assert (identity_of(request_) is not None) is known


def test_it_costs_two_statements_for_an_event_and_one_for_a_request(running):
    app = running.apps[0]
    app.dispatch(wrote("help"))

    def cost(request):
        with counted_statements(running.db) as seen:
            assert app.dispatch(request).status == 200
        return sum("deliveries" in each for each in seen)

    assert cost(wrote("help", "Ev02", ts="1.000002")) == 2
    assert cost(over_http(command("help"))) == 1
    assert cost(BoltRequest(mode="socket_mode", body=over_http(command("help")).body)) == 0


def test_a_database_that_fails_is_said_in_words(running, database_urls):
    from models.db import make_database

    owner = make_database(database_urls.owner)
    owner.run(lambda db: db.execute(text("ALTER TABLE deliveries RENAME TO mislaid")))
    try:
        answer = running.apps[0].dispatch(over_http(command("help")))
        unheard = running.apps[0].dispatch(wrote())
    finally:
        owner.run(lambda db: db.execute(text("ALTER TABLE mislaid RENAME TO deliveries")))
        owner.close()
    assert "Something went wrong in Carelog." in answer.body
    assert unheard.status == 500, "An event comes again."


def test_the_old_ones_are_forgotten(running):
    at = running.clocks.wall
    running.db.run(lambda db: deliveries.claim(db, "old", wall=at - timedelta(hours=25), repeated=False))
    running.db.run(lambda db: deliveries.claim(db, "new", wall=at - timedelta(hours=23), repeated=False))
    assert running.db.run(lambda db: deliveries.prune(db, wall=at)) == 1
    assert running.db.read(lambda db: db.execute(select(Delivery.key)).scalars().all()) == ["new"]
    running.db.run(lambda db: db.execute(delete(Delivery)))
