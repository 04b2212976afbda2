"""A sending worker that is made to be killed: it delivers what waits in the outbox, as a process of Carelog does.

`python -m tests.crash.sender DATABASE_URL whole|blind API_URL BEGAN` is told and says what tests/crash/poster.py is
told and says; `confirmed` are the notices that Slack took. `blind` sends again without looking first, which is wrong:
what the tests of the checker let happen.
"""

import signal
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.deps import Deps
from models.db import Database, make_database
from models.rules.sending import LEASE, QUARANTINE, Rate
from models.services import outbox
from models.services.hashing import Hasher
from scheduler import delivery
from tests.crash.poster import LAST, begin_lives, say
from tests.factories import KEYRING
from tests.handlers.running import BOT
from tests.scheduler.running import AT_REMINDER

RATE = Rate(per_minute=60_000, burst=1000)
DOMAIN_STEP = timedelta(seconds=11)
WALL_STEP = LEASE + QUARANTINE


class SayingClient(WebClient):
    """The real client, which says what Slack took before the worker can mark it."""

    def chat_postMessage(self, *, metadata: dict[str, Any], **given: Any) -> SlackResponse:  # type: ignore[override]  # noqa: N802
        answer = super().chat_postMessage(metadata=metadata, **given)
        say(f"confirmed {metadata['event_payload']['notice']}")
        return answer


def clocks(number: int, wall: datetime) -> tuple[Callable[[], datetime], Callable[[], datetime]]:
    """The domain's and the real time of one life. What an earlier life left is over by then: lease and quarantine."""
    return lambda: AT_REMINDER + number * DOMAIN_STEP, lambda: wall + number * WALL_STEP


def send(deps: Deps, batches: int, tenant_id: int = 1) -> None:
    """So many batches of what waits, as the scheduler delivers it, after what time settles. Then it idles."""
    deps.db.run(lambda db: outbox.settle_time(db, now=deps.clock(), wall=deps.wall()))
    goes_on = iter([False] * batches * delivery.BATCH)
    delivery.deliver(deps, tenant_id, RATE, stop=lambda: next(goes_on, True))
    say("idle")
    signal.pause()


def main() -> None:
    """Warms up, then begins and ends lives as it is told."""
    url, how, api_url, began = sys.argv[1:]
    if how == "blind":
        delivery._look_for = lambda _deps, _claimed: None
    wall = datetime.fromisoformat(began)

    def life(db: Database, number: int) -> None:
        # A life that is to be killed sends so little, that there is some left for every other one.
        batches = 1000 if number >= LAST else 1
        now, real = clocks(number % LAST, wall)
        client = SayingClient(token=BOT, base_url=api_url, timeout=10, retry_handlers=[])
        send(Deps(db, now, real, Hasher(), KEYRING, client), batches)

    database = make_database(url)
    database.read(outbox.waiting)
    begin_lives(database, life)


if __name__ == "__main__":
    main()
