"""The page's calls from Python: what tests and scripts use in place of a browser (docs/sandbox.md)."""

import json
import urllib.error
import urllib.request
from typing import Any


class Page:
    """One person in front of the page.

    Answers are the JSON of docs/sandbox.md; a refusal is an answer too, never an exception.
    """

    def __init__(self, url: str, user: str) -> None:
        self.url = url
        self.user = user

    @property
    def state(self) -> dict[str, Any]:
        """Everything that the person sees now."""
        return self.get(f"/page/state?user={self.user}")

    @property
    def view(self) -> dict[str, Any]:
        """The window on top.

        Raises:
            IndexError: no window is open.
        """
        top: dict[str, Any] = self.state["views"][-1]
        return top

    @property
    def log(self) -> list[str]:
        """The developer's log, newest last."""
        return [each["text"] for each in self.get("/page/log")["entries"]]

    def tap(
        self,
        block_id: str,
        action_id: str,
        *,
        surface: dict[str, Any] | None = None,
        value: dict[str, Any] | None = None,
        values: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Use an element: a button unless `value` is given, in the window on top unless `surface` is given."""
        return self.post(
            "action",
            surface=surface or {"type": "view", "view_id": self.view["id"]},
            block_id=block_id,
            action_id=action_id,
            value=value or {"type": "button"},
            values=values or {},
        )

    def submit(self, values: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send the window on top."""
        return self.post("submit", view_id=self.view["id"], values=values or {})

    def close(self, *, everything: bool = False) -> dict[str, Any]:
        """Close the window on top, or all."""
        return self.post("close", view_id=self.view["id"], all=everything)

    def post(self, call: str, **body: Any) -> dict[str, Any]:
        """Make any other call, such as `post("command", text="/post")`."""
        return self.send(f"/page/{call}", json.dumps({"user": self.user, **body}).encode())

    def get(self, path: str) -> dict[str, Any]:
        """Read a path of the server."""
        return self.send(path, None)

    def send(self, path: str, body: bytes | None, headers: dict[str, str] | None = None) -> dict[str, Any]:
        """Send one request; a body makes it a POST of JSON."""
        sent = {"Content-Type": "application/json", **(headers or {})}
        request = urllib.request.Request(f"{self.url}{path}", body, sent)  # noqa: S310 - the sandbox's address.
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                text = answer.read()
        except urllib.error.HTTPError as problem:
            with problem:
                text = problem.read()
        found: dict[str, Any] = json.loads(text)
        return found
