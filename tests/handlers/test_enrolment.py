"""Enrolment: a one-time code from an administrator, and a passphrase that only the person knows."""

import re
from datetime import timedelta

import pytest

from models.services import credential
from tests.factories import FIXED_NOW, PASSPHRASE, make_ready, make_session
from tests.handlers.running import later

WRONG = (
    "This code does not fit. Check it and type it again. A code works once, for 15 minutes and five tries; after that, "
    "ask an administrator for a new one."
)
NEW = "walnut kettle drifts north"


@pytest.fixture
def carelog(start):
    return start(enrolled=False)


def issued(carelog) -> str:
    """A code for the aide."""
    school, at = carelog.school, carelog.clocks.wall
    aide = school.aide.staff_id
    return carelog.db.run(lambda db: credential.issue_code(db, school.admin, aide, school.tenant_id, at=at)).code


def fill(aide, code, passphrase=NEW, again=None):
    aide.fill("Enrolment code", code)
    aide.fill("New signing passphrase", passphrase)
    aide.fill("The same passphrase again", passphrase if again is None else again)
    return aide.submit()


def open_form(carelog):
    carelog.aide.open_home()
    carelog.aide.press("Set signing passphrase")
    return carelog.aide


def test_the_whole_way_from_the_administrator_to_the_first_signature(carelog):
    admin, aide = carelog.person("UPAT"), carelog.aide
    make_ready(carelog.db, carelog.school.aide, make_session(carelog.db, carelog.school.aide, carelog.school.students))
    admin.open_home()
    admin.office("Enrolment code")
    assert "No passphrase yet" in admin.window
    admin.fill("Person", "Jo Field, Paraprofessional")
    assert admin.submit() == {}
    code = re.search(r"`([A-Z0-9-]+)`", admin.window).group(1)
    assert "until Nov 18, 3:15 PM" in admin.window

    open_form(carelog)
    assert fill(aide, code.lower().replace("-", " ")) == {}
    assert "Your signing passphrase is set." in aide.window
    aide.close()
    aide.command("/post")
    aide.fill("Signing passphrase", NEW)
    assert aide.submit() == {}
    assert aide.title == "Posted"


@pytest.mark.parametrize(
    ("passphrase", "again", "field", "says"),
    [
        ("short", None, "New signing passphrase", "Use at least 10 characters; this has 5. Several words work."),
        ("x" * 257, None, "New signing passphrase", "Use at most 256 characters."),
        ("aaaaaaaaaaaa", None, "New signing passphrase", "Choose something that is harder to guess."),
        ("Riverbend District", None, "New signing passphrase", "Choose something that is harder to guess."),
        (NEW, NEW + " ", "The same passphrase again", "The two entries differ. Type the same passphrase here again."),
    ],
)
@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_a_passphrase_that_cannot_be_is_told_at_its_field_and_the_code_stays_good(
    carelog, passphrase, again, field, says
):
    aide, code = open_form(carelog), issued(carelog)
    errors = fill(aide, code, passphrase, again)
    assert list(errors) == [field]
    assert errors[field].endswith(says)
    assert aide.held("Enrolment code") == code, "What was typed is still there."
    assert fill(aide, code) == {}


def test_a_wrong_code_is_told_at_its_field_and_a_code_stands_five_tries(carelog):
    aide, code = open_form(carelog), issued(carelog)
    for _ in range(5):
        assert fill(aide, "AAAA-BBBB-CCCC") == {"Enrolment code": WRONG}
    assert fill(aide, code) == {"Enrolment code": WRONG}
    assert fill(aide, issued(carelog)) == {}


def test_a_code_works_once_and_for_fifteen_minutes_and_until_the_next_one(carelog):
    aide, used = open_form(carelog), issued(carelog)
    assert fill(aide, used) == {}
    expired = issued(carelog)
    later(carelog, minutes=15, seconds=1)
    replaced, good = issued(carelog), issued(carelog)
    aide.close()
    make_must_change(carelog)
    aide = open_form(carelog)
    for bad in (used, expired, replaced):
        assert fill(aide, bad) == {"Enrolment code": WRONG}
    assert fill(aide, good) == {}


def test_the_end_of_a_code_is_told_on_the_clock_that_people_see(carelog):
    """The local workspace's clock stands at another day; the code ends in 15 real minutes all the same."""
    carelog.clocks.now += timedelta(days=2, hours=3)
    admin = carelog.person("UPAT")
    admin.open_home()
    admin.office("Enrolment code")
    admin.fill("Person", "Jo Field, Paraprofessional")
    assert admin.submit() == {}
    assert "until Nov 20, 6:15 PM" in admin.window
    code = re.search(r"`([A-Z0-9-]+)`", admin.window).group(1)
    carelog.clocks.wall += timedelta(minutes=15, seconds=1)
    assert fill(open_form(carelog), code) == {"Enrolment code": WRONG}


def make_must_change(carelog):
    actor, at = carelog.school.aide, carelog.clocks.wall
    carelog.db.run(lambda db: credential.mark_exposed(db, actor, at=at))


def test_a_second_enrolment_replaces_the_passphrase_and_ends_the_old_one(carelog):
    aide = open_form(carelog)
    assert fill(aide, issued(carelog)) == {}
    aide.close()
    aide.open_home()
    make_ready(carelog.db, carelog.school.aide, make_session(carelog.db, carelog.school.aide, carelog.school.students))
    hashed = carelog.deps.hasher.hash(PASSPHRASE)
    carelog.db.run(lambda db: credential.enrol(db, carelog.school.aide, issue(carelog, db), hashed, at=FIXED_NOW))
    aide.command("/post")
    aide.fill("Signing passphrase", NEW)
    assert "4 tries are left" in aide.submit()["Signing passphrase"]
    aide.fill("Signing passphrase", PASSPHRASE)
    assert aide.submit() == {}


def issue(carelog, db):
    school = carelog.school
    return credential.issue_code(db, school.admin, school.aide.staff_id, school.tenant_id, at=FIXED_NOW).code


def test_only_an_administrator_issues_codes_even_with_a_forged_button(carelog):
    aide = carelog.aide
    aide.open_home()
    button = {"type": "button", "action_id": "enrolment.open_issue", "text": {"type": "plain_text", "text": "Forged"}}

    def add(world):
        world.workspace.homes["UJO"].blocks.append({"type": "actions", "block_id": "forged", "elements": [button]})

    carelog.server.call(add)
    aide.press("Forged")
    assert aide.window == "Only an administrator can issue an enrolment code."


def test_a_forged_person_gets_no_code(carelog):
    admin = carelog.person("UPAT")
    admin.open_home()
    admin.office("Enrolment code")
    forged = {"text": {"type": "plain_text", "text": "Nobody"}, "value": "999999"}

    def add(world):
        (block,) = (one for one in world.workspace.stacks["UPAT"][-1].blocks if one["type"] == "input")
        block["element"]["options"].append(forged)

    carelog.server.call(add)
    admin.fill("Person", "Nobody")
    assert admin.submit() == {}
    assert admin.window == "This is not here any more, or it is not yours to open."
