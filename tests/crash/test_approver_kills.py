"""kill -9 of an overseer's worker at random moments: a window is approved with its signatures, or waits as it did."""

from sqlalchemy import func, select, update

from models.services import posting
from models.services.verify import verify
from models.tables import Credential, Session, Signature
from tests.crash.lives import lives_of
from tests.crash.poster import LAST
from tests.crash.records import LATEST, cheap_hash, ready_school
from tests.crash.test_worker_kills import SESSIONS_PER_KILL, kills_at_work, windows_of
from tests.factories import KEYRING, enrol, window_digest
from tests.services.oversight import overseen

SIGNED_AT_ONCE = 40


def everything_submitted(database, *, at_least):
    """A school in which so many sessions wait for the supervisor, who has a passphrase that is quick to judge."""
    school = ready_school(database, at_least=at_least)
    enrol(database, school, school.supervisor)
    database.run(lambda db: db.execute(update(Credential).values(hash=cheap_hash())))
    aide = overseen(database, school)
    ids = [key for window in windows_of(database) for key in window]
    for first in range(0, len(ids), SIGNED_AT_ONCE):
        some = ids[first : first + SIGNED_AT_ONCE]
        digest = window_digest(database, aide, some, now=LATEST)
        database.run(lambda db, i=some, d=digest: posting.sign(db, aide, i, d, keyring=KEYRING, now=LATEST))


def problems(database, confirmed, windows):
    """What is half approved, lost, or altered."""
    states = dict(database.read(lambda db: [tuple(row) for row in db.execute(select(Session.id, Session.state))]))
    count = select(Signature.session_id, func.count()).group_by(Signature.session_id)
    signatures = dict(database.read(lambda db: [tuple(row) for row in db.execute(count)]))
    approved = {key for key, state in states.items() if state == "approved"}
    found = [f"session {key} is {state}" for key, state in states.items() if state not in ("submitted", "approved")]
    found += [f"session {key} has {signatures[key]}" for key in states if signatures[key] != 1 + (key in approved)]
    found += [f"session {key} was confirmed and is lost" for key in sorted(confirmed - approved)]
    found += [f"window {each} is approved in part" for each in windows if 0 < len(approved & set(each)) < len(each)]
    return found + database.read(lambda db: verify(db, KEYRING, now=LATEST))[0]


def test_a_killed_approval_is_whole_or_was_never_made(database, database_urls, full, chance):
    kills = 200 if full else 15
    everything_submitted(database, at_least=kills * SESSIONS_PER_KILL)
    windows = windows_of(database)
    with lives_of(database_urls.app, worker="approver") as lives:
        assert len(list(kills_at_work(lives, kills, chance))) == kills
        assert len(lives.confirmed) > kills // 2
        assert problems(database, lives.confirmed, windows) == []
        lives.run_out(LAST)
    assert problems(database, {key for window in windows for key in window}, windows) == []
