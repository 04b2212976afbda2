"""Several clauses in one reply: what fits together, what contradicts itself, and what one part does to another."""

import pytest

from tests.rules_replies.school import ONE, THREE, read, told

ONE_STUDENT = (
    ("Milo came 9:15. Milo left at 1:30", "Milo from 09:15 to 13:30"),
    ("Milo came 9:15\nMilo away 10-11", "Milo from 09:15 away 10:00 AM-11:00 AM"),
    ("Milo absent. Milo sick", "Milo absent"),
    ("Milo absent. Milo refused", "Milo refused"),
    ("Milo here. Milo left at 1:30", "Milo to 13:30"),
)
CONTRADICTIONS = (
    "Milo absent. Milo left at 1:30",
    "Milo came 9:15. Milo came 9:20",
    "Milo came 9:15, Milo late 10 min",
    "Milo left at 1:30. Milo left 10 min early",
    "Milo here 9:15-1:30. Milo left at 1",
    "Milo away 10-11. Milo away 30 min",
    "Milo refused. Milo on field trip",
)
BESIDE = (
    ("all present. Milo flew", "Marta present, Will present, Philippa present, Wren present | unread Milo flew"),
    ("all present, Milo flew", "unread all present, Milo flew"),
    ("Wren refused, Milo flew", "Wren refused | unread Milo flew"),
    ("Milo flew, Wren refused", "Wren refused | unread Milo flew"),
    ("Milo absent, Milo flew", "unread Milo flew"),
    ("Wren refused. The bus broke down", "unread The bus broke down"),
    ("Wren refused. Xavier absent", "Wren refused | ask student"),
    ("all present. Xavier absent", "ask student | unread all present"),
    ("Wren refused, Milo left at 8:30", "Wren refused | ask time 1"),
    ("Wren refused, post", "Wren refused | post"),
    ("Wren refused? Milo absent", "Milo absent | unread Wren refused"),
)
SESSIONS = (
    ("2 all present. June left at 12:15", "2: all, June to 12:15"),
    ("2 all present\nJune left at 12:15", "2: all, June to 12:15"),
    ("2 all present, 3 cancelled snow", "2: all | cancel 3 (snow)"),
    ("#2:\nOtto absent\nall others here\n#3:\nall here", "2: all, Otto absent | 3: all"),
    ("2: Milo absent\nWren refused", "Wren refused | 2: Milo absent"),
    ("all sessions all present. 2 cancelled: snow", "all | 3: all | ask conflict 2"),
    ("2 cancelled: snow. 2 cancelled: rain", "ask conflict 2"),
    ("2 cancelled: snow\n2 cancelled: snow", "cancel 2 (snow)"),
)


@pytest.mark.parametrize(("text", "expected"), ONE_STUDENT)
def test_what_is_said_of_one_student_adds_up(text, expected):
    assert told(read(text)) == expected


@pytest.mark.parametrize("text", [*CONTRADICTIONS, "Milo absent. Milo here"])
def test_what_contradicts_itself_is_asked(text):
    assert told(read(text)) == "ask conflict 1"


@pytest.mark.parametrize("text", CONTRADICTIONS)
def test_a_contradiction_leaves_only_that_student_out(text):
    (capture,) = read(f"{text}. All others present.").captures
    assert sorted(capture.marks) == [2, 3, 4, 5]


@pytest.mark.parametrize(("text", "expected"), BESIDE)
def test_what_stands_beside_something_unread(text, expected):
    assert told(read(text, ONE)) == expected


@pytest.mark.parametrize(("text", "expected"), SESSIONS)
def test_several_sessions_in_one_reply(text, expected):
    assert told(read(text, THREE)) == expected
