"""The session window in both views, and read-only (PRODUCT journey 3)."""

from dataclasses import replace

import pytest

from bot.slack.fields import parse_block_id
from bot.slack.metadata import SessionTarget
from bot.views import samples
from bot.views.session import NOT_AS_SIGNED, posted_session, session_window
from models.enums import Presence, State
from models.inputs import Mark
from models.outputs import HistoryLine
from tests.views.drawn import block, buttons, ids, said

EVERYBODY = SessionTarget(41)


def one(student_id, revision=0):
    return SessionTarget(41, "one", student_id, revision)


def window(target=EVERYBODY, sheet=None, **more):
    return session_window(sheet or samples.sheet(), target, **more)


def test_the_frame():
    view = window()
    assert (view["title"]["text"], view["submit"]["text"], view["close"]["text"]) == (
        "Session",
        "Save and Post",
        "Close",
    )
    assert SessionTarget.load(view) == EVERYBODY
    assert "Closing this window loses only text typed since the last button." in said(view)


def test_no_name_is_kept_in_the_windows_memory():
    assert "Ada" not in window(one(1))["private_metadata"]


def test_activities_stand_before_the_students():
    text = said(window())
    assert text.index("Description of Activities") < text.index("Ada Sample")


def test_documentation_view_begins_with_the_student_and_the_way_back():
    head, about, attendance = window(one(2))["blocks"][:3]
    assert head["text"]["text"] == "*Ben Sample*\nStudent 2 of 5\u00a0· 4 marked"
    assert head["accessory"]["text"]["text"] == "All Student View"
    status, session = said(about).split("\n")
    assert status.startswith("*Present in Session · 9:10–9:30 AM · ")
    assert session == "Fri, Nov 20 · 9:00–9:30 AM · Morning care · Draft · 5 days left"
    assert attendance["label"]["text"] == "Attendance"
    assert "Description of Activities: Eating, Hygiene. Change it in All Student View." in said(window(one(2)))


def test_a_turned_page_is_a_new_one():
    """No block of one student is one of the next: a page that keeps any is not shown from its top."""
    assert not set(ids(window(one(1)))) & set(ids(window(one(2))))


def test_activities_have_ten_to_an_input():
    view = window()
    inputs = [block(view, f"activities.{n}") for n in range(3)]
    assert [len(one["element"]["options"]) for one in inputs] == [10, 1, 2]
    assert [one["label"]["text"] for one in inputs] == [
        "Activities: Daily care",
        "Activities: Daily care (more)",
        "Activities: Safety",
    ]
    assert [option["value"] for option in inputs[0]["element"]["initial_options"]] == ["eating", "hygiene"]
    assert all(one["dispatch_action"] and one["optional"] for one in inputs)


def test_the_note_is_not_sent_while_it_is_typed():
    note = block(window(), "note")
    assert "dispatch_action" not in note
    assert note["element"]["initial_value"] == "A calm morning."


def test_all_student_view_leads_to_the_first_student_who_is_not_marked():
    shown = buttons(window())
    assert shown[:4] == [
        ("Documentation View", "session.show_one", "4"),
        ("All present, as scheduled", "session.all_present", "41"),
        ("Same as last time", "session.same_as_last", "41"),
        ("Save", "session.save", ""),
    ]


def test_documentation_view_leads_back():
    assert buttons(window(one(1)))[0] == ("All Student View", "session.show_all", "")


def test_a_student_in_all_student_view():
    view = window()
    assert "*Ada Sample* · Present in Session · 9:00–9:30 AM · 30 min" in said(view)
    assert "*Ben Sample* · Present in Session · 9:10–9:30 AM · Time Away from Student 5 min · 15 min" in said(view)
    assert "*Cleo Sample* · Not Present in Session · With another service" in said(view)
    assert ("Edit", "session.show_one", "2") in buttons(view)


def test_nothing_is_answered_beforehand_but_times_are_filled_in():
    presence, start, end = block(window(), "mark:4:0")["elements"]
    assert "initial_option" not in presence
    assert (start["initial_time"], end["initial_time"]) == ("09:00", "09:30")


def test_recorded_times_are_shown():
    _, start, end = block(window(), "mark:2:0")["elements"]
    assert (start["initial_time"], end["initial_time"]) == ("09:10", "09:30")


