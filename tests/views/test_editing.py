"""The edit windows: what they are filled in with, and what they say before anything is changed."""

from dataclasses import replace
from datetime import time

import pytest

from bot.slack.metadata import EditTarget, SessionTarget
from bot.slack.state import read_edit
from bot.views import cancelling, editing_series, samples, session
from bot.views.asking import with_answer
from bot.views.editing import edit_window, sample_form, saved_notice
from bot.views.session import More
from models.editing import Asked, EndForm, Numbers, Saved, SeriesEdited
from models.enums import DayKind, State
from models.inputs import Recurrence
from models.outputs import Conflict
from sandbox.blocks.validate import validate_view
from tests.views.drawn import block, buttons, ids, said

TARGET = EditTarget(41, 3, below=SessionTarget(41))
RULE = Recurrence(frozenset({1, 6}), 2, samples.TODAY.replace(year=2027), DayKind.B_DAY)


def series_form():
    form = sample_form()
    return replace(form, terms=replace(form.terms, recurrence=RULE))


def menu(view):
    (found,) = [each["accessory"] for each in view["blocks"] if each.get("accessory", {}).get("type") == "overflow"]
    return [each["value"] for each in found["options"]]


def test_the_menu_has_the_series_only_where_there_is_one():
    sheet = samples.sheet()
    everything = [More.EDIT, More.EDIT_SERIES, More.CANCEL, More.DELETE_SERIES, More.END_SERIES]
    assert menu(session.session_window(sheet, SessionTarget(41))) == everything
    alone = session.session_window(replace(sheet, in_series=False), SessionTarget(41))
    assert menu(alone) == [More.EDIT, More.CANCEL]


def test_only_a_cancelled_session_can_be_restored():
    restore = ("Restore", "editing.restore", "41")
    assert restore in buttons(session.posted_session(samples.sheet(2, State.CANCELLED)))
    assert restore not in buttons(session.posted_session(samples.posted_sheet()))


@pytest.mark.parametrize("revision", [0, 3])
def test_an_edit_window_reads_back_what_it_was_filled_in_with(revision):
    form = sample_form()
    view = edit_window(form, replace(TARGET, revision=revision))
    assert read_edit({**view, "state": {"values": {}}}) == (form.terms, form.terms)


@pytest.mark.parametrize("revision", [0, 3])
def test_a_series_window_reads_back_its_recurrence(revision):
    form = series_form()
    view = editing_series.series_window(form, replace(TARGET, revision=revision, day=form.terms.date))
    assert read_edit({**view, "state": {"values": {}}}, form.terms.date) == (form.terms, form.terms)


def test_a_raised_revision_gives_every_field_another_id():
    drawn = [edit_window(sample_form(), replace(TARGET, revision=n))["blocks"] for n in (0, 1)]
    first, second = ({one["block_id"] for one in blocks if one["type"] == "input"} for blocks in drawn)
    assert first
    assert not first & second


def test_a_mismatch_is_told_with_the_ieps_word_and_asks_for_a_reason():
    form = sample_form(wrong=2)
    text = said(edit_window(form, TARGET))
    assert "Ada Sample, Ben Sample: the IEP says Individual." in text
    assert block(edit_window(form, TARGET), "type_reason")["optional"] is True
    asked = edit_window(form, TARGET, Asked(form, reason_missing=True))
    assert "optional" not in block(asked, "type_reason")
    assert "Write why the Session Type differs from the IEP." in said(asked)
    assert "type_reason" not in ids(edit_window(sample_form(), TARGET))


def test_a_clash_names_each_field_with_both_values():
    form = sample_form()
    theirs = replace(form.terms, start=time(10), students=(1, 99))
    text = said(edit_window(form, TARGET, Asked(form, ("start", "students"), theirs, form.terms)))
    assert "Start Time: it says now 10:00 AM; your window has 9:00 AM." in text
    assert "Students: it says now Ada Sample, –; your window has Ada Sample, Ben Sample, Cleo Sample." in text


def test_the_recurrence_is_told_in_words():
    form = series_form()
    theirs = replace(form.terms, recurrence=replace(RULE, every=1))
    asked = Asked(form, ("recurrence",), theirs, form.terms)
    text = said(editing_series.series_window(form, replace(TARGET, day=form.terms.date), asked))
    assert "it says now Mon, Sat, every week, until" in text
    assert "your window has Mon, Sat, every 2 weeks, until" in text


