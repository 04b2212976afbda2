"""Save and Post, Session Audit and the signing passphrase: what is shown is signed, once, or nothing is."""

from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import func, select

from models.services import credential
from models.tables import AuditRow, Signature
from tests.factories import PASSPHRASE, make_ready, make_session, mark
from tests.handlers.running import later, request_of, sheet_of

LABEL = "Signing passphrase"


@pytest.fixture
def audit(carelog):
    """The aide in Session Audit of one session that is ready."""
    make_ready(carelog.db, carelog.school.aide, make_session(carelog.db, carelog.school.aide, carelog.school.students))
    carelog.aide.open_home()
    carelog.aide.press("Open")
    assert carelog.aide.submit() == {}
    return carelog.aide


def sign(aide, passphrase=PASSPHRASE):
    aide.fill(LABEL, passphrase)
    return aide.submit()


def signatures(carelog):
    return carelog.db.read(lambda db: db.execute(select(func.count(Signature.id))).scalar_one())


def test_the_audit_shows_the_whole_record_the_statement_and_who_signs(audit):
    assert audit.title == "Session Audit"
    assert "*1 session* to sign as Jo Field, Paraprofessional." in audit.window
    assert "Wed, Nov 18, 2026 · 9:00 AM–2:00 PM" in audit.window
    assert "Personal Care - Instructional Support · Classroom · Group" in audit.window
    assert "Description of Activities: Toileting" in audit.window
    for name in ("Mia Garcia", "Noah Green", "Ava Lopez"):
        assert f"{name}: Present in Session · 9:00 AM–2:00 PM · 5 h" in audit.window
    assert "Group time: 5 h, about 20 units for all students together." in audit.window
    assert audit.views[-1]["submit"]["text"] == "Post Session"
    assert audit.held(LABEL) is None


def test_the_right_passphrase_posts_and_home_and_the_session_show_the_signature(carelog, audit):
    assert sign(audit) == {}
    assert audit.title == "Posted"
    assert "*1 session posted.*" in audit.window
    at = "Nov 18, 2026, 3:00:00 PM UTC-06:00 (2026-11-18 21:00:00 UTC)"
    signed = f"Electronically signed by Jo Field, Paraprofessional, {at}"
    assert signed in audit.window
    assert "Everything is posted. You are done." in audit.window
    audit.close()
    assert "Posted · signed by Jo Field, Nov 18, 3:00 PM" in audit.open_home()
    audit.press("View")
    assert audit.title == "Posted session"
    assert signed in audit.window
    assert "History" in audit.window
    assert audit.views[-1]["submit"] is None
    assert signatures(carelog) == 1


def test_wrong_passphrases_are_told_with_the_tries_left_and_then_signing_pauses(carelog, audit):
    for left in ("4 tries are", "3 tries are", "2 tries are", "1 try is"):
        assert sign(audit, "not the passphrase") == {
            LABEL: f"This is not your signing passphrase. {left} left before signing pauses. Nothing was signed."
        }
    paused = (
        "Too many wrong passphrases. Signing is paused for 15 min, until 3:15 PM. Your records are kept as drafts. "
        "If you forgot your passphrase, ask an administrator for an enrolment code."
    )
    assert sign(audit, "not the passphrase") == {LABEL: paused}
    assert sign(audit) == {LABEL: paused}, "Not even the right one is judged now."
    assert sheet_of(carelog).state.value == "draft"
    later(carelog, minutes=15, seconds=1)
    assert sign(audit) == {}
    assert audit.title == "Posted"


def test_the_end_of_a_pause_is_told_on_the_clock_that_people_see(carelog, audit):
    """It is a pause of real minutes, wherever the local workspace's clock stands."""
    carelog.clocks.now += timedelta(days=2, hours=3)
    for _ in range(5):
        told = sign(audit, "not the passphrase")[LABEL]
    assert "Signing is paused for 15 min, until 6:15 PM." in told


