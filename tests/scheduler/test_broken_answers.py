"""What stands between Carelog and Slack may answer in Slack's place: then nobody knows, and nothing breaks."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import select

from models.tables import Notice
from tests.scheduler.running import Sender

PAGE = b"<html><body>Mia Garcia, please sign in to the proxy</body></html>"


class Proxy(BaseHTTPRequestHandler):
    """Answers every call with the same page."""

    status, missing = 200, 0

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(PAGE) + self.missing))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def broken(sender: Sender, request: pytest.FixtureRequest) -> Iterator[Sender]:
    """A sender whose calls end at something that is not Slack."""
    status, missing = request.param
    proxy = ThreadingHTTPServer(("127.0.0.1", 0), type("Page", (Proxy,), {"status": status, "missing": missing}))
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    sender.deps = sender.process(sender.db, f"http://127.0.0.1:{proxy.server_port}/api/")
    yield sender
    proxy.shutdown()
    proxy.server_close()
    thread.join(10)


@pytest.mark.parametrize("broken", [(200, 0), (502, 0), (503, 0), (200, 50)], indirect=True)
def test_a_page_instead_of_an_answer_is_no_answer(broken, caplog):
    assert broken.tick() == {"planned": 1, "uncertain": 1}
    kept = broken.db.read(lambda db: db.execute(select(Notice)).scalar_one())
    ours = [one.getMessage() for one in caplog.records if one.name.startswith("carelog")]
    assert ours
    assert "Mia" not in f"{kept.last_error} {ours}"
    broken.later(seconds=30)
    assert broken.tick() == {"uncertain": 1}  # It cannot be looked for either.
    broken.deps = broken.process(broken.db)
    broken.later(seconds=30)
    assert broken.tick() == {"resend": 1}
    broken.later(seconds=10)
    assert broken.tick() == {"sent": 1}
    assert len(broken.messages()) == 1


@pytest.mark.parametrize("broken", [(200, 0)], indirect=True)
def test_a_refused_connection_carried_nothing(broken):
    broken.deps = broken.process(broken.db, "http://127.0.0.1:9/api/")
    assert broken.tick() == {"planned": 1, "retry": 1}
    broken.deps = broken.process(broken.db)
    broken.later(seconds=5)
    assert broken.tick() == {"sent": 1}
