"""Which page each open session window was turned to last, so that a slower answer cannot turn it back."""

import threading
from collections import OrderedDict

from bot.slack.metadata import SessionTarget

MOST_WINDOWS = 5_000


class Pages:
    """The newest target of each window, by view id. Only of this process: the others are told by Slack's hash."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._newest: OrderedDict[str, SessionTarget] = OrderedDict()

    def turn(self, view_id: str, target: SessionTarget) -> None:
        """The person turned the window to this page."""
        with self._guard:
            self._newest[view_id] = target
            self._newest.move_to_end(view_id)
            if len(self._newest) > MOST_WINDOWS:
                self._newest.popitem(last=False)

    def newest(self, view_id: str, otherwise: SessionTarget) -> SessionTarget:
        """The page that the window was turned to last."""
        with self._guard:
            return self._newest.get(view_id, otherwise)
