"""Minutes per activity are kept with what was given, signed with it, and shown as they were signed."""

import hashlib
import secrets

import pytest
from sqlalchemy import insert, text, update

from models.db import make_database
from models.enums import Presence, State
from models.inputs import CaptureChanges, MarkChanges
from models.outputs import Met
from models.rules.record import record_of
from models.rules.signing import PREFIX_1, canonical, mac_fields, mac_of
from models.services import audit, capture, history, posting
from models.services.verify import verify
from models.tables import Attendance, CatalogItem, Session, Signature
from tests.factories import FIXED_NOW, KEYRING, make_ready, make_school, make_session, mark, post

MEAL = frozenset({"MEAL"})


@pytest.fixture
def school(database):
    """Session 1, in which the first student was given a meal, which asks for minutes."""
    found = make_school(database)
    asks = update(CatalogItem).where(CatalogItem.code == "MEAL").values(needs_minutes=True)
    database.run(lambda db: db.execute(asks))
    make_session(database, found.aide, found.students)
    mark(database, found.aide, 1, found.students[0], given_added=MEAL)
    return found


def write(database, school, minutes, **changed):
    changes = CaptureChanges(marks={school.students[0]: MarkChanges(minutes=minutes, **changed)})
    saved = database.run(lambda db: capture.record(db, school.aide, 1, changes, now=FIXED_NOW))
    return saved, next(one.mark for one in saved.sheet.records if one.pupil.id == school.students[0]).minutes


def read(database, school):
    sheet = database.read(lambda db: capture.open_session(db, school.aide, 1, now=FIXED_NOW))
    return database.read(lambda db: history.with_history(db, school.aide, sheet))


def problems(database):
    return database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))[0]


def test_minutes_are_saved_changed_and_emptied(database, school):
    assert write(database, school, {"MEAL": "20"})[1] == {"MEAL": 20}
    assert write(database, school, {"MEAL": "25"})[1] == {"MEAL": 25}
    assert write(database, school, {"MEAL": ""})[1] == {}


def test_saving_the_same_again_is_no_change(database, school):
    before = write(database, school, {"MEAL": "20"})[0].sheet.version
    assert write(database, school, {"MEAL": "20"})[0].sheet.version == before


def test_what_is_no_number_is_said_and_the_rest_is_saved(database, school):
    saved, minutes = write(database, school, {"MEAL": "many"}, observation="Calm.")
    assert saved.problems == {f"minutes.MEAL:{school.students[0]}": "Write whole minutes, from 0 to 1440."}
    assert minutes == {}
    assert saved.sheet.records[0].mark.observation == "Calm."


@pytest.mark.parametrize("typed", ["many", "900"])
def test_what_was_typed_for_what_is_taken_away_is_no_problem(database, school, typed):
    assert write(database, school, {"MEAL": typed})[0].problems
    saved, minutes = write(database, school, {"MEAL": typed}, given_removed=MEAL)
    assert (saved.problems, minutes) == ({}, {})


def test_minutes_of_what_was_not_given_are_not_kept(database, school):
    assert write(database, school, {"TOILET": "5"})[1] == {}
    write(database, school, {"MEAL": "20"})
    assert write(database, school, {}, given_removed=MEAL)[1] == {}


def write_over(database, school, minutes, seen, **changed):
    """As a window would that showed other minutes: `seen`."""
    student = school.students[0]
    shown = {(f"minutes.{code}", student): text for code, text in seen.items()}
    changes = CaptureChanges(marks={student: MarkChanges(minutes=minutes, **changed)}, shown=shown)
    saved = database.run(lambda db: capture.record(db, school.aide, 1, changes, now=FIXED_NOW))
    return saved.met, next(one.mark for one in saved.sheet.records if one.pupil.id == student).minutes


def test_of_minutes_typed_in_two_windows_the_later_count_and_the_others_are_told(database, school):
    student = school.students[0]
    write(database, school, {"MEAL": "20"})
    found, minutes = write_over(database, school, {"MEAL": "25"}, {"MEAL": ""})
    assert (found, minutes) == ((Met("minutes.MEAL", student, "20"),), {"MEAL": 25})
    assert write_over(database, school, {"MEAL": "25"}, {"MEAL": "20"})[0] == ()
    found, minutes = write_over(database, school, {"MEAL": ""}, {"MEAL": "20"})
    assert (found, minutes) == ((Met("minutes.MEAL", student, "25"),), {})


