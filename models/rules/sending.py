"""The outbox's arithmetic: how many messages may go now, and how long to wait after a failure (RELIABILITY.md 3.4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LEASE = timedelta(seconds=60)
HTTP_TIMEOUT = timedelta(seconds=10)
QUARANTINE = 2 * HTTP_TIMEOUT
"""A request that timed out may still land; nobody looks for it before it must have."""
SKEW = timedelta(seconds=60)
"""More than the clocks of two machines differ: what lies further ahead was written before a clock was set back."""
LONGEST_PAUSE = timedelta(minutes=10)
"""Slack asks for about 30 seconds. Should it ask for more than this, it is asked again meanwhile."""
MOST_FAILURES = 5
"""A message that Carelog itself cannot make so many times is given up, so that it never holds up the others."""


@dataclass(frozen=True)
class Rate:
    """So many messages a minute for one workspace, and so many at once."""

    per_minute: int = 200
    burst: int = 10

    @property
    def interval(self) -> timedelta:
        """The time between two messages."""
        return timedelta(minutes=1) / self.per_minute


def allowance(rate: Rate, next_at: datetime, now: datetime, wanted: int) -> tuple[int, datetime]:
    """How many of `wanted` messages may go at `now`, and the new `next_at`: the generic cell rate algorithm.

    `next_at` is when the bucket was empty last; one that is full holds no more than the burst.
    """
    start = max(next_at, now - rate.burst * rate.interval)
    allowed = min(wanted, int((now - start) / rate.interval))
    return max(0, allowed), start + max(0, allowed) * rate.interval


def backoff(attempts: int) -> timedelta:
    """How long to wait before the next try of a message that was surely not sent."""
    return timedelta(seconds=min(600, 5 << min(max(0, attempts - 1), 7)))
