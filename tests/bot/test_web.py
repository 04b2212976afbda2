"""The HTTP server stops without a word: who has just answered may still be at work in it."""

import logging
import time
from urllib.request import urlopen

from bot.health import Health
from bot.web import Server, Site


def test_a_thread_that_has_just_answered_does_not_meet_a_closed_server(caplog):
    server = Server(Site(Health(), expects_slack=False), "127.0.0.1", 0, threads=2)
    wakes, late = server._server.pull_trigger, []

    def slowly():
        """The answer is out, and the loop is woken a moment later."""
        time.sleep(0.2)
        late.append(wakes())

    server._server.pull_trigger = slowly
    with caplog.at_level(logging.INFO, "waitress"):
        with urlopen(f"http://127.0.0.1:{server.port}/healthz", timeout=10) as answer:
            assert answer.status == 200
        server.stop()
    assert late == [None]
    assert not server._thread.is_alive()
    assert caplog.messages == []
