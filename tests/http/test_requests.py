"""What reaches the app over HTTP: what Slack signed, once. Everything else is refused, runs nothing, leaves no word."""

import http.client
import json
import logging
import time
from dataclasses import replace

import pytest
from sqlalchemy import delete, func, select

from bot.clock import wall
from bot.guard import MOST_BYTES, Guard
from models.rules.replies import understand
from models.tables import Delivery
from sandbox.faults import Fault
from tests.driver import Person
from tests.handlers.running import BOT
from tests.http.process import FORM, JSON, SECRET, announce, ask, command, signed

CANARY = "marmalade zeppelin"


@pytest.fixture(autouse=True)
def nothing_ran_yet(front):
    """The module shares one app: each test begins with no request run, and none refused."""
    front.db.run(lambda db: db.execute(delete(Delivery)))
    front.site.slack = Guard(front.site.slack._app, SECRET, wall)


def ran(front) -> int:
    """How many requests got as far as being claimed."""
    return front.db.read(lambda db: db.execute(select(func.count(Delivery.key))).scalar_one())


def post(front, body, headers=None, **how):
    """A request that is signed as Slack does it, unless headers are given."""
    return ask(front.port, body, {**FORM, **signed(body)} if headers is None else headers, **how)


def test_a_signed_command_is_answered(front):
    answer = post(front, command("help"))
    assert answer.status == 200
    assert "`/post` shows every session" in answer.body
    assert ran(front) == 1


def test_slacks_question_at_set_up_is_answered(front):
    body = json.dumps({"type": "url_verification", "challenge": "seven otters", "token": "x"}).encode()
    answer = ask(front.port, body, {**JSON, **signed(body)})
    assert (answer.status, "seven otters" in answer.body) == (200, True)


def forged(body, **changed):
    return {**FORM, **signed(body), **changed}


BODY = command(f"help {CANARY}")


@pytest.mark.parametrize(
    ("make_headers", "status"),
    [
        (dict, 400),
        (lambda: FORM, 400),
        (lambda: signed(BODY), 400),
        (lambda: {**signed(BODY), "Content-Type": "text/plain"}, 400),
        (lambda: {**FORM, **signed(BODY, secret="another")}, 401),
        (lambda: {**FORM, **signed(BODY, secret="")}, 401),
        (lambda: {**FORM, **signed(BODY + b"x")}, 401),
        (lambda: {**FORM, **signed(BODY, at=time.time() - 400)}, 401),
        (lambda: {**FORM, **signed(BODY, at=time.time() + 400)}, 401),
        (lambda: {**FORM, **signed(BODY), "X-Slack-Request-Timestamp": "abc"}, 400),
        (lambda: {**FORM, **signed(BODY), "X-Slack-Request-Timestamp": "-1"}, 400),
        (lambda: {**FORM, **signed(BODY), "X-Slack-Request-Timestamp": "9" * 40}, 400),
        (lambda: {**FORM, **signed(BODY), "X-Slack-Request-Timestamp": "1e9"}, 400),
        (lambda: {**FORM, **signed(BODY), "X-Slack-Signature": "v0="}, 400),
        (lambda: {**FORM, **signed(BODY), "X-Slack-Signature": "v0=" + "\xe9" * 64}, 400),
        (lambda: {**FORM, **signed(BODY), "X-Slack-Signature": "v1=" + "0" * 64}, 400),
        (lambda: {**FORM, **signed(BODY), "X-Slack-Signature": "v0=" + "0" * 64}, 401),
    ],
)
def test_a_forged_or_malformed_request_is_refused_and_runs_nothing(front, caplog, capfd, make_headers, status):
    """Signed when it is sent: a time that was right when the tests were collected would be refused for its age."""
    caplog.set_level(logging.DEBUG)
    headers = make_headers()
    answer = post(front, BODY, headers)
    assert (answer.status, answer.body) == (status, "")
    assert ran(front) == 0
    heard = caplog.text + "".join(capfd.readouterr())
    assert "requests refused so far: 1" in heard, "What is searched is really there."
    assert CANARY not in heard.replace("+", " ")
    assert "v0=" not in heard


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"payload={not json", FORM),
        (b"payload=[]", FORM),
        (b"payload=null", FORM),
        (b"payload=1", FORM),
        (b"payload=%7B%7D", FORM),
        (b"payload=\xff\xfe", FORM),
        (b"nothing", FORM),
        (b"[]", JSON),
        (b"null", JSON),
        (b"7", JSON),
        (b"{", JSON),
        (b'{"authorizations": 3}', JSON),
        (b"\xff\xff", JSON),
        (b"[" * 100_000, JSON),
    ],
)
def test_a_signed_request_that_is_no_payload_is_malformed(front, body, kind):
    answer = ask(front.port, body, {**kind, **signed(body)})
    assert (answer.status, answer.body) == (400, "")
    assert ran(front) == 0