def test_minutes_of_different_activities_are_merged(database, school):
    write(database, school, {}, given_added=frozenset({"TOILET"}))
    write(database, school, {"MEAL": "20"})
    assert write_over(database, school, {"TOILET": "5"}, {"TOILET": ""}) == ((), {"MEAL": 20, "TOILET": 5})


def test_minutes_of_what_another_window_took_out_are_told(database, school):
    write(database, school, {}, given_removed=MEAL)
    found, minutes = write_over(database, school, {"MEAL": "20"}, {"MEAL": ""})
    assert (found, minutes) == ((Met("minutes.MEAL", school.students[0], "", lost="20"),), {})
    assert write_over(database, school, {"MEAL": "20"}, {"MEAL": ""}, given_removed=MEAL)[0] == ()


def test_minutes_are_signed_and_shown_as_they_were_signed(database, school):
    write(database, school, {"MEAL": "20"})
    post(database, school.aide, [make_ready(database, school.aide, 1)])
    shown = read(database, school)
    assert shown.as_signed
    assert next(one.mark.minutes for one in shown.records if one.mark.given) == {"MEAL": 20}
    assert problems(database) == []


def test_altered_minutes_of_a_posted_session_are_found(database, database_urls, school):
    write(database, school, {"MEAL": "20"})
    post(database, school.aide, [make_ready(database, school.aide, 1)])
    owner = make_database(database_urls.owner)
    owner.run(lambda db: without_protection(db, "UPDATE attendance SET minutes = '{\"MEAL\": 200}' WHERE id = 1"))
    owner.close()
    assert problems(database) == ["Session 1: the record differs from what was signed."]


def without_protection(db, statement):
    if db.get_bind().dialect.name == "postgresql":
        db.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        db.execute(text("DROP TRIGGER attendance_posted_no_update"))
    db.execute(text(statement))


def test_what_was_signed_under_the_first_version_is_shown_and_verified(database, school):
    """A posted session of before: its bytes know no minutes, and its digest is under the first prefix."""
    make_ready(database, school.aide, 1)
    database.run(lambda db: db.execute(update(Attendance).values(given=["MEAL"], presence=Presence.PRESENT.value)))
    sheet = database.read(lambda db: capture.open_session(db, school.aide, 1, now=FIXED_NOW))
    database.run(lambda db: sign_version_1(db, school, sheet))
    shown = read(database, school)
    assert shown.as_signed
    assert [one.mark.minutes for one in shown.records] == [{}, {}, {}]
    assert problems(database) == []


def sign_version_1(db, school, sheet):
    record = record_of(sheet, tenant_id=school.tenant_id, signer_id=school.aide.staff_id)
    del record["type_reason"]
    for student in record["students"]:
        del student["minutes"]
    content = canonical(record)
    row = {
        "id": secrets.token_hex(16),
        "tenant_id": school.tenant_id,
        "session_id": sheet.id,
        "session_version": sheet.version,
        "signer_id": school.aide.staff_id,
        "signer_name": "Jo Field",
        "signer_title": "Paraprofessional",
        "meaning": "authorship",
        "statement": "I gave this care.",
        "signed_at": FIXED_NOW,
        "zone": sheet.zone,
        "canonical": content,
        "digest": hashlib.sha256(PREFIX_1 + content).hexdigest(),
        "key_id": KEYRING.current,
    }
    row["mac"] = mac_of(KEYRING, KEYRING.current, mac_fields(row))
    db.execute(insert(Signature).values(row))
    details = {"signature": row["id"], "digest": row["digest"], "version": sheet.version, "campus": sheet.campus_id}
    who = {"tenant_id": school.tenant_id, "actor_id": school.aide.staff_id, "at": FIXED_NOW}
    audit.record(db, event="session.posted", subject="session:1", details=details, **who)
    times = db.get_one(Session, 1)
    care = posting.care_values(((times.starts_at, times.ends_at),))
    db.execute(update(Session).where(Session.id == 1).values(state=State.POSTED.value, **care))
