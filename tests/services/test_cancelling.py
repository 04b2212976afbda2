"""*Cancel Session* and *Restore* on both databases: nothing recorded is lost, whoever cancelled."""

import pytest
from sqlalchemy import select

from models.enums import Presence, State
from models.errors import NotFound, RuleViolation
from models.inputs import CaptureChanges
from models.services import cancelling, capture, future
from models.tables import AuditRow
from tests.factories import FIXED_NOW, make_ready, make_sessions, mark, post, weekdays


def cancel(database, actor, session_id, reason="Field trip"):
    database.run(lambda db: cancelling.cancel(db, actor, session_id, reason, now=FIXED_NOW))


def restore(database, actor, session_id):
    database.run(lambda db: cancelling.restore(db, actor, session_id, now=FIXED_NOW))


def sheet_of(database, actor, session_id):
    return database.read(lambda db: capture.open_session(db, actor, session_id, now=FIXED_NOW))


def test_a_cancelled_session_comes_back_as_it_was(database, school, one):
    before = sheet_of(database, school.aide, one)
    cancel(database, school.aide, one, " Field\x00 trip ")
    cancelled = sheet_of(database, school.aide, one)
    assert (cancelled.state, cancelled.version) == (State.CANCELLED, before.version + 1)
    restore(database, school.aide, one)
    after = sheet_of(database, school.aide, one)
    assert (after.state, after.version, after.records) == (before.state, before.version + 2, before.records)
    restore(database, school.aide, one)
    assert sheet_of(database, school.aide, one).version == after.version
    trail = select(AuditRow.event, AuditRow.details).where(AuditRow.subject == f"session:{one}").order_by(AuditRow.n)
    rows = database.read(lambda db: db.execute(trail).all())
    assert [row.event for row in rows] == ["session.cancelled", "session.restored"]
    assert rows[0].details["reason"] == rows[1].details["reason"] == "Field trip"


def test_a_draft_comes_back_as_a_draft_with_its_record(database, school, one):
    mark(database, school.aide, one, school.students[0], observation="Ate alone.")
    cancel(database, school.aide, one)
    restore(database, school.aide, one)
    sheet = sheet_of(database, school.aide, one)
    assert (sheet.state, sheet.records[0].mark.presence) == (State.DRAFT, Presence.PRESENT)
    assert sheet.records[0].mark.observation == "Ate alone."


@pytest.mark.parametrize("reason", ["", "   ", "x" * 256])
def test_a_reason_is_needed(database, school, one, reason):
    with pytest.raises(RuleViolation) as caught:
        cancel(database, school.aide, one, reason)
    assert list(caught.value.problems) == ["words"]
    assert sheet_of(database, school.aide, one).version == 1


def test_a_cancelled_session_cannot_be_cancelled_again(database, school, one):
    cancel(database, school.aide, one)
    with pytest.raises(RuleViolation, match="cancelled"):
        cancel(database, school.aide, one)


def test_a_posted_session_is_neither_cancelled_nor_restored(database, school, one):
    make_ready(database, school.aide, one)
    post(database, school.aide, [one])
    with pytest.raises(RuleViolation, match="Unpost it first"):
        cancel(database, school.aide, one)
    restore(database, school.aide, one)
    assert sheet_of(database, school.aide, one).state is State.POSTED


def test_somebody_elses_is_not_found(database, school, one):
    for work in (cancel, restore):
        with pytest.raises(NotFound):
            work(database, school.other_aide, one)


def test_choices_that_were_only_planned_do_not_make_a_draft(database, school):
    """*Update Future Sessions* writes choices into sessions in which nobody recorded anything."""
    series = make_sessions(database, school.aide, school.students, recurrence=weekdays(4))
    mark(database, school.aide, series[0], school.students[0], given_added=frozenset({"TOILET"}))
    database.run(lambda db: future.carry(db, school.aide, series[0], now=FIXED_NOW))
    cancel(database, school.aide, series[2])
    restore(database, school.aide, series[2])
    back = sheet_of(database, school.aide, series[2])
    assert back.state is State.SCHEDULED
    assert "TOILET" in back.records[0].mark.given


def test_activities_alone_are_a_draft_again(database, school, one):
    changes = CaptureChanges(activities_added=frozenset({"TOILET"}))
    database.run(lambda db: capture.record(db, school.aide, one, changes, now=FIXED_NOW))
    cancel(database, school.aide, one)
    restore(database, school.aide, one)
    back = sheet_of(database, school.aide, one)
    assert (back.state, back.activities) == (State.DRAFT, {"TOILET"})
