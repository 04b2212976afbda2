"""Professional oversight in two browsers: submitted on a phone, returned at a desk, mended, submitted, approved."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import select

from bot.keys import load_keys
from bot.views import words
from models.db import Database, make_database
from models.services.hashing import Hasher
from models.services.verify import verify
from models.tables import Session
from sandbox.__main__ import TEAM
from sandbox.sample import PASSPHRASE, fill_school
from tests.e2e.camera import Camera
from tests.e2e.person import Person
from tests.e2e.workspace import Workspace

COMMENT = "The note is missing: who was at the nurse?"
NOTE = "One student was at the nurse from 9 to 9:15."


@pytest.fixture(scope="module")
def database(workspace: Workspace, database_url: str):
    """The workspace's own database, with an aide whose documentation needs oversight, and her overseer."""
    found = make_database(database_url)
    two = tuple(one for one in workspace.school.people if one.name.startswith(("Edna ", "Hollis ")))
    keyring = load_keys(workspace.log.parent / "keys.json")
    fill_school(found, replace(workspace.school, people=two), TEAM[0], Hasher(), keyring)
    yield found
    found.close()


def test_submitted_returned_mended_and_approved(workspace: Workspace, database: Database, meet: Callable[..., Person]):
    aide, overseer = meet("Edna", phone=True), meet("Hollis")
    phone, desk = Camera(aide, "phone"), Camera(overseer, "desktop")
    the_aide_submits(aide, phone)
    the_overseer_returns(overseer, desk)
    the_aide_mends(aide, phone)
    on_the_way_home = meet("Hollis", phone=True, device="phone")
    the_overseer_approves(on_the_way_home, Camera(on_the_way_home, "phone"))
    day = database.read(lambda db: db.execute(select(Session.local_date).where(Session.note == NOTE)).scalar_one())
    the_record_has_both_signatures(aide, phone, day, workspace.today)
    keyring = load_keys(workspace.log.parent / "keys.json")
    problems, counts = database.read(lambda db: verify(db, keyring, now=workspace.school.now))
    assert problems == []
    assert counts["approvals"] > 2
    assert workspace.refusals() == []


def ready(aide: Person) -> Locator:
    """The aide's one session that has everything recorded."""
    return aide.session("Ready to submit")


def the_aide_submits(aide: Person, camera: Camera) -> None:
    expect(aide.home.get_by_role("button", name="Submit", exact=True)).to_be_visible()
    expect(aide.home).to_contain_text("1 submitted session waits for the approval of Hollis Samplemore.")
    camera.take("oversight-1-home-of-the-aide")
    ready(aide).get_by_role("button", name="Open").click()
    aide.sees_window("Session")
    aide.press("Save and Submit")
    aide.sees_window("Update Future Sessions")
    aide.press("Apply")
    aide.sees_window("Session Audit")
    aide.sees("After you submit, Hollis Samplemore has to approve it.")
    camera.take("oversight-2-session-audit")
    aide.field("Signing passphrase").fill(PASSPHRASE)
    aide.press("Submit Session")
    aide.sees_window("Submitted")
    aide.sees("1 session submitted. Waiting for the approval of Hollis Samplemore.")
    camera.take("oversight-3-submitted")
    aide.leave_window("Done")
    expect(aide.home).to_contain_text("2 submitted sessions wait for the approval of Hollis Samplemore.")


def the_overseer_returns(overseer: Person, camera: Camera) -> None:
    overseer.arrive()
    expect(overseer.home).to_contain_text("For your approval (2)")
    camera.take("oversight-4-queue")
    overseer.session("Edna Pretendle", "submitted today").get_by_role("button", name="Review").click()
    overseer.sees_window("Review")
    overseer.sees("1 session to approve", "Submitted by Edna Pretendle", "Electronically signed by Edna Pretendle")
    camera.take("oversight-5-review")
    overseer.press("Return")
    overseer.sees_window("Return")
    overseer.field("What has to be corrected").fill(COMMENT)
    camera.take("oversight-6-return")
    overseer.press("Return")
    overseer.sees_window("Review")
    overseer.sees("Returned to Edna Pretendle.")
    camera.take("oversight-7-returned")
    overseer.leave_window()
    expect(overseer.home).to_contain_text("For your approval (1)")


def the_aide_mends(aide: Person, camera: Camera) -> None:
    aide.arrive(tab="messages")
    aide.hears(["A session was returned to you", "Hollis Samplemore returned it."])
    expect(aide.messages).not_to_contain_text(COMMENT)
    camera.take("oversight-7-told")
    aide.arrive()
    returned = aide.session("Returned")
    expect(returned).to_be_visible()
    camera.take("oversight-8-home-with-a-returned-session")
    returned.get_by_role("button", name="Open").click()
    aide.sees_window("Session")
    aide.sees("Hollis Samplemore returned this", COMMENT, "Returned")
    camera.take("oversight-9-the-comment")
    aide.field("Note").fill(NOTE)
    aide.press("Save and Submit")
    aide.sees_window("Update Future Sessions")
    aide.press("Apply")
    aide.sees_window("Session Audit")
    aide.sees(f"Hollis Samplemore returned this session: {COMMENT}")
    aide.field("Signing passphrase").fill(PASSPHRASE)
    aide.press("Submit Session")
    aide.sees_window("Submitted")
    aide.leave_window("Done")


def the_overseer_approves(overseer: Person, camera: Camera) -> None:
    overseer.arrive()
    overseer.press("Review all", overseer.home)
    overseer.sees_window("Review")
    overseer.sees("2 sessions to approve", NOTE)
    overseer.field("Signing passphrase").fill("not the right one")
    overseer.press("Approve")
    # The comment of the return before was one attempt as well: it could have been the passphrase (docs/adr/0019).
    overseer.is_told("Signing passphrase", "This is not your signing passphrase. 3 tries are left")
    overseer.field("Signing passphrase").fill(PASSPHRASE)
    camera.take("oversight-10-review-all")
    overseer.press("Approve")
    overseer.sees_window("Approved")
    overseer.sees("2 sessions approved.", "meaning: approval", "Nothing waits for your approval now.")
    camera.take("oversight-11-approved")
    overseer.leave_window("Done")
    expect(overseer.home).not_to_contain_text("For your approval")


def the_record_has_both_signatures(aide: Person, camera: Camera, day: date, today: date) -> None:
    """`day` may be in an earlier week than `today`: the workspace opens on the last school day of any date."""
    aide.arrive()
    monday = today - timedelta(today.weekday())
    while monday > day:
        aide.press("Earlier week", aide.home)
        monday -= timedelta(7)
        expect(aide.home).to_contain_text(f"Week of {words.day(monday)}")
    expect(aide.home).not_to_contain_text("wait for the approval")
    signed = f"signed by Edna Pretendle, {words.day(today).partition(', ')[2]}"
    aide.session("Approved", signed).get_by_role("button", name="View").click()
    aide.sees_window("Approved session")
    aide.sees("Electronically signed by Edna Pretendle", "Electronically signed by Hollis Samplemore", NOTE)
    aide.sees("Signature voided", "returned by the overseer", "View signed version")
    camera.take("oversight-12-approved-session")
    aide.leave_window()
