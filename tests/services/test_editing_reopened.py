"""A session that was unposted is edited, cancelled and restored like a draft; of a posted one nothing changes."""

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from models.enums import State, UnpostReason
from models.inputs import Unpost
from models.services import cancelling, capture, unposting
from models.tables import Unposting
from tests.factories import FIXED_NOW, KEYRING, make_ready, make_session, post
from tests.services.editing import change


@pytest.fixture
def posted(database, school):
    one = make_session(database, school.aide, school.students)
    make_ready(database, school.aide, one)
    post(database, school.aide, [one])
    return one


def sheet_of(database, actor, session_id):
    return database.read(lambda db: capture.open_session(db, actor, session_id, now=FIXED_NOW))


def unpost(database, school, session_id):
    asked = Unpost(session_id, sheet_of(database, school.aide, session_id).version, UnpostReason.WRONG_TIME, "")
    database.run(lambda db: unposting.unpost(db, school.aide, asked, keyring=KEYRING, now=FIXED_NOW))


def test_a_reopened_session_is_edited_and_posted_again(database, school, posted):
    unpost(database, school, posted)
    saved = change(database, school.aide, posted, description="Corrected")
    assert (saved.sheet.state, saved.sheet.description) == (State.REOPENED, "Corrected")
    assert len(post(database, school.aide, [posted]).lines) == 1


def test_a_reopened_session_is_restored_as_reopened(database, school, posted):
    unpost(database, school, posted)
    before = sheet_of(database, school.aide, posted)
    database.run(lambda db: cancelling.cancel(db, school.aide, posted, "Twice", now=FIXED_NOW))
    database.run(lambda db: cancelling.restore(db, school.aide, posted, now=FIXED_NOW))
    after = sheet_of(database, school.aide, posted)
    assert (after.state, after.records) == (State.REOPENED, before.records)


def test_the_reason_of_a_posted_session_cannot_be_changed(database, posted):
    with pytest.raises(DBAPIError, match="posted session cannot be changed"):
        database.run(lambda db: db.execute(text(f"UPDATE sessions SET type_reason = 'x' WHERE id = {posted}")))


@pytest.mark.parametrize(("also", "refused"), [(", type_reason = 'x'", True), ("", False)])
def test_nor_at_the_moment_when_it_is_unposted(database, school, posted, also, refused):
    row = {
        "id": "a" * 32, "tenant_id": school.tenant_id, "session_id": posted, "staff_id": school.aide.staff_id,
        "session_version": sheet_of(database, school.aide, posted).version, "staff_name": "Jo Field",
        "reason": "wrong_time", "words": "", "unposted_at": FIXED_NOW, "mac": "", "key_id": "test",
    }  # fmt: skip

    def work(db):
        db.execute(insert(Unposting).values(**row))
        change_of = f"UPDATE sessions SET state = 'reopened', version = version + 1{also} WHERE id = {posted}"
        db.execute(text(change_of))

    if refused:
        with pytest.raises(DBAPIError, match="posted session cannot be changed"):
            database.run(work)
    else:
        database.run(work)
    assert (sheet_of(database, school.aide, posted).state is State.POSTED) is refused
