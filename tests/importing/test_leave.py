"""The import of leave."""

from datetime import date

from sqlalchemy import select

from models.services.importing import import_file
from models.tables import Leave
from tests.factories import FIXED_NOW, make_school


def imported(database, school, text):
    return database.run(
        lambda db: import_file(db, school.aide.tenant_id, "leave", text.encode(), today=FIXED_NOW.date(), now=FIXED_NOW)
    )


def email_of(database, school):
    from models.tables import Staff

    return database.read(lambda db: db.get_one(Staff, school.aide.staff_id).email)


def test_leave_is_added_changed_and_not_doubled(database):
    school = make_school(database)
    email = email_of(database, school)
    first = imported(database, school, f"staff_email,start_date,end_date\n{email},2026-11-30,\n")
    again = imported(database, school, f"staff_email,start_date,end_date\n{email},2026-11-30,2026-12-02\n")
    assert (first.added, again.added, again.changed) == (1, 0, 1)
    days = database.read(lambda db: db.execute(select(Leave.start_date, Leave.end_date)).all())
    assert [tuple(day) for day in days] == [(date(2026, 11, 30), date(2026, 12, 2))]


def test_leave_that_ends_before_it_starts_or_of_nobody_is_refused(database):
    school = make_school(database)
    email = email_of(database, school)
    report = imported(
        database,
        school,
        f"staff_email,start_date,end_date\n{email},2026-11-30,2026-11-01\nnobody@x.example,2026-11-30,\n",
    )
    assert sorted(line for line, _ in report.problems) == [2, 3]
    assert database.read(lambda db: db.execute(select(Leave)).all()) == []
