"""*Unpost* through the whole app: reason, passphrase, correct, post again; and what others see of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from models.enums import UnpostReason
from models.inputs import Unpost
from models.rules.sending import Rate
from models.services import unposting
from models.tables import CatalogItem, Signature, Unposting
from scheduler.tick import tick
from tests.factories import KEYRING, PASSPHRASE, enrol, make_ready, make_session, mark, post
from tests.handlers.running import sheet_of

LABEL = "Signing passphrase"
OTHER_PASSPHRASE = "four purple kites drift west"


def post_one(carelog):
    school = carelog.school
    session_id = make_session(carelog.db, school.aide, school.students)
    post(carelog.db, school.aide, [make_ready(carelog.db, school.aide, session_id)])


@pytest.fixture
def posted(carelog):
    """The aide in front of the posted session 1."""
    post_one(carelog)
    carelog.aide.open_home()
    carelog.aide.press("View")
    assert carelog.aide.title == "Posted session"
    return carelog.aide


def unpost(aide, reason="Wrong time", passphrase=PASSPHRASE, words=""):
    """Presses *Unpost*, fills the window in, and submits. Gives the errors."""
    if aide.title != "Unpost":
        aide.press("Unpost")
    if reason:
        aide.fill("Reason", reason)
    if words:
        aide.fill("In your own words", words)
    if passphrase:
        aide.fill(LABEL, passphrase)
    return aide.submit()


def count(carelog, table):
    return carelog.db.read(lambda db: db.execute(select(func.count()).select_from(table)).scalar_one())


def test_the_window_says_what_happens(posted):
    posted.press("Unpost")
    assert posted.title == "Unpost"
    assert "Wed, Nov 18, 2026 · 9:00 AM–2:00 PM" in posted.window
    assert "Every signature becomes void and is kept" in posted.window
    assert posted.held("Reason") is None
    assert posted.held(LABEL) is None


def test_unpost_correct_and_post_again(carelog, posted):
    assert unpost(posted) == {}
    assert len(posted.views) == 1
    assert posted.title == "Session"
    assert "Unposted. Correct it, then press Save and Post to sign it again." in posted.window
    assert "Reopened" in posted.window
    posted.press("Documentation View")
    posted.fill("Observation", "Slept an hour.")
    assert posted.submit() == {}
    assert posted.title == "Session Audit"
    assert "Observation: Slept an hour." in posted.window
    posted.fill(LABEL, PASSPHRASE)
    assert posted.submit() == {}
    assert posted.title == "Posted"
    posted.close()
    posted.open_home()
    posted.press("View")
    assert "Observation: Slept an hour." in posted.window
    assert posted.window.count("Electronically signed by Jo Field, Paraprofessional") == 2
    assert "Signature voided Nov 18, 3:00 PM by Jo Field: wrong time." in posted.window
    assert "Unposted, which made the signature void" in posted.window
    assert count(carelog, Signature) == 2


def test_the_signed_version_is_shown_as_it_was(carelog, posted):
    unpost(posted)
    mark(carelog.db, carelog.school.aide, 1, carelog.school.students[0], observation="Slept an hour.")
    renamed = update(CatalogItem).where(CatalogItem.code == "TOILET").values(name="Restroom")
    carelog.db.run(lambda db: db.execute(renamed))
    posted.press("View signed version")
    assert posted.title == "Signed version"
    assert "Description of Activities: Toileting" in posted.window
    assert "Slept an hour" not in posted.window
    assert "Signature voided Nov 18, 3:00 PM by Jo Field: wrong time." in posted.window
    posted.close()
    assert posted.title == "Session"


def test_after_posting_again_the_signed_version_is_in_the_history(carelog, posted):
    unpost(posted)
    mark(carelog.db, carelog.school.aide, 1, carelog.school.students[0], observation="Slept an hour.")
    post(carelog.db, carelog.school.aide, [1])
    posted.close()
    posted.open_home()
    # Home may still be renewed for what was done before.
    posted.wait_for(lambda state: "session.view" in str(state["home"]["blocks"]))
    posted.press("View")
    assert "Observation: Slept an hour." in posted.window
    posted.press("View signed version")
    assert "Slept an hour" not in posted.window


def test_what_is_missing_or_wrong_is_said_at_its_field(carelog, posted):
    posted.press("Unpost")
    required = "Please complete this required field."
    assert unpost(posted, reason="", passphrase="") == {"Reason": required, LABEL: required}
    assert unpost(posted, reason="Another reason", words="late") == {
        "In your own words": "Say why in your own words, with at least 10 characters."
    }
    wrong = unpost(posted, passphrase="not the passphrase")
    assert wrong == {
        LABEL: "This is not your signing passphrase. 4 tries are left before signing pauses. Nothing was changed."
    }
    assert sheet_of(carelog).state.value == "posted"
    assert count(carelog, Unposting) == 0
    assert unpost(posted, reason="Another reason", words="The bus was late.") == {}
    assert sheet_of(carelog).state.value == "reopened"


def test_a_session_that_was_unposted_elsewhere_meanwhile(carelog, posted):
    posted.press("Unpost")
    seen = sheet_of(carelog).version
    asked = Unpost(1, seen, UnpostReason.DUPLICATE)
    carelog.db.run(
        lambda db: unposting.unpost(db, carelog.school.admin, asked, keyring=KEYRING, now=carelog.clocks.now)
    )
    unpost(posted)
    assert "This session is not posted, so there is nothing to unpost." in posted.window
    assert count(carelog, Unposting) == 1


def test_the_reminder_lists_a_reopened_session_and_the_supervisor_hears_of_it(carelog, posted):
    sam = carelog.person("USAM")
    unpost(posted)
    posted.close()
    carelog.clocks.now += timedelta(minutes=31)
    tick(carelog.deps, Rate())
    assert posted.messages == ["1 session to post. Open Carelog to fill in and sign."]
    assert "A posted session was unposted." in sam.messages
    told = str(next(one for one in sam.state["messages"] if "unposted." in one["text"])["blocks"])
    assert "Jo Field" in told
    assert "M.G." in told
    assert "wrong time" in told
    for name in ("Mia", "Garcia", "Noah", "Ava"):
        assert name not in told
    assert "unposted" in sam.open_home()


def test_an_administrator_unposts_with_their_own_passphrase(carelog):
    school = carelog.school
    post_one(carelog)
    # Nobody issues a code for themselves: another administrator does.
    issuer = replace(school, admin=replace(school.admin, staff_id=school.supervisor.staff_id))
    enrol(carelog.db, issuer, school.admin, passphrase=OTHER_PASSPHRASE)
    pat = carelog.person("UPAT")
    pat.open_home()
    pat.office("Posted sessions")
    assert "Jo Field" in pat.window
    pat.press("View")
    assert pat.title == "Posted session"
    assert "Mia Garcia: Present in Session" in pat.window
    assert unpost(pat, passphrase=OTHER_PASSPHRASE) == {}
    assert sheet_of(carelog).state.value == "reopened"
    assert pat.views[-1]["submit"] is None
    tick(carelog.deps, Rate())
    carelog.front.rest()
    assert "A posted session was unposted." in carelog.aide.messages


def test_an_administrator_finds_a_session_by_aide_and_day(carelog):
    post_one(carelog)
    pat = carelog.person("UPAT")
    pat.open_home()
    pat.office("Posted sessions")
    for name, day, found in (
        ("jo fie", None, True),
        ("kim", None, False),
        ("", "2026-11-18", True),
        ("", "2026-11-17", False),
    ):
        pat.fill("Aide", name)
        if day:
            pat.fill("Date", day)
        pat.submit()
        assert ("Wed, Nov 18, 2026" in pat.window) is found
        assert ("No posted session fits." in pat.window) is not found
        pat.close()
        pat.office("Posted sessions")


def test_an_administrators_look_is_noted(carelog):
    post_one(carelog)
    pat = carelog.person("UPAT")
    pat.open_home()
    pat.office("Posted sessions")
    pat.press("View")
    carelog.aide.open_home()
    carelog.aide.press("View")
    assert "Pat Quill · Looked at as an administrator" in carelog.aide.window
