"""Add Session and its answer (PRODUCT journey 2)."""

from dataclasses import replace
from datetime import date, time

import pytest

from bot.slack.metadata import CreationTarget
from bot.views import samples, series
from models.enums import SessionType
from models.planned import Colleague
from tests.views.drawn import block, buttons, ids, said

FIELDS = ["service", "description", "place", "date", "start", "end", "session_type", "students", "recurring"]


def test_the_fields_stand_in_the_order_of_the_seed():
    view = series.add_session(samples.add_session_form())
    assert ids(view) == FIELDS
    assert [block(view, name)["label"]["text"] for name in FIELDS] == [
        "Service",
        "Session Description",
        "Place of Service",
        "Date",
        "Start Time",
        "End Time",
        "Session Type",
        "Students",
        "Recurring",
    ]


def test_group_is_the_default_and_the_advice_is_the_seeds():
    view = series.add_session(samples.add_session_form())
    kind = block(view, "session_type")
    assert kind["element"]["initial_option"]["value"] == "group"
    assert "Individual only if the IEP orders one-on-one care" in kind["hint"]["text"]
    assert [option["text"]["text"] for option in kind["element"]["options"]] == ["Group", "Individual"]


def test_recurring_is_sent_at_once():
    recurring = block(series.add_session(samples.add_session_form()), "recurring")
    assert recurring["dispatch_action"] is True
    assert recurring["element"]["action_id"] == "series.recurring"
    assert recurring["element"]["initial_option"]["value"] == "no"


def test_recurring_reveals_its_fields_and_keeps_the_others():
    view = series.add_session(samples.add_session_form(), recurring=True)
    assert ids(view) == [*FIELDS, "weekdays", "every", "ends_on"]
    assert block(view, "weekdays")["element"]["initial_options"][0]["text"]["text"] == "Friday"
    assert block(view, "every")["element"]["initial_value"] == "1"
    assert block(view, "ends_on")["element"]["initial_date"] == "2027-05-28"


def test_the_weekday_is_that_of_the_chosen_date():
    view = series.add_session(samples.add_session_form(), recurring=True, chosen=date(2026, 11, 24))
    assert block(view, "weekdays")["element"]["initial_options"][0]["text"]["text"] == "Tuesday"


def test_all_seven_days_are_offered():
    view = series.add_session(samples.add_session_form(), recurring=True, chosen=date(2026, 11, 22))
    element = block(view, "weekdays")["element"]
    assert len(element["options"]) == 7
    assert [one["text"]["text"] for one in element["initial_options"]] == ["Sunday"]


def test_a_and_b_days_are_offered_only_where_the_calendar_has_them():
    plain = series.add_session(samples.add_session_form(), recurring=True)
    assert "cycle" not in ids(plain)
    view = series.add_session(replace(samples.add_session_form(), has_cycle=True), recurring=True)
    offered = block(view, "cycle")["element"]
    assert [one["text"]["text"] for one in offered["options"]] == ["Every such day", "A days", "B days"]
    assert offered["initial_option"]["value"] == "every"


def test_without_a_last_day_of_school_the_end_is_asked():
    form = replace(samples.add_session_form(), year_end=None)
    assert "initial_date" not in block(series.add_session(form, recurring=True), "ends_on")["element"]


@pytest.mark.parametrize(
    ("caseload", "kind"),
    [
        (1, "multi_static_select"),
        (100, "multi_static_select"),
        (101, "multi_external_select"),
        (400, "multi_external_select"),
    ],
)
def test_students_are_listed_or_searched(caseload, kind):
    element = block(series.add_session(samples.add_session_form(caseload)), "students")["element"]
    assert element["type"] == kind
    assert len(element.get("options", [])) == (caseload if caseload <= 100 else 0)


def test_the_only_service_is_chosen_already():
    view = series.add_session(samples.add_session_form())
    assert block(view, "service")["element"]["initial_option"]["value"] == "service"
    assert "initial_option" not in block(view, "place")["element"]


def test_without_students_there_is_no_form_but_whom_to_ask():
    view = series.add_session(samples.add_session_form(0))
    assert "submit" not in view
    assert "Ask Olive Office (office@example.org) to add your students." in said(view)


