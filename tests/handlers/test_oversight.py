"""Professional oversight through the whole app: submit, review, approve, return; and what goes wrong (journey 10)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.slack.ids import Callback
from bot.slack.metadata import AuditTarget, UnpostTarget
from models.enums import Role, State
from models.rules.sending import Rate
from models.services.verify import verify
from models.tables import Credential, Session, Signature, Staff
from scheduler.tick import tick
from tests.factories import KEYRING, PASSPHRASE, enrol, make_ready, make_session
from tests.handlers.running import request_of, sheet_of
from tests.services.oversight import review_digest

LABEL = "Signing passphrase"
BOSS_PASSPHRASE = "four purple kites drift west"
COMMENT = "M.G. left at 1:30. Correct the end."


@pytest.fixture
def overseen(carelog):
    """The aide's documentation needs oversight; one session of today is ready. The supervisor has a passphrase."""
    needed = update(Staff).where(Staff.id == carelog.school.aide.staff_id).values(needs_oversight=True)
    carelog.db.run(lambda db: db.execute(needed))
    enrol(carelog.db, carelog.school, carelog.school.supervisor, passphrase=BOSS_PASSPHRASE)
    ready(carelog)
    return carelog


@pytest.fixture
def boss(overseen):
    return overseen.person("USAM")


def ready(carelog, **terms):
    school = carelog.school
    return make_ready(carelog.db, school.aide, make_session(carelog.db, school.aide, school.students, **terms))


def submit_all(carelog):
    aide = carelog.aide
    aide.open_home()
    aide.press("Submit")
    aide.fill(LABEL, PASSPHRASE)
    assert aide.submit() == {}


def approve(boss, passphrase=BOSS_PASSPHRASE):
    boss.fill(LABEL, passphrase)
    return boss.submit()


def review(boss):
    boss.open_home()
    boss.press("Review")
    assert boss.title == "Review"


def state_of(carelog, session_id=1):
    return carelog.db.read(lambda db: db.get_one(Session, session_id).state)


def count(carelog):
    return carelog.db.read(lambda db: db.execute(select(func.count()).select_from(Signature)).scalar_one())


def deliver(carelog):
    carelog.clocks.now += timedelta(hours=18)
    return tick(carelog.deps, rate=Rate())


def test_every_button_that_signs_says_submit(overseen):
    aide = overseen.aide
    home = aide.open_home()
    assert "press *Submit* to sign" in home
    assert "Ready to submit" in home
    aide.press("Open")
    assert [view["submit"]["text"] for view in aide.views] == ["Save and Submit"]
    assert aide.submit() == {}
    assert aide.title == "Session Audit"
    assert "After you submit, *Sam Rowe* has to approve it." in aide.window
    assert aide.views[-1]["submit"]["text"] == "Submit Session"
    aide.fill(LABEL, PASSPHRASE)
    assert aide.submit() == {}
    assert aide.title == "Submitted"
    assert "*1 session submitted.* Waiting for the approval of Sam Rowe." in aide.window
    aide.close()
    assert "1 submitted session waits for the approval of Sam Rowe." in aide.open_home()


def test_the_words_post_and_submit_lead_to_the_same_button(overseen):
    for number, word in enumerate(("post", "submit"), 1):
        overseen.aide.write(word)
        overseen.rest()
        said = [one for one in overseen.aide.messages if "Press Submit to review and sign." in one]
        assert len(said) == number
    overseen.aide.press_in_message("Submit")
    assert overseen.aide.title == "Session Audit"


