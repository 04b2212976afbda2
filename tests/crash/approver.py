"""An overseer's worker that is made to be killed: it approves one window of sessions after another, as the app does.

`python -m tests.crash.approver DATABASE_URL whole` says what tests/crash/poster.py says.
"""

import itertools
import signal
import sys
from datetime import timedelta

from slack_sdk import WebClient

from bot.deps import Deps
from handlers.acting import Who
from handlers.signing import with_passphrase
from models.db import Database, DbSession, make_database
from models.oversight import Review
from models.services import approving, oversight
from models.services.hashing import Hasher
from models.services.people import actor_for
from tests.crash.poster import LAST, MOST, WINDOW, begin_lives, say
from tests.crash.records import LATEST
from tests.factories import FIXED_NOW, KEYRING, PASSPHRASE

WHO = Who("T0001", "USAM")


def next_review(db: DbSession) -> Review:
    """The oldest that wait for the overseer."""
    actor = actor_for(db, WHO.team_id, WHO.user_id)
    assert actor is not None
    ids = [row.id for row in oversight.waiting(db, actor, now=LATEST)[:WINDOW]]
    return oversight.within(oversight.review(db, actor, ids, now=LATEST), WINDOW) if ids else Review((), "", "", True)


def life(deps: Deps, most: int | None = None) -> None:
    """Reserves, verifies and approves until nothing is left, or `most` windows."""
    for _ in itertools.count() if most is None else range(most):
        shown = deps.db.read(next_review)
        ids = [sheet.id for sheet in shown.sheets]
        if not ids:
            say("done")
            return
        with_passphrase(
            deps,
            WHO,
            PASSPHRASE,
            lambda db, actor, ids=ids, digest=shown.digest: approving.approve(  # type: ignore[misc]
                db, actor, ids, digest, keyring=deps.keyring, now=LATEST
            ),
        )
        say(f"confirmed {','.join(map(str, ids))}")


def main() -> None:
    """Warms up with one window, then begins and ends lives as it is told."""
    url = sys.argv[1]
    deps = Deps(make_database(url), lambda: LATEST, lambda: FIXED_NOW, Hasher(), KEYRING, WebClient())

    def live(db: Database, number: int) -> None:
        # Each one has its own day, since tries that died unjudged are counted for 15 minutes.
        wall = FIXED_NOW + timedelta(days=number % LAST)
        most = MOST if number < LAST else None
        life(Deps(db, deps.clock, lambda: wall, deps.hasher, deps.keyring, deps.client), most)
        if most:
            say("idle")
            signal.pause()

    life(deps, most=1)
    begin_lives(deps.db, live)


if __name__ == "__main__":
    main()
