"""What people did in a window. The windows are those that Carelog draws; the states are what Slack sends."""

from dataclasses import replace
from datetime import date, time

import pytest

from bot.slack.metadata import SessionTarget
from bot.slack.state import CaptureChanges, MarkChanges, read_changes, read_terms
from bot.views import samples
from bot.views.series import add_session
from bot.views.session import session_window
from models.enums import AbsenceReason, Presence, SessionType
from models.errors import RuleViolation
from models.inputs import Recurrence, SessionTerms

STATE_KEYS = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "radio_buttons": ("selected_option", "initial_option"),
    "static_select": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
}


def opened(view):
    """The view as Slack sends it when nothing was touched: every element with its initial value or null."""
    values = {}
    for block in view["blocks"]:
        for element in [block["element"]] if "element" in block else block.get("elements", []):
            if element.get("type") in STATE_KEYS:
                key, initial = STATE_KEYS[element["type"]]
                nothing = [] if key == "selected_options" else None
                state = {"type": element["type"], key: element.get(initial, nothing)}
                values.setdefault(block["block_id"], {})[element["action_id"]] = state
    return view | {"state": {"values": values}}


def put(view, block_id, action_id, value):
    """Somebody touches an element: `value` in Slack's shape."""
    state = view["state"]["values"][block_id][action_id]
    state[STATE_KEYS[state["type"]][0]] = value
    return view


def chosen(*values):
    return [{"text": {"type": "plain_text", "text": value}, "value": value} for value in values]


@pytest.fixture
def everybody():
    return opened(session_window(samples.sheet(), SessionTarget(41)))


@pytest.fixture
def first():
    return opened(session_window(samples.sheet(), SessionTarget(41, "one", 1, 2)))


@pytest.fixture
def cleo():
    return opened(session_window(samples.sheet(), SessionTarget(41, "one", 3)))


@pytest.fixture
def form():
    view = opened(add_session(samples.add_session_form(), recurring=True))
    put(view, "description", "description", "Morning care")
    put(view, "place", "place", chosen("classroom")[0])
    put(view, "start", "series.count", "09:00")
    put(view, "end", "series.count", "09:30")
    put(view, "students", "students", chosen("3", "1"))
    return view


def test_untouched_windows_change_nothing(everybody, first, cleo):
    assert read_changes(everybody) == read_changes(first) == read_changes(cleo) == CaptureChanges()


def test_a_window_without_state_changes_nothing():
    view = session_window(samples.sheet(), SessionTarget(41))
    assert read_changes(view) == read_changes(view | {"state": {"values": {}}}) == CaptureChanges()


def test_activities_are_added_and_removed_across_categories(everybody):
    put(everybody, "activities.0", "session.mark.activities.0", chosen("eating", "dressing"))
    put(everybody, "activities.2", "session.mark.activities.2", chosen("seizure_watch"))
    changes = read_changes(everybody)
    assert changes.activities_added == {"dressing", "seizure_watch"}
    assert changes.activities_removed == {"hygiene"}


def test_an_activity_that_the_catalogue_has_no_more_is_not_removed():
    sheet = replace(samples.sheet(), activities=frozenset({"retired"}))
    view = opened(session_window(sheet, SessionTarget(41)))
    put(view, "activities.0", "session.mark.activities.0", chosen("eating"))
    assert read_changes(view).activities_removed == frozenset()


def test_a_note_is_changed_or_emptied(everybody):
    put(everybody, "note", "session.mark.note", "Field day. ")
    assert read_changes(everybody).note == "Field day."
    put(everybody, "note", "session.mark.note", None)
    assert read_changes(everybody).note == ""


def test_presence_in_all_student_view(everybody):
    put(everybody, "mark:4:0", "session.mark.presence", chosen("present")[0])
    put(everybody, "mark:1:0", "session.mark.presence", chosen("absent")[0])
    assert read_changes(everybody).marks == {
        4: MarkChanges(presence=Presence.PRESENT),
        1: MarkChanges(presence=Presence.ABSENT),
    }


def test_times_and_reasons_in_all_student_view(everybody):
    put(everybody, "mark:1:0", "session.mark.start", "09:05")
    put(everybody, "mark:1:0", "session.mark.end", "09:25")
    put(everybody, "mark:3:0", "session.mark.reason", chosen("refused")[0])
    assert read_changes(everybody).marks == {
        1: MarkChanges(start=time(9, 5), end=time(9, 25)),
        3: MarkChanges(reason=AbsenceReason.REFUSED),
    }


