"""A student's record for an auditor: every session with its versions and signatures, and nobody else's part."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.enums import Presence, UnpostReason
from models.inputs import CaptureChanges, Unpost
from models.rules.written import ANOTHER
from models.services import capture, exports, unposting
from models.tables import Attendance, Session, Signature
from tests.factories import FIXED_NOW, KEYRING, counted_statements, make_ready, make_session, mark, post
from tests.services.exported import back, exported, rows
from tests.services.oversight import approve, give_back

WORDS = "Noah Green and ava helped Mia; N.G. left."


@pytest.fixture
def group(database, school):
    """Session 1 of three, posted, with other students' names in what was typed."""
    session = make_session(database, school.aide, school.students)
    noted = CaptureChanges(note=WORDS)
    database.run(lambda db: capture.record(db, school.aide, session, noted, now=FIXED_NOW))
    mark(database, school.aide, session, school.students[0], observation="Ate with Noah.")
    mark(database, school.aide, session, school.students[1], observation="Private to another.")
    post(database, school.aide, [make_ready(database, school.aide, session)])
    return session


def unpost(database, actor, session, words):
    version = database.read(lambda db: db.get_one(Session, session).version)
    asked = Unpost(session, version, UnpostReason.OTHER, words)
    later = FIXED_NOW + timedelta(hours=1)
    database.run(lambda db: unposting.unpost(db, actor, asked, keyring=KEYRING, now=later))


def signatures(database):
    return database.read(lambda db: db.execute(select(Signature).order_by(Signature.signed_at)).scalars().all())


def test_only_this_students_part_of_a_group_is_in_it(database, school, group):
    (row,) = rows(database, "record", student="S001")
    assert row["note"] == f"{ANOTHER} and {ANOTHER} helped Mia; {ANOTHER} left."
    assert row["observation"] == f"Ate with {ANOTHER}."
    assert row["names_taken_out"] is True
    for form in ("json", "csv"):
        text = json.dumps(exported(database, "record", student="S001", form=form)[2]).casefold()
        for other in ("noah", "green", "ava", "lopez", "s002", "s003", "private"):
            assert other not in text
    (own,) = rows(database, "record", student="S002")
    assert own["observation"] == "Private to another."
    assert own["note"].startswith("Noah Green and ")


def test_a_student_of_the_aide_who_was_not_there_is_taken_out_as_well(database, school):
    session = make_session(database, school.aide, school.students[:1])
    mark(database, school.aide, session, school.students[0], observation="Hit by Lopez. Max is not the aide's.")
    (row,) = rows(database, "record", student="S001")
    assert row["observation"] == f"Hit by {ANOTHER}. Max is not the aide's."


def test_the_signature_is_told_in_full(database, school, group):
    (row,) = rows(database, "record", student="S001")
    (signature,) = signatures(database)
    assert row | {
        "standing": "in force", "state": "posted", "signed_by": "Jo Field", "signed_title": "Paraprofessional",
        "signed_at": "2026-11-18T21:00:00.000000Z", "signed_digest": signature.digest, "net_minutes": 300,
        "approved_by": "", "void_at": "", "activities": ["Toileting"],
    } == row  # fmt: skip
    assert row["signed_meaning"].startswith("authorship")
    assert row["signed_line"].startswith(
        "Electronically signed by Jo Field, Paraprofessional, Nov 18, 2026, 3:00:00 PM"
    )


def test_an_unposted_version_stays_beside_what_came_after_it(database, school, group):
    """Also where the student was taken out since: the signed version still says that they were there."""
    unpost(database, school.aide, group, "Noah was not there that day")
    void, stands = rows(database, "record", student="S002")
    assert (void["standing"], void["state"], void["version"]) == ("void", "reopened", stands["version"] - 1)
    assert (void["void_by"], void["void_reason"]) == ("Jo Field", "other")
    assert void["void_words"] == "Noah was not there that day"
    assert rows(database, "record", student="S001")[0]["void_words"] == f"{ANOTHER} was not there that day"
    assert (stands["standing"], stands["signed_by"], stands["signed_digest"]) == ("not signed", "", "")
    _take_out(database, school, group, school.students[1])
    assert [row["standing"] for row in rows(database, "record", student="S002")] == ["void"]
    post(database, school.aide, [group], now=FIXED_NOW + timedelta(hours=2))
    assert [row["standing"] for row in rows(database, "record", student="S001")] == ["void", "in force"]
    (again,) = (row for row in rows(database, "services") if row["student_id"] == "S001")
    assert again["amends_version"] == void["version"]
    assert rows(database, "record", student="S001", days=("2026-11-01", "2026-11-17")) == []


def _take_out(database, school, session, student):
    def work(db):
        attendance = db.execute(
            select(Attendance).where(Attendance.session_id == session, Attendance.student_id == student)
        ).scalar_one()
        db.delete(attendance)

    database.run(work)


def test_approvals_returns_and_sessions_without_a_record(database, school, author):
    first = make_ready(database, author, make_session(database, author, school.students[:1]))
    post(database, author, [first])
    (waiting,) = rows(database, "record", student="S001")
    assert (waiting["standing"], waiting["approved_by"]) == ("awaits approval", "")
    give_back(database, school.supervisor, first, waiting["version"], "Please write the observation")
    post(database, author, [first])
    approve(database, school.supervisor, [first])
    mark(
        database, author, make_session(database, author, school.students[:2], date=back(1)), 1, presence=Presence.ABSENT
    )
    make_session(database, author, school.students[:1], date=back(-1))
    found = rows(database, "record", student="S001")
    assert [(row["standing"], row["state"], row["presence"], row["net_minutes"]) for row in found] == [
        ("not signed", "draft", "absent", None),
        ("void", "approved", "present", 300),
        ("in force", "approved", "present", 300),
        ("not signed", "scheduled", "unmarked", None),
    ]
    assert (found[1]["void_reason"], found[1]["void_words"]) == ("returned", "Please write the observation")
    assert (found[2]["approved_by"], found[2]["approved_title"]) == ("Sam Rowe", "Supervisor")
    assert found[2]["approved_meaning"].startswith("approval")


def test_statements_are_as_many_for_each_chunk(database, school, monkeypatch):
    for days in range(1, 6):
        make_session(database, school.aide, school.students, date=back(days + 2 * (days > 2)))
    counts, found = [], rows(database, "record", student="S001")
    for size in (1, 5):
        monkeypatch.setattr(exports.chunked, "__defaults__", (size,))
        with counted_statements(database) as seen:
            assert rows(database, "record", student="S001") == found
        counts.append(len(seen))
    assert len(found) == 5
    assert counts[0] - counts[1] == 4 * 5, "five statements for each chunk"
