"""kill -9 of a posting worker at random moments: each session is posted with its signature, or a draft without one."""

import itertools

from sqlalchemy import select

from models.tables import Session
from tests.crash.lives import lives_of
from tests.crash.poster import LAST, MOST, WINDOW
from tests.crash.records import problems, ready_school

SESSIONS_PER_KILL = MOST * WINDOW
MOST_TORN_KILLS = 60


def windows_of(database):
    """The sessions that the worker signs together: two by two, oldest first."""
    ordered = select(Session.id).order_by(Session.ends_at, Session.id)
    ids = database.read(lambda db: list(db.execute(ordered).scalars()))
    return [ids[at : at + WINDOW] for at in range(0, len(ids), WINDOW)]


def kills_at_work(lives, number, chance):
    """Kills lives, each at another random moment, until so many were hit at work; gives the number of each hit."""
    numbers = itertools.count()
    for hit in range(number):
        while not lives.kill_one(next(numbers), chance):
            pass
        yield hit


def test_a_killed_worker_leaves_no_session_half_posted_and_loses_nothing(database, database_urls, full, chance):
    kills = 1000 if full else 50
    ready_school(database, at_least=kills * SESSIONS_PER_KILL)
    windows = windows_of(database)
    with lives_of(database_urls.app) as lives:
        assert len(list(kills_at_work(lives, kills, chance))) == kills
    assert len(lives.confirmed) > kills // 2
    assert problems(database, confirmed=lives.confirmed, windows=windows) == []


def test_after_a_kill_the_next_worker_posts_everything_that_is_left(database, database_urls, chance):
    ready_school(database, at_least=100)
    windows = windows_of(database)
    with lives_of(database_urls.app) as lives:
        assert len(list(kills_at_work(lives, 5, chance))) == 5
        lives.run_out(LAST)
    assert problems(database, confirmed={each for window in windows for each in window}) == []


def test_posting_in_two_transactions_would_be_found(database, database_urls, chance):
    ready_school(database, at_least=MOST_TORN_KILLS * SESSIONS_PER_KILL)
    windows = windows_of(database)
    found = []
    with lives_of(database_urls.app, "torn") as lives:
        for _ in kills_at_work(lives, MOST_TORN_KILLS, chance):
            found = problems(database, confirmed=lives.confirmed, windows=windows)
            if found:
                break
    assert any("is signed and draft" in each for each in found)