def test_documentation_view(first):
    put(first, "presence:1:2", "session.mark.presence", chosen("absent")[0])
    put(first, "start:1:2", "session.mark.start", "09:05")
    put(first, "away:1:2", "session.mark.away", " an hour ")
    put(first, "given.0:1:2", "session.mark.given.0", chosen("dressing"))
    put(first, "given.3:1:2", "session.mark.given.3", [])
    put(first, "observation:1:2", "session.mark.observation", None)
    assert read_changes(first).marks == {
        1: MarkChanges(
            Presence.ABSENT,
            start=time(9, 5),
            away_text="an hour",
            given_added=frozenset({"dressing"}),
            given_removed=frozenset({"eating", "picture_cards"}),
            observation="",
        )
    }


def test_the_reason_in_documentation_view(cleo):
    put(cleo, "reason:3:0", "session.mark.reason", chosen("absent")[0])
    assert read_changes(cleo).marks == {3: MarkChanges(reason=AbsenceReason.ABSENT)}


def test_the_touched_element_counts_even_before_the_state_has_it(everybody):
    action = {
        "block_id": "mark:4:0",
        "action_id": "session.mark.presence",
        "type": "radio_buttons",
        "selected_option": chosen("present")[0],
    }
    assert read_changes(everybody, [action]).marks == {4: MarkChanges(presence=Presence.PRESENT)}


def test_a_button_is_no_change(everybody):
    button = {"block_id": "session", "action_id": "session.save", "type": "button", "value": ""}
    assert read_changes(everybody, [button]) == CaptureChanges()


@pytest.mark.parametrize("value", ["elsewhere", "unmarked"])
def test_words_that_the_window_does_not_offer_mark_nothing(everybody, value):
    put(everybody, "mark:4:0", "session.mark.presence", chosen(value)[0])
    assert read_changes(everybody) == CaptureChanges()


def test_a_series_is_read(form):
    assert read_terms(form) == SessionTerms(
        "service",
        "Morning care",
        "classroom",
        date(2026, 11, 20),
        time(9, 0),
        time(9, 30),
        SessionType.GROUP,
        (1, 3),
        Recurrence(frozenset({5}), 1, date(2027, 5, 28)),
    )


def test_one_session_is_read_though_weekdays_are_on_screen(form):
    put(form, "recurring", "series.recurring", chosen("no")[0])
    put(form, "weekdays", "series.count", [])
    assert read_terms(form).recurrence is None


def test_an_external_select_is_read():
    view = opened(add_session(samples.add_session_form(400)))
    put(view, "students", "series.find_student", chosen("250"))
    with pytest.raises(RuleViolation) as told:
        read_terms(view)
    assert "students" not in told.value.problems


def test_everything_that_is_missing_is_told_at_once():
    view = opened(add_session(samples.add_session_form(), recurring=True))
    put(view, "date", "series.count", None)
    put(view, "service", "service", None)
    put(view, "session_type", "session_type", None)
    put(view, "weekdays", "series.count", [])
    put(view, "ends_on", "series.count", None)
    put(view, "every", "series.count", None)
    with pytest.raises(RuleViolation) as told:
        read_terms(view)
    fields = {"service", "description", "place", "date", "start", "end", "session_type", "students"}
    assert set(told.value.problems) == fields | {"weekdays", "every", "ends_on"}


@pytest.mark.parametrize("every", ["0", "53", "1.5", "two", "-1", "9999999999", "²", ""])
def test_weeks_are_whole_numbers_from_1_to_52(form, every):
    put(form, "every", "series.count", every)
    with pytest.raises(RuleViolation) as told:
        read_terms(form)
    assert set(told.value.problems) == {"every"}


@pytest.mark.parametrize(("every", "weeks"), [("1", 1), (" 2 ", 2), ("52", 52)])
def test_weeks_that_are_right(form, every, weeks):
    put(form, "every", "series.count", every)
    assert read_terms(form).recurrence.every == weeks


@pytest.mark.parametrize(("description", "right"), [("x" * 200, True), ("x" * 201, False), ("   ", False)])
def test_descriptions_have_1_to_200_characters(form, description, right):
    put(form, "description", "description", description)
    if right:
        assert read_terms(form).description == description
    else:
        with pytest.raises(RuleViolation) as told:
            read_terms(form)
        assert set(told.value.problems) == {"description"}


def test_ids_that_are_none_are_no_students(form):
    put(form, "students", "students", chosen("robert", "-4"))
    with pytest.raises(RuleViolation) as told:
        read_terms(form)
    assert set(told.value.problems) == {"students"}
