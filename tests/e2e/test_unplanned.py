"""Days that nobody planned, in Chromium: care is logged after it happened, and a session is covered by a colleague."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.camera import Camera
from tests.e2e.person import Person


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="module")
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_log_what_just_happened(meet: Callable[..., Person], device: str):
    """Who, what and a press on Save, where the last half hour is right."""
    alma = meet("Alma", phone=device == "phone")
    camera = Camera(alma, device)
    camera.take("unplanned-home")
    alma.press("Log what just happened", alma.home)
    alma.sees_window("Log what just happened")
    camera.take("log")
    alma.choose("Students", "Milo")
    alma.choose("Description of Activities", "Toileting")
    alma.window.get_by_role("button", name="I covered a session").scroll_into_view_if_needed()
    camera.take("log-end")
    alma.press("Save")
    alma.sees_window("Session")
    alma.sees("Logged as a draft.", "Toileting")
    camera.take("logged")
    alma.leave_window()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="module")
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_a_session_is_covered_and_given_back(meet: Callable[..., Person], device: str):
    imogen = meet("Imogen", phone=device == "phone")
    camera = Camera(imogen, device)
    imogen.office("Cover a session")
    camera.take("cover-whose")
    with imogen.saved():
        imogen.choose("Whose session?", "Alma")
    expect(imogen.window.get_by_role("combobox", name="Which session?")).to_be_visible()
    camera.take("cover-which")
    box = imogen.window.get_by_role("combobox", name="Which session?")
    box.click()
    camera.take("cover-list")
    box.press("ArrowDown")
    box.press("Enter")
    imogen.choose("Who covers it?", "Carla")
    camera.take("cover-filled")
    imogen.press("Cover")
    imogen.sees("Carla Fauxley covers this session of Alma Testwell.")
    camera.take("covered")
    imogen.press("Undo")
    imogen.page.get_by_role("button", name="Undo").last.click()
    imogen.sees("Undone.")
    camera.take("cover-undone")
    imogen.leave_window("Done")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="module")
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_an_aide_hands_over_where_they_would_cancel(meet: Callable[..., Person], device: str):
    alma = meet("Alma", phone=device == "phone")
    camera = Camera(alma, device)
    alma.session("Not filled in yet").first.get_by_role("button", name="Open").click()
    alma.sees_window("Session")
    alma.window.get_by_role("button", name="More actions").click()
    alma.page.get_by_role("menuitem", name="Cancel Session").click()
    alma.sees_window("Cancel Session")
    camera.take("cancel-or-cover")
    alma.press("Somebody covers it")
    alma.sees_window("Cover a session")
    camera.take("hand-over")
    alma.press("Keep it")
    alma.sees_window("Session")
    alma.leave_window()