def test_without_a_catalogue_there_is_no_form():
    view = series.add_session(replace(samples.add_session_form(), services=()))
    assert "submit" not in view
    assert "list of services and places is still empty" in said(view)


def test_a_search_is_answered_with_a_hundred_at_most():
    found = series.student_options(samples.pupils(130))["options"]
    assert len(found) == 100
    assert found[0] == {"text": {"type": "plain_text", "text": "Ada Sample"}, "value": "1"}
    assert series.student_options(()) == {"options": []}


def test_the_answer_tells_made_skipped_and_met():
    view = series.created(samples.created())
    text = said(view)
    assert "*21 sessions added.*\nMorning care · Fri, Nov 20, 2026 to Fri, Dec 18, 2026" in text
    assert "*Skipped 6 days*\n• Thanksgiving break: Nov 23–27\n• Staff day: Dec 7" in text
    assert "• Tue, Dec 1, 9:00–9:30 AM: Lunch help" in text
    assert ("Undo", "series.undo", "7") in buttons(view)
    assert CreationTarget.load(view) == CreationTarget(7)


def test_undo_asks_first():
    asks = block(series.created(samples.created()), "undo")["elements"][0]["confirm"]
    assert asks["text"]["text"] == "This removes 21 sessions that you just added."


def test_many_reasons_are_cut_and_counted():
    assert "and 4 more reasons" in said(series.examples()["created_many_reasons"])


def test_many_conflicts_are_cut_and_counted():
    made = samples.created()
    assert "and 5 more" in said(series.created(replace(made, conflicts=made.conflicts * 15)))


def test_one_session_has_one_date():
    text = said(series.created(samples.created_one()))
    assert "*1 session added.*\nMorning care · Fri, Nov 20, 2026" in text
    assert "weekend" not in text


def test_the_answer_says_when_and_for_whom():
    made = replace(samples.created_one(), times=(time(14), time(14, 10)), owner="Gia Example")
    text = said(series.created(made, own=False))
    assert "*1 session added for Gia Example.*\nMorning care · Fri, Nov 20, 2026 · 2:00–2:10 PM" in text


def test_a_session_on_a_weekend_is_asked_about():
    sunday = date(2026, 11, 22)
    made = replace(samples.created_one(), first=sunday, last=sunday)
    assert "*Please check the date.* Sun, Nov 22 is on a weekend." in said(series.created(made))
    assert "weekend" not in said(series.created(replace(made, count=3)))


@pytest.mark.parametrize(
    ("number", "kind", "says", "edit"),
    [
        (1, SessionType.GROUP, "1 student says Individual, and this session is Group.", "Single Session Edit"),
        (4, SessionType.GROUP, "1 student says Individual, and these sessions are Group.", "Edit Session Series"),
        (1, SessionType.INDIVIDUAL, "1 student says Group, and this session is Individual.", "Single Session Edit"),
    ],
)
def test_a_type_against_the_iep_is_named_with_the_way_to_change_it(number, kind, says, edit):
    text = said(series.created(replace(samples.created_one(), count=number, mismatched=1, session_type=kind)))
    assert says in text
    assert f"press the three dots, then {edit}." in text


def test_whoever_added_it_for_an_aide_changes_it_by_adding_it_again():
    text = said(series.created(replace(samples.created_one(), mismatched=1, owner="Gia Example"), own=False))
    assert "To change it, press Undo and add it again." in text


def test_a_supervisor_without_students_is_led_to_the_aides():
    colleagues = (Colleague(3, "Finn Fictional"),)
    form = replace(samples.add_session_form(0), colleagues=colleagues)
    text = said(series.add_session(form))
    assert "You have no students of your own.\nChoose the aide whose session this is." in text
    assert "Ask" not in text


def test_nothing_made_cannot_be_undone():
    view = series.created(replace(samples.created(), count=0))
    assert buttons(view) == []
    assert "No session was added." in said(view)


def test_undone_tells_what_stayed():
    text = said(series.created(samples.undone()))
    assert "*19 sessions removed.*\n2 sessions stayed, because something was already recorded." in text
    assert "Nothing else was changed." in said(series.created(replace(samples.undone(), kept=0)))
    assert buttons(series.created(samples.undone())) == []
