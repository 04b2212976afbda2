"""The two clocks: `wall` is real time; the domain's clock is the same, unless the local workspace moves it."""

import http.client
import json
import threading
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
_FRESH_SECONDS = 0.2


def wall() -> datetime:
    """The real time in UTC: for pauses, one-time codes, leases and whatever Slack sees."""
    return datetime.now(UTC)  # noqa: TID251


def sandbox_clock(url: str) -> Clock:
    """The domain's clock of the local workspace: real time plus the offset that its server tells.

    The offset is asked for at most five times a second; while the server is away the last one holds.
    """
    lock = threading.Lock()
    kept: dict[str, float] = {"offset": 0.0, "at": float("-inf")}

    def now() -> datetime:
        with lock:
            if time.monotonic() - kept["at"] > _FRESH_SECONDS:
                kept["offset"], kept["at"] = _offset(url, kept["offset"]), time.monotonic()
            return wall() + timedelta(seconds=kept["offset"])

    return now


def _offset(url: str, last: float) -> float:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 (settings allow loopback only)
            return float(json.load(answer)["offset_seconds"])
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return last
