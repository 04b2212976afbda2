"""Professional oversight: submitted, approved, returned and unposted (PRODUCT journey 10)."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

from models.enums import State, UnpostReason
from models.errors import Changed, RuleViolation
from models.inputs import CaptureChanges, Unpost
from models.services import approving, cancelling, capture, history, oversight, posting, unposting
from models.services.home import home
from models.services.reminders import digest, reminder
from models.services.verify import verify
from models.tables import AuditRow, Notice, Session, Signature
from tests.factories import (
    FIXED_NOW,
    KEYRING,
    enrol,
    make_ready,
    make_session,
    mark,
    post,
    window_digest,
)
from tests.services.oversight import approve, give_back, overseen, review_digest, submit

MONDAY = date(2026, 11, 16)
LATER = FIXED_NOW + timedelta(hours=1)


def session_of(database, session_id):
    return database.read(lambda db: db.get_one(Session, session_id))


def record_of(database, actor, session_id=1):
    sheet = database.read(lambda db: capture.open_session(db, actor, session_id, now=LATER))
    return database.read(lambda db: history.with_history(db, actor, sheet))


def queue_of(database, actor, now=LATER):
    return database.read(lambda db: oversight.queue(db, actor, now=now))


def home_of(database, actor, now=LATER):
    return database.read(lambda db: home(db, actor, now=now))


def count(database, table):
    return database.read(lambda db: db.execute(select(func.count()).select_from(table)).scalar_one())


def events_of(database, session_id=1):
    query = select(AuditRow.event).where(AuditRow.subject == f"session:{session_id}").order_by(AuditRow.n)
    return list(database.read(lambda db: db.execute(query).scalars().all()))


def assert_green(database):
    assert database.read(lambda db: verify(db, KEYRING, now=LATER))[0] == []


def test_who_needs_oversight_submits_and_it_waits_for_the_supervisor(database, school, author):
    session_id = make_ready(database, author, make_session(database, author, school.students))
    audit = database.read(lambda db: posting.audit_of(db, author, [session_id], now=FIXED_NOW))
    assert (audit.overseer.name, audit.overseer.absent) == ("Sam Rowe", None)
    (line,) = post(database, author, [session_id]).lines
    assert (line.state, line.waits_for, line.signed_by) == (State.SUBMITTED, "Sam Rowe", "Jo Field")
    assert events_of(database)[-1] == "session.submitted"
    page = home_of(database, author)
    assert (page.unposted_total, page.submitted, page.waits_for) == (0, 1, "Sam Rowe")
    sheet = record_of(database, author)
    assert (sheet.state, sheet.waits_for, sheet.as_signed) == (State.SUBMITTED, "Sam Rowe", True)
    assert_green(database)


def test_what_is_submitted_can_neither_be_edited_nor_cancelled(database, school, author):
    session_id = submit(database, author, school)
    for work in (
        lambda db: capture.record(db, author, session_id, CaptureChanges(note="x"), now=LATER),
        lambda db: cancelling.cancel(db, author, session_id, "Field trip", now=LATER),
    ):
        with pytest.raises(RuleViolation, match="ask your overseer to return it, or unpost it"):
            database.run(work)


def test_submitted_care_takes_the_aides_own_time(database, school, author):
    submit(database, author, school, start=time(9), end=time(10))
    meets = make_ready(
        database, author, make_session(database, author, school.students, start=time(9, 30), end=time(11))
    )
    audit = database.read(lambda db: posting.audit_of(db, author, [meets], now=FIXED_NOW))
    assert not audit.entries
    assert "overlap" in audit.waiting[0].findings[0].text
    forced = posting.window_of(audit, author, 0)
    digest = posting._bound([posting.digest_of(posting._content(author, audit.waiting[0].sheet))], submits=True)
    with pytest.raises(RuleViolation, match="two places"):
        database.run(lambda db: posting.sign(db, author, [meets], digest, keyring=KEYRING, now=FIXED_NOW))
    assert forced.entries == ()


def test_the_supervisor_approves_with_a_signature_of_their_own(database, school, author):
    session_id = submit(database, author, school)
    (waits,) = queue_of(database, school.supervisor).shown
    assert (waits.owner, waits.days, waits.instead_of) == ("Jo Field", 0, "")
    done = approve(database, school.supervisor, [session_id], now=LATER)
    assert (done.left, done.signature.name, done.signature.meaning) == (0, "Sam Rowe", "approval")
    assert session_of(database, session_id).state == "approved"
    sheet = record_of(database, author)
    assert [(one.name, one.meaning, one.version) for one in sheet.signatures] == [
        ("Jo Field", "authorship", 3),
        ("Sam Rowe", "approval", 3),
    ]
    assert [line.what for line in sheet.history][-2:] == [
        "Submitted with the signing passphrase",
        "Approved with the signing passphrase",
    ]
    assert queue_of(database, school.supervisor).total == 0
    assert_green(database)


def test_several_are_approved_at_once_with_a_signature_each(database, school, author):
    ids = [submit(database, author, school, date=MONDAY + timedelta(n)) for n in range(2)]
    done = approve(database, school.supervisor, ids)
    assert [line.state for line in done.lines] == [State.APPROVED] * 2
    assert count(database, Signature) == 4
    problems, counts = database.read(lambda db: verify(db, KEYRING, now=LATER))
    assert (problems, counts["approvals"], counts["posted sessions"]) == ([], 2, 2)


def test_approving_twice_is_approving_once(database, school, author):
    session_id = submit(database, author, school)
    digest = review_digest(database, school.supervisor, [session_id])
    first, again = (
        database.run(
            lambda db: approving.approve(db, school.supervisor, [session_id], digest, keyring=KEYRING, now=LATER)
        )
        for _ in range(2)
    )
    assert first == again
    assert count(database, Signature) == 2


def test_the_second_of_two_overseers_is_told_who_was_faster(database, school, author):
    week = FIXED_NOW + timedelta(days=4)
    session_id = submit(database, author, school)
    enrol(database, school, school.supervisor)
    digest = review_digest(database, school.admin, [session_id], now=week)
    approve(database, school.supervisor, [session_id], now=week)
    with pytest.raises(Changed, match="Sam Rowe approved this meanwhile"):
        database.run(lambda db: approving.approve(db, school.admin, [session_id], digest, keyring=KEYRING, now=week))
    assert count(database, Signature) == 2


def test_returned_it_goes_back_with_a_comment_and_is_submitted_again(database, school, author):
    session_id = submit(database, author, school)
    assert give_back(database, school.supervisor, session_id, 3, "  Correct the end.  ").name == "Jo Field"
    opened = database.read(lambda db: capture.open_session(db, author, session_id, now=LATER))
    assert (opened.state, opened.version) == (State.RETURNED, 4)
    assert (opened.returned.by, opened.returned.words) == ("Sam Rowe", "Correct the end.")
    assert home_of(database, author).unposted_total == 1
    assert queue_of(database, school.supervisor).total == 0
    audit = database.read(lambda db: posting.audit_of(db, author, [session_id], now=LATER))
    assert [one.text for one in audit.entries[0].findings] == ["Sam Rowe returned this session: Correct the end."]
    mark(database, author, session_id, school.students[0], end=time(13, 30))
    edited = database.read(lambda db: capture.open_session(db, author, session_id, now=LATER))
    assert (edited.state, edited.returned.words) == (State.RETURNED, "Correct the end.")
    post(database, author, [session_id], now=LATER)
    approve(database, school.supervisor, [session_id], now=LATER)
    sheet = record_of(database, author)
    assert sheet.state is State.APPROVED
    assert [(one.meaning, one.voided is not None) for one in sheet.signatures] == [
        ("authorship", True),
        ("authorship", False),
        ("approval", False),
    ]
    void = sheet.signatures[0].voided
    assert (void.by, void.reason, void.words) == ("Sam Rowe", UnpostReason.RETURNED, "Correct the end.")
    assert_green(database)


def test_a_return_needs_a_comment_that_is_not_too_long(database, school, author):
    session_id = submit(database, author, school)
    for comment in ("", "   ", "x" * 2001):
        with pytest.raises(RuleViolation) as refused:
            give_back(database, school.supervisor, session_id, 3, comment)
        assert set(refused.value.problems) == {"comment"}
    give_back(database, school.supervisor, session_id, 3, "x" * 2000)


def test_returning_twice_is_returning_once_and_the_author_is_told_once(database, school, author):
    session_id = submit(database, author, school)
    for _ in range(2):
        assert give_back(database, school.supervisor, session_id, 3, "Correct the end.").name == "Jo Field"
    rows = database.read(lambda db: db.execute(select(Notice)).scalars().all())
    assert [(row.recipient_id, row.kind) for row in rows] == [(author.staff_id, f"unposted.{session_id}.3")]
    told = database.read(lambda db: unposting.told(db, author, rows[0].kind, now=LATER))
    assert (told.by, told.reason, told.line.state) == ("Sam Rowe", UnpostReason.RETURNED, State.RETURNED)


def test_an_approval_after_a_return_or_an_unpost_is_refused(database, school, author):
    session_id = submit(database, author, school)
    digest = review_digest(database, school.supervisor, [session_id])
    unpost(database, author, session_id, 3)
    with pytest.raises(Changed):
        database.run(
            lambda db: approving.approve(db, school.supervisor, [session_id], digest, keyring=KEYRING, now=LATER)
        )
    with pytest.raises(Changed):
        give_back(database, school.supervisor, session_id, 3, "Too late.")
    post(database, author, [session_id], now=LATER)
    with pytest.raises(Changed):
        database.run(
            lambda db: approving.approve(db, school.supervisor, [session_id], digest, keyring=KEYRING, now=LATER)
        )
    assert session_of(database, session_id).state == "submitted"


def unpost(database, actor, session_id, seen):
    asked = Unpost(session_id, seen, UnpostReason.WRONG_TIME)
    return database.run(lambda db: unposting.unpost(db, actor, asked, keyring=KEYRING, now=LATER))


@pytest.mark.parametrize("approved", [False, True])
def test_unposting_voids_every_signature_and_the_overseer_is_told(database, school, author, approved):
    session_id = submit(database, author, school)
    if approved:
        approve(database, school.supervisor, [session_id])
    assert unpost(database, author, session_id, 3).state is State.REOPENED
    sheet = record_of(database, author)
    assert all(one.voided for one in sheet.signatures)
    assert len(sheet.signatures) == 1 + approved
    told = database.read(lambda db: db.execute(select(Notice.recipient_id)).scalars().all())
    assert told == [school.supervisor.staff_id]
    signed = database.read(lambda db: history.signed_version(db, author, session_id, now=LATER))
    assert len(signed.signatures) == 1 + approved
    assert_green(database)


def test_what_was_submitted_keeps_waiting_when_oversight_is_no_longer_needed(database, school, author):
    session_id = submit(database, author, school)
    free = overseen(database, school, needed=False)
    assert home_of(database, free).submitted == 1
    assert queue_of(database, school.supervisor).total == 1
    own = make_ready(database, free, make_session(database, free, school.students, date=MONDAY))
    (line,) = post(database, free, [own]).lines
    assert line.state is State.POSTED
    approve(database, school.supervisor, [session_id])
    assert_green(database)


def test_a_window_that_said_post_does_not_submit_nor_the_other_way_round(database, school):
    session_id = make_ready(database, school.aide, make_session(database, school.aide, school.students))
    said_post = window_digest(database, school.aide, [session_id])
    author = overseen(database, school)
    said_submit = window_digest(database, author, [session_id])
    for actor, said in ((author, said_post), (school.aide, said_submit)):
        with pytest.raises(Changed):
            database.run(
                lambda db, a=actor, d=said: posting.sign(db, a, [session_id], d, keyring=KEYRING, now=FIXED_NOW)
            )
    post(database, author, [session_id])
    assert overseen(database, school, needed=False).needs_oversight is False
    answered = database.run(
        lambda db: posting.sign(db, author, [session_id], said_submit, keyring=KEYRING, now=FIXED_NOW)
    )
    assert answered.lines[0].state is State.SUBMITTED
    assert count(database, Signature) == 1


def test_reminders_leave_it_out_and_digests_list_it_apart(database, school, author):
    submit(database, author, school)
    open_one = make_session(database, author, school.students, date=MONDAY)
    assert [line.id for line in database.read(lambda db: reminder(db, author, now=LATER)).lines] == [open_one]
    found = database.read(lambda db: digest(db, school.supervisor, now=LATER + timedelta(days=2)))
    assert (found.unposted, found.awaiting, found.awaiting_days) == (1, 1, 2)


def test_a_returned_session_that_was_cancelled_comes_back_as_returned(database, school, author):
    session_id = submit(database, author, school)
    give_back(database, school.supervisor, session_id, 3, "This was not on that day.")
    database.run(lambda db: cancelling.cancel(db, author, session_id, "Field trip", now=LATER))
    database.run(lambda db: cancelling.restore(db, author, session_id, now=LATER))
    assert session_of(database, session_id).state == "returned"
    assert_green(database)
