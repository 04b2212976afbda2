"""An aide's day: enrolled, scheduled, captured, signed and seen again, in a real browser, on both databases."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import expect

from tests.e2e.person import Person
from tests.e2e.workspace import Workspace

PASSPHRASE = "amber kettle beside seven maps"
EDGAR, RUBY, GIDEON = "Edgar Inventson", "Ruby Notreal", "Gideon Playford"
SERIES, SINGLE = "Morning care, Room 7", "Lunch duty, cafeteria"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
ACTIVITIES = "Activities: Daily living"


def test_an_aides_day(workspace: Workspace, meet: Callable[..., Person]):
    a_stranger_is_told_whom_to_ask(meet("Vera"))
    code = the_office_issues_a_code(meet("Imogen"))
    carla = meet("Carla")
    she_enrols(carla, code)
    first = workspace.days[-3:][0]
    she_is_told_what_is_missing(carla, first)
    she_adds_a_series_twice(carla, first)
    she_marks_everybody(carla)
    she_documents_one_student(carla)
    she_signs(carla)
    she_sees_it_posted(carla, first, workspace.today)
    she_adds_one_session(carla, workspace.today)
    she_posts_by_command(carla)
    a_reload_keeps_everything(carla)
    assert workspace.refusals() == []


def a_stranger_is_told_whom_to_ask(vera: Person):
    expect(vera.home).to_contain_text("You are not on the roster of your district yet. Ask")
    vera.arrive("messages")
    vera.type_command("/po", "/post")
    vera.hears(["You are not on the roster of your district yet. Ask", "Only visible to you"])


def the_office_issues_a_code(imogen: Person) -> str:
    imogen.office("Enrolment code")
    imogen.choose("Person", "Carla Fauxley")
    imogen.press("Make code")
    imogen.sees("Code for Carla Fauxley", "It works once")
    code = imogen.window.locator("code").inner_text()
    imogen.leave_window("Done")
    return code


def she_enrols(carla: Person, code: str):
    expect(carla.home).to_contain_text("Welcome to Carelog, Carla Fauxley.")
    carla.press("Set signing passphrase", carla.home)
    carla.sees_window("Signing passphrase")
    carla.field("Enrolment code").fill(code)
    carla.field("New signing passphrase").fill("short")
    carla.field("The same passphrase again").fill("short")
    carla.press("Set passphrase")
    carla.is_told("New signing passphrase", "Use at least 10 characters")
    expect(carla.field("Enrolment code")).to_have_value(code)
    carla.field("New signing passphrase").fill(PASSPHRASE)
    carla.field("The same passphrase again").fill(PASSPHRASE)
    carla.press("Set passphrase")
    carla.sees("Your signing passphrase is set.")
    carla.leave_window("Done")
    expect(carla.home.get_by_role("button", name="Set signing passphrase")).to_have_count(0)


def she_is_told_what_is_missing(carla: Person, first: date):
    carla.press("Add Session", carla.home)
    carla.sees_window("Add Session")
    carla.press("Add Session")
    for label in ("Session Description", "Place of Service", "Start Time", "End Time", "Students"):
        carla.is_told(label, "required")
    fill_series(carla, first, end="08:30")
    carla.press("Add Session")
    carla.is_told("End Time", "Choose an end after the start (9:00 AM).")
    expect(carla.field("Session Description")).to_have_value(SERIES)
    expect(carla.window.get_by_role("button", name=f"Remove {RUBY}")).to_be_visible()


def fill_series(carla: Person, first: date, end: str):
    carla.field("Session Description").fill(SERIES)
    carla.choose("Place of Service", "Classroom")
    carla.field("Date").fill(first.isoformat())
    carla.field("Start Time").fill("09:00")
    carla.field("End Time").fill(end)
    carla.choose("Students", EDGAR, RUBY, GIDEON)
    carla.window.get_by_role("radiogroup", name="Recurring").get_by_label("Yes").check()
    carla.check("Repeats on", *WEEKDAYS)


def she_adds_a_series_twice(carla: Person, first: date):
    carla.field("End Time").fill("10:00")
    carla.press("Add Session")
    carla.sees_window("Sessions added")
    carla.sees(SERIES, "sessions added.")
    carla.press("Undo")
    carla.page.get_by_role("alertdialog").get_by_role("button", name="Undo").click()
    carla.sees_window("Undone")
    carla.sees("removed.")
    carla.leave_window()
    expect(carla.home).to_contain_text("You have no sessions yet.")
    carla.press("Add Session", carla.home)
    carla.sees_window("Add Session")
    fill_series(carla, first, end="10:00")
    carla.press("Add Session")
    carla.sees_window("Sessions added")
    carla.leave_window("Done")
    expect(carla.session(SERIES)).to_contain_text("Not filled in yet")


def she_marks_everybody(carla: Person):
    carla.session(SERIES, "Not filled in yet").get_by_role("button", name="Open").click()
    carla.sees_window("Session")
    carla.tick(ACTIVITIES, "Eating or feeding", "Toileting or diapering")
    carla.field("Note").fill("Fire drill at half past nine.")
    carla.press("All present, as scheduled")
    carla.sees("All present, as scheduled. Now change the exceptions.")
    with carla.saved():
        carla.student(RUBY).get_by_label("Not Present in Session", exact=True).check()
    with carla.saved():
        carla.choose("Choose a reason", "Absent from school")
    carla.sees("Not Present in Session · Absent from school")
    with carla.saved():
        carla.student(GIDEON).get_by_label("Actual Start").fill("09:20")
    carla.sees("Present in Session · 9:20–10:00 AM · 40 min")


def she_documents_one_student(carla: Person):
    carla.press("Documentation View")
    carla.sees(EDGAR, "Student 1 of 3 · 3 marked")
    carla.field("Observation").fill("Used the adapted spoon by himself.")
    carla.field("Time Away from Student").fill("for a while")
    carla.press("Next")
    carla.sees("“for a while” could not be read.", "Student 1 of 3")
    expect(carla.field("Time Away from Student")).to_have_value("for a while")
    carla.field("Time Away from Student").fill("9:10-9:25, 9:40-9:50")
    carla.tick(ACTIVITIES, "Eating or feeding", "Hygiene and grooming")
    carla.tick("Accommodations: Physical", "Adapted utensils")
    carla.press("Next")
    carla.sees(RUBY, "Student 2 of 3", "Absent from school")
    carla.press("Next")
    carla.sees(GIDEON, "Student 3 of 3")
    expect(carla.field("Actual Start")).to_have_value("09:20")
    carla.tick("Activities: Life skills", "Meal set-up")
    carla.press("All Student View")
    carla.sees("9:10–9:25 AM, 9:40–9:50 AM · 35 min", "40 min")
    expect(carla.field("Note")).to_have_value("Fire drill at half past nine.")
    carla.press("Documentation View")
    carla.sees("Student 1 of 3")
    expect(carla.field("Observation")).to_have_value("Used the adapted spoon by himself.")
    expect(carla.window.get_by_role("group", name=ACTIVITIES).get_by_label("Hygiene and grooming")).to_be_checked()
    carla.press("All Student View")
    carla.sees("Description of Activities", RUBY)
    expect(carla.window.get_by_role("group", name=ACTIVITIES).get_by_label("Eating or feeding")).to_be_checked()
    carla.press("Save")
    carla.sees("Saved.")


def she_signs(carla: Person):
    carla.press("Save and Post")
    carla.sees_window("Update Future Sessions")
    carla.press("Apply")
    carla.sees_window("Session Audit")
    carla.sees(
        "1 session to sign as Carla Fauxley", SERIES, "Personal Care - Instructional Support · Classroom · Group"
    )
    carla.sees("Description of Activities: Eating or feeding, Toileting or diapering", "Fire drill at half past nine.")
    carla.sees(f"{EDGAR}: Present in Session · 9:00–10:00 AM", "9:10–9:25 AM, 9:40–9:50 AM", "35 min")
    carla.sees("Eating or feeding, Hygiene and grooming, Adapted utensils", "Used the adapted spoon by himself.")
    carla.sees(f"{RUBY}: Not Present in Session · Absent from school")
    carla.sees(f"{GIDEON}: Present in Session · 9:20–10:00 AM · 40 min")
    carla.field("Signing passphrase").fill("amber kettle beside nine maps")
    carla.press("Post Session")
    carla.is_told("Signing passphrase", "This is not your signing passphrase. 4 tries are left")
    carla.field("Signing passphrase").fill(PASSPHRASE)
    carla.press("Post Session")
    carla.sees_window("Posted")
    carla.sees("1 session posted.", "Electronically signed by Carla Fauxley", "Digest ")
    carla.leave_window("Done")


def she_sees_it_posted(carla: Person, first: date, today: date):
    """The past session is on Home, in its own week, with its signature; View has the history too."""
    monday = today - timedelta(days=today.weekday())
    while first < monday:
        monday -= timedelta(days=7)
        carla.press("Earlier week", carla.home)
        expect(carla.home.get_by_role("heading", name=f"Week of {monday:%a, %b} {monday.day}")).to_be_visible()
    expect(carla.session(SERIES, "Posted")).to_contain_text("signed by Carla Fauxley")
    carla.session(SERIES, "Posted").get_by_role("button", name="View").click()
    carla.sees_window("Posted session")
    carla.sees("Electronically signed by Carla Fauxley", f"{EDGAR}: Present in Session", "History")
    carla.leave_window()


def she_adds_one_session(carla: Person, today: date):
    """From the shortcuts menu; then everybody is present, with one activity."""
    carla.press("Shortcuts", carla.page.get_by_role("banner"))
    carla.page.get_by_role("menuitem", name="Add Session").click()
    carla.sees_window("Add Session")
    expect(carla.field("Date")).to_have_value(today.isoformat())
    carla.field("Session Description").fill(SINGLE)
    carla.choose("Place of Service", "Cafeteria")
    carla.field("Start Time").fill("11:00")
    carla.field("End Time").fill("11:30")
    carla.field("Individual").check()
    carla.choose("Students", EDGAR)
    carla.press("Add Session")
    carla.sees_window("Session added")
    carla.leave_window("Done")
    carla.session(SINGLE).get_by_role("button", name="Open").click()
    carla.sees_window("Session")
    carla.tick(ACTIVITIES, "Dressing")
    carla.press("All present, as scheduled")
    carla.sees("Present in Session · 11:00–11:30 AM · 30 min")
    carla.leave_window()
    expect(carla.session(SINGLE)).to_contain_text("Ready to post")


def she_posts_by_command(carla: Person):
    carla.page.get_by_role("tab", name="Messages").click()
    carla.type_command("/po", "/post", "help")
    carla.hears(["Post your sessions with /post", "Only visible to you"])
    carla.type_command("/p", "/post")
    carla.sees_window("Session Audit")
    carla.sees("1 session to sign as Carla Fauxley", SINGLE)
    carla.field("Signing passphrase").fill(PASSPHRASE)
    carla.field("Signing passphrase").press("Enter")
    carla.sees_window("Posted")
    carla.sees(SINGLE, "Electronically signed by Carla Fauxley")
    carla.leave_window("Done")


def a_reload_keeps_everything(carla: Person):
    carla.arrive()
    expect(carla.session(SINGLE, "Posted")).to_contain_text(re.compile("signed by Carla Fauxley"))
    carla.session(SINGLE, "Posted").get_by_role("button", name="View").click()
    carla.sees("Electronically signed by Carla Fauxley", "11:00–11:30 AM")
    carla.leave_window()
