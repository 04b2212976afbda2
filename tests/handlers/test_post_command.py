"""/post: everything that is ready, oldest first; help; and never a passphrase after a command."""

from datetime import date, time

import pytest
from sqlalchemy import select, update

from models.tables import AuditRow, Credential
from tests.factories import PASSPHRASE, TODAY, enrol, make_ready, make_session, make_sessions, weekdays
from tests.handlers.running import later, sheet_of

MONDAY, FRIDAY = date(2026, 11, 16), date(2026, 11, 13)


@pytest.fixture
def ready(carelog):
    """Three sessions that are ready: of today, of Monday, and of last Friday."""
    for day in (TODAY, MONDAY, FRIDAY):
        session = make_session(carelog.db, carelog.school.aide, carelog.school.students, date=day)
        make_ready(carelog.db, carelog.school.aide, session)
    return carelog.aide


def test_post_shows_everything_oldest_first_and_one_passphrase_signs_it(carelog, ready):
    assert ready.command("/post") == ""
    assert "*3 sessions* to sign" in ready.window
    assert ready.window.index("Fri, Nov 13") < ready.window.index("Mon, Nov 16") < ready.window.index("Wed, Nov 18")
    ready.fill("Signing passphrase", PASSPHRASE)
    assert ready.submit() == {}
    assert "*3 sessions posted.*" in ready.window
    assert {sheet_of(carelog, number).state.value for number in (1, 2, 3)} == {"posted"}


@pytest.mark.parametrize(("words", "number"), [("today", "1 session"), ("WEEK", "2 sessions"), ("  ", "3 sessions")])
@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_post_of_a_day_or_a_week(ready, words, number):
    assert ready.command(f"/post {words}") == ""
    assert f"*{number}* to sign" in ready.window


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "Nothing is ready to sign. Sessions appear here when they have ended."),
        ("today", "Nothing of today is ready to sign. Type /post to see everything."),
        ("week", "Nothing of this week is ready to sign. Type /post to see everything."),
    ],
)
@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_nothing_ready_says_so(carelog, words, says):
    carelog.aide.command(f"/post {words}")
    assert says in carelog.aide.window


def test_what_is_not_ready_is_listed_with_a_way_to_it(carelog, ready):
    make_session(carelog.db, carelog.school.aide, carelog.school.students, start=time(7), end=time(8))
    ready.command("/post")
    assert "*3 sessions* to sign" in ready.window
    assert "Needs you first" in ready.window


@pytest.mark.parametrize("words", ["help", "HELP", "nonsense", "twelve characters and more", "<@U1> & co"])
@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_help_answers_everything_else(ready, words):
    answer = ready.command(f"/post {words}")
    assert answer.startswith("*Post your sessions with /post*")
    assert "nonsense" not in answer
    assert ready.title == ""


def test_other_commands_answer_with_help(carelog):
    assert carelog.aide.command("/sessions").startswith("*Your sessions with /sessions*")
    assert carelog.aide.command("/sessions remove").startswith("*Your sessions with /sessions*")


def test_a_passphrase_after_the_command_is_refused_not_repeated_and_must_be_changed(carelog, ready):
    answer = ready.command(f"/post {PASSPHRASE}")
    assert "That was your signing passphrase." in answer
    assert PASSPHRASE not in carelog.sent()
    assert {sheet_of(carelog, number).state.value for number in (1, 2, 3)} == {"draft"}
    ready.command("/post")
    assert "You need a signing passphrase before you can post." in ready.window
    ready.close()
    assert "Set signing passphrase" in ready.open_home()
    events = carelog.db.read(lambda db: list(db.execute(select(AuditRow.event)).scalars()))
    assert "credential.exposed" in events


def test_who_has_no_passphrase_is_not_asked_about_one(carelog):
    answer = carelog.person("USAM").command("/sessions show me all of them")
    assert answer.startswith("*Your sessions with /sessions*")
    assert "passphrase" not in answer


def test_a_passphrase_with_signs_that_slack_escapes_is_known_after_a_command(carelog):
    enrol(carelog.db, carelog.school, carelog.school.aide, passphrase="ox & river <lamp>")
    answer = carelog.aide.command("/post ox &amp; river &lt;lamp&gt;")
    assert "That was your signing passphrase." in answer


