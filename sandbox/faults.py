"""Switches for tests: what a real network and a busy Slack do to Web API calls."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass

from sandbox.errors import SlackError


@dataclass
class Fault:
    """What happens to the next calls of one method.

    Attributes:
        limited: how many calls are answered with 429 and `Retry-After`.
        retry_after: seconds in that header.
        dropped: how many calls are carried out and then lose their connection without an answer.
        refused: how many calls are answered with `error`.
        error: a Slack error code, such as `internal_error`.
        delay: seconds that each call waits first.
    """

    limited: int = 0
    retry_after: int = 1
    dropped: int = 0
    refused: int = 0
    error: str = "internal_error"
    delay: float = 0.0


class Faults:
    """The faults of every Web API method; each counts down as it happens.

    Attributes:
        repeat_events: whether every event is sent again although it was acknowledged, as after a lost answer.
    """

    def __init__(self) -> None:
        self._of: dict[str, Fault] = defaultdict(Fault)
        self.repeat_events = False

    def set(self, method: str, fault: Fault) -> None:
        """Switch a fault on for one method, such as `chat.postMessage`."""
        self._of[method] = fault

    def clear(self) -> None:
        """Switch everything off."""
        self._of.clear()
        self.repeat_events = False

    def limits(self, method: str) -> bool:
        """Whether the next call of this method is answered with 429."""
        return self._of[method].limited > 0

    async def wait(self, method: str) -> None:
        """Wait as long as the method's calls are to be delayed."""
        if self._of[method].delay:
            await asyncio.sleep(self._of[method].delay)

    def limit(self, method: str) -> int | None:
        """Seconds for `Retry-After` if this call is to be limited."""
        fault = self._of[method]
        if fault.limited <= 0:
            return None
        fault.limited -= 1
        return fault.retry_after

    def refuse(self, method: str) -> None:
        """Refuse this call if it is to be refused.

        Raises:
            SlackError: the error that was set.
        """
        fault = self._of[method]
        if fault.refused > 0:
            fault.refused -= 1
            raise SlackError(fault.error)

    def drop(self, method: str) -> bool:
        """Whether this call is to lose its connection after it was carried out."""
        fault = self._of[method]
        if fault.dropped <= 0:
            return False
        fault.dropped -= 1
        return True
