"""Many at the same moment through the app's real front door: guesses are counted, and no update is lost."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from benchmarks import slack
from benchmarks.district import KEYRING, NOW, PASSPHRASE, SMALL, Size, build, user_of
from benchmarks.listeners import Bench, make_bench, signature_submitted
from models.enums import State
from models.services.hashing import Hasher
from models.tables import Credential, Session
from tests.crash.records import cheap_hash, problems
from tests.services.together import together

GUESSES, TRIES = 50, 5
POSTERS, SESSIONS = 50, 4
USER = user_of(0)


class CountingHasher(Hasher):
    """Counts what is really judged. It never says Busy, so that every guess that may be judged is."""

    def __init__(self):
        super().__init__(slots=GUESSES)
        self.judged = 0
        self._guard = threading.Lock()

    def verify(self, passphrase, kept):
        with self._guard:
            self.judged += 1
        return super().verify(passphrase, kept)


def answered(bench, body, passphrase):
    """The app's answer to an audit window that is submitted with a passphrase."""
    (block_id,) = [each for each in body["view"]["state"]["values"] if each.startswith("passphrase")]
    (state,) = body["view"]["state"]["values"][block_id].values()
    state["value"] = passphrase
    return slack.answer_of(slack.send(bench.app, body))


@pytest.fixture
def hasher():
    return CountingHasher()


@pytest.fixture
def later():
    """What the real clock is ahead of the domain's."""
    return [timedelta()]


@pytest.fixture
def guessed(database, hasher, later):
    """A bench on which 50 wrong guesses were submitted at once, and what the app answered to them."""
    build(database, SMALL, Hasher().hash(PASSPHRASE))
    bench = make_bench(database, SMALL.aides, hasher, wall=lambda: NOW + later[0])
    bodies = [signature_submitted(bench, USER) for _ in range(GUESSES)]
    guess = [
        lambda body=body, number=number: answered(bench, body, f"wrong guess {number}")
        for number, body in enumerate(bodies)
    ]
    return bench, together(guess)


def test_of_fifty_guesses_at_once_five_are_judged_and_signing_pauses(guessed, hasher, database):
    _, answers = guessed
    assert hasher.judged == TRIES
    sentences = [text for each in answers for text in each["errors"].values()]
    assert len(sentences) == GUESSES
    assert sum("Signing is paused" in text for text in sentences) >= GUESSES - TRIES
    kept = database.read(lambda db: db.execute(select(Credential).order_by(Credential.staff_id)).scalars().first())
    assert (kept.tries, kept.failures, kept.paused_until) == (TRIES, TRIES, NOW + timedelta(minutes=15))


def test_the_right_passphrase_works_again_after_the_pause_and_not_before(guessed, hasher, later):
    bench, _ = guessed
    later[0] = timedelta(minutes=14)
    (refused,) = answered(bench, signature_submitted(bench, USER), PASSPHRASE)["errors"].values()
    assert "Signing is paused" in refused
    assert hasher.judged == TRIES
    later[0] = timedelta(minutes=16)
    shown = answered(bench, signature_submitted(bench, USER), PASSPHRASE)
    assert shown["view"]["title"]["text"] == "Posted"
    assert hasher.judged == TRIES + 1


def test_fifty_people_who_post_at_once_lose_nothing_and_see_no_error(database):
    build(database, Size(aides=POSTERS, each=SESSIONS + 2, ready=SESSIONS, due=1, ahead=1), cheap_hash(PASSPHRASE))
    bench = make_bench(database, POSTERS, Hasher(slots=POSTERS), renewing=True)
    results = together([lambda aide=aide: post_all(bench, user_of(aide)) for aide in range(POSTERS)])
    bench.homes.close()
    assert results == [["Posted"] * SESSIONS] * POSTERS
    posted = database.read(
        lambda db: db.execute(select(Session.id).where(Session.state == State.POSTED.value)).scalars().all()
    )
    assert len(posted) == POSTERS * SESSIONS
    assert problems(database, confirmed=posted, keyring=KEYRING) == []


def post_all(bench: Bench, user):
    """Posts the oldest session until four are posted; gives the titles of the answers."""
    titles = []
    for _ in range(SESSIONS):
        body = signature_submitted(bench, user)
        view = bench.send(body, user)
        titles.append(view["title"]["text"])
    return titles