def test_the_whole_way_with_a_return(overseen, boss):
    aide = overseen.aide
    submit_all(overseen)
    review(boss)
    assert "Submitted by Jo Field" in boss.window
    assert "Electronically signed by Jo Field, Paraprofessional" in boss.window
    boss.press("Return")
    assert "Write initials, not names." in boss.window
    boss.fill("What has to be corrected", COMMENT)
    assert boss.submit() == {}
    assert boss.title == "Review"
    assert "Returned to Jo Field. Carelog tells them in their working hours." in boss.window
    assert "Nothing waits for your approval now." in boss.window
    boss.close()
    assert state_of(overseen) == "returned"
    deliver(overseen)
    (told,) = [str(one["blocks"]) for one in aide.state["messages"] if "returned" in one["text"]]
    assert "Sam Rowe returned it. Open it to read why" in told
    assert COMMENT not in told
    aide.press_in_message("Open", near="returned to you")
    assert f"*Sam Rowe returned this* on Nov 18, 3:00 PM:\n{COMMENT}" in aide.window
    assert aide.submit() == {}
    aide.fill(LABEL, PASSPHRASE)
    assert aide.submit() == {}
    aide.close()
    review(boss)
    assert approve(boss) == {}
    assert boss.title == "Approved"
    assert "Electronically signed by Sam Rowe" in boss.window
    assert "meaning: approval (I reviewed this record and approve it)" in boss.window
    boss.close()
    assert "For your approval" not in boss.open_home()
    aide.open_home()
    aide.press("View")
    assert aide.title == "Approved session"
    assert "Signature voided" in aide.window
    assert overseen.db.read(lambda db: verify(db, KEYRING, now=overseen.clocks.now))[0] == []


def test_several_are_approved_with_one_passphrase(overseen, boss):
    ready(overseen, date=sheet_of(overseen).date - timedelta(days=1))
    submit_all(overseen)
    assert "For your approval (2)" in boss.open_home()
    boss.press("Review all")
    assert "*2 sessions* to approve as Sam Rowe, Supervisor." in boss.window
    assert approve(boss) == {}
    assert "*2 sessions approved.*" in boss.window
    assert count(overseen) == 4


def test_a_wrong_passphrase_approves_nothing_and_counts(overseen, boss):
    submit_all(overseen)
    review(boss)
    told = approve(boss, "something else altogether")
    assert told[LABEL].startswith("This is not your signing passphrase. 4 tries are left")
    assert told[LABEL].endswith("Nothing was approved.")
    assert state_of(overseen) == "submitted"
    assert approve(boss) == {}
    assert state_of(overseen) == "approved"


def test_the_aides_passphrase_is_not_the_overseers(overseen, boss):
    submit_all(overseen)
    review(boss)
    assert "not your signing passphrase" in approve(boss, PASSPHRASE)[LABEL]
    assert state_of(overseen) == "submitted"


def test_a_second_click_and_a_repeated_delivery_approve_once(overseen, boss):
    submit_all(overseen)
    review(boss)
    assert approve(boss) == {}
    payload = overseen.front.hear(lambda body: body.get("view", {}).get("callback_id") == "oversight.approve")
    again = overseen.app.dispatch(request_of(payload))
    assert again.status == 200
    assert "1 session approved." in str(again.body)
    assert count(overseen) == 2


def test_a_review_that_is_out_of_date_shows_what_waits_now(overseen, boss):
    submit_all(overseen)
    review(boss)
    aide = overseen.aide
    aide.close()
    aide.open_home()
    aide.press("View")
    assert "*Waits for the approval of Sam Rowe.*" in aide.window
    aide.press("Unpost")
    aide.fill("Reason", "Wrong time")
    aide.fill(LABEL, PASSPHRASE)
    assert aide.submit() == {}
    assert approve(boss) == {}
    assert boss.title == "Review"
    assert "Something changed since you opened this window." in boss.window
    assert "Nothing waits for your approval now." in boss.window
    assert state_of(overseen) == "reopened"


