"""Two windows on one draft, on both databases: texts are both kept, and the later one is told of every field."""

from datetime import time

import pytest

from models.enums import Presence
from models.inputs import CaptureChanges, MarkChanges
from models.outputs import Met
from models.services import capture
from tests.factories import FIXED_NOW, make_session, mark


@pytest.fixture
def session_id(database, school):
    return make_session(database, school.aide, school.students)


def record(database, school, session_id, changes):
    return database.run(lambda db: capture.record(db, school.aide, session_id, changes, now=FIXED_NOW))


def test_a_note_written_twice_has_both(database, school, session_id):
    record(database, school, session_id, CaptureChanges(note="Fire drill.", shown={("note", None): ""}))
    saved = record(database, school, session_id, CaptureChanges(note="Calm.", shown={("note", None): ""}))
    assert saved.sheet.note == "Fire drill.\nCalm."
    assert saved.met == (Met("note", None, "Fire drill."),)


def test_an_observation_written_twice_has_both(database, school, session_id):
    student = school.students[0]
    mark(database, school.aide, session_id, student, observation="Ate well.")
    changes = CaptureChanges(marks={student: MarkChanges(observation="Tired.")}, shown={("observation", student): ""})
    saved = record(database, school, session_id, changes)
    assert saved.sheet.records[0].mark.observation == "Ate well.\nTired."
    assert saved.met == (Met("observation", student, "Ate well."),)


def test_of_a_choice_the_later_counts_and_is_told(database, school, session_id):
    student = school.students[0]
    mark(database, school.aide, session_id, student, presence=Presence.PRESENT, start=time(9, 30))
    later = MarkChanges(presence=Presence.ABSENT, start=time(9, 45))
    shown = {("presence", student): "", ("start", student): "09:00"}
    saved = record(database, school, session_id, CaptureChanges(marks={student: later}, shown=shown))
    assert saved.sheet.records[0].mark.presence is Presence.ABSENT
    assert saved.met == (Met("presence", student, "present"), Met("start", student, "09:30"))


def test_what_nobody_else_changed_meets_nothing(database, school, session_id):
    student = school.students[0]
    mark(database, school.aide, session_id, student, presence=Presence.PRESENT)
    changes = CaptureChanges(
        note="Calm.",
        marks={student: MarkChanges(presence=Presence.ABSENT)},
        shown={("note", None): "", ("presence", student): "present"},
    )
    assert record(database, school, session_id, changes).met == ()


def test_what_is_too_long_together_is_told_and_not_cut(database, school, session_id):
    record(database, school, session_id, CaptureChanges(note="a" * 1500, shown={("note", None): ""}))
    saved = record(database, school, session_id, CaptureChanges(note="b" * 1500, shown={("note", None): ""}))
    assert saved.problems == {"note": "Shorten the note to 2000 characters."}
    assert saved.sheet.note == "a" * 1500
