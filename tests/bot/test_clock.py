"""The clocks: real time, and the local workspace's offset, which holds while its server is away."""

import threading
from datetime import UTC, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bot import clock


class Offset(BaseHTTPRequestHandler):
    """Answers with what the test has set."""

    answer = b'{"offset_seconds": 3600}'
    asked = 0

    def do_GET(self):
        type(self).asked += 1
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *_given):
        """Says nothing."""


@pytest.fixture
def offset(monkeypatch):
    """A server of the offset, and a class to set what it answers."""
    handler = type("Own", (Offset,), {})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/clock", handler, server
    server.shutdown()
    thread.join()
    server.server_close()


def ahead(now):
    return round((now() - clock.wall()).total_seconds())


def test_wall_is_aware_utc():
    assert clock.wall().tzinfo is UTC
    assert clock.wall() - clock.wall() <= timedelta(0)


def test_the_sandbox_clock_adds_the_offset_and_asks_seldom(offset, monkeypatch):
    url, handler, _ = offset
    now = clock.sandbox_clock(url)
    monkeypatch.setattr(clock, "_FRESH_SECONDS", 60)
    assert {ahead(now) for _ in range(20)} == {3600}
    assert handler.asked == 1


def test_it_follows_a_clock_that_is_moved(offset, monkeypatch):
    url, handler, _ = offset
    monkeypatch.setattr(clock, "_FRESH_SECONDS", 0)
    now = clock.sandbox_clock(url)
    assert ahead(now) == 3600
    handler.answer = b'{"offset_seconds": -7200.5}'
    assert ahead(now) in {-7200, -7201}


@pytest.mark.parametrize(
    "answer", [b"", b"not json", b"{}", b'{"offset_seconds": null}', b"[1]", b'{"offset_seconds": "x"}', b"\xff"]
)
def test_the_last_offset_holds_while_the_server_says_nothing_of_use(offset, monkeypatch, answer):
    url, handler, _ = offset
    monkeypatch.setattr(clock, "_FRESH_SECONDS", 0)
    now = clock.sandbox_clock(url)
    assert ahead(now) == 3600
    handler.answer = answer
    assert ahead(now) == 3600


def test_without_a_server_it_is_real_time():
    now = clock.sandbox_clock("http://127.0.0.1:9/clock")
    assert ahead(now) == 0
