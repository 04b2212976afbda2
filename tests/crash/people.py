"""People in front of the page who post one session after another, until the app is gone, and go on when it is back."""

import threading
import time

from sandbox.driver import Page
from sandbox.server import RunningServer
from tests.factories import PASSPHRASE


class Poster:
    """One person. `posted` are the sessions for which the page showed *Posted*; `trouble` what should not be seen."""

    def __init__(self, server: RunningServer, user: str) -> None:
        self._server = server
        self._page = Page(server.url, user)
        self._user = user
        self._met: set[str] = set()
        self.posted: set[int] = set()
        self.trouble: list[str] = []
        self.begun = threading.Event()
        self.pace = 0.5

    def go_on(self, killed: threading.Event) -> None:
        """Posts until the app does not answer. Before `killed` that is trouble."""
        try:
            while not killed.is_set():
                begun = time.monotonic()
                problem = self._one()
                if problem:
                    if not killed.is_set():
                        self.trouble.append(problem)
                    return
                self.pace = (self.pace + time.monotonic() - begun) / 2
                self.begun.set()
        finally:
            self.begun.set()

    def look_again(self) -> None:
        """Closes what a dead app left open, and opens Home anew: what was begun there and is not posted comes again."""
        self._met = {str(each) for each in self.posted}
        if self._page.state["views"]:
            self._page.close(everything=True)
        old = self._server.call(lambda world: world.workspace.homes.get(self._user))
        before = old.hash if old else ""
        self._page.post("open", tab="home")
        self._server.wait_until(lambda world: self._home_hash(world) not in {"", before}, 30)

    def _home_hash(self, world) -> str:
        home = world.workspace.homes.get(self._user)
        return home.hash if home else ""

    def _one(self) -> str:
        """Opens the oldest session of Home that was not met yet, and posts it. Gives what went wrong, if anything."""
        found = [pair for pair in self._open_buttons() if pair[1] not in self._met]
        if not found:
            self.look_again()
            found = [pair for pair in self._open_buttons() if pair[1] not in self._met]
        if not found:
            return "no session is left on Home"
        block_id, session_id = found[0]
        answer = self._page.tap(block_id, "session.open", surface={"type": "home"})
        if answer.get("error") == "element_gone":
            return ""  # Home was renewed between the look and the tap: the person looks again.
        if not answer["ok"] or not self._page.state["views"]:
            return f"opening {session_id}: {answer}"
        self._met.add(session_id)
        if self._page.view["submit"]:
            return self._sign(session_id)
        self._page.close(everything=True)  # An answer that was lost: it is posted already, and Home was older.
        return ""

    def _sign(self, session_id: str) -> str:
        answer = self._page.submit()
        if not answer["ok"] or self._title() != "Session Audit":
            return f"saving {session_id}: {answer} {self._title()}"
        (field,) = [each for each in self._page.view["values"] if each.startswith("passphrase")]
        typed = {"passphrase": {"type": "plain_text_input", "value": PASSPHRASE}}
        answer = self._page.submit({field: typed})
        if not answer["ok"] or self._title() != "Posted":
            return f"posting {session_id}: {answer} {self._title()}"
        self.posted.add(int(session_id))
        self._page.close(everything=True)
        return ""

    def _title(self) -> str:
        views = self._page.state["views"]
        return views[-1]["title"]["text"] if views else ""

    def _open_buttons(self) -> list[tuple[str, str]]:
        """The blocks of Home in which a session can be opened, and the sessions, oldest first."""
        blocks = self._page.state["home"]["blocks"]
        return [
            (block["block_id"], block["accessory"]["value"])
            for block in blocks
            if block.get("accessory", {}).get("action_id") == "session.open"
        ]
