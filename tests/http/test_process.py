"""The process itself: what it refuses, when it is ready, and how it leaves."""

import json
import socket
import threading
from datetime import timedelta
from urllib.parse import quote_plus

import pytest
from sqlalchemy import func, select

from bot.clock import wall
from bot.commands.enrolling import run_enroll
from bot.commands.importing import run_import
from bot.guard import MOST_BYTES
from models.services.people import only_tenant
from models.tables import Delivery, Notice
from sandbox.faults import Fault
from tests.driver import Person
from tests.factories import FIXED_NOW, enrol, make_school, make_session
from tests.handlers.running import BOT, LINK
from tests.http.process import FORM, JSON, READY, SECRET, announce, ask, command, deliver_to, settings_of, signed

pytestmark = pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
CANARY = "marmalade zeppelin"


@pytest.fixture
def school(database):
    return make_school(database)


@pytest.fixture
def process(slack, school, database, database_urls, serve):
    """A school with an enrolled aide, and the app that serves it over HTTP, saying all that it ever says."""
    enrol(database, school, school.aide)
    started = serve(**settings_of(slack, database_urls.app), CARELOG_LOG_LEVEL="DEBUG")
    started.hear(READY)
    deliver_to(slack, started.port)
    return started


def ready(process):
    answer = ask(process.port, method="GET", path="/readyz")
    return answer.status, answer.json


def test_hostile_requests_leave_no_word_in_the_log_and_do_no_harm(slack, process, database):
    body = command(f"help {CANARY}")
    form = {**FORM, **signed(body)}
    hostile = [
        (body, FORM),
        (body, {**form, "X-Slack-Signature": f"v0={'0' * 64}"}),
        (body, {**form, "X-Slack-Request-Timestamp": CANARY}),
        (body, {**form, "Content-Type": CANARY}),
        (b"{" + body, {**FORM, **signed(b"{" + body)}),
        (b"payload=" + body, {**FORM, **signed(b"payload=" + body)}),
        (json.dumps([CANARY]).encode(), {**JSON, **signed(json.dumps([CANARY]).encode())}),
    ]
    assert [ask(process.port, *each).status for each in hostile] == [400, 401, 400, 400, 400, 400, 400]
    assert announce(process.port, MOST_BYTES + 10, form) == 413
    assert ask(process.port, path=f"/slack/{quote_plus(CANARY)}", method="GET").status == 404
    with socket.create_connection(("127.0.0.1", process.port), timeout=30) as raw:
        raw.sendall(f"NONSENSE {CANARY}\r\n\r\n".encode())
        assert raw.recv(100).startswith(b"HTTP/1.0 400")
    assert database.read(lambda db: db.execute(select(func.count(Delivery.key))).scalar_one()) == 0
    assert "Add Session" in Person(slack.url, "UJO").open_home(), "It serves as before."
    assert process.stop() == 0
    assert "requests refused so far: 1, the last one with 400" in process.said
    for word in (*CANARY.split(), SECRET, BOT, "v0="):
        assert word not in process.said


def test_it_is_ready_when_everything_is(process):
    status, told = ready(process)
    checks = {"database": True, "schema": True, "scheduler": True, "slack": True}
    assert (status, told) == (200, {"ready": True, "checks": checks})
    alive = ask(process.port, method="GET", path="/healthz")
    assert (alive.status, alive.json) == (200, {"alive": True})


def test_it_is_alive_but_not_ready_while_it_waits_for_slack(slack, database_urls, database, serve):
    slack.call(lambda world: world.faults.set("auth.test", Fault(limited=50)))
    process = serve(**settings_of(slack, database_urls.app))
    process.hear("Slack does not answer")
    assert ask(process.port, method="GET", path="/healthz").status == 200
    status, told = ready(process)
    assert status == 503
    assert told["checks"] == {"database": True, "schema": True, "scheduler": False, "slack": False}
    body = command("help")
    assert ask(process.port, body, {**FORM, **signed(body)}).status == 503
    assert process.stop() == 0


