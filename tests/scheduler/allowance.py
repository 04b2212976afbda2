"""Slack's own allowance, for the sandbox: so many messages a minute, and 429 beyond it."""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Allowance:
    """Stands in for the limit of `sandbox.faults.Faults`: a bucket of `burst` that fills with `per_second`.

    `seconds` is its clock, and is told of every call. `answers` are the times and outcomes of the calls in order: None
    when it was let through, else its Retry-After.
    """

    per_second: float
    burst: float
    seconds: Callable[[], float]
    method: str = "chat.postMessage"
    answers: list[tuple[float, int | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._left, self._seen = self.burst, self.seconds()

    def limit(self, method: str) -> int | None:
        """Seconds for `Retry-After` when this call is beyond the allowance."""
        if method != self.method:
            return None
        now = self.seconds()
        self._left = min(self.burst, self._left + (now - self._seen) * self.per_second)
        self._seen = now
        wait = None if self._left >= 1 else max(1, math.ceil((1 - self._left) / self.per_second))
        if wait is None:
            self._left -= 1
        self.answers.append((now, wait))
        return wait

    def used(self, per_second: float, burst: float) -> float:
        """How much of such an allowance was used from the first to the last message that was let through: 1 is all."""
        times = [at for at, wait in self.answers if wait is None]
        return len(times) / (burst + (times[-1] - times[0]) * per_second)

    @property
    def limited(self) -> int:
        """How many calls got a 429."""
        return sum(wait is not None for _, wait in self.answers)

    @property
    def limited_in_a_row(self) -> int:
        """How often a 429 came right after another one."""
        waits = [wait for _, wait in self.answers]
        return sum(first is not None and second is not None for first, second in itertools.pairwise(waits))