def test_an_absent_student_is_asked_for_the_reason_only():
    elements = block(window(), "mark:3:0")["elements"]
    assert [element["action_id"] for element in elements] == ["session.mark.presence", "session.mark.reason"]
    assert elements[1]["initial_option"]["text"]["text"] == "With another service"
    unknown = replace(samples.sheet(3).records[2], mark=Mark(Presence.ABSENT))
    view = window(sheet=replace(samples.sheet(3), records=(unknown,)))
    assert "initial_option" not in block(view, "mark:3:0")["elements"][1]
    assert "no reason yet" in said(view)


def test_action_ids_are_unique_in_a_block():
    for view in (window(), window(one(2))):
        for drawn in view["blocks"]:
            found = [element.get("action_id") for element in drawn.get("elements", []) if "action_id" in element]
            assert len(found) == len(set(found))


def test_the_form_of_a_present_student():
    view = window(one(1, 2))
    own = [name for name in ids(view) if ":" in name]
    assert own == [
        "presence:1:2",
        "start:1:2",
        "end:1:2",
        "away:1:2",
        "given.0:1:2",
        "given.1:1:2",
        "given.2:1:2",
        "given.3:1:2",
        "observation:1:2",
    ]
    labels = [block(view, name)["label"]["text"] for name in own]
    assert labels[1:4] == ["Actual Start", "Actual End", "Time Away from Student"]
    assert labels[-2:] == ["Accommodations", "Observation"]


def test_texts_of_a_student_are_not_sent_while_typed_and_choices_are():
    view = window(one(1))
    sent = {name for name in ids(view) if block(view, name).get("dispatch_action")}
    quiet = {"away:1:0", "observation:1:0", "student.1", "session.1", "turn.1", "about.1"}
    assert sent == set(ids(view)) - quiet


def test_the_form_of_an_absent_student_is_short():
    own = [name for name in ids(window(one(3))) if ":" in name]
    assert own == ["presence:3:0", "reason:3:0", "observation:3:0"]


def test_time_away_is_shown_as_it_is_typed():
    assert block(window(one(2)), "away:2:0")["element"]["initial_value"] == "5"
    assert "initial_value" not in block(window(one(1)), "away:1:0")["element"]


@pytest.mark.parametrize(
    ("student_id", "turns"),
    [
        (1, [("Next", "session.show_one.next", "2")]),
        (2, [("Previous", "session.show_one.previous", "1"), ("Next", "session.show_one.next", "3")]),
        (5, [("Previous", "session.show_one.previous", "4")]),
    ],
)
def test_next_and_previous(student_id, turns):
    turn = block(window(one(student_id)), f"turn.{student_id}")
    assert buttons({"blocks": [turn]}) == [*turns, ("Save", "session.save", "")]


def test_progress():
    assert "Student 2 of 5 · 4 marked" in said(window(one(2)))


@pytest.mark.parametrize("student_id", [None, 99])
def test_an_unknown_student_is_the_first(student_id):
    assert "Student 1 of 5" in said(window(one(student_id)))


def test_ids_stay_while_the_revision_stays():
    marked = replace(samples.sheet().records[3], mark=Mark(Presence.PRESENT))
    sheet = replace(samples.sheet(), records=(*samples.sheet().records[:3], marked, samples.sheet().records[4]))
    assert ids(window()) == ids(window(sheet=sheet)) == ids(window(notice="Saved."))
    assert ids(window(one(4))) == ids(window(one(4), sheet=sheet))


def test_a_raised_revision_changes_the_ids_of_students_only():
    before, after = ids(window()), ids(window(SessionTarget(41, revision=1)))
    changed = {parse_block_id(name).field for name in set(before) - set(after)}
    assert changed == {"mark"}
    assert len(before) == len(after)


def under_fields(target, problems):
    """What each problem stands under, by block id; the rest by its place."""
    blocks = window(target, problems=problems)["blocks"]
    return {
        blocks[place - 1].get("block_id"): said(drawn)
        for place, drawn in enumerate(blocks)
        if "Please check" in said(drawn)
    }


