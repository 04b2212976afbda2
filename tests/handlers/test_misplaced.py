"""A signing passphrase in words that others read, or that would be signed: refused, kept nowhere (docs/adr/0019)."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from models.services import credential, hashing
from models.services.hashing import Hasher
from models.tables import AuditRow, Credential
from tests.factories import PASSPHRASE, TODAY, enrol, make_ready, make_session, mark, post
from tests.handlers.running import sheet_of
from tests.handlers.test_oversight import BOSS_PASSPHRASE, ready, review, submit_all
from tests.services.oversight import overseen as needing_oversight

LABEL, WORDS = "Signing passphrase", "In your own words"
HERE = "This is your signing passphrase. It does not belong here, and nothing was saved."


def throttle(carelog, actor):
    query = select(Credential.tries, Credential.failures, Credential.must_change)
    return tuple(carelog.db.read(lambda db: db.execute(query.where(Credential.staff_id == actor.staff_id)).one()))


def set_throttle(carelog, actor, **values):
    change = update(Credential).where(Credential.staff_id == actor.staff_id).values(**values)
    carelog.db.run(lambda db: db.execute(change))


def events(carelog, name):
    query = select(AuditRow.details).where(AuditRow.event == name).order_by(AuditRow.n)
    return carelog.db.read(lambda db: list(db.execute(query).scalars()))


def trail(carelog):
    return json.dumps(carelog.db.read(lambda db: list(db.execute(select(AuditRow.details)).scalars())))


@pytest.fixture
def hashes(monkeypatch):
    """The texts that were hashed, one after another."""
    seen, verify = [], Hasher.verify

    def counted(self, text, kept):
        seen.append(text)
        return verify(self, text, kept)

    monkeypatch.setattr(hashing.Hasher, "verify", counted)
    return seen


@pytest.fixture
def cancelling(carelog):
    """The aide in *Cancel Session* of one session."""
    make_session(carelog.db, carelog.school.aide, carelog.school.students)
    carelog.aide.open_home()
    carelog.aide.press("Open")
    carelog.aide.more("Cancel Session")
    carelog.aide.fill("Reason", "Another reason")
    return carelog.aide


def test_a_reason_of_a_cancellation_that_is_the_passphrase_is_refused_and_kept_nowhere(carelog, cancelling, hashes):
    set_throttle(carelog, carelog.school.aide, tries=1, failures=1)
    cancelling.fill(WORDS, f" {PASSPHRASE} ")
    assert cancelling.submit()[WORDS].startswith(HERE)
    assert len(hashes) == 1
    assert sheet_of(carelog).state.value == "due"
    assert PASSPHRASE not in trail(carelog)
    assert PASSPHRASE not in carelog.sent()
    assert events(carelog, "credential.written") == [{"sessions": []}]
    # It was right, and nobody has read it: it stays good, and the count begins anew.
    assert throttle(carelog, carelog.school.aide) == (0, 0, False)
    cancelling.fill(WORDS, "The bus was late this morning")
    assert cancelling.submit() == {}
    assert sheet_of(carelog).state.value == "cancelled"


def test_other_words_cost_one_try_and_never_the_last_three(carelog, cancelling, hashes):
    for number in range(4):
        cancelling.fill(WORDS, f"The bus was late, number {number}")
        assert cancelling.submit() == {}
        cancelling.press("Restore")
        cancelling.more("Cancel Session")
        cancelling.fill("Reason", "Another reason")
    assert throttle(carelog, carelog.school.aide) == (2, 2, False)
    assert len(hashes) == 2
    assert [each["where"] for each in events(carelog, "credential.wrong")] == ["text", "text"]
    # Not even the right one is judged any more, so that nobody can guess on here.
    cancelling.fill(WORDS, PASSPHRASE)
    assert cancelling.submit() == {}
    assert len(hashes) == 2


def test_a_wrong_passphrase_says_how_many_tries_other_words_used(carelog, cancelling):
    day = TODAY - timedelta(days=1)
    said = "This is not your signing passphrase. {} left before signing pauses.{} Nothing was signed."
    cancelling.fill(WORDS, "The bus was late this morning")
    assert cancelling.submit() == {}
    make_ready(carelog.db, carelog.school.aide, make_session(carelog.db, carelog.school.aide, carelog.school.students))
    cancelling.command("/post")
    cancelling.fill(LABEL, "not the passphrase")
    used = " Words that you wrote elsewhere used 1 try."
    assert cancelling.submit()[LABEL] == said.format("3 tries are", used)
    cancelling.fill(LABEL, "nor this one")
    assert cancelling.submit()[LABEL] == said.format("2 tries are", used)
    cancelling.fill(LABEL, PASSPHRASE)
    assert cancelling.submit() == {}
    make_ready(
        carelog.db,
        carelog.school.aide,
        make_session(carelog.db, carelog.school.aide, carelog.school.students, date=day),
    )
    cancelling.command("/post")
    cancelling.fill(LABEL, "not the passphrase")
    assert cancelling.submit()[LABEL] == said.format("4 tries are", ""), "What was before the right one is over."


@pytest.mark.parametrize("state", [{"must_change": True}, {"failures": 48}, {"tries": 2}])
def test_words_are_taken_as_they_are_where_nothing_can_be_judged(carelog, cancelling, hashes, state):
    set_throttle(carelog, carelog.school.aide, **state)
    before = throttle(carelog, carelog.school.aide)
    cancelling.fill(WORDS, "The bus was late this morning")
    assert cancelling.submit() == {}
    assert throttle(carelog, carelog.school.aide) == before
    assert hashes == []


@pytest.fixture
def boss(carelog):
    """The supervisor in *Return* of a session that the aide submitted."""
    needing_oversight(carelog.db, carelog.school)
    enrol(carelog.db, carelog.school, carelog.school.supervisor, passphrase=BOSS_PASSPHRASE)
    ready(carelog)
    submit_all(carelog)
    person = carelog.person("USAM")
    review(person)
    person.press("Return")
    return person


def test_a_comment_of_return_that_is_the_passphrase_is_refused_and_told_to_nobody(carelog, boss):
    assert "No passphrase is needed." in boss.window
    boss.fill("What has to be corrected", BOSS_PASSPHRASE)
    assert boss.submit()["What has to be corrected"].startswith(HERE)
    assert sheet_of(carelog).state.value == "submitted"
    assert BOSS_PASSPHRASE not in trail(carelog)
    boss.fill("What has to be corrected", "M.G. left at 10, not at 2")
    assert boss.submit() == {}
    assert sheet_of(carelog).state.value == "returned"


@pytest.mark.parametrize(("passphrase", "words"), [(PASSPHRASE, PASSPHRASE), ("quite wrong, all of it",) * 2])
def test_words_of_unpost_with_what_was_typed_below_cost_no_try_and_tell_nothing(carelog, hashes, passphrase, words):
    school, aide = carelog.school, carelog.aide
    session_id = make_session(carelog.db, school.aide, school.students)
    post(carelog.db, school.aide, [make_ready(carelog.db, school.aide, session_id)])
    aide.open_home()
    aide.press("View")
    aide.press("Unpost")
    aide.fill("Reason", "Another reason")
    aide.fill(WORDS, f"Because of this: {words}")
    aide.fill(LABEL, passphrase)
    assert aide.submit()[WORDS].startswith("What you typed as your signing passphrase is in these words as well.")
    assert hashes == []
    assert sheet_of(carelog).state.value == "posted"
    assert PASSPHRASE not in trail(carelog)
    aide.fill(WORDS, "The times of another day")
    aide.fill(LABEL, PASSPHRASE)
    assert aide.submit() == {}
    assert sheet_of(carelog).state.value == "reopened"


def test_nothing_is_signed_while_the_passphrase_stands_in_a_record(carelog, hashes):
    school = carelog.school
    session_id = make_ready(carelog.db, school.aide, make_session(carelog.db, school.aide, school.students))
    mark(carelog.db, school.aide, session_id, school.students[0], observation=f"Quiet. {PASSPHRASE}.")
    aide = carelog.aide
    aide.command("/post")
    aide.fill(LABEL, "not the passphrase")
    assert "3 tries" not in str(aide.submit())
    aide.fill(LABEL, PASSPHRASE)
    said = aide.submit()[LABEL]
    assert said.startswith(
        "Nothing was signed: your signing passphrase is written in the observation of Mia Garcia of Nov 18, 9:00 AM. "
    )
    assert PASSPHRASE not in said
    assert len(hashes) == 2
    assert sheet_of(carelog).state.value == "draft"
    assert throttle(carelog, school.aide) == (0, 0, False), "It was right, and stays good: nobody is locked out."
    assert events(carelog, "credential.written") == [{"sessions": [session_id]}]
    mark(carelog.db, school.aide, session_id, school.students[0], observation="Quiet.")
    aide.close()
    aide.command("/post")
    aide.fill(LABEL, PASSPHRASE)
    assert aide.submit() == {}
    assert sheet_of(carelog).state.value == "posted"


def test_a_wrong_passphrase_is_not_looked_for_in_the_record(carelog):
    """Else a guess that is written in a note would be told from others."""
    school, guess = carelog.school, "four purple kites drift west"
    session_id = make_ready(carelog.db, school.aide, make_session(carelog.db, school.aide, school.students))
    mark(carelog.db, school.aide, session_id, school.students[0], observation=guess)
    carelog.aide.command("/post")
    carelog.aide.fill(LABEL, guess)
    assert carelog.aide.submit()[LABEL].startswith("This is not your signing passphrase. 4 tries are left")
    assert events(carelog, "credential.written") == []


def test_an_attempt_in_words_never_is_the_last_one(carelog):
    """Fifty wrong ones end a passphrase for good: what is written elsewhere is never one of the last three."""
    actor = carelog.school.aide
    set_throttle(carelog, actor, failures=credential.MOST_FAILURES - 3)
    with pytest.raises(credential.Paused):
        carelog.db.run(lambda db: credential.reserve(db, actor, at=carelog.clocks.wall, spare=3))
    assert throttle(carelog, actor) == (0, credential.MOST_FAILURES - 3, False)
