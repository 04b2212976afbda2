"""A day that is imported later does to planned sessions what *Change a School Day* does, and says the numbers."""

from datetime import date, time

from sqlalchemy import select

from bot.commands.importing import run_import
from models.services.importing import import_file
from models.tables import AuditRow, CalendarDay, Session
from tests.factories import FIXED_NOW, TODAY, make_ready, make_school, make_session, make_sessions, post, weekdays

HEAD = "date,kind,name,campus,time\n"
ROWS = f"{HEAD}2026-11-18,no_school,Boil water notice,,\n2026-11-19,early_release,Storm,,11:00\n"


def load(database, school, rows):
    data = rows.encode()
    return database.run(lambda db: import_file(db, school.tenant_id, "calendar", data, today=TODAY, now=FIXED_NOW))


def sessions(database):
    query = select(Session.local_date, Session.state, Session.end_time, Session.cancel_reason).order_by(Session.id)
    return [tuple(row) for row in database.read(lambda db: db.execute(query).all())]


def test_a_series_made_before_the_import_keeps_no_session_on_a_day_without_school(database):
    school = make_school(database)
    make_sessions(database, school.aide, school.students, recurrence=weekdays(3))
    signed = make_session(database, school.other_aide, school.other_students)
    post(database, school.other_aide, [make_ready(database, school.other_aide, signed)])
    report = load(database, school, ROWS)
    assert report.problems == ()
    assert report.notes[-2:] == (
        "Sessions that are planned on these days: cancels 1 session, changes the end of 1, leaves 1 posted.",
        f"Please look at session {signed} of Kim Vale on 2026-11-18: it is signed.",
    )
    assert sessions(database)[:3] == [
        (date(2026, 11, 18), "cancelled", time(14), "Boil water notice"),
        (date(2026, 11, 19), "scheduled", time(11), ""),
        (date(2026, 11, 20), "scheduled", time(14), ""),
    ]
    again = load(database, school, ROWS)
    assert (again.unchanged, again.notes) == (2, ())
    events = database.read(lambda db: db.execute(select(AuditRow.event, AuditRow.actor_id)).all())
    assert ("session.cancelled", None) in events


def test_a_dry_run_says_the_numbers_and_changes_nothing(database, tmp_path):
    school = make_school(database)
    make_sessions(database, school.aide, school.students, recurrence=weekdays(3))
    before, path = sessions(database), tmp_path / "calendar.csv"
    path.write_text(ROWS)
    code, text = run_import(database, school.tenant_id, "calendar", path, dry_run=True, today=TODAY, now=FIXED_NOW)
    assert code == 0
    assert "cancels 1 session, changes the end of 1." in text
    assert sessions(database) == before
    kinds = select(CalendarDay.kind).where(CalendarDay.date == TODAY)
    assert database.read(lambda db: db.execute(kinds).all()) == []
