"""*Update Future Sessions*: only choices are carried, only to unposted and untouched sessions; *Undo* takes it back."""

from datetime import date, time

import pytest
from sqlalchemy import select

from models.enums import AbsenceReason, Presence
from models.errors import NotFound
from models.inputs import CaptureChanges, MarkChanges
from models.services import capture, future, history
from models.tables import AuditRow
from tests.factories import (
    FIXED_NOW,
    TODAY,
    counted_statements,
    make_ready,
    make_session,
    make_sessions,
    mark,
    post,
    weekdays,
)

MEAL = frozenset({"MEAL"})


@pytest.fixture
def series(database, school):
    """Five sessions of one series, the first of them today."""
    return make_sessions(database, school.aide, school.students, recurrence=weekdays(5))


def record(database, actor, session_id, **changed):
    return database.run(
        lambda db: capture.record(db, actor, session_id, CaptureChanges(**changed), now=FIXED_NOW)
    ).sheet


def sheet_of(database, actor, session_id):
    return database.read(lambda db: capture.open_session(db, actor, session_id, now=FIXED_NOW))


def reach(database, actor, session_id):
    return database.read(lambda db: future.reach(db, actor, session_id))


def carry(database, actor, session_id):
    return database.run(lambda db: future.carry(db, actor, session_id, now=FIXED_NOW))


def undo(database, actor, carrying_id):
    return database.run(lambda db: future.undo(db, actor, carrying_id, now=FIXED_NOW))


def chosen(database, school, session_id):
    """The activities of a session, and what each student was given, in the students' order."""
    sheet = sheet_of(database, school.aide, session_id)
    given = {one.pupil.id: set(one.mark.given) for one in sheet.records}
    return set(sheet.activities), [given[key] for key in school.students]


NOTHING = (set(), [set(), set(), set()])


def test_choices_are_carried_and_nothing_else(database, school, series):
    first, second, _ = school.students
    record(database, school.aide, series[0], activities_added=frozenset({"TOILET"}), note="A calm day.")
    mark(
        database, school.aide, series[0], first,
        start=time(9, 10), away_text="10-11", given_added=MEAL | {"VISUAL"}, observation="Ate well.",
    )  # fmt: skip
    mark(database, school.aide, series[0], second)
    assert reach(database, school.aide, series[0]).count == 4
    assert carry(database, school.aide, series[0]).count == 4
    for later in series[1:]:
        assert chosen(database, school, later) == ({"TOILET"}, [{"MEAL", "VISUAL"}, set(), set()])
        sheet = sheet_of(database, school.aide, later)
        assert sheet.note == ""
        assert sheet.state.value == "scheduled"
        for one in sheet.records:
            assert one.mark.presence is Presence.UNMARKED
            assert (one.mark.start, one.mark.end, one.mark.away.stretches, one.mark.observation) == (None, None, (), "")
    assert reach(database, school.aide, series[0]) is None, "Nothing would change any more."


def test_the_reach_says_how_many_and_when(database, school, series):
    record(database, school.aide, series[1], activities_added=MEAL)
    found = reach(database, school.aide, series[1])
    assert (found.count, found.first) == (3, date(2026, 11, 20))
    assert found.last == date(2026, 11, 24)


def test_earlier_recorded_posted_and_other_sessions_stay(database, school, series):
    alone = make_session(database, school.aide, school.students, date=date(2026, 11, 30))
    other = make_sessions(database, school.aide, school.students, recurrence=weekdays(3), start=time(14), end=time(15))
    mark(database, school.aide, series[3], school.students[0])
    record(database, school.aide, series[1], activities_added=MEAL)
    assert carry(database, school.aide, series[1]).count == 2
    assert chosen(database, school, series[2])[0] == chosen(database, school, series[4])[0] == {"MEAL"}
    for untouched in (series[0], series[3], alone, *other):
        assert chosen(database, school, untouched) == NOTHING
    assert reach(database, school.aide, alone) is None


def test_a_posted_session_carries_too_and_is_not_changed(database, school, series):
    post(database, school.aide, [make_ready(database, school.aide, series[0])])
    before = sheet_of(database, school.aide, series[0])
    assert carry(database, school.aide, series[0]).count == 4
    assert sheet_of(database, school.aide, series[0]) == before


