"""A session with its signatures and its history, and the lookups behind it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select, update

from models.enums import DayKind, Presence
from models.errors import NotFound
from models.inputs import CaptureChanges, MarkChanges
from models.services import audit, capture, history, lookups
from models.tables import AuditRow, CalendarDay, Campus, CatalogItem
from tests.factories import (
    BREAK,
    FIXED_NOW,
    TODAY,
    ZONE,
    counted_statements,
    make_ready,
    make_school,
    make_session,
    post,
)

AFTER_SCHOOL = FIXED_NOW + timedelta(minutes=31)


def shown(database, school, session_id, *, now=FIXED_NOW):
    """What *View* shows of a session of the aide's own."""
    return database.read(
        lambda db: history.with_history(db, school.aide, capture.open_session(db, school.aide, session_id, now=now))
    )


def tap(database, school, session_id, at, *, student=0, **changed):
    """One tap at an instant: something about one student."""
    marks = {school.students[student]: MarkChanges(**(changed or {"presence": Presence.PRESENT}))}
    database.run(lambda db: capture.record(db, school.aide, session_id, CaptureChanges(marks=marks), now=at))


def told(sheet):
    """The history as (local start, local end, who, what, how many)."""
    hours = [(line.at.astimezone(ZoneInfo(ZONE)), line.until.astimezone(ZoneInfo(ZONE))) for line in sheet.history]
    return [
        (f"{first:%d %H:%M}", f"{last:%H:%M}", line.who, line.what, line.changes)
        for (first, last), line in zip(hours, sheet.history, strict=True)
    ]


def test_a_record_reads_in_a_glance_however_many_taps_it_took(database):
    school = make_school(database)
    session_id = make_session(database, school.aide, school.students)
    for minute in range(6):
        at = AFTER_SCHOOL + timedelta(minutes=minute)
        tap(database, school, session_id, at, student=minute % 3, observation=f"Calm, {minute}.")
        tap(database, school, session_id, at, student=minute % 3, start=time(9, minute))
    make_ready(database, school.aide, session_id, now=AFTER_SCHOOL + timedelta(minutes=5))
    post(database, school.aide, [session_id], now=AFTER_SCHOOL + timedelta(minutes=6))
    touched = "attendance, actual times, the description of activities, an observation"
    assert told(shown(database, school, session_id)) == [
        ("18 15:00", "15:00", "Jo Field", "Planned", 1),
        ("18 15:31", "15:36", "Jo Field", f"Captured {touched}", 14),
        ("18 15:37", "15:37", "Jo Field", "Posted with the signing passphrase", 1),
    ]
    taps = select(func.count()).select_from(AuditRow).where(AuditRow.subject == f"session:{session_id}")
    assert database.read(lambda db: db.execute(taps).scalar_one()) == 15  # The trail keeps each of them.


def test_another_day_another_kind_and_another_chapter_have_their_own_lines(database):
    school = make_school(database)
    session_id = make_session(database, school.aide, school.students)

    def happened(event, at, actor=school.aide):
        database.run(
            lambda db: audit.record(
                db,
                tenant_id=school.tenant_id,
                actor_id=actor and actor.staff_id,
                event=event,
                subject=f"session:{session_id}",
                details={},
                at=at,
            )
        )

    evening = datetime(2026, 11, 19, 5, 59, tzinfo=UTC)  # A minute before midnight at the school.
    for event, minutes, actor in (
        ("session.captured", 0, school.aide),
        ("session.answer_undone", 0, school.aide),
        ("session.captured", 0, school.admin),
        ("session.captured", 0, None),
        ("session.captured", 1, school.aide),
        ("session.cancelled", 2, school.aide),
        ("session.captured", 3, school.aide),
        ("session.creation_undone", 4, school.aide),
        ("session.something_new", 4, school.aide),
    ):
        happened(event, evening + timedelta(minutes=minutes), actor)
    assert [line[2:] for line in told(shown(database, school, session_id))] == [
        ("Jo Field", "Planned", 1),
        ("Jo Field", "Captured", 1),
        ("Jo Field", "Took an answer back", 1),
        ("Pat Quill", "Captured", 1),
        ("Carelog", "Captured", 1),
        ("Jo Field", "Captured", 1),
        ("Jo Field", "Cancelled", 1),
        ("Jo Field", "Captured", 1),
        ("Jo Field", "Undid the planning; this session stayed", 1),
        ("Jo Field", "session.something_new", 1),
    ]


def test_a_record_of_very_many_changes_says_that_there_are_more(database, monkeypatch):
    monkeypatch.setattr(history, "MOST_CHANGES", 4)
    school = make_school(database)
    session_id = make_session(database, school.aide, school.students)
    for minute in range(3):
        tap(database, school, session_id, AFTER_SCHOOL, observation=f"Calm, {minute}.")
    assert [line.what for line in shown(database, school, session_id).history] == ["Planned", "Captured an observation"]
    for minute in range(3):
        tap(database, school, session_id, AFTER_SCHOOL, observation=f"Happy, {minute}.")
    lines = shown(database, school, session_id).history
    assert [(line.what, line.changes) for line in lines] == [(history.EARLIER, 1), ("Captured an observation", 4)]


def test_viewing_takes_as_many_statements_after_many_changes(database):
    school = make_school(database)
    session_id = make_session(database, school.aide, school.students)
    counts = []
    for taps in (1, 20):
        for number in range(taps):
            tap(database, school, session_id, AFTER_SCHOOL, observation=f"{taps} {number}")
        with counted_statements(database) as seen:
            shown(database, school, session_id)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_history_is_the_owners_alone(database):
    school = make_school(database)
    session_id = make_session(database, school.aide, school.students)
    with pytest.raises(NotFound):
        shown(database, replace(school, aide=school.other_aide), session_id)


def test_the_calendar_is_that_of_the_campus(database):
    school = make_school(database)

    def add(day, campus_id):
        values = {"tenant_id": school.tenant_id, "date": day, "kind": DayKind.NO_SCHOOL.value, "name": ""}
        database.run(lambda db: db.execute(insert(CalendarDay).values(values | {"campus_id": campus_id})))

    elsewhere = database.run(
        lambda db: db.execute(
            insert(Campus)
            .values(
                tenant_id=school.tenant_id,
                name="Hilltop School",
                time_zone="America/Denver",
                reminder_time=FIXED_NOW.time(),
                digest_time=FIXED_NOW.time(),
            )
            .returning(Campus.id)
        ).scalar_one()
    )
    add(date(2026, 12, 1), school.campus_id)
    add(date(2026, 12, 2), elsewhere)
    found = database.read(
        lambda db: lookups.no_school(db, school.aide, TODAY, date(2026, 12, 31)),
    )
    assert found == {**dict.fromkeys(BREAK, "Thanksgiving break"), date(2026, 12, 1): "No school"}
    assert database.read(lambda db: lookups.no_school(db, school.aide, TODAY, TODAY)) == {}


def test_items_that_have_ended_explain_old_records_only(database):
    school = make_school(database)
    database.run(
        lambda db: db.execute(update(CatalogItem).where(CatalogItem.code == "MEAL").values(ends_on=date(2026, 11, 17)))
    )

    def codes(on):
        return [item.code for item in database.read(lambda db: lookups.catalog(db, school.tenant_id, on=on))]

    assert "MEAL" not in codes(TODAY)
    assert "MEAL" in codes(date(2026, 11, 17))
    assert codes(None) == ["PCS", "BUS", "CLASS", "TOILET", "MEAL", "VISUAL"]
