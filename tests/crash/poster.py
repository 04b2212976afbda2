"""A posting worker that is made to be killed: it posts one window of sessions after another, as the app does.

`python -m tests.crash.poster DATABASE_URL whole|torn` loads and warms everything once. Then each line "go N" forks a
life (with its own connections) that posts until the line "kill" ends it with SIGKILL. What it says, a line each:
`alive`, `confirmed 1,2` after each commit, `idle` when it has posted its share and waits for its end, `done` when
nothing is left, and `ended STATUS`.
"""

import itertools
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime, timedelta

from slack_sdk import WebClient
from sqlalchemy import select

from bot.deps import Deps
from handlers.acting import Who, writing
from handlers.signing import with_passphrase
from models.db import Database, DbSession, make_database
from models.enums import State
from models.outputs import Actor, AuditSheet
from models.services import posting
from models.services.hashing import Hasher
from models.services.people import actor_for
from models.services.sheets import sheets
from models.tables import Session
from tests.factories import FIXED_NOW, KEYRING, PASSPHRASE

WINDOW = 2
"""Sessions that one passphrase signs: all of a window are posted, or none."""
MOST = 4
"""Windows that a life posts which is to be killed: so many that a kill hits it at work, so few that some are left."""
LAST = 10_000
"""Lives from this number on do everything that is left."""
WHO = Who("T0001", "UJO")


def say(text: str) -> None:
    """One write, which a pipe takes as a whole: a line is never half said."""
    os.write(1, f"{text}\n".encode())


def next_window(db: DbSession) -> tuple[tuple[int, ...], datetime]:
    """The oldest drafts, and the moment at which the last of them has ended."""
    drafts = select(Session.id, Session.ends_at).where(Session.state == State.DRAFT.value)
    rows = db.execute(drafts.order_by(Session.ends_at, Session.id).limit(WINDOW)).all()
    return tuple(row.id for row in rows), max((row.ends_at for row in rows), default=FIXED_NOW)


def audit_window(db: DbSession, actor: Actor, ids: tuple[int, ...], now: datetime) -> AuditSheet:
    """What Session Audit shows of these sessions."""
    return posting.window_of(posting.audit_of(db, actor, ids, now=now), actor, len(ids))


def post(deps: Deps, ids: tuple[int, ...], now: datetime) -> None:
    """Reserves, verifies and signs, through the app's own front door."""
    shown = deps.db.read(lambda db: audit_window(db, _person(db), ids, now))
    with_passphrase(
        deps,
        WHO,
        PASSPHRASE,
        lambda db, actor: posting.sign(db, actor, ids, shown.digest, keyring=deps.keyring, now=now),
    )


def post_torn(deps: Deps, ids: tuple[int, ...], now: datetime) -> None:
    """The same in two transactions, which is wrong: what the tests of the checker let die in between."""
    whole = posting._post
    posting._post = lambda *_: None
    try:
        post(deps, ids, now)
    finally:
        posting._post = whole
    writing(deps, WHO, lambda db, actor: whole(db, sheets(db, actor, ids, now=now, lock=True), State.POSTED))


def _person(db: DbSession) -> Actor:
    actor = actor_for(db, WHO.team_id, WHO.user_id)
    assert actor is not None
    return actor


def life(deps: Deps, how: str, most: int | None = None) -> None:
    """Posts until nothing is left, or `most` windows."""
    for _ in itertools.count() if most is None else range(most):
        ids, now = deps.db.read(next_window)
        if not ids:
            say("done")
            return
        (post if how == "whole" else post_torn)(deps, ids, now)
        say(f"confirmed {','.join(map(str, ids))}")


def fork(db: Database, live: Callable[[Database, int], None], number: int) -> int:
    """Begins a life with its own connections."""
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        say("alive")
        live(db, number)
        status = 0
    finally:
        os._exit(status)


def begin_lives(db: Database, live: Callable[[Database, int], None]) -> None:
    """Begins and ends lives as standard input tells. `db` was used before, so that everything is loaded and warm."""
    db.close()  # No connection may cross a fork.
    say("ready")
    pid = 0
    for line in sys.stdin:
        word, _, number = line.strip().partition(" ")
        if word == "go":
            pid = fork(db, live, int(number))
            continue
        os.kill(pid, signal.SIGKILL)  # It was not waited for yet, so this is nobody else's number.
        _, status = os.waitpid(pid, 0)
        say(f"ended {os.waitstatus_to_exitcode(status)}")


def main() -> None:
    """Warms up with one window, then begins and ends lives as it is told."""
    url, how = sys.argv[1:]
    deps = Deps(make_database(url), lambda: FIXED_NOW, lambda: FIXED_NOW, Hasher(), KEYRING, WebClient())

    def live(db: Database, number: int) -> None:
        # Each one has its own day, since tries that died unjudged are counted for 15 minutes.
        wall = FIXED_NOW + timedelta(days=number % LAST)
        most = MOST if number < LAST else None
        life(Deps(db, deps.clock, lambda: wall, deps.hasher, deps.keyring, deps.client), how, most)
        if most:
            say("idle")
            signal.pause()

    life(deps, how, most=1)
    begin_lives(deps.db, live)


if __name__ == "__main__":
    main()
