"""Services delivered: signed records only, with the very numbers that Session Audit and the posted session show."""

from datetime import time

from sqlalchemy import text, update

from bot.views import words
from models.db import make_database
from models.enums import AbsenceReason, Presence, SessionType
from models.exports import Period
from models.inputs import CaptureChanges, Recurrence
from models.services import capture, export_services, exports, history
from models.tables import Signature, Student
from tests.factories import (
    FIXED_NOW,
    counted_statements,
    give_student,
    make_ready,
    make_session,
    make_sessions,
    mark,
    post,
)
from tests.services.exported import back, exported, rows
from tests.services.oversight import approve

EACH = 5
"""Statements for each chunk, however much there is."""
DAILY = Recurrence(frozenset({1, 2, 3, 4, 5}), 1, back(0))
ALONE = {"session_type": SessionType.INDIVIDUAL}


def care(database, aide, students, start, end, **terms):
    """A session with care, posted."""
    session = make_ready(database, aide, make_session(database, aide, students, start=start, end=end, **terms))
    post(database, aide, [session])
    return session


def posted_view(database, aide, session):
    def read(db):
        return history.with_history(db, aide, capture.open_session(db, aide, session, now=FIXED_NOW))

    return database.read(read)


def told(row):
    return row["student"], row["aide"], row["net_minutes"], row["day_minutes"], row["day_units"], row["as_shown"]


def test_the_day_is_rounded_once_and_counts_once_for_two_aides(database, school, student):
    """DOMAIN.md section 5, 13: 9:00-12:00 and 11:30-14:00 are 300 minutes, 20 units, not 22."""
    database.run(lambda db: give_student(db, school.other_aide, student))
    first = care(database, school.aide, [student], time(9), time(12), **ALONE)
    second = care(database, school.other_aide, [student], time(11, 30), time(14), **ALONE)
    shown = "5 h this day in 2 sessions · 20 units"
    assert [told(row) for row in rows(database, "services")] == [
        ("Mia Garcia", "Jo Field", 180, 300, 20, f"3 h · {shown}"),
        ("Mia Garcia", "Kim Vale", 150, None, None, f"2 h 30 min · {shown}"),
    ]
    for aide, session, row in zip(
        (school.aide, school.other_aide), (first, second), rows(database, "services"), strict=True
    ):
        view = posted_view(database, aide, session)
        assert row["as_shown"] == words.worth(row["net_minutes"], view.worth.students[student])
        assert row["signature"] == words.signature_line(view.signatures[0])


def test_a_group_shares_its_minutes_until_they_are_written(database, school):
    session = care(database, school.aide, school.students, time(9), time(14))
    found = rows(database, "services")
    assert [row["student"] for row in found] == ["Mia Garcia", "Noah Green", "Ava Lopez"]
    view = posted_view(database, school.aide, session)
    assert {row["as_shown"] for row in found} == {f"5 h. {words.shared(view.worth.shared)}"}
    assert {row["day_units"] for row in found} == {None}


def test_minutes_of_activities_time_away_and_the_columns(database, school, student):
    session = make_session(database, school.aide, school.students[:2])
    changes = {"given_added": frozenset({"TOILET"}), "minutes": {"TOILET": "35"}, "observation": '=Calm, "steady"'}
    mark(database, school.aide, session, student, away_text="10:00-11:00", **changes)
    mark(database, school.aide, session, school.students[1], presence=Presence.ABSENT, reason=AbsenceReason.ABSENT)
    post(database, school.aide, [session])
    (row,) = rows(database, "services")
    assert row | {
        "log_id": f"L{session}-S001", "date": "2026-11-18", "start": "09:00", "end": "14:00", "duration_minutes": 300,
        "time_away_minutes": 60, "net_minutes": 240, "setting": "Classroom", "procedure_code": "T1019-U5",
        "activities": ["Toileting"], "activity_minutes": ["Toileting: 35"], "observation": '=Calm, "steady"',
        "day_minutes": 35, "day_units": 2, "days_late": 0, "amends_version": None,
    } == row  # fmt: skip
    (line,) = exported(database, "services", form="csv")[2]
    assert line["observation"] == '\'=Calm, "steady"'
    assert (line["net_minutes"], line["day_units"]) == ("240", "2")
    assert list(line) == list(row)


