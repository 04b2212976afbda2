"""What becomes of a cover: *Undo*, *Restore*, who is told; and never two live sessions of the same care."""

from datetime import time

import pytest
from sqlalchemy import func, select

from models.enums import State
from models.errors import NotFound, RuleViolation
from models.rules.replies import Reply
from models.services import covers, ending_series, undoing
from models.services.answers import Written, apply
from models.tables import AuditRow, Cover, Notice, Session
from tests.factories import (
    FIXED_NOW,
    TODAY,
    make_session,
    make_sessions,
    mark,
    weekdays,
)
from tests.services.covering import cancel, cover, restore, row, undo


def test_undo_puts_it_back_while_nothing_is_recorded(database, school, one):
    made = cover(database, school.supervisor, one, school.other_aide)
    assert undo(database, school.supervisor, made).undone
    assert row(database, one).state == "scheduled"
    assert database.read(lambda db: db.execute(select(func.count(Session.id))).scalar_one()) == 1
    assert undo(database, school.supervisor, made).undone
    with pytest.raises(NotFound):
        undo(database, school.aide, made)
    events = select(AuditRow.event).where(AuditRow.event.startswith("session.cover")).order_by(AuditRow.n)
    assert database.read(lambda db: db.execute(events).scalars().all()) == [
        "session.covered",
        "session.covering",
        "session.cover_undone",
    ]
    gone = select(AuditRow.subject).where(AuditRow.event == "session.removed")
    assert database.read(lambda db: db.execute(gone).scalars().all()) == [f"session:{made.covering_id}"]
    assert cover(database, school.supervisor, one, school.other_aide, "again").id != made.id


def test_undo_never_takes_away_what_was_recorded(database, school, one):
    made = cover(database, school.supervisor, one, school.other_aide)
    mark(database, school.other_aide, made.covering_id, school.students[0])
    with pytest.raises(RuleViolation, match="was recorded or changed since"):
        undo(database, school.supervisor, made)
    assert row(database, one).state == "cancelled"


def test_a_draft_is_a_draft_again_after_undo(database, school, one):
    mark(database, school.aide, one, school.students[0])
    made = cover(database, school.aide, one, school.other_aide)
    undo(database, school.aide, made)
    assert row(database, one).state == State.DRAFT.value


def test_when_the_substitute_cancels_the_aide_can_take_it_back_and_never_both(database, school, one):
    made = cover(database, school.supervisor, one, school.other_aide)
    with pytest.raises(RuleViolation, match="Kim Vale has this session now"):
        restore(database, school.aide, one)
    cancel(database, school.other_aide, made.covering_id)
    restore(database, school.aide, one)
    assert row(database, one).state == "scheduled"
    with pytest.raises(RuleViolation, match="Jo Field has this session now"):
        restore(database, school.other_aide, made.covering_id)


def test_a_substitute_who_is_covered_again_leaves_one_live_session(database, school, one):
    first = cover(database, school.supervisor, one, school.other_aide)
    second = cover(database, school.other_aide, first.covering_id, school.supervisor, "second")
    live = select(Session.id).where(Session.state != State.CANCELLED.value)
    assert database.read(lambda db: db.execute(live).scalars().all()) == [second.covering_id]
    for actor, session_id in ((school.aide, one), (school.other_aide, first.covering_id)):
        with pytest.raises(RuleViolation, match="Sam Rowe has this session now"):
            restore(database, actor, session_id)
    with pytest.raises(RuleViolation):
        undo(database, school.supervisor, first)


def test_a_cancelling_message_is_not_undone_while_the_aide_has_it_back(database, school, one):
    made = cover(database, school.supervisor, one, school.other_aide)
    theirs = school.other_aide
    reply, written = (
        Reply(cancels=((made.covering_id, "field trip"),)),
        Written("D1", "1.1", "", "cancelled, field trip"),
    )
    database.run(lambda db: apply(db, theirs, reply, written, (), now=FIXED_NOW))
    restore(database, school.aide, one)
    assert database.run(lambda db: undoing.undo(db, theirs, now=FIXED_NOW)) == (0, 1)
    assert [row(database, key).state for key in (one, made.covering_id)] == ["scheduled", "cancelled"]


def test_each_of_the_others_is_told_once(database, school, one):
    def told(key):
        cover_id = database.read(lambda db: db.execute(select(func.max(Cover.id))).scalar_one())
        query = select(Notice.recipient_id).where(Notice.kind == f"cover.{cover_id}")
        return key, set(database.read(lambda db: db.execute(query).scalars()))

    aide, substitute, boss = (who.staff_id for who in (school.aide, school.other_aide, school.supervisor))
    cover(database, school.supervisor, one, school.other_aide)
    assert told("supervisor") == ("supervisor", {aide, substitute})
    other = make_session(database, school.aide, school.students)
    cover(database, school.other_aide, other, key="taken")
    assert told("taken") == ("taken", {aide, boss})
    third = make_session(database, school.aide, school.students)
    cover(database, school.aide, third, school.other_aide, "own")
    assert told("own") == ("own", {substitute, boss})


def test_what_is_said_names_no_student_and_falls_silent_after_undo(database, school, one):
    made = cover(database, school.supervisor, one, school.other_aide)

    def said(actor):
        return database.read(lambda db: covers.told(db, actor, f"cover.{made.id}", now=FIXED_NOW))

    assert said(school.aide).to_owner
    assert said(school.other_aide).to_substitute
    line = said(school.aide).line
    assert (line.date, line.start) == (TODAY, time(9))
    assert [pupil.initials for pupil in line.students]
    undo(database, school.supervisor, made)
    assert said(school.aide) is None


def test_the_series_goes_on_and_can_still_be_ended(database, school):
    """The rest of the series is the aide's; a cover that is undone stands in nobody's way."""
    series = make_sessions(database, school.aide, school.students, recurrence=weekdays(5))
    made = cover(database, school.supervisor, series[1], school.other_aide)
    undo(database, school.supervisor, made)
    database.run(lambda db: ending_series.end(db, school.aide, series[0], TODAY, "end", now=FIXED_NOW))
    assert database.read(lambda db: db.execute(select(func.count(Session.id))).scalar_one()) == 1
    assert database.read(lambda db: db.execute(select(Cover.session_id)).scalar_one()) is None