def test_signs_that_slack_escapes_make_no_short_word_a_passphrase(carelog):
    assert "try" not in carelog.aide.command("/post a&lt;b&gt;q&amp;z")


def test_a_passphrase_after_sessions_is_refused_as_well(carelog):
    answer = carelog.aide.command(f"/sessions {PASSPHRASE}")
    assert "That was your signing passphrase." in answer


def test_a_window_that_was_open_when_the_passphrase_was_exposed_signs_nothing(carelog, ready):
    ready.command("/post")
    ready.command(f"/post {PASSPHRASE}")
    ready.fill("Signing passphrase", PASSPHRASE)
    errors = ready.submit()
    assert "You have no signing passphrase yet, or it has to be set anew." in errors["Signing passphrase"]


def test_the_command_is_no_way_around_the_throttle(carelog, ready):
    for guess in range(7):
        answer = ready.command(f"/post not the passphrase {guess}")
        assert answer.startswith("*Post your sessions")
        assert ("that counted as one try" in answer) == (guess < 2)
        assert ("I could not check whether this was your signing passphrase." in answer) == (guess >= 2)
    # Not even the right one is told from others any more.
    assert ready.command(f"/post {PASSPHRASE}") == answer
    ready.command("/post")
    for left in ("2 tries are", "1 try is"):
        ready.fill("Signing passphrase", "not the passphrase")
        assert f"{left} left before signing pauses." in ready.submit()["Signing passphrase"]
    ready.fill("Signing passphrase", "not the passphrase")
    assert "Signing is paused for 15 min, until" in ready.submit()["Signing passphrase"]
    later(carelog, minutes=15, seconds=1)
    ready.fill("Signing passphrase", PASSPHRASE)
    assert ready.submit() == {}


def test_words_after_a_command_never_pause_signing(carelog, ready):
    """An aide who tries what the command understands must still be able to sign."""
    for words in ("yesterdays sessions", "the last two days", "tuesday and friday", "everything please", "all of them"):
        ready.command(f"/post {words}")
    ready.command("/post")
    ready.fill("Signing passphrase", PASSPHRASE)
    assert ready.submit() == {}


def test_the_last_wrong_passphrase_says_that_only_a_new_enrolment_helps(carelog, ready):
    almost = update(Credential).where(Credential.staff_id == carelog.school.aide.staff_id).values(tries=4, failures=49)
    carelog.db.run(lambda db: db.execute(almost))
    ready.command("/post")
    ready.fill("Signing passphrase", "not the passphrase at all")
    told = ready.submit()["Signing passphrase"]
    assert told.startswith("Too many wrong passphrases. Ask an administrator for a new enrolment code.")
    assert "paused" not in told


def test_what_is_not_ready_yet_is_not_called_nothing(carelog):
    make_session(carelog.db, carelog.school.aide, carelog.school.students, start=time(7), end=time(8))
    carelog.aide.command("/post")
    assert "Nothing can be signed yet. Your work is saved" in carelog.aide.window
    assert "when they have ended" not in carelog.aide.window


def test_the_post_button_of_home_opens_the_same_audit(ready):
    ready.open_home()
    ready.press("Post")
    assert "*3 sessions* to sign" in ready.window


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_more_than_one_window_holds_is_offered_next(carelog):
    every_day = weekdays(40, date(2026, 9, 14))
    first = date(2026, 9, 14)
    for session in make_sessions(carelog.db, carelog.school.aide, [1], date=first, recurrence=every_day):
        make_ready(carelog.db, carelog.school.aide, session)
    aide = carelog.aide
    aide.command("/post")
    assert "offered next" in aide.window
    aide.fill("Signing passphrase", PASSPHRASE)
    assert aide.submit() == {}
    assert "ready to post." in aide.window
    aide.press("Post the next ones")
    assert aide.title == "Session Audit"
    aide.fill("Signing passphrase", PASSPHRASE)
    assert aide.submit() == {}
    assert "Everything is posted. You are done." in aide.window
