"""A session with its signatures and its history, and the lookups behind it."""

from datetime import date

import pytest
from sqlalchemy import insert, update

from models.enums import DayKind
from models.errors import NotFound
from models.services import history, lookups
from models.tables import CalendarDay, Campus, CatalogItem, Staff
from tests.factories import BREAK, FIXED_NOW, TODAY, make_ready, make_school, make_session, mark, post


def test_a_signed_session_shows_who_signed_and_what_happened(database):
    school = make_school(database)
    session_id = make_session(database, school.aide, school.students[:1])
    mark(database, school.aide, session_id, school.students[0], observation="Calm.")
    make_ready(database, school.aide, session_id)
    post(database, school.aide, [session_id])
    database.run(lambda db: db.execute(update(Staff).where(Staff.id == school.aide.staff_id).values(name="Jo Newname")))
    sheet = database.read(lambda db: history.session_with_history(db, school.aide, session_id, now=FIXED_NOW))
    (signature,) = sheet.signatures
    assert (signature.name, signature.title, signature.meaning) == ("Jo Field", "Paraprofessional", "authorship")
    assert (signature.signed_at, signature.version) == (FIXED_NOW, 3)
    assert [line.what for line in sheet.history] == [
        "Planned",
        "Saved attendance, actual times, an observation",
        "Saved activities",
        "Posted with the signing passphrase",
    ]
    assert {line.at for line in sheet.history} == {FIXED_NOW}
    with pytest.raises(NotFound):
        database.read(lambda db: history.session_with_history(db, school.other_aide, session_id, now=FIXED_NOW))


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
