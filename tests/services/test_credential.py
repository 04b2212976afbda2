"""The throttle of the signing passphrase: counted before it is judged, paused, and ended for good (ES-14)."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from models.errors import NotEnrolled, Paused
from models.services import credential, people
from models.services.hashing import Hasher
from models.tables import AuditRow
from models.tables import Credential as Row
from tests.factories import FIXED_NOW, PASSPHRASE, enrol, make_school
from tests.services.together import together

MINUTE = timedelta(minutes=1)


@pytest.fixture
def aide(database):
    school = make_school(database)
    enrol(database, school, school.aide)
    return school.aide


def reserve(database, actor, at=FIXED_NOW):
    return database.run(lambda db: credential.reserve(db, actor, at=at))


def refuse(database, actor, at=FIXED_NOW):
    return database.run(lambda db: credential.refuse(db, actor, at=at))


def wrong(database, actor, at=FIXED_NOW):
    reserve(database, actor, at)
    return refuse(database, actor, at)


def row_of(database, actor):
    return database.read(lambda db: db.get(Row, actor.staff_id))


def until(database, actor, at=FIXED_NOW):
    with pytest.raises(Paused) as caught:
        reserve(database, actor, at)
    return caught.value.until


def test_the_tries_that_are_left_are_told_and_the_fifth_pauses(database, aide):
    answers = [wrong(database, aide) for _ in range(5)]
    assert [left for left, _ in answers] == [4, 3, 2, 1, 0]
    end = FIXED_NOW + 15 * MINUTE
    assert [pause for _, pause in answers] == [None] * 4 + [end]
    assert until(database, aide) == end
    assert until(database, aide, end - timedelta(seconds=1)) == end
    assert reserve(database, aide, end)
    trail = select(AuditRow.event).where(AuditRow.event.like("credential.%")).order_by(AuditRow.n)
    events = database.read(lambda db: db.execute(trail).scalars().all())
    assert events == ["credential.wrong"] * 5 + ["credential.paused"]


def test_pauses_double_up_to_a_day_and_end_for_good_after_fifty(database, aide):
    at, pauses = FIXED_NOW, []
    for _ in range(10):
        for _ in range(5):
            _, end = wrong(database, aide, at)
        pauses.append((end - at) / MINUTE)
        at = end
    assert pauses == [15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440]
    assert until(database, aide, at + timedelta(days=365)) is None
    assert row_of(database, aide).failures == 50


def test_a_right_one_begins_anew(database, aide):
    end = [wrong(database, aide) for _ in range(5)][-1][1]
    for _ in range(4):
        wrong(database, aide, end)
    kept = reserve(database, aide, end)
    database.run(lambda db: credential.accept(db, aide, kept))
    row = row_of(database, aide)
    assert (row.tries, row.failures, row.pauses, row.paused_until) == (0, 0, 0, None)
    assert wrong(database, aide, end) == (4, None)


def test_an_attempt_that_was_never_judged_is_taken_back(database, aide):
    for _ in range(4):
        wrong(database, aide)
    for _ in range(3):
        reserve(database, aide)
        database.run(lambda db: credential.release(db, aide))
    row = row_of(database, aide)
    assert (row.tries, row.failures, row.pauses, row.paused_until) == (4, 4, 0, None)
    assert wrong(database, aide) == (0, FIXED_NOW + 15 * MINUTE)


def test_fifty_guesses_at_once_judge_at_most_five(database, aide):
    """RELIABILITY T7: read-check-verify-increment would judge all fifty."""
    hasher, judged = Hasher(slots=2), []

    def guess(number):
        kept = reserve(database, aide)
        right = hasher.verify(f"wrong guess number {number}", kept)
        judged.append(right)
        return refuse(database, aide)

    found = [outcome for _ in range(5) for outcome in together([partial(guess, number) for number in range(10)])]
    assert judged == [False] * 5
    assert sum(isinstance(outcome, Paused) for outcome in found) == 45
    assert row_of(database, aide).failures == 5


def test_of_many_texts_at_once_only_two_are_judged_and_three_tries_stay_for_signing(database, aide):
    """What is written in messages and fields is judged under the same throttle (docs/adr/0019)."""
    reserved = [
        partial(database.run, lambda db: credential.reserve(db, aide, at=FIXED_NOW, spare=3)) for _ in range(20)
    ]
    outcomes = together(reserved)
    assert sum(isinstance(outcome, Paused) for outcome in outcomes) == 18
    row = row_of(database, aide)
    assert (row.tries, row.failures, row.paused_until) == (2, 2, None)
    assert wrong(database, aide) == (2, None)


def test_ten_guesses_at_once_of_whom_one_is_right(database, aide):
    hasher = Hasher(slots=2)

    def guess(text):
        kept = reserve(database, aide)
        if hasher.verify(text, kept):
            database.run(lambda db: credential.accept(db, aide, kept))
            return "right"
        refuse(database, aide)
        return "wrong"

    assert guess(PASSPHRASE) == "right"
    outcomes = together([partial(guess, f"wrong {number}") for number in range(10)])
    assert [str(one) for one in outcomes].count("wrong") == 5


def test_nobody_without_a_passphrase_gets_a_try(database, aide):
    other = make_school(database, team_id="T0002").aide
    with pytest.raises(NotEnrolled):
        reserve(database, other)
    assert refuse(database, other) == (0, None)
    database.run(lambda db: credential.release(db, other))
    assert row_of(database, other) is None


def test_an_exposed_passphrase_has_to_be_set_anew(database, aide):
    database.run(lambda db: credential.mark_exposed(db, aide, at=FIXED_NOW))
    with pytest.raises(NotEnrolled):
        reserve(database, aide)
    assert not database.read(lambda db: people.actor_for(db, "T0001", "UJO")).enrolled


def test_a_passphrase_that_was_given_up_while_it_was_judged_signs_nothing(database, aide):
    kept = reserve(database, aide)
    database.run(lambda db: credential.mark_exposed(db, aide, at=FIXED_NOW))
    with pytest.raises(NotEnrolled):
        database.run(lambda db: credential.accept(db, aide, kept))
