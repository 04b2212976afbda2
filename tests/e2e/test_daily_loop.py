"""The daily loop in a real browser: reminded, answered, corrected, taken back, posted; digested and nudged.

On one database at a desk, on the other on a phone. Its screenshots are written beside those of the main screens.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from sandbox.sample import PASSPHRASE
from tests.e2e.camera import Camera
from tests.e2e.person import Person
from tests.e2e.workspace import Workspace

INITIALS = re.compile(r"\b[A-Z][a-z]*\.[A-Z]\.")


@pytest.mark.parametrize(
    ("database_url", "device"), [("sqlite", "desktop"), ("postgresql", "phone")], indirect=["database_url"]
)
def test_the_daily_loop(workspace: Workspace, meet: Callable[..., Person], device: str):
    felix = meet("Felix", phone=device == "phone")
    camera = Camera(felix, device)
    reminder = he_is_reminded(felix, camera)
    he_answers_in_the_thread(felix, reminder, camera)
    he_checks_off_an_activity(felix, reminder, camera)
    he_posts_from_the_reminder(felix, reminder, camera)
    greta, alma = meet("Greta", phone=device == "phone"), meet("Alma", phone=device == "phone")
    she_nudges_who_has_something_left(greta, Camera(greta, device))
    nudge = the_nudge_arrives(workspace, alma, Camera(alma, device))
    she_answers_for_all_at_once(alma, nudge, Camera(alma, device))
    assert workspace.refusals() == []


def he_is_reminded(felix: Person, camera: Camera) -> Locator:
    """The clock jumps, and the reminder is there: a badge tells of it, a line shows where the new begins."""
    felix.move_the_clock("To reminder time")
    tab = felix.page.get_by_role("tab", name="Messages")
    expect(tab).to_contain_text("1")
    camera.take("loop-1-badge")
    tab.click()
    reminder = felix.messages.get_by_role("article").first
    expect(reminder).to_contain_text("1 session to post")
    expect(reminder).to_contain_text("11:30 AM–12:15 PM · Personal Care - Instructional Support")
    expect(felix.messages.get_by_role("separator").filter(has_text="New")).to_be_visible()
    expect(tab).to_have_text("Messages")
    camera.take("loop-2-reminder")
    return reminder


def he_answers_in_the_thread(felix: Person, reminder: Locator, camera: Camera) -> None:
    """All present, then a correction, which is taken back and said once more."""
    student = INITIALS.search(reminder.inner_text())
    assert student is not None
    reminder.get_by_role("button", name="Reply in thread").click()
    felix.replies(reminder, "all present", "all present, as scheduled.")
    camera.take("loop-3-all-present")
    absent, understood = f"{student.group()} absent, sick", f"{student.group()} not present (absent from school)."
    felix.replies(reminder, absent, understood)
    camera.take("loop-4-corrected")
    felix.replies(reminder, "undo", "Taken back: 1 session is as before.")
    felix.replies(reminder, absent, understood)
    camera.take("loop-5-again")


def he_checks_off_an_activity(felix: Person, reminder: Locator, camera: Camera) -> None:
    """Post shows what is missing; the session is opened from there and completed."""
    reminder.get_by_role("button", name="Post", exact=True).first.click()
    felix.sees_window("Session Audit")
    felix.sees("Nothing is recorded yet. Check off at least one activity.")
    camera.take("loop-6-not-ready")
    felix.window.get_by_role("button", name="Open").first.click()
    felix.sees_window("Session")
    felix.tick("Activities: Daily living", "Eating or feeding")
    felix.press("Save and Post")


def he_posts_from_the_reminder(felix: Person, reminder: Locator, camera: Camera) -> None:
    """The audit is complete now; one passphrase signs, and the reminder says that nothing is left."""
    felix.sees_window("Session Audit")
    felix.sees("1 session to sign as Felix Placeholt")
    felix.field("Signing passphrase").fill(PASSPHRASE)
    camera.take("loop-7-sign")
    felix.press("Post Session")
    felix.sees_window("Posted")
    felix.leave_window("Done")
    expect(reminder).to_contain_text("All posted. Nothing is left for you to do.")
    expect(reminder.get_by_role("button", name="Snooze")).to_have_count(0)
    reminder.scroll_into_view_if_needed()
    camera.take("loop-8-done")


def she_nudges_who_has_something_left(greta: Person, camera: Camera) -> None:
    """The next school morning: Felix is not in the digest any more, Alma is."""
    greta.move_the_clock("To the next school day")
    tab = greta.page.get_by_role("tab", name="Messages")
    expect(tab).to_contain_text("1")
    tab.click()
    digest = greta.messages.get_by_role("article").first
    expect(digest).to_contain_text("Alma Testwell")
    expect(digest).not_to_contain_text("Felix")
    camera.take("loop-9-digest")
    digest.get_by_role("button", name="Nudge").click()
    greta.page.get_by_role("alertdialog").get_by_role("button", name="Nudge").click()
    greta.hears(["Alma Testwell gets a nudge at 7:45 AM, when the working day begins.", "Nudged today."])
    expect(digest.get_by_role("button", name="Nudge")).to_have_count(0)
    camera.take("loop-10-nudged")


def the_nudge_arrives(workspace: Workspace, alma: Person, camera: Camera) -> Locator:
    """Friday's reminder is there from before; the nudge comes when her working day begins."""
    alma.page.get_by_role("tab", name="Messages").click()
    messages = alma.messages.get_by_role("article")
    expect(messages).to_have_count(1)
    workspace.server.call(lambda world: world.workspace.move_clock(world.workspace.clock_offset + 20 * 60))
    expect(messages).to_have_count(2)
    expect(messages.last).to_contain_text("A nudge: 4 sessions to post")
    expect(messages.last).to_contain_text("Greta Exampleson asked me to remind you")
    messages.last.get_by_role("heading", name="4 sessions to post").scroll_into_view_if_needed()
    camera.take("loop-11-nudge")
    return messages.nth(1)


def she_answers_for_all_at_once(alma: Person, nudge: Locator, camera: Camera) -> None:
    """With several sessions listed, Carelog asks which, and one press means all of them."""
    nudge.get_by_role("button", name="Reply in thread").click()
    alma.replies(nudge, "all present", "Which session is this about?")
    camera.take("loop-12-which-session")
    nudge.get_by_role("button", name="All 4").click()
    expect(nudge.get_by_role("group", name="Replies").get_by_role("article")).to_have_count(3)
    expect(nudge).to_contain_text("Saved as drafts. Open each to check off the activities.")
    camera.take("loop-13-all-of-them")