def test_after_a_right_one_the_tries_begin_anew(carelog, audit):
    sign(audit, "not the passphrase")
    sign(audit)
    row = carelog.db.read(lambda db: db.get(credential.Credential, carelog.school.aide.staff_id))
    assert (row.tries, row.failures) == (0, 0)
    events = carelog.db.read(lambda db: list(db.execute(select(AuditRow.event).order_by(AuditRow.n)).scalars()))
    assert events[-2:] == ["credential.wrong", "session.posted"]


def test_spaces_belong_to_the_passphrase(audit):
    assert LABEL in sign(audit, f" {PASSPHRASE}")
    assert LABEL in sign(audit, PASSPHRASE.upper())
    assert sign(audit) == {}


def test_a_record_that_changed_meanwhile_is_shown_again_and_nothing_is_signed(carelog, audit):
    mark(carelog.db, carelog.school.aide, 1, carelog.school.students[0], observation="Slept an hour")
    assert sign(audit) == {}
    assert audit.title == "Session Audit"
    assert "Something in these records changed since you opened this window." in audit.window
    assert "Observation: Slept an hour" in audit.window
    assert audit.held(LABEL) is None, "The passphrase is asked for anew."
    assert signatures(carelog) == 0
    assert sign(audit) == {}
    assert audit.title == "Posted"


def test_a_double_submission_signs_once_and_answers_the_same(carelog, audit):
    sign(audit)
    (sent,) = (one for one in carelog.front.payloads if one.get("view", {}).get("callback_id") == "session.audit")
    again = carelog.front.dispatch(request_of(sent))
    assert "1 session posted." in again.body
    assert signatures(carelog) == 1


def test_two_submissions_at_the_same_moment_sign_once(carelog, audit):
    sign(audit)
    (sent,) = (one for one in carelog.front.payloads if one.get("view", {}).get("callback_id") == "session.audit")
    kept = carelog.db.run(lambda db: credential.reserve(db, carelog.school.aide, at=carelog.clocks.wall))
    carelog.db.run(lambda db: credential.accept(db, carelog.school.aide, kept))
    answers = []
    threads = [Thread(target=lambda: answers.append(carelog.front.dispatch(request_of(sent)).body)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ["1 session posted." in answer for answer in answers] == [True, True]
    assert signatures(carelog) == 1


def test_from_the_audit_to_the_session_and_back(carelog):
    make_session(carelog.db, carelog.school.aide, carelog.school.students)
    mark(carelog.db, carelog.school.aide, 1, carelog.school.students[0])
    aide = carelog.aide
    aide.command("/post")
    assert "Needs you first" in aide.window
    aide.press("Open", near="Noah Green and Ava Lopez: choose")
    assert len(aide.views) == 2
    assert "*Noah Green*" in aide.window
    aide.press("All present, as scheduled")
    aide.choose("Toileting")
    assert aide.submit() == {}
    assert len(aide.views) == 1
    assert aide.title == "Session Audit"
    assert "*1 session* to sign as Jo Field" in aide.window
    assert sign(aide) == {}
    assert aide.title == "Posted"


def test_a_person_without_a_passphrase_is_led_to_set_one(start):
    carelog = start(enrolled=False)
    make_ready(carelog.db, carelog.school.aide, make_session(carelog.db, carelog.school.aide, carelog.school.students))
    aide = carelog.aide
    aide.command("/post")
    assert aide.views[-1]["submit"] is None
    assert "You need a signing passphrase before you can post." in aide.window
    aide.press("Set signing passphrase")
    assert aide.held("Enrolment code") is None
    aide.close()
    assert sheet_of(carelog).state.value == "draft"


def test_when_every_core_is_busy_nothing_is_counted_and_the_person_presses_again(carelog, audit):
    slots = carelog.deps.hasher._slots
    taken = 0
    while slots.acquire(blocking=False):
        taken += 1
    try:
        assert sign(audit) == {}
    finally:
        for _ in range(taken):
            slots.release()
    assert audit.window == "Carelog is busy signing for others. Nothing was lost: press the button again."
    row = carelog.db.read(lambda db: db.get(credential.Credential, carelog.school.aide.staff_id))
    assert (row.tries, row.failures) == (0, 0)
    audit.close()
    assert sign(audit) == {}
    assert audit.title == "Posted"