def test_what_nobody_signed_or_approved_does_not_count(database, school, author, student):
    """Nor does it count for the day of what is signed."""
    make_ready(database, author, make_session(database, author, [student], start=time(6), end=time(7)))
    session = care(database, author, [student], time(7), time(8), **ALONE)
    assert exported(database, "services")[1].splitlines() == [
        "services: 0 rows from 2026-11-01 to 2026-11-30.",
        "1 submitted session waits for approval. Nothing of that is in it.",
    ]
    approve(database, school.supervisor, [session])
    (row,) = rows(database, "services")
    assert (row["day_minutes"], row["day_units"]) == (60, 4)
    assert row["approval"].startswith("Electronically signed by Sam Rowe, Supervisor")
    assert not exported(database, "unposted", days=("2026-11-19", "2026-11-30"))[2]["rows"]


def test_care_that_is_not_billed_and_more_than_the_iep_plans(database, school, student):
    database.run(lambda db: db.execute(update(Student).where(Student.id == student).values(iep_minutes_per_day=120)))
    care(database, school.aide, [student], time(9), time(13), **ALONE)
    database.run(
        lambda db: db.execute(
            update(Student).where(Student.id == school.students[1]).values(date_of_birth=back(9).replace(year=2000))
        )
    )
    care(database, school.aide, school.students[1:2], time(13), time(14), **ALONE)
    over, grown = rows(database, "services")
    assert (over["day_minutes"], over["day_units"]) == (240, 8)
    assert over["as_shown"] == "4 h · 8 units for the 2 h of the IEP"
    assert (grown["day_units"], grown["procedure_code"]) == (None, "")
    assert grown["as_shown"] == "1 h · not billable (21 or older on this day)"


def test_both_ends_of_the_period_are_in_it_and_names_are_those_that_were_signed(database, school, student):
    care(database, school.aide, [student], time(9), time(10), date=back(2), **ALONE)
    care(database, school.aide, [student], time(9), time(10), date=back(1), **ALONE)
    database.run(lambda db: db.execute(update(Student).where(Student.id == student).values(last_name="Renamed")))
    for days, found in (
        (("2026-11-16", "2026-11-17"), 2),
        (("11/16/2026", "11/16/2026"), 1),
        (("2026-11-17", "2026-11-17"), 1),
        (("2026-11-18", "2026-11-30"), 0),
    ):
        assert [row["student"] for row in rows(database, "services", days=days)] == ["Mia Garcia"] * found


def test_a_record_that_was_altered_is_left_out_and_said(database, database_urls, school, student):
    session = care(database, school.aide, [student], time(9), time(10), **ALONE)
    care(database, school.aide, [student], time(11), time(12), **ALONE)
    owner = make_database(database_urls.owner)
    owner.run(lambda db: _alter(db, session))
    owner.close()
    code, said, found = exported(database, "services")
    assert (code, len(found["rows"]), found["rows"][0]["day_units"]) == (1, 1, 4)
    assert said.splitlines()[1:] == found["problems"] == [exports.UNREADABLE.format(session)]


def _alter(db, session):
    """As the owner of the database can, with its triggers gone."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        for (name,) in db.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            db.execute(text(f"DROP TRIGGER {name}"))
    db.execute(update(Signature).where(Signature.session_id == session).values(canonical=b"{}"))


def test_statements_are_as_many_for_each_chunk_and_it_begins_before_all_is_read(database, school, monkeypatch):
    """Neither the statements for a chunk nor what is in memory grow with the district."""
    ids = make_sessions(database, school.aide, school.students, date=back(5), recurrence=DAILY)
    for session in ids:
        database.run(lambda db, key=session: capture.record(db, school.aide, key, _CARE, now=FIXED_NOW))
        database.run(lambda db, key=session: capture.all_present(db, school.aide, key, now=FIXED_NOW))
    post(database, school.aide, ids)
    whole = rows(database, "services")
    counts = {}
    for size in (200, 5, 2):
        monkeypatch.setattr(exports, "CHUNK", size)
        monkeypatch.setattr(export_services, "CHUNK", size)
        with counted_statements(database) as seen:
            assert rows(database, "services") == whole
        counts[size] = len(seen)
        with counted_statements(database) as begun:
            database.read(lambda db: _first(db, school))
        assert len([one for one in begun if one.startswith("SELECT")]) == 2 + EACH
    chunks = {200: 1, 5: -(-len(whole) // 5), 2: -(-len(whole) // 2)}
    each = (counts[5] - counts[200]) / (chunks[5] - 1)
    assert each == (counts[2] - counts[200]) / (chunks[2] - 1) == EACH


_CARE = CaptureChanges(activities_added=frozenset({"TOILET"}))


def _first(db, school):
    period = Period(back(17), back(0))
    return next(export_services.delivered(db, school.tenant_id, period, [], now=FIXED_NOW))
