"""The three dots of the session window, and *Single Session Edit*, through the whole app."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select, update

from models.enums import DayKind, Presence, SessionType, State
from models.office import WantedDay
from models.services import calendar_changes
from models.tables import CaseloadEntry, Notice, Student
from tests.factories import FIXED_NOW, TODAY, make_ready, make_session, make_sessions, mark, post, weekdays
from tests.handlers.running import mark_of, sheet_of

ONE = "Single Session Edit"


@pytest.fixture
def opened(carelog):
    """The aide with one session of today open."""
    make_session(carelog.db, carelog.school.aide, carelog.school.students)
    carelog.aide.open_home()
    carelog.aide.press("Open", near="Morning care")
    return carelog.aide


def iep_says(carelog, name, kind):
    query = update(Student).where(Student.first_name == name).values(session_type=kind)
    carelog.db.run(lambda db: db.execute(query))


def test_the_menu_offers_what_can_be_done(carelog, opened):
    def offered(person):
        menus = [block["accessory"] for block in person.views[-1]["blocks"] if "accessory" in block]
        return [each["text"]["text"] for menu in menus if menu["type"] == "overflow" for each in menu["options"]]

    assert offered(opened) == [ONE, "Cancel Session"]
    opened.close()
    make_sessions(carelog.db, carelog.school.aide, carelog.school.students, recurrence=weekdays(2), description="Bus")
    opened.open_home()
    opened.press("Open", near="Bus")
    assert offered(opened) == [ONE, "Edit Session Series", "Cancel Session", "Delete series from here", "End series"]


def test_a_session_is_edited_and_the_window_below_says_so(carelog, opened):
    opened.fill("Note", "Typed before the menu.")
    opened.more(ONE)
    assert opened.title == ONE
    assert (opened.held("Date"), opened.held("Start Time"), opened.held("Session Type")) == (
        "2026-11-18",
        "09:00",
        "Group",
    )
    assert opened.held("Students") == {"Mia Garcia", "Noah Green", "Ava Lopez"}
    opened.fill("Date", "2026-11-19")
    opened.fill("Start Time", "10:00")
    opened.fill("Session Description", "Lunch")
    opened.fill("Students", {"Mia Garcia", "Ava Lopez"})
    assert opened.submit() == {}
    assert opened.title == "Session"
    assert "Saved." in opened.window
    assert "Thu, Nov 19, 2026 · 10:00 AM–2:00 PM" in opened.window
    assert opened.held("Actual Start", near="Mia Garcia") == "10:00"
    assert opened.held("Note") == "Typed before the menu."
    sheet = sheet_of(carelog)
    assert (sheet.date, sheet.start, sheet.description, sheet.note) == (
        date(2026, 11, 19),
        time(10),
        "Lunch",
        "Typed before the menu.",
    )
    assert [record.pupil.name for record in sheet.records] == ["Mia Garcia", "Ava Lopez"]


def test_what_is_recorded_stays_and_can_go_on(carelog, opened):
    opened.choose("Present in Session", near="Mia Garcia")
    opened.more(ONE)
    opened.fill("End Time", "13:00")
    assert opened.submit() == {}
    assert mark_of(carelog, "Mia Garcia").presence is Presence.PRESENT
    assert mark_of(carelog, "Mia Garcia").end == time(14)
    opened.choose("Not Present in Session", near="Noah Green")
    assert mark_of(carelog, "Noah Green").presence is Presence.ABSENT
    assert mark_of(carelog, "Mia Garcia").presence is Presence.PRESENT


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("End Time", "08:00", "Choose an end after the start"),
        ("Date", "2026-11-26", "There is no school then (Thanksgiving break)."),
        ("Session Type", "Individual", "Individual is one-on-one care."),
    ],
)
@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_each_problem_stands_at_its_field_and_everything_typed_stays(carelog, opened, field, value, says):
    opened.more(ONE)
    opened.fill("Session Description", "Other words")
    opened.fill(field, value)
    errors = opened.submit()
    assert list(errors) == [field]
    assert says in errors[field]
    assert opened.held("Session Description") == "Other words"
    assert sheet_of(carelog).version == 1


def test_the_later_of_two_windows_is_told_and_loses_nothing(carelog, opened):
    """DOMAIN.md section 5, 35: two phones edit one session."""
    opened.more(ONE)
    opened.fill("Session Description", "Mine")
    opened.fill("End Time", "13:00")
    from tests.services.editing import change

    change(carelog.db, carelog.school.aide, 1, description="Theirs", start=time(9, 30))
    assert opened.submit() == {}
    assert opened.title == ONE
    assert "This session was changed while your window was open" in opened.window
    assert "Session Description: it says now “Theirs”; your window has “Mine”." in opened.window
    assert "Start Time: it says now 9:30 AM; your window has 9:00 AM." in opened.window
    assert (sheet_of(carelog).description, sheet_of(carelog).end) == ("Theirs", time(14))
    held = (opened.held("Session Description"), opened.held("Start Time"), opened.held("End Time"))
    assert held == ("Mine", "09:30", "13:00")
    assert opened.submit() == {}
    sheet = sheet_of(carelog)
    assert (sheet.description, sheet.start, sheet.end) == ("Mine", time(9, 30), time(13))


def test_a_recorded_student_goes_only_after_the_check_box(carelog, opened):
    mark(carelog.db, carelog.school.aide, 1, carelog.school.students[0])
    opened.more(ONE)
    opened.fill("Students", {"Noah Green", "Ava Lopez"})
    opened.fill("Session Description", "Two of them")
    assert opened.submit() == {}
    assert "Something is recorded already of* Mia Garcia" in opened.window
    assert len(sheet_of(carelog).records) == 3
    opened.choose("Take them out, with what is recorded")
    assert opened.submit() == {}
    assert (opened.title, sheet_of(carelog).description) == ("Session", "Two of them")
    assert [record.pupil.name for record in sheet_of(carelog).records] == ["Noah Green", "Ava Lopez"]


def test_a_type_against_the_iep_is_warned_of_and_kept_with_its_reason(carelog, opened):
    iep_says(carelog, "Mia", "individual")
    opened.more(ONE)
    assert "Mia Garcia: the IEP says Individual." in opened.window
    opened.fill("Session Description", "Shared care")
    assert opened.submit() == {}
    assert "Write why the Session Type differs from the IEP." in opened.window
    opened.fill("Reason for this type", "Her aide is away today")
    assert opened.submit() == {}
    sheet = sheet_of(carelog)
    assert (sheet.session_type, sheet.type_reason) == (SessionType.GROUP, "Her aide is away today")
    assert sheet.description == "Shared care"
    make_ready(carelog.db, carelog.school.aide, 1)
    opened.close()
    opened.command("/post")
    assert "You kept it: Her aide is away today" in opened.window


def test_session_audit_leads_to_the_type(carelog, opened):
    iep_says(carelog, "Mia", "individual")
    make_ready(carelog.db, carelog.school.aide, 1)
    opened.close()
    opened.command("/post")
    opened.press("Open", near="the IEP says Individual")
    assert opened.title == ONE
    opened.fill("Reason for this type", "ARD of Nov 3")
    assert opened.submit() == {}
    assert opened.title == "Session Audit"
    assert "You kept it: ARD of Nov 3" in opened.window


def test_asking_the_supervisor_writes_once_and_keeps_what_was_typed(carelog, opened):
    iep_says(carelog, "Mia", "individual")
    opened.more(ONE)
    opened.fill("Session Description", "Shared care")
    opened.press("Ask my supervisor")
    assert "Carelog asked Sam Rowe in Slack." in opened.window
    assert opened.held("Session Description") == "Shared care"
    query = select(Notice.recipient_id, Notice.kind)
    (notice,) = carelog.db.read(lambda db: db.execute(query).all())
    assert tuple(notice) == (carelog.school.supervisor.staff_id, "type.1")


def test_a_posted_session_has_no_menu(carelog):
    one = make_session(carelog.db, carelog.school.aide, carelog.school.students)
    make_ready(carelog.db, carelog.school.aide, one)
    post(carelog.db, carelog.school.aide, [one])
    carelog.aide.open_home()
    carelog.aide.press("View", near="Morning care")
    assert not [block for block in carelog.aide.views[-1]["blocks"] if "accessory" in block]


def test_a_session_posted_meanwhile_is_refused_in_words(carelog, opened):
    opened.more(ONE)
    opened.fill("Session Description", "Too late")
    make_ready(carelog.db, carelog.school.aide, 1)
    post(carelog.db, carelog.school.aide, [1])
    opened.submit()
    assert "Unpost it first" in opened.window
    assert sheet_of(carelog).description != "Too late"


def test_somebody_elses_session_cannot_be_reached(carelog, opened):
    theirs = make_session(carelog.db, carelog.school.other_aide, carelog.school.other_students)
    opened.more(ONE)

    def forge(raw):
        raw["private_metadata"] = raw["private_metadata"].replace('"d":[1,', f'"d":[{theirs},')

    carelog.forge(forge)
    opened.submit()
    assert "This is not here any more, or it is not yours to open." in opened.window


def test_cancel_with_a_reason_and_restore(carelog, opened):
    mark(carelog.db, carelog.school.aide, 1, carelog.school.students[0])
    opened.more("Cancel Session")
    opened.fill("Reason", "Another reason")
    assert opened.submit() == {"In your own words": "Write the reason in a few words."}
    opened.fill("In your own words", "Bus strike")
    assert opened.submit() == {}
    assert opened.title == "Cancelled session"
    assert sheet_of(carelog).state is State.CANCELLED
    opened.press("Restore")
    assert opened.title == "Session"
    assert "Restored." in opened.window
    assert (sheet_of(carelog).state, sheet_of(carelog).date) == (State.DRAFT, TODAY)
    assert mark_of(carelog, "Mia Garcia").presence is Presence.PRESENT


def test_a_cancelled_session_is_reached_from_home(carelog, opened):
    opened.more("Cancel Session")
    opened.fill("Reason", "Field trip or school event")
    opened.fill("In your own words", "the zoo")
    assert opened.submit() == {}
    opened.close()
    assert "Cancelled: Field trip or school event: the zoo" in opened.open_home()
    opened.press("View", near="Morning care")
    opened.press("Restore")
    assert sheet_of(carelog).state is State.DUE


def the_office_says(carelog, kind, release=None):
    """The office changes today."""

    def work(db):
        wanted = WantedDay(TODAY, kind, "Snow day" if kind is DayKind.NO_SCHOOL else "", release)
        agreed = calendar_changes.preview(db, carelog.school.admin, wanted, now=FIXED_NOW).digest
        return calendar_changes.change(db, carelog.school.admin, wanted, agreed, "office", now=FIXED_NOW)

    carelog.db.run(work)


def test_restore_on_a_day_without_school_asks_first(carelog, opened):
    opened.more("Cancel Session")
    opened.fill("Reason", "Testing")
    assert opened.submit() == {}
    the_office_says(carelog, DayKind.NO_SCHOOL)
    opened.press("Restore")
    assert "This session has no place on its day any more (Snow day), so it stays cancelled." in opened.window
    assert sheet_of(carelog).state is State.CANCELLED
    opened.press("Restore anyway")
    assert "Restored." in opened.window
    assert sheet_of(carelog).state is State.DUE


def test_restore_says_who_is_not_in_it_any_more(carelog, opened):
    opened.more("Cancel Session")
    opened.fill("Reason", "Testing")
    assert opened.submit() == {}
    school, yesterday = carelog.school, TODAY - timedelta(1)

    def ended(count):
        of = CaseloadEntry.student_id.in_(school.students[:count])
        carelog.db.run(lambda db: db.execute(update(CaseloadEntry).where(of).values(end_date=yesterday)))

    ended(len(school.students))
    opened.press("Restore")
    assert "no place on its day any more (The student left), so it stays cancelled." in opened.window
    carelog.db.run(lambda db: db.execute(update(CaseloadEntry).values(end_date=None)))
    ended(1)
    opened.press("Restore anyway")
    assert "Restored. 1 student who left is not in it any more." in opened.window
    assert len(sheet_of(carelog).records) == len(school.students) - 1


def test_restore_on_an_early_release_says_the_new_end(carelog, opened):
    opened.more("Cancel Session")
    opened.fill("Reason", "Testing")
    assert opened.submit() == {}
    the_office_says(carelog, DayKind.EARLY_RELEASE, time(12, 30))
    opened.press("Restore")
    assert "Restored. It ends at 12:30 PM now, as the calendar says." in opened.window
    assert sheet_of(carelog).end == time(12, 30)