def test_who_was_away_says_nothing_about_other_days(database, school, series):
    first, second, _ = school.students
    mark(database, school.aide, series[0], first, given_added=MEAL)
    mark(database, school.aide, series[0], second, given_added=MEAL)
    carry(database, school.aide, series[0])
    away = MarkChanges(presence=Presence.ABSENT, reason=AbsenceReason.ABSENT)
    record(database, school.aide, series[1], marks={first: away, second: MarkChanges(presence=Presence.PRESENT)})
    record(database, school.aide, series[1], marks={first: MarkChanges(given_removed=MEAL)})
    assert reach(database, school.aide, series[1]) is None
    record(database, school.aide, series[1], marks={second: MarkChanges(given_removed=MEAL)})
    carry(database, school.aide, series[1])
    assert chosen(database, school, series[2]) == (set(), [MEAL, set(), set()])


def test_undo_brings_back_each_session_as_it_was(database, school, series):
    record(database, school.aide, series[0], activities_added=MEAL)
    mark(database, school.aide, series[0], school.students[0], given_added=MEAL)
    carry(database, school.aide, series[0])
    record(database, school.aide, series[0], activities_added=frozenset({"TOILET"}))
    made = carry(database, school.aide, series[0])
    assert undo(database, school.aide, made.id).undone == 4
    assert undo(database, school.aide, made.id).undone == 4, "Undoing twice is undoing once."
    assert chosen(database, school, series[4]) == ({"MEAL"}, [{"MEAL"}, set(), set()])
    assert chosen(database, school, series[0])[0] == {"MEAL", "TOILET"}


def test_undo_leaves_what_was_changed_since(database, school, series):
    record(database, school.aide, series[0], activities_added=MEAL)
    made = carry(database, school.aide, series[0])
    mark(database, school.aide, series[2], school.students[0])
    assert undo(database, school.aide, made.id).undone == 3
    assert chosen(database, school, series[1]) == NOTHING
    assert chosen(database, school, series[2])[0] == {"MEAL"}


def test_somebody_elses_series_is_not_reached(database, school, series):
    record(database, school.aide, series[0], activities_added=MEAL)
    assert reach(database, school.other_aide, series[0]) is None
    with pytest.raises(NotFound):
        carry(database, school.other_aide, series[0])
    made = carry(database, school.aide, series[0])
    with pytest.raises(NotFound):
        undo(database, school.other_aide, made.id)


def test_nothing_to_carry_makes_nothing(database, school, series):
    made = carry(database, school.aide, series[-1])
    assert (made.id, made.count) == (0, 0)


def test_every_session_that_was_reached_tells_of_it(database, school, series):
    record(database, school.aide, series[0], activities_added=MEAL)
    made = carry(database, school.aide, series[0])
    undo(database, school.aide, made.id)
    rows = database.read(
        lambda db: db.execute(
            select(AuditRow.event, AuditRow.details)
            .where(AuditRow.subject == f"session:{series[3]}")
            .order_by(AuditRow.n)
        ).all()
    )
    assert [row.event for row in rows] == ["session.carried", "session.carry_undone"]
    assert rows[0].details["changed"] == {"activities": [[], ["MEAL"]]}
    sheet = sheet_of(database, school.aide, series[3])
    said = database.read(lambda db: history.with_history(db, school.aide, sheet)).history
    assert [line.what for line in said][1:] == ["Updated from an earlier session", "Update taken back"]


def test_the_number_of_statements_does_not_grow(database, school):
    numbers = []
    for days in (3, 40):
        made = make_sessions(
            database, school.aide, school.students, recurrence=weekdays(days, TODAY), start=time(7), end=time(8)
        )
        record(database, school.aide, made[0], activities_added=MEAL)
        mark(database, school.aide, made[0], school.students[0], given_added=MEAL)
        with counted_statements(database) as statements:
            reach(database, school.aide, made[0])
            result = carry(database, school.aide, made[0])
            undo(database, school.aide, result.id)
        assert result.count == days - 1
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]
