"""What an administrator does, in a browser at both widths: the settings, a snow day with Undo, somebody's last day."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.camera import Camera
from tests.e2e.person import Person
from tests.e2e.workspace import Workspace


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="module")
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_an_administrators_day(meet: Callable[..., Person], workspace: Workspace, device: str):
    imogen = meet("Imogen", phone=device == "phone")
    camera = Camera(imogen, device)
    expect(imogen.home.get_by_role("button", name="Office")).to_be_visible()
    camera.take("office-home")
    the_list_by_keyboard(imogen, camera)
    the_settings(imogen, camera)
    a_snow_day(imogen, camera, workspace)
    somebody_leaves(imogen, camera, workspace)
    a_student_leaves(imogen, camera, workspace)


def the_list_by_keyboard(imogen: Person, camera: Camera):
    """Every task is a button of its own name, one Tab after the other; Escape leads back to Home."""
    imogen.home.get_by_role("button", name="Office").focus()
    imogen.page.keyboard.press("Enter")
    imogen.sees_window("Office")
    camera.take("office-list")
    imogen.window.get_by_role("button", name="Change a School Day").focus()
    imogen.page.keyboard.press("Tab")
    expect(imogen.window.get_by_role("button", name="Cover a session")).to_be_focused()
    imogen.page.keyboard.press("Enter")
    imogen.sees_window("Cover a session")
    imogen.page.keyboard.press("Escape")
    expect(imogen.window).to_be_hidden()


def the_settings(imogen: Person, camera: Camera):
    imogen.office("District Settings")
    camera.take("office-settings")
    imogen.field("Whom to ask for help").fill("Imogen Fixtura, 555-0100")
    camera.take("office-settings-end")
    imogen.field("Days to post a session").fill("1")
    imogen.press("Save")
    imogen.sees("from 7 to 1 day", "No unposted session is affected.", "Nothing is changed until you press Apply.")
    camera.take("office-settings-numbers")
    imogen.press("Cancel")
    expect(imogen.field("Days to post a session")).to_have_value("1")
    imogen.field("Days to post a session").fill("7")
    imogen.press("Save")
    imogen.sees("Imogen Fixtura, 555-0100")
    camera.take("office-settings-saved")
    imogen.leave_window("Done")


def a_snow_day(imogen: Person, camera: Camera, workspace: Workspace):
    imogen.office("Change a School Day")
    camera.take("office-day")
    imogen.field("Day").fill(workspace.today.isoformat())
    imogen.window.get_by_label("No school").check()
    imogen.field("Name").fill("Snow day")
    imogen.press("See what changes")
    imogen.sees("This cancels", "Nothing is changed until you press Apply.")
    camera.take("office-day-numbers")
    imogen.press("Apply")
    imogen.sees("Done: cancelled")
    camera.take("office-day-done")
    imogen.press("Undo")
    imogen.page.get_by_role("alertdialog").get_by_role("button", name="Undo").click()
    imogen.sees("Undone.")
    camera.take("office-day-undone")
    imogen.leave_window("Done")


def somebody_leaves(imogen: Person, camera: Camera, workspace: Workspace):
    imogen.office("People Leaving")
    imogen.choose("Person", "Alma Testwell")
    imogen.field("Last day").fill((workspace.today + timedelta(days=20)).isoformat())
    imogen.press("Save")
    imogen.sees("Saved.", "at risk")
    camera.take("office-leaving")
    imogen.leave_window("Close")


def a_student_leaves(imogen: Person, camera: Camera, workspace: Workspace):
    imogen.office("Students Leaving")
    camera.take("office-student")
    imogen.choose("Student", "Pippa")
    imogen.field("Last day").fill(workspace.days[-4].isoformat())
    imogen.press("See what changes")
    imogen.sees("Nothing is changed until you press Apply.")
    camera.take("office-student-numbers")
    imogen.press("Apply")
    imogen.sees("Done:")
    camera.take("office-student-done")
    imogen.press("Undo")
    imogen.page.get_by_role("alertdialog").get_by_role("button", name="Undo").click()
    imogen.sees("Undone.")
    camera.take("office-student-undone")
    imogen.leave_window("Done")
