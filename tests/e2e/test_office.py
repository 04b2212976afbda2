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
    expect(imogen.home.get_by_role("button", name="District Settings")).to_be_visible()
    camera.take("office-home")
    the_settings(imogen, camera)
    a_snow_day(imogen, camera, workspace)
    somebody_leaves(imogen, camera, workspace)


def the_settings(imogen: Person, camera: Camera):
    imogen.press("District Settings", imogen.home)
    imogen.sees_window("District Settings")
    camera.take("office-settings")
    imogen.field("Whom to ask for help").fill("Imogen Fixtura, 555-0100")
    camera.take("office-settings-end")
    imogen.press("Save")
    imogen.sees("Imogen Fixtura, 555-0100")
    camera.take("office-settings-saved")
    imogen.leave_window("Done")


def a_snow_day(imogen: Person, camera: Camera, workspace: Workspace):
    imogen.press("Change a School Day", imogen.home)
    imogen.sees_window("Change a School Day")
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
    imogen.press("People Leaving", imogen.home)
    imogen.sees_window("People Leaving")
    imogen.choose("Person", "Alma Testwell")
    imogen.field("Last day").fill((workspace.today + timedelta(days=20)).isoformat())
    imogen.press("Save")
    imogen.sees("Saved.", "at risk")
    camera.take("office-leaving")
    imogen.leave_window("Close")
