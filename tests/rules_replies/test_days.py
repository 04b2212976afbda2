"""Sessions of several days: "today", "yesterday", weekdays and halves of the day."""

from dataclasses import replace
from datetime import date

import pytest

from tests.rules_replies.school import LUNCH, READING, SKILLS, read, told

FRIDAY = replace(READING, date=date(2026, 9, 11))
SUNDAY = replace(LUNCH, date=date(2026, 9, 13))
DAYS = (FRIDAY, SUNDAY, SKILLS)

SAID = (
    ("friday all present", "all"),
    ("Fri: all but Wren", "all, Wren absent"),
    ("all present on friday", "all"),
    ("yesterday all present", "2: all"),
    ("yesterday: June absent", "2: June absent"),
    ("today all present", "3: all"),
    ("all present today", "3: all"),
    ("monday all present", "3: all"),
    ("yesterday and today all present", "2: all | 3: all"),
    ("yesterday cancelled: snow", "cancel 2 (snow)"),
    ("friday morning all present", "all"),
    ("the friday one: all present", "all"),
)


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_a_day_is_its_session(text, expected):
    assert told(read(text, DAYS)) == expected


@pytest.mark.parametrize("text", ["tuesday all present", "all present on wednesday", "all present tonight"])
def test_a_day_without_a_session_changes_nothing(text):
    assert not read(text, DAYS).changes_anything


def test_a_contradiction_of_day_and_half_asks():
    assert told(read("friday afternoon all present", DAYS)) == "ask session 1,2,3"


def test_two_sessions_on_the_day_ask_which():
    listed = (FRIDAY, replace(LUNCH, date=FRIDAY.date), SKILLS)
    assert told(read("friday all present", listed)) == "ask session 1,2"


def test_the_only_session_needs_no_day_but_must_not_contradict_it():
    assert told(read("Milo absent today", (READING,))) == "Milo absent"
    assert not read("Milo absent today", (FRIDAY,)).changes_anything
