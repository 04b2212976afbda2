"""The tick: plan what is due, let time settle what it settles, deliver. Safe to run anywhere, at any time, twice."""

import logging
import threading
from collections import Counter
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler

from bot.deps import Deps
from bot.logs import where
from models.db import DbSession
from models.rules.sending import Rate
from models.services import leaving, outbox, renewing
from models.services.due import due
from scheduler.delivery import deliver

log = logging.getLogger("carelog.scheduler")
EVERY_SECONDS = 60
DRAIN_SECONDS = 1


def tick(deps: Deps, rate: Rate, *, stop: Callable[[], bool] = lambda: False) -> dict[str, int]:
    """Does once what the moment asks for. Gives how many were planned, expired, left, sent and so on."""
    now, wall = deps.clock(), deps.wall()

    # Reading the whole school takes a while, and must not hold up the writers: planning twice is planning once.
    asked = deps.db.read(lambda db: due(db, now=now))

    def plan(db: DbSession) -> tuple[int, dict[str, int]]:
        made, settled = outbox.plan(db, asked), outbox.settle_time(db, now=now, wall=wall)
        return made, {**settled, "left": leaving.close(db, now=now)}

    planned, settled = deps.db.run(plan)
    counts: Counter[str] = Counter({"planned": planned, **settled, "sent": 0})
    for tenant_id in deps.db.read(lambda db: sorted({*outbox.waiting(db), *renewing.waiting(db, now=now, wall=wall)})):
        counts.update(deliver(deps, tenant_id, rate, stop=stop))
    return dict(counts)


def build_scheduler(
    deps: Deps, rate: Rate, every_seconds: float = EVERY_SECONDS, *, stop: Callable[[], bool] = lambda: False
) -> BackgroundScheduler:
    """Two jobs, in memory, in UTC. What is due is decided in the database, so a late or lost tick loses nothing.

    Once `stop` is true, nothing more is sent, and what was claimed is given back.
    """
    # One of them delivers at a time: of two, one would still be sending when Slack tells the other to wait.
    delivering = threading.Lock()

    def work() -> None:
        try:
            with delivering:
                counts = tick(deps, rate, stop=stop)
            if any(counts.values()):
                log.info("tick %s", " ".join(f"{name}={number}" for name, number in counts.items() if number))
        except Exception as error:  # noqa: BLE001 (the border of a scheduler's run: the next tick tries again)
            log.error("the tick failed: %s", where(error))  # noqa: TRY400

    def drain() -> None:
        try:
            with delivering:
                for tenant_id in deps.db.read(outbox.waiting):
                    deliver(deps, tenant_id, rate, stop=stop)
        except Exception as error:  # noqa: BLE001 (the next second tries again)
            log.error("delivering failed: %s", where(error))  # noqa: TRY400

    scheduler = BackgroundScheduler(timezone="UTC")
    # A full bucket empties in a moment: what is left goes as fast as the budget fills, not once a minute.
    scheduler.add_job(drain, "interval", seconds=DRAIN_SECONDS, coalesce=True, max_instances=1, misfire_grace_time=None)
    scheduler.add_job(work, "interval", seconds=every_seconds, coalesce=True, max_instances=1, misfire_grace_time=None)
    return scheduler