def test_who_has_no_passphrase_is_led_to_one_and_can_return(overseen, boss):
    submit_all(overseen)
    gone = update(Credential).where(Credential.staff_id == overseen.school.supervisor.staff_id).values(must_change=True)
    overseen.db.run(lambda db: db.execute(gone))
    review(boss)
    assert "You need a signing passphrase before you can approve." in boss.window
    boss.press("Return")
    boss.fill("What has to be corrected", COMMENT)
    assert boss.submit() == {}
    assert state_of(overseen) == "returned"


def forged(carelog, user, callback, metadata, field, value):
    """What the app answers to a window that it never gave to this person."""
    block = {"type": "input", "block_id": field, "label": {"type": "plain_text", "text": field}}
    view = {
        "id": "V1",
        "type": "modal",
        "callback_id": callback,
        "private_metadata": metadata,
        "blocks": [block],
        "state": {"values": {field: {field: {"type": "plain_text_input", "value": value}}}},
    }
    body = {"type": "view_submission", "team": {"id": "T0001"}, "user": {"id": user, "team_id": "T0001"}, "view": view}
    return str(carelog.app.dispatch(request_of(body)).body)


@pytest.mark.parametrize("user", ["UKIM", "UPAT", "UJO"])
def test_nobody_else_approves_or_returns_with_a_forged_window(overseen, user):
    """Another aide, an administrator to whom it did not fall yet, and the author, each with their own passphrase."""
    school = overseen.school
    submit_all(overseen)
    if user == "UKIM":
        enrol(overseen.db, school, school.other_aide)
    elif user == "UPAT":
        enrol(overseen.db, replace(school, admin=replace(school.supervisor, role=Role.ADMIN)), school.admin)
    digest = review_digest(overseen.db, school.supervisor, [1])
    target, version = AuditTarget((1,), digest, "one").dump(), sheet_of(overseen).version
    assert "Something changed" in forged(overseen, user, Callback.APPROVE, target, "passphrase", PASSPHRASE)
    said = forged(overseen, user, Callback.RETURN, UnpostTarget(1, version).dump(), "comment", COMMENT)
    assert "does not wait for your approval any more" in said
    assert (state_of(overseen), count(overseen)) == ("submitted", 1)


def test_a_forged_digest_approves_nothing(overseen, boss):
    submit_all(overseen)
    review(boss)
    other = '[[1],"', '[[1],"0'
    overseen.forge(lambda raw: raw.update(private_metadata=raw["private_metadata"].replace(*other)), "USAM")
    assert approve(boss) == {}
    assert "Something changed since you opened this window." in boss.window
    assert (state_of(overseen), count(overseen)) == ("submitted", 1)


def test_the_digest_lists_what_waits_apart(overseen, boss):
    submit_all(overseen)
    deliver(overseen)
    (told,) = boss.messages
    assert "1 session waits for your approval." in told
    boss.press_in_message("Review")
    assert boss.title == "Review"
    assert State.SUBMITTED.value == state_of(overseen)


def test_the_days_reminder_follows_what_becomes_of_it(overseen, boss):
    overseen.clocks.now += timedelta(minutes=31)
    tick(overseen.deps, rate=Rate())
    aide = overseen.aide
    assert aide.messages == ["1 session to submit. Open Carelog to fill in and sign."]
    submit_all(overseen)
    overseen.rest()
    assert aide.messages[0] == "All submitted. Nothing is left for you to do."
    review(boss)
    boss.press("Return")
    boss.fill("What has to be corrected", COMMENT)
    assert boss.submit() == {}
    tick(overseen.deps, rate=Rate())
    assert aide.messages[0] == "1 session to submit. Open Carelog to fill in and sign."
    assert "A session was returned to you." in aide.messages


def test_what_the_other_one_does_shows_on_home_at_once(overseen, boss):
    boss.open_home()
    submit_all(overseen)
    overseen.rest()
    assert "For your approval (1)" in boss.home
    boss.press("Review")
    assert approve(boss) == {}
    overseen.rest()
    assert "Approved · signed by Jo Field" in overseen.aide.home
    assert "waits for the approval" not in overseen.aide.home
