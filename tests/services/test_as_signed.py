"""A posted session is shown as it was signed, whatever is called otherwise since (RELIABILITY ES-03, ES-05)."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from bot.views.home import home_page
from bot.views.posting import posted
from bot.views.session import NOT_AS_SIGNED, posted_session
from models.db import make_database
from models.enums import AbsenceReason, Presence
from models.inputs import CaptureChanges
from models.outputs import Posted
from models.services import capture, history, home
from models.services.lines import lines_of
from models.services.verify import verify
from models.tables import CatalogItem, Staff, Student
from tests.factories import (
    FIXED_NOW,
    KEYRING,
    TODAY,
    counted_statements,
    make_ready,
    make_school,
    make_session,
    mark,
    post,
)
from tests.views.drawn import said

NOTE = CaptureChanges(note="Fire drill at ten.")


@pytest.fixture
def school(database):
    """Session 1 is posted, 2 is a draft: two students present, one absent, an accommodation for one."""
    found = make_school(database)
    for day in (TODAY - timedelta(1), TODAY):
        session_id = make_session(database, found.aide, found.students, date=day)
        first, second, _ = found.students
        mark(database, found.aide, session_id, first, given_added=frozenset({"VISUAL"}), away_text="10-11")
        mark(database, found.aide, session_id, second, presence=Presence.ABSENT, reason=AbsenceReason.REFUSED)
        database.run(lambda db, key=session_id: capture.record(db, found.aide, key, NOTE, now=FIXED_NOW))
        make_ready(database, found.aide, session_id)
    post(database, found.aide, [1])
    return found


def rename(database):
    """The office renames everything and everybody, and sorts the catalogue anew."""

    def work(db):
        for table, names in (
            (CatalogItem, {"name": "Renamed", "category": "Moved", "position": 100 - CatalogItem.position}),
            (Student, {"first_name": "Renamed", "last_name": "Zed", "nickname": "Zz"}),
            (Staff, {"name": "Renamed Person", "title": "Renamed title"}),
        ):
            db.execute(update(table).values(**names))

    database.run(work)


def viewed(database, school, session_id=1):
    return database.read(
        lambda db: posted_session(
            history.with_history(db, school.aide, capture.open_session(db, school.aide, session_id, now=FIXED_NOW))
        )
    )


def listed(database, school, *ids):
    return database.read(lambda db: lines_of(db, school.aide, ids, now=FIXED_NOW))


def test_viewing_a_posted_session_shows_what_was_signed_after_everything_is_renamed(database, school):
    before = viewed(database, school)
    rename(database)
    assert viewed(database, school) == before
    text_ = said(before)
    for word in ("Garcia", "Noah Green", "Toileting", "Visual schedule", "Classroom", "Jo Field", "Fire drill"):
        assert word in text_
    assert "Renamed" not in text_
    assert "Renamed" in said(viewed(database, school, 2))  # What is not signed is called as it is today.
    assert database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))[0] == []


def test_lists_tell_a_posted_session_as_it_was_signed(database, school):
    (before,) = listed(database, school, 1)
    rename(database)
    (after,) = listed(database, school, 1)
    assert [pupil.name for pupil in after.students] == ["Mia Garcia", "Noah Green", "Ava Lopez"]
    assert (after.service, after.signed_by, after.signed_at) == (before.service, "Jo Field", FIXED_NOW)
    page = said(home_page(database.read(lambda db: home.home(db, school.aide, now=FIXED_NOW))))
    assert "Mia Garcia, Noah Green, Ava Lopez · Posted · signed by Jo Field" in page
    (draft,) = listed(database, school, 2)
    assert {pupil.name for pupil in draft.students} == {"Renamed Zed (Zz)"}


def test_what_was_just_posted_is_told_as_it_was_signed(database, school):
    signed = post(database, school.aide, [2])
    rename(database)
    again = Posted(listed(database, school, 2), signed.signature)
    assert said(posted(again)) == said(posted(Posted(signed.lines, signed.signature)))


@pytest.fixture
def owner(database, database_urls, school):
    """Somebody who owns the database and can put its triggers aside."""
    found = make_database(database_urls.owner)
    if found.engine.dialect.name == "sqlite":
        for name in ("signatures_no_update", "attendance_posted_no_update", "attendance_posted_no_delete"):
            found.run(lambda db, trigger=name: db.execute(text(f"DROP TRIGGER {trigger}")))
    yield found
    found.close()


def alter(owner, statement):
    def work(db):
        if owner.engine.dialect.name == "postgresql":
            db.execute(text("SET LOCAL session_replication_role = replica"))
        assert db.execute(text(statement)).rowcount > 0

    owner.run(work)


def test_what_was_altered_behind_the_app_does_not_change_what_was_signed(database, school, owner):
    before = viewed(database, school)
    alter(owner, "UPDATE attendance SET observation = 'x', given = '[]' WHERE session_id = 1")
    alter(owner, "DELETE FROM attendance WHERE session_id = 1 AND student_id = 2")
    assert viewed(database, school) == before


@pytest.mark.parametrize("change", ["digest = 'x'", "canonical = substr(canonical, 2)"])
def test_a_signed_record_that_cannot_be_read_says_so_and_is_not_mixed(database, school, owner, change):
    alter(owner, f"UPDATE signatures SET {change}")
    rename(database)
    shown = said(viewed(database, school))
    assert NOT_AS_SIGNED in shown
    assert "Mia Garcia" not in shown
    (line,) = listed(database, school, 1)
    assert (line.signed_by, {pupil.name for pupil in line.students}) == ("", {"Renamed Zed (Zz)"})


def test_lists_take_as_many_statements_for_many_posted_sessions_as_for_one(database, school):
    counts, ids = [], []
    for days in (range(7, 8), range(12, 17)):
        for ago in days:
            session_id = make_session(database, school.aide, school.students, date=TODAY - timedelta(ago))
            ids.append(make_ready(database, school.aide, session_id))
            post(database, school.aide, ids[-1:])
        with counted_statements(database) as seen:
            assert len(listed(database, school, *ids)) == len(ids)
        counts.append(len(seen))
    assert counts[0] == counts[1]
