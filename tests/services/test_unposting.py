"""*Unpost*: the signature becomes void and stays; the session is edited and signed anew (RELIABILITY ES-08, ES-09)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from models.enums import State, UnpostReason
from models.errors import Changed, NotFound, RuleViolation
from models.inputs import CaptureChanges, Unpost
from models.services import capture, history, posting, unposting
from models.services.home import home
from models.tables import AuditRow, Notice, Session, Signature, Staff, Unposting
from tests.factories import (
    FIXED_NOW,
    KEYRING,
    TODAY,
    make_ready,
    make_school,
    make_session,
    mark,
    post,
    window_digest,
)

LATER = FIXED_NOW + timedelta(hours=1)


@pytest.fixture
def school(database):
    """Session 1 is posted."""
    found = make_school(database)
    post(database, found.aide, [make_ready(database, found.aide, make_session(database, found.aide, found.students))])
    return found


def sheet_of(database, actor, session_id=1):
    return database.read(lambda db: capture.open_session(db, actor, session_id, now=LATER))


def unpost(database, actor, *, reason=UnpostReason.WRONG_TIME, words="", seen=None, session_id=1):
    version = seen or database.read(lambda db: db.get_one(Session, session_id).version)
    asked = Unpost(session_id, version, reason, words)
    return database.run(lambda db: unposting.unpost(db, actor, asked, keyring=KEYRING, now=LATER))


def count(database, table):
    return database.read(lambda db: db.execute(select(func.count()).select_from(table)).scalar_one())


def read(database, actor, session_id=1):
    sheet = sheet_of(database, actor, session_id)
    return database.read(lambda db: history.with_history(db, actor, sheet))


def test_unposting_keeps_the_signature_and_opens_the_next_version(database, school):
    before = sheet_of(database, school.aide)
    after = unpost(database, school.aide)
    assert after == replace(before, state=State.REOPENED, version=before.version + 1)
    assert count(database, Signature) == 1
    row = database.read(lambda db: db.execute(select(Unposting)).scalars().one())
    assert (row.session_id, row.session_version, row.staff_name) == (1, before.version, "Jo Field")
    assert (row.reason, row.unposted_at) == ("wrong_time", LATER)


def test_a_reopened_session_is_edited_and_posted_again_with_a_new_signature(database, school):
    first = sheet_of(database, school.aide)
    unpost(database, school.aide)
    mark(database, school.aide, 1, school.students[0], observation="Slept an hour.")
    again = sheet_of(database, school.aide)
    assert (again.state, again.version) == (State.REOPENED, first.version + 2)
    post(database, school.aide, [1], now=LATER)
    final = read(database, school.aide)
    assert final.state is State.POSTED
    assert [one.version for one in final.signatures] == [first.version, first.version + 2]
    assert [one.voided is not None for one in final.signatures] == [True, False]
    void = final.signatures[0].voided
    assert (void.by, void.reason, void.at) == ("Jo Field", UnpostReason.WRONG_TIME, LATER)
    assert "Unposted, which made the signature void" in [line.what for line in final.history]
    assert final.records[0].mark.observation == "Slept an hour."


def test_the_signed_version_is_shown_from_its_bytes(database, school):
    version = sheet_of(database, school.aide).version
    unpost(database, school.aide)
    mark(database, school.aide, 1, school.students[0], observation="Slept an hour.")
    shown = database.read(lambda db: history.signed_version(db, school.aide, 1, version, now=LATER))
    newest = database.read(lambda db: history.signed_version(db, school.aide, 1, now=LATER))
    assert shown == newest
    assert shown.as_signed
    assert shown.version == version
    assert [one.mark.observation for one in shown.records] == ["", "", ""]
    assert shown.signatures[0].voided.reason is UnpostReason.WRONG_TIME


def test_each_signed_version_stays(database, school):
    mark_and_post = []
    for said in ("One.", "Two.", "Three."):
        mark_and_post.append(sheet_of(database, school.aide).version)
        unpost(database, school.aide)
        mark(database, school.aide, 1, school.students[0], observation=said)
        post(database, school.aide, [1], now=LATER)
    assert count(database, Signature) == 4
    for version, said in zip(mark_and_post, ("", "One.", "Two."), strict=True):
        shown = database.read(lambda db, v=version: history.signed_version(db, school.aide, 1, v, now=LATER))
        assert shown.records[0].mark.observation == said


def test_a_version_that_was_not_unposted_is_no_signed_version_of_the_past(database, school):
    with pytest.raises(NotFound):
        database.read(lambda db: history.signed_version(db, school.aide, 1, now=LATER))


def test_a_reason_is_needed_and_another_one_needs_words(database, school):
    with pytest.raises(RuleViolation) as no_reason:
        unpost(database, school.aide, reason=None)
    assert no_reason.value.problems == {"reason": "Choose a reason."}
    for few in ("", "         a", "too short"):
        with pytest.raises(RuleViolation) as no_words:
            unpost(database, school.aide, reason=UnpostReason.OTHER, words=few)
        assert list(no_words.value.problems) == ["words"]
    with pytest.raises(RuleViolation):
        unpost(database, school.aide, words="x" * 501)
    assert count(database, Unposting) == 0
    assert unpost(database, school.aide, reason=UnpostReason.OTHER, words="The bus was late.").state is State.REOPENED


def test_who_may_unpost(database, school):
    make_school(database, team_id="T0002")
    stranger = database.read(
        lambda db: db.execute(select(Staff.id).where(Staff.tenant_id != school.tenant_id, Staff.role == "admin"))
    ).scalar_one()
    outsider = replace(school.admin, staff_id=stranger, tenant_id=school.tenant_id + 1)
    for nobody in (school.other_aide, school.supervisor, outsider):
        with pytest.raises(NotFound):
            unpost(database, nobody)
    assert sheet_of(database, school.aide).state is State.POSTED
    sheet = unpost(database, school.admin)
    assert (sheet.state, sheet.owner) == (State.REOPENED, "Jo Field")
    row = database.read(lambda db: db.execute(select(Unposting)).scalars().one())
    assert row.staff_name == "Pat Quill"


def test_only_a_posted_session_in_the_version_that_was_seen(database, school):
    version = sheet_of(database, school.aide).version
    with pytest.raises(Changed):
        unpost(database, school.aide, seen=version + 5)
    draft = make_ready(database, school.aide, make_session(database, school.aide, school.students))
    with pytest.raises(RuleViolation, match="not posted"):
        unpost(database, school.aide, session_id=draft)


def test_doing_it_twice_is_doing_it_once(database, school):
    version = sheet_of(database, school.aide).version
    first = unpost(database, school.aide, seen=version)
    assert unpost(database, school.aide, seen=version) == first
    assert count(database, Unposting) == 1
    mark(database, school.aide, 1, school.students[0], observation="Calm.")
    with pytest.raises(RuleViolation):
        unpost(database, school.aide, seen=version)


def test_a_window_that_was_drawn_before_cannot_sign_afterwards(database, school):
    unpost(database, school.aide)
    stale = window_digest(database, school.aide, [1], now=LATER)
    mark(database, school.aide, 1, school.students[0], observation="Calm.")
    with pytest.raises(Changed):
        database.run(lambda db: posting.sign(db, school.aide, [1], stale, keyring=KEYRING, now=LATER))


def test_a_reopened_session_is_unposted_everywhere(database, school):
    unpost(database, school.aide)
    page = database.read(lambda db: home(db, school.aide, now=LATER))
    assert [(line.state, line.ready, line.signed_by) for line in page.unposted] == [(State.REOPENED, True, "")]
    assert (page.unposted_total, page.ready_total) == (1, 1)
    assert database.read(lambda db: posting.unposted_ids(db, school.aide, now=LATER)) == [1]
    team = database.read(lambda db: home(db, school.supervisor, now=LATER)).team
    assert {one.name: one.unposted for one in team} == {"Jo Field": 1, "Kim Vale": 0}


def notices(database):
    rows = database.read(lambda db: db.execute(select(Notice).order_by(Notice.id)).scalars().all())
    return [(row.recipient_id, row.kind, row.not_before) for row in rows]


def test_the_overseer_is_told_in_working_hours(database, school):
    version = sheet_of(database, school.aide).version
    unpost(database, school.aide)
    assert notices(database) == [(school.supervisor.staff_id, f"unposted.1.{version}", LATER)]


def test_the_owner_is_told_when_an_administrator_unposts(database, school):
    unpost(database, school.admin)
    assert {one[0] for one in notices(database)} == {school.supervisor.staff_id, school.aide.staff_id}


def test_nobody_is_told_of_their_own_doing(database, school):
    database.run(lambda db: db.execute(update(Staff).values(supervisor_id=school.admin.staff_id)))
    unpost(database, school.admin)
    assert {one[0] for one in notices(database)} == {school.aide.staff_id}


def test_at_night_before_a_break_it_waits_for_the_next_working_day(database, school):
    version = sheet_of(database, school.aide).version
    night = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)  # Tuesday, 9 PM at the school; a break from Wednesday on.
    asked = Unpost(1, version, UnpostReason.DUPLICATE)
    database.run(lambda db: unposting.unpost(db, school.aide, asked, keyring=KEYRING, now=night))
    assert [one[2] for one in notices(database)] == [datetime(2026, 11, 30, 13, 0, tzinfo=UTC)]


def test_what_is_told_names_nobody(database, school):
    version = sheet_of(database, school.aide).version
    unpost(database, school.aide)
    said = database.read(lambda db: unposting.told(db, school.supervisor, f"unposted.1.{version}", now=LATER))
    assert (said.owner, said.by, said.reason) == ("Jo Field", "Jo Field", UnpostReason.WRONG_TIME)
    assert said.line.date == TODAY
    assert [one.initials for one in said.line.students] == ["M.G.", "N.G.", "A.L."] or len(said.line.students) == 3
    assert database.read(lambda db: unposting.told(db, school.supervisor, "unposted.1.99", now=LATER)) is None


def test_the_audit_trail_tells_of_it(database, school):
    unpost(database, school.aide, reason=UnpostReason.OTHER, words="The bus was late.")
    row = database.read(lambda db: db.execute(select(AuditRow).order_by(AuditRow.n.desc()).limit(1)).scalars().one())
    assert (row.event, row.subject, row.actor_id) == ("session.unposted", "session:1", school.aide.staff_id)
    assert row.details["words"] == "The bus was late."


def test_capture_keeps_a_reopened_session_reopened(database, school):
    unpost(database, school.aide)
    changes = CaptureChanges(activities_added=frozenset({"MEAL"}))
    saved = database.run(lambda db: capture.record(db, school.aide, 1, changes, now=LATER))
    assert saved.sheet.state is State.REOPENED
