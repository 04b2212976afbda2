"""A model of Slack in this process: what it took and when, and every way in which an answer can get lost."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from models.rules.sending import HTTP_TIMEOUT

START = datetime(2026, 11, 18, 21, 30, tzinfo=UTC)
JUMP = timedelta(hours=2)
PAUSE = 30
LATE = timedelta(seconds=19)
"""How long after the sender's time-out a request may still arrive: nearly as long as the quarantine is."""


class Died(BaseException):
    """The process was killed: nothing of it runs on, not even its error handling."""


@dataclass
class World:
    """Slack's own time, the machine's clock beside it, and what has arrived."""

    true: datetime = START
    skew: timedelta = timedelta()
    blocked_until: datetime | None = None
    answers: list[str] = field(default_factory=list)
    can_look: bool = True
    arrived: list[tuple[int, str, str]] = field(default_factory=list)
    """(notice, the person's id, ts)"""
    landing: list[tuple[datetime, int, str]] = field(default_factory=list)
    """Requests that nobody waits for any more: when they arrive, for which notice, to whom."""
    forwards: int = 0
    """How often the clock was set forward, after which a bucket is full again."""
    on_arrival: Callable[[int, str], None] = lambda _notice, _user: None
    meanwhile: Callable[[], None] = lambda: None

    @property
    def clock(self) -> datetime:
        """What the machine believes: the domain's time and real time at once, as in production."""
        return self.true + self.skew

    def forward(self, seconds: float) -> None:
        self.true += timedelta(seconds=seconds)
        due = [one for one in self.landing if one[0] <= self.true]
        self.landing = [one for one in self.landing if one[0] > self.true]
        for _, notice, user in due:
            self.show(notice, user)

    def jump(self, skew: timedelta) -> None:
        if skew > self.skew:
            self.forwards += 1
            self.blocked_until = None  # To whoever moves the clock forward, the pause seems to be over.
        self.skew = skew

    def show(self, notice: int, user: str) -> str:
        """The message is there, whatever the sender hears of it."""
        ts = f"{self.true.timestamp() + len(self.arrived) / 1_000_000:.6f}"
        self.arrived.append((notice, user, ts))
        return ts

    def copies(self, notice: int) -> int:
        return sum(one == notice for one, _, _ in self.arrived)


class Client:
    """The three methods that delivery calls. `world.answers` says how the next messages fare, the last first."""

    def __init__(self, world: World) -> None:
        self.world = world

    def chat_postMessage(self, *, channel: str, metadata: dict[str, Any], **_: Any) -> dict[str, str]:  # noqa: N802
        world, notice = self.world, metadata["event_payload"]["notice"]
        answer = world.answers.pop() if world.answers else "ok"
        assert world.blocked_until is None or world.true >= world.blocked_until, "sent during Slack's pause"
        world.on_arrival(notice, channel)
        if answer == "limited":
            world.blocked_until = world.true + timedelta(seconds=PAUSE)
            raise refusal("ratelimited", 429, {"Retry-After": str(PAUSE)})
        if answer == "refused":
            raise URLError(ConnectionRefusedError())
        if answer == "internal_error":
            raise refusal("internal_error", 200)
        if answer == "died before":
            raise Died
        if answer == "slow":  # Within the HTTP time-out, others go on; what happens to them takes no time of this one.
            kept, world.answers = world.answers, []
            for seconds in (2, 7):
                world.forward(seconds)
                world.meanwhile()
            world.answers = kept
        if answer == "timeout":
            world.forward(10)
            raise TimeoutError
        if answer == "lands late":
            world.landing.append((world.true + HTTP_TIMEOUT + LATE, notice, channel))
            world.forward(HTTP_TIMEOUT.total_seconds())
            raise TimeoutError
        ts = world.show(notice, channel)
        if answer == "timeout but taken":
            world.forward(10)
            raise TimeoutError
        if answer == "died after":
            raise Died
        if answer == "late":  # The answer is there, and the process sleeps over its lease.
            for _ in range(3):
                world.forward(40)
                world.meanwhile()
        return {"channel": f"D{channel}", "ts": ts}

    def conversations_open(self, *, users: list[str]) -> dict[str, Any]:
        if not self.world.can_look:
            raise refusal("fatal_error", 200)
        return {"channel": {"id": f"D{users[0]}"}}

    def conversations_history(self, *, channel: str, oldest: str, **_: Any) -> dict[str, Any]:
        return {
            "messages": [
                {"ts": ts, "metadata": {"event_type": "carelog_notice", "event_payload": {"notice": notice}}}
                for notice, user, ts in self.world.arrived
                if f"D{user}" == channel and float(ts) > float(oldest)
            ]
        }


def refusal(code: str, status: int, headers: dict[str, str] | None = None) -> SlackApiError:
    """A refusal as slack_sdk raises it."""
    answer = SlackResponse(
        client=None,
        http_verb="POST",
        api_url="",
        req_args={},
        data={"ok": False, "error": code},
        headers=headers or {},
        status_code=status,
    )
    return SlackApiError("refused", answer)


ANSWERS = [
    "ok",
    "limited",
    "refused",
    "internal_error",
    "died before",
    "died after",
    "timeout",
    "timeout but taken",
    "lands late",
    "slow",
    "late",
]
