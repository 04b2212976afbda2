"""A week that does not go as planned, in a real browser: edited, cancelled, signed, corrected, and signed again.

On one database at a desk, on the other on a phone. Its screenshots are written beside those of the main screens.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, expect

from sandbox.sample import PASSPHRASE
from tests.e2e.camera import Camera
from tests.e2e.person import Person
from tests.e2e.workspace import Workspace

MORNING, LUNCH = "Morning care, Room 12", "Lunch and afternoon care"
PIPPA, OTHERS = "Pippa Samplesby", ("Wren Stubbins", "Josephine Trialton (Posy)")
DAILY = "Activities: Daily living"


def line(person: Person, day: date, *texts: str) -> Locator:
    """The session's line in the list of what is unposted."""
    return person.session(f"{day:%a, %b} {day.day} ·", *texts)


def opens(person: Person, day: date, description: str) -> None:
    line(person, day, description).get_by_role("button", name="Open").click()
    person.sees_window("Session")


@pytest.mark.parametrize(
    ("database_url", "device"), [("sqlite", "desktop"), ("postgresql", "phone")], indirect=["database_url"]
)
def test_an_unplanned_week(workspace: Workspace, meet: Callable[..., Person], device: str):
    alma = meet("Alma", phone=device == "phone")
    camera, (before, today) = Camera(alma, device), workspace.days[-2:]
    opens(alma, today, LUNCH)
    she_edits_one_session(alma, camera)
    she_asks_about_the_type(alma, meet("Greta", phone=device == "phone"), camera)
    opens(alma, today, MORNING)
    she_edits_the_series_and_takes_it_back(alma, camera)
    she_cancels_and_restores(alma, camera)
    she_looks_at_the_end_of_the_series(alma, camera)
    alma.leave_window()
    opens(alma, before, LUNCH)
    she_carries_her_choices_on(alma, camera)
    signs(alma, camera)
    she_unposts(alma, before, camera)
    she_corrects_and_posts_again(alma, camera)
    the_signed_version_is_shown(alma, before, camera)
    the_office_finds_it(meet("Imogen", phone=device == "phone"), before, device)
    assert workspace.refusals() == []


def she_edits_one_session(alma: Person, camera: Camera) -> None:
    """Two students are somewhere else today, and the one who is left gets care that the IEP calls Group."""
    alma.more("Single Session Edit")
    camera.take("week-1-single-session-edit")
    alma.field("Session Description").fill("Lunch on the terrace")
    alma.field("Individual").check()
    alma.press("Save")
    expect(alma.window).to_contain_text("Individual is one-on-one care. Choose Group, or one student.")
    for name in OTHERS:
        alma.press(f"Remove {name}")
    alma.press("Save")
    alma.sees("Nothing was changed yet. Write why the Session Type differs from the IEP.")
    alma.sees(f"{PIPPA}: the IEP says Group.")
    expect(alma.field("Session Description")).to_have_value("Lunch on the terrace")
    camera.take("week-2-type-against-the-iep")
    alma.field("Reason for this type").fill("The others are on a field trip.")


def she_asks_about_the_type(alma: Person, greta: Person, camera: Camera) -> None:
    """The supervisor is asked by a message with initials only; what was typed stays, and is saved."""
    alma.press("Ask my supervisor")
    alma.sees("Carelog asked Greta Exampleson in Slack.")
    expect(alma.field("Reason for this type")).to_have_value("The others are on a field trip.")
    greta.page.get_by_role("tab", name="Messages").click()
    greta.hears(["Alma Testwell asks: Group or Individual?", "P.S."])
    Camera(greta, camera.device).take("week-3-the-supervisor-is-asked")
    alma.press("Save")
    alma.sees_window("Session")
    alma.sees("Lunch on the terrace", "· Individual", "Saved.")
    alma.leave_window()


def she_edits_the_series_and_takes_it_back(alma: Person, camera: Camera) -> None:
    """From today on; yesterday's is asked about, and the numbers come before anything is done."""
    alma.more("Edit Session Series")
    alma.field("Session Description").fill("Morning care, Room 14")
    alma.field("End Time").fill("10:15")
    alma.press("See changes")
    alma.sees("Nothing was changed yet. Write why the Session Type differs from the IEP.")
    expect(alma.window).to_contain_text(
        re.compile(r"This changes \d+ sessions\. Nothing is changed until you press Apply\.")
    )
    alma.sees("Also change 1 earlier unposted session")
    camera.take("week-4-the-numbers-first")
    alma.field("Reason for this type").fill("As agreed for this group.")
    alma.press("Apply")
    alma.sees_window("Session series")
    alma.sees("Done: changed ", "Morning care, Room 14")
    camera.take("week-5-series-changed")
    alma.press("Undo")
    alma.page.get_by_role("alertdialog").get_by_role("button", name="Undo").click()
    alma.sees_window("Undone")
    alma.sees("sessions of Morning care, Room 14 put back as before.")
    alma.leave_top("Done", "Session")
    alma.sees("The change of the series was taken back.", MORNING, "8:30–10:30 AM")


def she_cancels_and_restores(alma: Person, camera: Camera) -> None:
    alma.more("Cancel Session")
    alma.press("Cancel Session")
    alma.is_told("Reason", "required")
    alma.choose("Reason", "Field trip")
    camera.take("week-6-cancel-session")
    alma.press("Cancel Session")
    alma.sees_window("Cancelled session")
    alma.sees("Cancelled: Field trip or school event")
    camera.take("week-7-cancelled")
    alma.press("Restore")
    alma.sees_window("Session")
    alma.sees("Restored.")


