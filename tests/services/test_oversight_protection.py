"""SQL changes nothing of what is submitted or approved, and approves nothing without an overseer (ES-08)."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.factories import make_ready, make_school, make_session
from tests.services.oversight import approve, give_back, overseen, submit

APPROVAL = """INSERT INTO signatures (id, tenant_id, session_id, session_version, signer_id, signer_name, signer_title,
    meaning, statement, signed_at, zone, canonical, digest, mac, key_id)
    SELECT 'forged', tenant_id, {of}, session_version, {signer}, 'Nobody', '', '{meaning}', '', signed_at, zone,
    canonical, digest, mac, key_id FROM signatures WHERE session_id = {of} AND meaning = 'authorship'"""
UNPOSTING = """INSERT INTO unpostings (id, tenant_id, session_id, session_version, staff_id, staff_name, reason, words,
    unposted_at, mac, key_id) SELECT 'k', tenant_id, id, version, owner_id, 'Nobody', '{reason}', '',
    '2026-11-18 21:00:00', 'x', 'test' FROM sessions WHERE id = {of}"""
OPEN = "UPDATE sessions SET state = '{state}', version = version + 1 WHERE id = {of}"
SUBMITTED, APPROVED, RETURNED, DRAFT = 1, 2, 3, 4


@pytest.fixture
def school(database):
    """Session 1 is submitted, 2 approved, 3 returned, 4 a draft. Staff 3 is their author."""
    found = make_school(database)
    aide = overseen(database, found)
    days = ("2026-11-16", "2026-11-17", "2026-11-13")
    for session_id, day in enumerate(days, 1):
        assert submit(database, aide, found, date=date.fromisoformat(day)) == session_id
    approve(database, found.supervisor, [APPROVED])
    give_back(database, found.supervisor, RETURNED, 3, "Correct the end.")
    make_ready(database, aide, make_session(database, aide, found.students))
    assert found.aide.staff_id == 3
    return found


class Undone(Exception):
    """Ends a transaction without keeping it."""


def run(database, *statements):
    """Runs the statements in one transaction that is taken back; every one has to change something."""

    def work(db):
        for statement in statements:
            assert db.execute(text(statement)).rowcount == 1
        raise Undone

    with pytest.raises(Undone):
        database.run(work)


def refused(database, *statements):
    """As `run`, and demands that the last statement is refused."""
    reached = []

    def work(db):
        for statement in statements[:-1]:
            assert db.execute(text(statement)).rowcount == 1
        reached.append(True)
        db.execute(text(statements[-1]))

    with pytest.raises(DBAPIError):
        database.run(work)
    assert reached


APPROVE = "UPDATE sessions SET state = 'approved' WHERE id = {of}"


def test_what_is_forbidden_below_goes_through_with_the_one_thing_that_each_lacks(database, school):
    run(database, APPROVAL.format(of=1, signer=2, meaning="approval"), APPROVE.format(of=1))
    run(database, UNPOSTING.format(of=1, reason="returned"), OPEN.format(of=1, state="returned"))
    for of in (SUBMITTED, APPROVED):
        run(database, UNPOSTING.format(of=of, reason="other"), OPEN.format(of=of, state="reopened"))
    run(database, "UPDATE sessions SET note = 'x' WHERE id = 3")


@pytest.mark.parametrize("of", [SUBMITTED, APPROVED])
def test_nothing_of_it_changes(database, school, of):
    for statement in (
        f"UPDATE sessions SET note = 'x' WHERE id = {of}",
        f"UPDATE sessions SET state = 'draft' WHERE id = {of}",
        f"UPDATE sessions SET state = 'posted' WHERE id = {of}",
        f"UPDATE sessions SET state = 'cancelled' WHERE id = {of}",
        f"DELETE FROM sessions WHERE id = {of}",
        f"UPDATE attendance SET observation = 'x' WHERE session_id = {of}",
        f"UPDATE attendance SET session_id = {of} WHERE session_id = 4",
        f"DELETE FROM attendance WHERE session_id = {of}",
        OPEN.format(of=of, state="reopened"),
        OPEN.format(of=of, state="returned"),
    ):
        refused(database, statement)


def test_an_approval_needs_the_signature_of_somebody_else_and_a_submitted_session(database, school):
    refused(database, APPROVE.format(of=1))
    refused(database, APPROVAL.format(of=1, signer=3, meaning="approval"), APPROVE.format(of=1))
    refused(database, APPROVAL.format(of=1, signer=2, meaning="witness"), APPROVE.format(of=1))
    approved = "UPDATE sessions SET state = 'approved', note = 'x' WHERE id = 1"
    refused(database, APPROVAL.format(of=1, signer=2, meaning="approval"), approved)
    approved = "UPDATE sessions SET state = 'approved', version = version + 1 WHERE id = 1"
    refused(database, APPROVAL.format(of=1, signer=2, meaning="approval"), approved)
    for of in (RETURNED, DRAFT):
        refused(database, APPROVE.format(of=of))
        refused(database, f"UPDATE sessions SET state = 'submitted' WHERE id = {of}")


def test_a_return_is_of_what_is_submitted_and_its_reason_is_its_own(database, school):
    refused(database, UNPOSTING.format(of=APPROVED, reason="returned"))
    refused(database, UNPOSTING.format(of=RETURNED, reason="returned"))
    refused(database, UNPOSTING.format(of=1, reason="returned"), OPEN.format(of=1, state="reopened"))
    refused(database, UNPOSTING.format(of=1, reason="other"), OPEN.format(of=1, state="returned"))
    refused(database, UNPOSTING.format(of=1, reason="returned"), APPROVE.format(of=1))
    refused(database, "UPDATE sessions SET state = 'returned' WHERE id = 4")
    refused(database, "UPDATE sessions SET state = 'reopened' WHERE id = 3")


def test_two_signatures_of_one_meaning_are_refused(database, school):
    refused(database, APPROVAL.format(of=APPROVED, signer=1, meaning="approval").replace("'forged'", "'other'"))