def test_problems_stand_right_under_their_field():
    under = under_fields(
        SessionTarget(41), {"note": "Too long.", "": "Two answers were not saved.", "activities": "Choose."}
    )
    assert under["note"] == "*Please check:* Too long."
    assert under["activities.2"] == "*Please check:* Choose."
    assert set(under) == {None, "note", "activities.2", "mark:5:0"}  # The last is the sample record's own problem.


def test_a_problem_of_a_student_is_said_at_the_field_and_beside_the_buttons():
    under = under_fields(one(1), {"away:1": "Write 60."})
    assert under["away:1:0"] == "*Please check:* Write 60."
    assert "Time Away from Student cannot be kept" in under["observation:1:0"]
    assert len(under) == 2
    # A reason that is missing was not refused.
    assert list(under_fields(one(5), {"reason:5": "Choose one."}).values()) == ["*Please check:* Choose one."]


def test_a_problem_whose_field_is_not_on_the_page_is_told_all_the_same():
    assert "No such end." in said(window(one(3), problems={"end:3": "No such end."}))


def test_problems_of_another_student_are_not_on_this_page():
    assert "Write 60." not in said(window(one(1), problems={"away:2": "Write 60."}))


def test_problems_of_all_students_are_on_one_page():
    text = said(window(problems={"away:2": "Write 60.", "end:1": "Too early."}))
    assert text.index("Too early.") < text.index("*Ben Sample*") < text.index("Write 60.") < text.index("*Cleo Sample*")
    assert "No time is left." in text


def test_a_notice_is_told():
    assert "Draft · 5 days left\nSaved." in said(window(notice="Saved."))


def test_in_documentation_view_a_notice_is_told_at_the_top_and_beside_its_buttons():
    blocks = window(one(1), notice="Saved.")["blocks"]
    places = [place for place, drawn in enumerate(blocks) if "Saved." in said(drawn)]
    turn = next(place for place, drawn in enumerate(blocks) if drawn.get("block_id") == "turn.1")
    assert places == [1, turn + 1]


def test_a_session_without_students_says_so():
    view = window(one(1), sheet=samples.sheet(0))
    assert "No student is in this session." in said(view)
    assert buttons(view) == [("Save", "session.save", "")]


def test_a_posted_session_is_shown_with_its_signature_and_history():
    view = posted_session(samples.posted_sheet())
    text = said(view)
    assert view["title"]["text"] == "Posted session"
    assert "submit" not in view
    assert "Electronically signed by Dana Sample, Paraprofessional, Nov 20, 2026, 3:12:05 PM UTC-06:00" in text
    assert "(2026-11-20 21:12:05 UTC), meaning: authorship" in text
    assert "Digest 0123456789ab, version 3." in text
    assert "Nov 20, 2:12 PM – 2:17 PM · Dana Sample · Captured attendance, actual times (12 changes)" in text
    assert text.endswith("\nNov 20, 3:12 PM · Dana Sample · Posted with the signing passphrase")
    assert "cannot be read" not in text


def test_a_posted_session_whose_signed_record_is_not_there_says_so_before_anything_else():
    view = posted_session(replace(samples.posted_sheet(), as_signed=False))
    assert said(view["blocks"][1]) == NOT_AS_SIGNED
    assert "cannot be read" not in said(posted_session(samples.sheet(2, State.CANCELLED)))


def test_a_long_history_shows_the_last_lines():
    lines = tuple(HistoryLine(samples.NOW, "Dana Sample", f"change {n}", changes=2) for n in range(25))
    text = said(posted_session(replace(samples.posted_sheet(), history=lines)))
    assert "10 earlier changes" in text
    assert "change 24" in text
    assert "change 4\n" not in text


def test_a_cancelled_session_says_so():
    assert posted_session(samples.sheet(2, State.CANCELLED))["title"]["text"] == "Cancelled session"


def test_the_last_day_of_one_student_is_marked_at_that_student_alone():
    mark = "*Last day on your caseload.*"
    sheet = samples.last_day_sheet()
    assert said(session_window(sheet, SessionTarget(41))).count(mark) == 1
    first, second = (said(session_window(sheet, SessionTarget(41, "one", key))) for key in (1, 2))
    assert (mark in first, mark in second) == (False, True)
