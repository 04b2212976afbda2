"""*Cover a session*: from Home, the log window, `/sessions cover` and the window that cancels one's own."""

import pytest

from models.enums import State
from tests.factories import make_session, mark
from tests.handlers.running import count_sessions

TITLE = "Cover a session"
MORNING = "Wed, Nov 18 · 9:00 AM–2:00 PM · Morning care, Room 12"


@pytest.fixture
def one(carelog):
    """This morning's session of Jo Field, with nothing recorded."""
    return make_session(carelog.db, carelog.school.aide, carelog.school.students)


@pytest.fixture
def boss(carelog, one):
    """The supervisor, with the window open and Jo Field chosen."""
    boss = carelog.person("USAM")
    boss.open_home()
    boss.press(TITLE)
    boss.choose("Jo Field")
    return boss


def test_a_supervisor_hands_a_session_over_and_everybody_sees_it(carelog, one, boss):
    kim = carelog.person("UKIM")
    carelog.aide.open_home()
    kim.open_home()
    boss.fill("Which session?", MORNING)
    boss.fill("Who covers it?", "Kim Vale")
    assert boss.submit() == {}
    assert "*Kim Vale covers this session of Jo Field.*" in boss.window
    # Home is renewed for both, without either of them opening it.
    kim.wait_for(lambda state: "Morning care, Room 12" in str(state["home"]["blocks"]))
    carelog.aide.wait_for(lambda state: "Provider absent, covered by Kim Vale" in str(state["home"]["blocks"]))
    assert "Unposted (1)" in kim.open_home()
    assert "Unposted (1)" not in carelog.aide.open_home()


def test_undo_gives_it_back(carelog, one, boss):
    boss.fill("Which session?", MORNING)
    boss.fill("Who covers it?", "Kim Vale")
    boss.submit()
    boss.press("Undo")
    assert "*Undone.* The session is Jo Field's again." in boss.window
    assert count_sessions(carelog) == 1
    assert "Unposted (1)" in carelog.aide.open_home()


def test_undo_after_something_was_recorded_says_why_not(carelog, one, boss):
    boss.fill("Which session?", MORNING)
    boss.fill("Who covers it?", "Kim Vale")
    boss.submit()
    mark(carelog.db, carelog.school.other_aide, 2, carelog.school.students[0])
    boss.press("Undo")
    assert "The session that covers it was recorded or changed since" in boss.window
    assert count_sessions(carelog) == 2


def test_the_window_says_what_is_missing_at_its_field(carelog, one, boss):
    assert list(boss.submit()) == ["Which session?", "Who covers it?"]
    boss.choose("Kim Vale")
    assert "Nothing to hand over" in boss.window
    assert list(boss.submit()) == ["Whose session?"]
    assert count_sessions(carelog) == 1


def test_a_substitute_says_that_they_covered_and_goes_on_to_fill_it_in(carelog, one):
    kim = carelog.person("UKIM")
    kim.open_home()
    kim.press("Log what just happened")
    kim.press("I covered a session")
    assert kim.title == TITLE
    kim.choose("Jo Field")
    assert "Mia" not in kim.window
    kim.fill("Which session?", MORNING)
    assert kim.submit() == {}
    assert "*You cover this session of Jo Field.*" in kim.window
    kim.press("Open")
    assert kim.title == "Session"
    assert "Mia Garcia" in kim.window
    kim.press("All present, as scheduled")
    assert kim.window.count("9:00 AM–2:00 PM · 5 h") == 3


def test_the_command_opens_it(carelog, one):
    kim = carelog.person("UKIM")
    assert kim.command("/sessions cover") == ""
    assert kim.title == TITLE


def test_an_aide_hands_over_where_they_would_cancel(carelog, one):
    aide = carelog.aide
    aide.open_home()
    aide.press("Open")
    aide.more("Cancel Session")
    aide.press("Somebody covers it")
    assert aide.title == TITLE
    assert "Which session?" not in aide.window
    aide.fill("Who covers it?", "Kim Vale")
    assert aide.submit() == {}
    assert "*Kim Vale covers this session.*" in aide.window
    aide.press("Undo")
    assert "*Undone.* The session is yours again." in aide.window
    aide.close()
    assert aide.title == "Session"
    assert "Save and Post" in str(aide.views[-1])


def test_the_window_below_shows_it_as_cancelled_and_it_cannot_be_restored(carelog, one):
    aide = carelog.aide
    aide.open_home()
    aide.press("Open")
    aide.more("Cancel Session")
    aide.press("Somebody covers it")
    aide.fill("Who covers it?", "Kim Vale")
    aide.submit()
    aide.close()
    assert aide.title == "Cancelled session"
    aide.press("Restore")
    assert "Kim Vale has this session now, so it is theirs to log and sign." in aide.window


def test_a_forged_session_of_somebody_else_reveals_nothing(carelog, one):
    """The session comes from the person's device: it is asked anew whether they may."""
    aide = carelog.aide
    kim = carelog.person("UKIM")
    kim.command("/sessions cover")
    kim.choose("Jo Field")
    forged = {"text": {"type": "plain_text", "text": "Forged"}, "value": str(one + 1000)}

    def add(world):
        blocks = world.workspace.stacks["UKIM"][-1].blocks
        (element,) = (each["element"] for each in blocks if each.get("block_id", "").startswith("session"))
        element["options"].append(forged)

    carelog.server.call(add)
    kim.fill("Which session?", "Forged")
    kim.submit()
    assert "not here any more, or it is not yours to open" in kim.window
    assert aide.open_home().count("Morning care") >= 1
    assert count_sessions(carelog) == 1


def test_an_administrator_covers_for_any_aide(carelog, one):
    pat = carelog.person("UPAT")
    pat.open_home()
    pat.office(TITLE)
    pat.choose("Jo Field")
    pat.fill("Which session?", MORNING)
    pat.fill("Who covers it?", "Pat Quill")
    assert pat.submit() == {}
    assert "*You cover this session of Jo Field.*" in pat.window
    assert State.CANCELLED.value in str(carelog.aide.open_home()).lower()
