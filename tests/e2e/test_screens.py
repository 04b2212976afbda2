"""How it looks: screenshots of the main screens at both widths, written to test-output/screenshots and looked at."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.camera import Camera
from tests.e2e.person import Person

MOST_TABS = 150


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="module")
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_the_main_screens(meet: Callable[..., Person], device: str):
    alma = meet("Alma", phone=device == "phone")
    camera = Camera(alma, device)
    expect(alma.session("Not filled in yet")).to_be_visible()
    camera.take("home")
    reaches(alma, "Add Session")
    add_session(alma, camera)
    a_session_in_both_views(alma, camera)
    the_audit(alma, camera)
    a_posted_session(alma, camera)


def reaches(person: Person, button: str):
    """The button is reached with the Tab key alone, from wherever the focus is."""
    seen: list[str] = []
    while len(seen) < MOST_TABS:
        person.page.keyboard.press("Tab")
        seen.append(person.page.evaluate("document.activeElement.innerText"))
        if seen[-1] == button:
            return
    pytest.fail(f"Tab never reaches {button}, only {seen}")


def add_session(alma: Person, camera: Camera):
    alma.press("Add Session", alma.home)
    alma.sees_window("Add Session")
    camera.take("add-session")
    reaches(alma, "Add Session")
    with alma.saved():
        alma.window.get_by_role("radiogroup", name="Recurring").get_by_label("Yes").check()
    alma.field("Ends on").scroll_into_view_if_needed()
    camera.take("add-session-recurring")
    alma.leave_window("Cancel")


def a_session_in_both_views(alma: Person, camera: Camera):
    alma.session("Ready to post").get_by_role("button", name="Open").click()
    alma.sees_window("Session")
    camera.take("session-all-students")
    alma.window.get_by_role("button", name="Edit").last.scroll_into_view_if_needed()
    camera.take("session-all-students-end")
    reaches(alma, "Save and Post")
    alma.window.get_by_role("button", name="Edit").first.click()
    alma.sees("Student 1 of 4")
    camera.take("session-documentation")
    alma.field("Observation").scroll_into_view_if_needed()
    camera.take("session-documentation-end")
    reaches(alma, "Save and Post")
    alma.leave_window()


def the_audit(alma: Person, camera: Camera):
    alma.press("Post", alma.home)
    alma.sees_window("Session Audit")
    alma.sees("1 session to sign as Alma Testwell")
    camera.take("session-audit")
    alma.field("Signing passphrase").scroll_into_view_if_needed()
    camera.take("session-audit-end")
    reaches(alma, "Post Session")
    alma.leave_window()


def a_posted_session(alma: Person, camera: Camera):
    """This week's, or on a Monday or Tuesday that of the week before."""
    week = alma.home.get_by_role("heading", name=re.compile("^Week of"))
    shown = week.inner_text()
    alma.press("Earlier week", alma.home)
    expect(week).not_to_have_text(shown)  # The week that is left takes no more taps.
    posted = alma.session("signed by Alma Testwell")
    expect(posted).to_be_visible()
    posted.get_by_role("button", name="View").click()
    alma.sees_window("Posted session")
    camera.take("posted-session")
    alma.window.get_by_role("heading", name="History").scroll_into_view_if_needed()
    camera.take("posted-session-end")
    alma.leave_window()
