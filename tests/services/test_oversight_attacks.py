"""What people with wrong ideas, old windows or bad luck try with what was submitted (PRODUCT journey 10)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.enums import UnpostReason
from models.errors import Changed, RuleViolation
from models.inputs import Unpost
from models.services import approving, unposting
from models.services.importing import import_file
from models.services.verify import verify
from models.tables import Notice, Session
from tests.factories import FIXED_NOW, KEYRING, TODAY
from tests.services.oversight import approve, changed, give_back, review_digest, submit
from tests.services.together import together


def try_to_approve(database, actor, ids, digest):
    return database.run(lambda db: approving.approve(db, actor, ids, digest, keyring=KEYRING, now=FIXED_NOW))


def states(database):
    return list(database.read(lambda db: db.execute(select(Session.state).order_by(Session.id)).scalars().all()))


def test_a_guessed_id_tells_nobody_who_approved_it(database, school, author):
    session_id = submit(database, author, school)
    approve(database, school.supervisor, [session_id])
    for guesser in (author, school.other_aide, school.admin):
        with pytest.raises(Changed) as told:
            try_to_approve(database, guesser, [session_id], "0" * 64)
        assert school.supervisor.name not in str(told.value)


def test_one_of_five_was_returned_meanwhile_and_none_is_approved(database, school, author):
    ids = [submit(database, author, school, date=date(2026, 11, 9) + timedelta(n)) for n in range(5)]
    digest = review_digest(database, school.supervisor, ids)
    give_back(database, school.supervisor, ids[2], 3, "Correct the end.")
    with pytest.raises(Changed):
        try_to_approve(database, school.supervisor, ids, digest)
    assert states(database) == ["submitted", "submitted", "returned", "submitted", "submitted"]


def test_the_same_session_twice_in_one_window_is_refused(database, school, author):
    session_id = submit(database, author, school)
    digest = review_digest(database, school.supervisor, [session_id])
    with pytest.raises(Changed):
        try_to_approve(database, school.supervisor, [session_id, session_id], digest)


def test_a_former_supervisor_and_one_who_is_an_aide_now_approve_nothing(database, school, author):
    session_id = submit(database, author, school)
    digest = review_digest(database, school.supervisor, [session_id])
    changed(database, author, supervisor_id=school.admin.staff_id)
    with pytest.raises(Changed):
        try_to_approve(database, school.supervisor, [session_id], digest)
    changed(database, author, supervisor_id=school.supervisor.staff_id)
    demoted = changed(database, school.supervisor, role="aide")
    with pytest.raises(Changed):
        try_to_approve(database, demoted, [session_id], digest)
    assert states(database) == ["submitted"]


@pytest.mark.parametrize("unseen", ["\u200b", "\u202e\u2066", "\ufeff \u00ad"])
def test_a_comment_that_nobody_sees_is_none(database, school, author, unseen):
    session_id = submit(database, author, school)
    with pytest.raises(RuleViolation) as refused:
        give_back(database, school.supervisor, session_id, 3, unseen)
    assert set(refused.value.problems) == {"comment"}


def test_who_approved_instead_of_the_overseer_hears_that_the_approval_is_void(database, school, author):
    changed(database, school.supervisor, active=False)
    session_id = submit(database, author, school)
    approve(database, school.admin, [session_id])
    asked = Unpost(session_id, 3, UnpostReason.WRONG_TIME)
    database.run(lambda db: unposting.unpost(db, author, asked, keyring=KEYRING, now=FIXED_NOW))
    told = database.read(lambda db: db.execute(select(Notice.recipient_id)).scalars().all())
    assert sorted(told) == sorted([school.admin.staff_id, school.supervisor.staff_id])


def test_an_imported_day_without_school_touches_nothing_of_it_and_calls_it_signed(database, school, author):
    days = [date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 13)]
    for day in days:
        submit(database, author, school, date=day)
    approve(database, school.supervisor, [2])
    give_back(database, school.supervisor, 3, 3, "Correct the end.")
    data = "\n".join(["date,kind,name", *(f"{day},no_school,Snow day" for day in days)]).encode()
    tenant = school.tenant_id
    report = database.run(lambda db: import_file(db, tenant, "calendar", data, today=TODAY, now=FIXED_NOW))
    assert [note.rpartition(": ")[2] for note in report.notes[1:]] == ["it is signed."] * 2 + ["something is recorded."]
    assert states(database) == ["submitted", "approved", "returned"]


def test_a_batch_that_meets_the_unposting_of_one_of_it_is_approved_whole_or_not_at_all(database, school, author):
    ids = [submit(database, author, school, date=date(2026, 11, 9) + timedelta(n)) for n in range(5)]
    digest = review_digest(database, school.supervisor, ids)
    asked = Unpost(ids[2], 3, UnpostReason.WRONG_TIME)

    def unpost():
        return database.run(lambda db: unposting.unpost(db, author, asked, keyring=KEYRING, now=FIXED_NOW))

    approved, unposted = together([lambda: try_to_approve(database, school.supervisor, ids, digest), unpost])
    assert not isinstance(unposted, Exception), unposted
    others = "submitted" if isinstance(approved, Changed) else "approved"
    assert states(database) == [others, others, "reopened", others, others]
    assert database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))[0] == []
