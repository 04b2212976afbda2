"""Slack does not answer, or Carelog fails: the person is told, what was typed stays, and a code leads to the log."""

import logging
import re

import pytest

from tests.factories import PASSPHRASE, make_ready, make_session
from tests.handlers.running import count_sessions, request_of, sheet_of

pytestmark = pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
NO_ANSWER = "Slack did not answer. What you had saved is kept: please try again."


@pytest.fixture
def opened(carelog):
    """The aide with today's session open."""
    make_session(carelog.db, carelog.school.aide, carelog.school.students)
    carelog.aide.open_home()
    carelog.aide.press("Open")
    return carelog.aide


@pytest.mark.parametrize("fault", [{"limited": 1}, {"refused": 1}, {"refused": 1, "error": "fatal_error"}])
def test_a_window_that_slack_refused_is_said_with_a_reference_code(carelog, fault):
    carelog.aide.open_home()
    carelog.fault("views.open", **fault)
    carelog.aide.press("Add Session")
    assert carelog.aide.window.startswith(NO_ANSWER)
    assert re.search(r"Reference code: [0-9A-F]{6}\.", carelog.aide.window)
    carelog.aide.close()
    carelog.aide.press("Add Session")
    assert carelog.aide.title == "Add Session"


def test_an_expired_trigger_is_said_in_the_answer_to_a_command(carelog):
    carelog.fault("views.open", refused=1, error="expired_trigger_id")
    answer = carelog.aide.command("/post")
    assert answer.startswith("Slack closed the door before the window was ready. Nothing was lost")
    assert "(Reference code " in answer


def test_a_connection_that_broke_is_said_in_the_answer_to_a_command(carelog):
    carelog.fault("views.open", dropped=1)
    assert carelog.aide.command("/sessions add").startswith(NO_ANSWER)


def test_a_slack_that_is_too_slow_is_not_waited_for(start):
    carelog = start(timeout=1.0)  # Every other call has to be quicker than that, on a busy machine too.
    carelog.fault("views.open", delay=2.5)
    assert carelog.aide.command("/post").startswith(NO_ANSWER)


def test_where_nothing_can_be_shown_slack_itself_tells_the_person(carelog):
    carelog.aide.open_home()
    carelog.fault("views.open", refused=9, error="expired_trigger_id")
    assert carelog.front.dispatch(tap()).status != 200, "Unanswered, so that Slack says that it had trouble."


def tap():
    """A tap on Add Session, as Slack sends it."""
    body = {
        "type": "block_actions",
        "team": {"id": "T0001"},
        "user": {"id": "UJO", "team_id": "T0001"},
        "trigger_id": "1.2.3",
        "view": {"id": "V1", "type": "home", "blocks": []},
        "actions": [{"type": "button", "action_id": "series.add", "block_id": "home", "action_ts": "1"}],
    }
    return request_of(body)


def test_what_was_chosen_is_saved_even_when_the_window_cannot_follow(carelog, opened):
    carelog.fault("views.update", limited=1)
    opened.choose("Toileting")
    assert sheet_of(carelog).activities == {"TOILET"}
    assert opened.window.startswith(NO_ANSWER)
    opened.close()
    assert opened.held("Activities: Personal care") == {"Toileting"}


def test_a_window_that_another_answer_overtook_is_rendered_anew(carelog, opened):
    carelog.fault("views.update", refused=1, error="hash_conflict")
    opened.choose("Present in Session", near="Mia Garcia")
    assert "*Mia Garcia* · Present in Session" in opened.window


def test_home_that_cannot_be_published_is_tried_again_when_it_is_opened(carelog):
    carelog.fault("views.publish", refused=1)
    home = carelog.aide.open_home()
    assert home == f"{NO_ANSWER} Open Home again in a moment."
    assert "Add Session" in carelog.aide.open_home()


def test_a_renewal_of_home_that_fails_hurts_nothing(carelog, opened):
    carelog.fault("views.publish", refused=1)
    opened.choose("Toileting")
    opened.choose("Eating")
    assert sheet_of(carelog).activities == {"TOILET", "MEAL"}


@pytest.fixture
def broken(carelog):
    """Add Session filled in, in an app whose database fails."""
    aide = carelog.aide
    aide.open_home()
    aide.press("Add Session")
    aide.fill("Session Description", "Private words of an aide")
    aide.fill("Place of Service", "Classroom")
    aide.fill("Start Time", "13:00")
    aide.fill("End Time", "14:00")
    aide.fill("Students", {"Mia Garcia"})
    return aide


def test_an_unexpected_failure_gives_a_code_that_the_log_has_and_keeps_what_was_typed(
    carelog, broken, caplog, monkeypatch
):
    def fail(*_given, **_named):
        raise RuntimeError("Private words of an aide")

    with monkeypatch.context() as patched, caplog.at_level(logging.INFO, "carelog"):
        patched.setattr("models.services.planning.create", fail)
        assert broken.submit() == {}
    assert "Something went wrong in Carelog. What you had saved is kept: please try again." in broken.window
    code = re.search(r"Reference code: ([0-9A-F]{6})\.", broken.window).group(1)
    assert f"reference {code}: RuntimeError at " in caplog.text
    assert "Private words" not in caplog.text
    broken.close()
    assert broken.held("Session Description") == "Private words of an aide"
    assert broken.held("Students") == {"Mia Garcia"}
    assert broken.submit() == {}
    assert count_sessions(carelog) == 1


def test_a_failure_while_signing_signs_nothing_and_counts_no_wrong_try(carelog, monkeypatch):
    make_ready(carelog.db, carelog.school.aide, make_session(carelog.db, carelog.school.aide, carelog.school.students))
    aide = carelog.aide
    aide.command("/post")
    aide.fill("Signing passphrase", PASSPHRASE)

    def fail(*_given, **_named):
        raise RuntimeError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr("models.services.posting._post", fail)
        assert aide.submit() == {}
    assert "Reference code" in aide.window
    assert sheet_of(carelog).state.value == "draft"
    aide.close()
    for _ in range(4):
        aide.fill("Signing passphrase", "not the passphrase")
        assert "Signing is paused" not in aide.submit()["Signing passphrase"]


def test_messages_are_answered_with_where_to_go_and_others_are_left_alone(carelog):
    carelog.aide.page.post("message", text="all present")
    carelog.server.wait_until(lambda world: len(world.workspace.messages["DJO"]) == 2)
    assert "Nothing is unposted" in carelog.aide.messages[-1]
    carelog.front.rest()
    assert len(carelog.aide.messages) == 2, "Its own answer is not answered."