def test_a_body_that_is_too_long_is_refused_before_it_is_looked_at(front):
    assert announce(front.port, MOST_BYTES + 10, {**FORM, **signed(b"x")}) == 413
    assert ran(front) == 0


def test_a_body_without_a_length_is_bounded_too(front):
    body = command("help")
    pieces = (piece for piece in (body[:10], body[10:]))
    connection = http.client.HTTPConnection("127.0.0.1", front.port, timeout=30)
    connection.request("POST", "/slack/events", pieces, {**FORM, **signed(body)}, encode_chunked=True)
    assert connection.getresponse().status == 200
    connection.close()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/slack/events", 405),
        ("PUT", "/slack/events", 405),
        ("POST", "/", 404),
        ("POST", "/slack/events/", 404),
        ("POST", "/slack/install", 404),
        ("POST", "/healthz", 405),
        ("GET", "/.env", 404),
        ("GET", "/healthz", 200),
    ],
)
def test_there_are_three_addresses(front, method, path, status):
    body = command("help")
    assert post(front, body, method=method, path=path).status == status
    assert ran(front) == 0


def test_headers_that_are_not_signed_switch_nothing(front):
    body = command("help")
    odd = {"X-Slack-Bolt-Lazy-Only": "1", "X-Slack-Bolt-Lazy-Function-Name": "post_command"}
    answer = ask(front.port, body, {**FORM, **signed(body), **odd}, path="/slack/events?command=/sessions")
    assert "`/post` shows every session" in answer.body


def test_a_recorded_request_does_not_run_again(front):
    body = command("help")
    headers = {**FORM, **signed(body)}
    assert "`/post` shows" in ask(front.port, body, headers).body
    again = ask(front.port, body, headers)
    assert (again.status, again.body) == (200, "")
    assert ran(front) == 1
    later = {**FORM, **signed(body, at=time.time() - 5)}
    assert "`/post` shows" in ask(front.port, body, later).body, "Another signature is another press."


def test_a_request_that_failed_may_come_again(front):
    body = json.dumps(
        {
            "type": "block_actions",
            "team": {"id": "T0001"},
            "user": {"id": "UJO", "team_id": "T0001"},
            "trigger_id": front.slack.call(lambda world: world.workspace.new_trigger("UJO")),
            "view": {"id": "V1", "type": "home", "blocks": []},
            "actions": [{"type": "button", "action_id": "series.add", "block_id": "home", "action_ts": "1"}],
        }
    ).encode()
    front.slack.call(lambda world: world.faults.set("views.open", Fault(refused=2)))
    headers = {**JSON, **signed(body)}
    assert ask(front.port, body, headers).status == 500
    assert ran(front) == 0
    assert ask(front.port, body, headers).status == 200
    assert ran(front) == 1


def test_slack_sends_again_what_failed_and_then_it_is_done_once(front, monkeypatch):
    tries = []

    def fail_once(*given, **named):
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError
        return understand(*given, **named)

    monkeypatch.setattr("handlers.replies.understand", fail_once)
    front.slack.call(retrying)
    aide = Person(front.slack.url, "UJO")
    aide.write("help")
    said = aide.wait_for(lambda state: len(state["messages"]) == 2)["messages"][-1]
    assert "Answer a reminder in your own words" in str(said)
    assert len(tries) > 1
    assert ran(front) == 1
    assert any("retries left" in line for line in aide.page.log)


def retrying(world):
    """Slack's first two retries, without its waits."""
    world.workspace.config = replace(world.workspace.config, retry_seconds=(0.0, 0.0))


def test_the_count_of_refusals_is_said_at_every_doubling_only(front, caplog):
    for _ in range(9):
        ask(front.port, b"x", FORM)
    said = [record.getMessage() for record in caplog.records if record.name == "carelog.guard"]
    assert [int(line.split(":")[1].split(",")[0]) for line in said] == [1, 2, 4, 8]


def test_no_secret_is_told_by_any_address(front):
    for path in ("/healthz", "/readyz"):
        said = ask(front.port, method="GET", path=path).body
        assert BOT not in said
        assert "secret" not in said