def test_the_numbers_turn_the_button():
    form, day = series_form(), replace(TARGET, day=samples.TODAY)
    first = editing_series.series_window(form, day)
    assert (first["submit"]["text"], EditTarget.load(first).agreed) == ("See changes", "")
    counted = Numbers("changes 21, leaves 2 posted", 3, 1, 2, (), "abc")
    second = editing_series.series_window(form, day, Asked(form, numbers=counted))
    assert (second["submit"]["text"], EditTarget.load(second).agreed) == ("Apply", "abc")
    text = said(second)
    assert "This changes 21 sessions, leaves 2 posted.* Nothing is changed until you press Apply." in text
    assert "Also change 3 earlier unposted sessions" in text
    assert "1 session on other days stay" in text
    assert "In 2 sessions a student stays" in text


def test_what_was_done_offers_undo_and_then_not():
    done = SeriesEdited(7, "Morning care", "changed 21", 0, ())
    assert [one[0] for one in buttons(editing_series.series_edited(done, TARGET))] == ["Undo"]
    undone = editing_series.series_edited(replace(done, undone=20, kept=1), TARGET)
    assert buttons(undone) == []
    assert "1 session stayed, because something changed since." in said(undone)


def test_the_notice_names_early_release_and_other_sessions():
    conflict = Conflict(samples.TODAY, time(9), time(9, 30), "Bus")
    assert saved_notice(Saved(samples.sheet())) == "Saved."
    text = saved_notice(Saved(samples.sheet(), (conflict,), time(12)))
    assert "School ends early that day, at 12:00 PM." in text
    assert "At the same time you have: Bus (9:00–9:30 AM)." in text


def test_the_answer_stands_in_place_of_the_question_and_nothing_else_moves():
    drawn = edit_window(sample_form(wrong=1), TARGET)
    for number, each in enumerate(drawn["blocks"]):
        each.setdefault("block_id", f"made-up-{number}")
    answered = with_answer({**drawn, "id": "V1"}, "Sam Rowe is asked in Slack.")
    assert "Sam Rowe is asked in Slack." in said(answered)
    assert [one for one in buttons(answered) if one[0] == "Ask my supervisor"] == []
    assert len(answered["blocks"]) == len(drawn["blocks"])
    assert validate_view(answered, "modal") == []


def test_ending_says_what_goes_and_what_stays():
    text = said(cancelling.end_window(EndForm(41, "Morning care", samples.TODAY, 1, 0, 2, 3), TARGET))
    assert "This removes 1 session, leaves 3 past sessions without a record, leaves 2 posted." in text
    assert "Leave this empty if you gave care then" in text


def test_deleting_a_series_has_the_name_that_was_pressed():
    form = EndForm(41, "Morning care", samples.TODAY, 1, 0, 2, 3)
    names = [
        (view["title"]["text"], view["submit"]["text"])
        for view in (cancelling.end_window(form, TARGET, deleting=deleting) for deleting in (True, False))
    ]
    assert names == [("Delete series from here", "Delete"), ("End series", "End series")]


def test_own_words_are_asked_of_the_last_reason_by_its_name():
    assert "Only needed for “Another reason”." in said(cancelling.cancel_window(samples.sheet(), TARGET))


@pytest.mark.parametrize("students", [1, 7, 15, 30])
@pytest.mark.parametrize("wrong", [0, 1, 30])
def test_slack_takes_the_windows_for_every_group(students, wrong):
    form = sample_form(students=students, wrong=wrong)
    asked = Asked(form, reason_missing=True, recorded=form.chosen)
    assert validate_view(edit_window(form, TARGET, asked), "modal") == []
    assert validate_view(edit_window(replace(form, students=()), TARGET, asked), "modal") == []


def test_a_target_survives_the_longest_words():
    names = ("service", "description", "place", "date", "start", "end", "session_type", "students", "recurrence")
    target = EditTarget(2**31, 10**6, 9, samples.TODAY, "0" * 16, names, SessionTarget(2**31, "one", 2**31, 9, "all"))
    assert EditTarget.load({"private_metadata": target.dump()}) == target