def she_looks_at_the_end_of_the_series(alma: Person, camera: Camera) -> None:
    """And keeps it."""
    alma.more("Delete series from here")
    alma.sees("This removes ", "You can undo it afterwards.")
    camera.take("week-8-end-of-the-series")
    alma.leave_top("Keep it", "Session")


def she_carries_her_choices_on(alma: Person, camera: Camera) -> None:
    """Same as last time has no attendance; one student is marked by hand, in Documentation View."""
    with alma.saved():
        alma.press("Same as last time")
    alma.sees("Activities and accommodations copied from", "Now mark who was present.")
    alma.press("All present, as scheduled")
    alma.sees("All present, as scheduled. Now change the exceptions.")
    alma.press("Documentation View")
    alma.sees("Student 1 of 3 · 3 marked")
    camera.take("week-9-documentation-view")
    alma.press("Next")
    alma.sees("Student 2 of 3 · 3 marked")
    alma.field("Observation").fill("Ate slowly, with prompts.")
    alma.press("Save and Post")
    alma.sees_window("Update Future Sessions")
    alma.sees("future sessions will change", "Attendance, times, notes and observations are never copied.")
    camera.take("week-10-update-future-sessions")
    alma.field("Yes").check()
    alma.press("Apply")
    alma.sees_window("Session Audit")
    alma.sees("future sessions updated.", "Ate slowly, with prompts.")
    camera.take("week-11-session-audit")


def signs(alma: Person, camera: Camera) -> None:
    alma.field("Signing passphrase").fill(PASSPHRASE)
    alma.press("Post Session")
    alma.sees_window("Posted")
    alma.sees("1 session posted.", "Electronically signed by Alma Testwell")
    camera.take("week-12-posted")


def posted(alma: Person, day: date) -> Locator:
    """The newest signed session of the day's week: this week's, or on a Monday that of the week before."""
    week = alma.home.get_by_role("heading", name=re.compile("^Week of"))
    monday = day - timedelta(days=day.weekday())
    if f"Week of {monday:%a, %b} {monday.day}" not in week.inner_text():
        alma.press("Earlier week", alma.home)
    expect(week).to_have_text(f"Week of {monday:%a, %b} {monday.day}")
    return alma.home.locator(".block-section").filter(has_text=LUNCH).filter(has_text="signed by").last


def she_unposts(alma: Person, day: date, camera: Camera) -> None:
    """With a listed reason and her own passphrase; a wrong one changes nothing and keeps the reason."""
    alma.leave_window("Done")
    posted(alma, day).get_by_role("button", name="View").click()
    alma.sees_window("Posted session")
    alma.press("Unpost")
    alma.sees_window("Unpost")
    alma.choose("Reason", "Wrong time")
    alma.field("Signing passphrase").fill("another lantern")
    alma.press("Unpost")
    alma.is_told("Signing passphrase", "This is not your signing passphrase. 4 tries are left")
    camera.take("week-13-unpost")
    alma.field("Signing passphrase").fill(PASSPHRASE)
    alma.press("Unpost")
    alma.sees_window("Session")
    alma.sees("Reopened", "Unposted. Correct it, then press Save and Post to sign it again.")
    camera.take("week-14-reopened")


def she_corrects_and_posts_again(alma: Person, camera: Camera) -> None:
    """The future sessions have her choices already, so nothing is asked about them."""
    with alma.saved():
        alma.student(PIPPA).get_by_label("Actual Start").fill("12:05")
    alma.sees("12:05–1:45 PM · 1 h 40 min")
    alma.press("Save and Post")
    alma.sees_window("Session Audit")
    alma.sees(f"{PIPPA}: Present in Session · 12:05–1:45 PM · 1 h 40 min")
    signs(alma, camera)


def the_signed_version_is_shown(alma: Person, day: date, camera: Camera) -> None:
    """Both signatures are there: the void one with what it signed."""
    alma.leave_window("Done")
    posted(alma, day).get_by_role("button", name="View").click()
    alma.sees_window("Posted session")
    alma.sees("12:05–1:45 PM", "Signature voided", "wrong time.")
    camera.take("week-15-posted-again")
    alma.press("View signed version")
    alma.sees_window("Signed version")
    alma.sees("This is the record as it was signed.", f"{PIPPA}: Present in Session · 11:45 AM–1:45 PM · 2 h")
    camera.take("week-16-signed-version")
    alma.leave_top("Close", "Posted session")
    alma.leave_window()


def the_office_finds_it(imogen: Person, day: date, device: str) -> None:
    """An administrator sees what is posted, of anybody, and may unpost it."""
    imogen.office("Posted sessions")
    Camera(imogen, device).take("week-17-posted-sessions")
    imogen.field("Aide").fill("Alma")
    imogen.field("Date").fill(day.isoformat())
    imogen.press("Search")
    expect(imogen.window.get_by_role("button", name="View")).to_have_count(1)
    imogen.press("View")
    imogen.sees_window("Posted session")
    imogen.sees("12:05–1:45 PM", "Signature voided")
    expect(imogen.window.get_by_role("button", name="Unpost")).to_be_visible()
    imogen.leave_top("Close", "Posted sessions")
    imogen.leave_window()