def test_over_socket_mode_only_the_health_addresses_are_there(slack, database_urls, database, serve):
    process = serve(**settings_of(slack, database_urls.app, http=False))
    process.hear("connected to Slack")
    body = command("help")
    assert ask(process.port, body, {**FORM, **signed(body)}).status == 404
    status, told = ready(process)
    assert (status, told["ready"], told["connections"]) == (200, True, 1)
    assert process.stop() == 0
    assert LINK not in process.said


def test_it_finishes_what_is_under_way_before_it_leaves(slack, process, database):
    slack.call(lambda world: world.faults.set("views.open", Fault(delay=2.0)))
    aide, answers = Person(slack.url, "UJO"), []
    pressing = threading.Thread(target=lambda: answers.append(aide.page.post("command", text="/post")))
    pressing.start()
    begun = select(func.count(Delivery.key))
    while not database.read(lambda db: db.execute(begun).scalar_one()):
        assert pressing.is_alive()
    assert process.stop() == 0
    pressing.join(30)
    assert answers == [{"ok": True}]
    assert "Nothing is ready to sign." in aide.window
    with pytest.raises(OSError, match="refused"):
        ask(process.port, method="GET", path="/healthz")


def test_it_gives_back_what_it_has_not_sent_when_it_leaves(slack, process, school, database):
    for actor, students in ((school.aide, school.students), (school.other_aide, school.other_students)):
        make_session(database, actor, students)
    slack.call(lambda world: world.faults.set("chat.postMessage", Fault(delay=2.0)))
    offset = (FIXED_NOW + timedelta(minutes=31) - wall()).total_seconds()
    slack.call(lambda world: world.workspace.move_clock(offset))
    states = select(Notice.state).order_by(Notice.id)
    while "sending" not in database.read(lambda db: db.execute(states).scalars().all()):
        assert process.child.poll() is None
    assert process.stop() == 0
    held = select(func.count(Notice.id)).where(Notice.lease_until.is_not(None))
    assert database.read(lambda db: db.execute(held).scalar_one()) == 0
    assert sorted(database.read(lambda db: db.execute(states).scalars().all())) in (
        ["retry", "sent"],
        ["pending", "sent"],
    )


def test_a_port_that_is_taken_is_said_and_ends_it(slack, database_urls, database, serve):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = serve(**{**settings_of(slack, database_urls.app), "PORT": str(port)})
        assert process.end() == 1
    assert f"Port {port} of 127.0.0.1 cannot be used (Address already in use). Set PORT to a free one." in process.said
    assert "Traceback" not in process.said


def test_the_first_administrator_of_an_empty_installation(slack, tmp_path, serve, database, database_urls):
    """docs/installation.md, from nothing: two files, one code, and the administrator signs in over Slack."""
    (tmp_path / "campuses.csv").write_text("name,time_zone\nWillow Creek School,America/Chicago\n")
    (tmp_path / "staff.csv").write_text(
        "email,name,role,campus\npat@school.example,Pat Quill,admin,Willow Creek School\n"
    )
    now = wall()
    tenant_id = database.run(lambda db: only_tenant(db, at=now))
    for kind in ("campuses", "staff"):
        path = tmp_path / f"{kind}.csv"
        assert run_import(database, tenant_id, kind, path, dry_run=False, today=now.date(), now=now)[0] == 0
    process = serve(**settings_of(slack, database_urls.app))
    process.hear(READY)
    deliver_to(slack, process.port)
    code = run_enroll(database, "pat@school.example", now=wall()).splitlines()[0]
    admin = Person(slack.url, "UPAT")
    admin.open_home()
    admin.press("Set signing passphrase")
    admin.fill("Enrolment code", code)
    admin.fill("New signing passphrase", "walnut kettle drifts north")
    admin.fill("The same passphrase again", "walnut kettle drifts north")
    assert admin.submit() == {}
    admin.close()
    admin.wait_for(lambda state: "Set signing passphrase" not in str(state["home"]["blocks"]))
    assert process.stop() == 0
