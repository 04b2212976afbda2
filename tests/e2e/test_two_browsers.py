"""Two browsers of one aide edit one draft: nothing is lost, and the second is told (ADR 0008)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from sandbox.sample import PASSPHRASE
from tests.e2e.camera import Camera
from tests.e2e.person import Person
from tests.e2e.workspace import Workspace

TABLE = "Lunch, Room 4"
DAILY = "Activities: Daily living"
BOTH_KEPT = "Note: it was changed in another window too. Both texts are kept."


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True, scope="module")
def test_two_browsers_edit_one_draft(workspace: Workspace, meet: Callable[..., Person]):
    """The same aide at a desk and on a phone, in one session; then one of them edits the session itself."""
    desk, phone = meet("Felix", device="desk"), meet("Felix", phone=True, device="phone")
    for browser in (desk, phone):
        browser.session(TABLE).get_by_role("button", name="Open").click()
        browser.sees_window("Session")
    lines = desk.window.get_by_text("Not marked yet").all_inner_texts()
    first, second, third = (line.split("·")[0].strip() for line in lines)
    both_write_the_note(desk, phone)
    both_mark_a_student(desk, phone, first)
    one_edits_the_session_under_the_other(desk, phone, second)
    one_takes_out_whom_the_other_marks(desk, phone, third)
    the_second_finds_it_posted(desk, phone)
    assert workspace.refusals() == []


def both_write_the_note(desk: Person, phone: Person) -> None:
    """Typed in both before either is saved; then the other way round. Check marks of both are there too."""
    desk.field("Note").fill("Fire drill at noon.")
    phone.field("Note").fill("Quiet lunch.")
    desk.tick(DAILY, "Eating or feeding")
    with desk.saved():
        desk.press("Save")
    desk.sees("Saved.")
    phone.tick(DAILY, "Hygiene and grooming")
    phone.sees(BOTH_KEPT)
    expect(phone.field("Note")).to_have_value("Fire drill at noon.\nQuiet lunch.")
    Camera(phone, "phone").take("two-1-both-texts-are-kept")
    phone.field("Note").fill("Fire drill at noon.\nQuiet lunch. No spills.")
    desk.field("Note").fill("Fire drill at noon. All calm.")
    with phone.saved():
        phone.press("Save")
    phone.sees("Saved.")
    with desk.saved():
        desk.press("Save")
    desk.sees(BOTH_KEPT)
    expect(desk.field("Note")).to_have_value(
        "Fire drill at noon.\nQuiet lunch. No spills.\nFire drill at noon. All calm."
    )
    for name in ("Eating or feeding", "Hygiene and grooming"):
        expect(desk.window.get_by_role("group", name=DAILY).get_by_label(name)).to_be_checked()


def both_mark_a_student(desk: Person, phone: Person, name: str) -> None:
    """The later answer counts, and says what the other one was."""
    with desk.saved():
        desk.student(name).get_by_label("Present in Session", exact=True).check()
    with phone.saved():
        phone.student(name).get_by_label("Not Present in Session", exact=True).check()
    phone.sees(f"Attendance of {name}: another window said Present in Session. What you chose counts now.")
    with phone.saved():
        phone.student(name).get_by_label("Present in Session", exact=True).check()
    with desk.saved():
        desk.press("Save")
    desk.sees("Saved.", f"{name} · Present in Session")


def one_edits_the_session_under_the_other(desk: Person, phone: Person, name: str) -> None:
    """Single Session Edit on the phone while the desk captures, saved in both orders; no word is lost."""
    phone.more("Single Session Edit")
    phone.field("Session Description").fill("Lunch on the terrace")
    with desk.saved():
        desk.student(name).get_by_label("Present in Session", exact=True).check()
    desk.field("Note").fill("Terrace.")
    phone.press("Save")
    phone.sees_window("Session")
    phone.sees("Lunch on the terrace", f"{name} · Present in Session")
    with desk.saved():
        desk.press("Save")
    desk.sees("Lunch on the terrace", "Saved.")
    expect(desk.field("Note")).to_have_value("Terrace.")
    # Both change the same field of the session: the second sees both values, and what was typed.
    for browser, words in ((desk, "Lunch, north side"), (phone, "Lunch, south side")):
        browser.more("Single Session Edit")
        browser.field("Session Description").fill(words)
    desk.press("Save")
    desk.sees_window("Session")
    phone.press("Save")
    phone.sees("This session was changed while your window was open. Nothing was overwritten.")
    phone.sees("it says now “Lunch, north side”; your window has “Lunch, south side”.")
    expect(phone.field("Session Description")).to_have_value("Lunch, south side")
    Camera(phone, "phone").take("two-2-a-session-edited-twice")
    phone.press("Save")
    phone.sees_window("Session")
    phone.sees("Lunch, south side")


def one_takes_out_whom_the_other_marks(desk: Person, phone: Person, name: str) -> None:
    """What was recorded meanwhile is asked about before it could go."""
    phone.more("Single Session Edit")
    phone.press(f"Remove {name}")
    with desk.saved():
        desk.student(name).get_by_label("Present in Session", exact=True).check()
    phone.press("Save")
    phone.sees("Nothing was changed yet. Say whether what is recorded may go.", f"of {name}")
    Camera(phone, "phone").take("two-3-recorded-meanwhile")
    phone.leave_top("Cancel", "Session")


def the_second_finds_it_posted(desk: Person, phone: Person) -> None:
    """Signed at the desk; on the phone the next touch says so, and changes nothing."""
    with desk.saved():
        desk.press("All present, as scheduled")
    desk.sees("Now change the exceptions.")
    desk.press("Save and Post")
    desk.sees_window("Session Audit")
    desk.field("Signing passphrase").fill(PASSPHRASE)
    desk.press("Post Session")
    desk.sees_window("Posted")
    desk.leave_window("Done")
    phone.field("Note").fill("Too late.")
    phone.press("Save")
    expect(phone.page.locator("body")).to_contain_text("This session is posted. Unpost it first to change it.")
    Camera(phone, "phone").take("two-4-posted-meanwhile")
