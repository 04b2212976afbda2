"""Session Audit and the signature: what is shown is what is signed."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

from models.enums import AbsenceReason, Presence
from models.errors import Changed, RuleViolation
from models.rules.signing import STATEMENT, digest_of
from models.services import posting
from models.services.verify import verify
from models.tables import AuditRow, Session, Signature
from tests.factories import (
    FIXED_NOW,
    KEYRING,
    TODAY,
    counted_statements,
    make_ready,
    make_session,
    make_sessions,
    mark,
    post,
    weekdays,
    window_digest,
)

MONDAY = date(2026, 11, 16)


def ready(database, school, **changed):
    return make_ready(database, school.aide, make_session(database, school.aide, school.students, **changed))


def sign(database, actor, ids, digest):
    return database.run(lambda db: posting.sign(db, actor, ids, digest, keyring=KEYRING, now=FIXED_NOW))


def audit_of(database, actor, ids, now=FIXED_NOW):
    return database.read(lambda db: posting.audit_of(db, actor, ids, now=now))


def count(database, table):
    return database.read(lambda db: db.execute(select(func.count()).select_from(table)).scalar_one())


def test_one_session_is_signed(database, school):
    session_id = ready(database, school)
    waiting = ready(database, school, date=date(2026, 11, 17))
    posted = post(database, school.aide, [session_id])
    assert [(line.id, line.state.value, line.signed_by) for line in posted.lines] == [
        (session_id, "posted", "Jo Field")
    ]
    assert (posted.more_ready, posted.unposted_left) == (1, 1)
    session = database.read(lambda db: db.get(Session, session_id))
    assert (session.state, session.care_starts_at, session.care_ends_at) == (
        "posted",
        session.starts_at,
        session.ends_at,
    )
    row = database.read(lambda db: db.execute(select(Signature)).scalar_one())
    assert (row.signer_name, row.signer_title, row.meaning) == ("Jo Field", "Paraprofessional", "authorship")
    assert (row.session_version, row.signed_at, row.zone, row.key_id) == (3, FIXED_NOW, school.aide.zone, "test")
    assert (row.statement, row.digest) == (STATEMENT, digest_of(row.canonical))
    assert posted.signature.digest == row.digest
    event = database.read(
        lambda db: db.execute(select(AuditRow).where(AuditRow.event == "session.posted")).scalar_one()
    )
    assert event.details == {"signature": row.id, "digest": row.digest, "version": 3, "campus": school.campus_id}
    assert database.read(lambda db: db.get(Session, waiting)).state == "draft"


def test_many_are_signed_at_once_each_with_its_own_signature(database, school):
    ids = make_sessions(database, school.aide, school.students, date=MONDAY, recurrence=weekdays(3, MONDAY))
    for session_id in ids:
        make_ready(database, school.aide, session_id)
    posted = post(database, school.aide, ids)
    assert [line.id for line in posted.lines] == ids
    assert count(database, Signature) == 3
    assert database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))[0] == []


def test_a_group_of_absent_students_is_posted_without_care(database, school):
    session_id = make_session(database, school.aide, school.students[:1])
    mark(
        database,
        school.aide,
        session_id,
        school.students[0],
        presence=Presence.ABSENT,
        reason=AbsenceReason.NOT_AVAILABLE,
    )
    post(database, school.aide, [session_id])
    session = database.read(lambda db: db.get(Session, session_id))
    assert (session.state, session.care_starts_at, session.care_ends_at) == ("posted", None, None)


def test_another_digest_signs_nothing(database, school):
    session_id = ready(database, school)
    for digest in ("", "0" * 64):
        with pytest.raises(Changed):
            sign(database, school.aide, [session_id], digest)
    assert count(database, Signature) == 0


def test_a_change_after_the_window_opened_signs_nothing(database, school):
    first, second = ready(database, school), ready(database, school, date=MONDAY)
    digest = window_digest(database, school.aide, [first, second])
    mark(database, school.aide, second, school.students[0], observation="One more thing.")
    with pytest.raises(Changed, match="Look at them again"):
        sign(database, school.aide, [first, second], digest)
    assert count(database, Signature) == 0
    assert database.read(lambda db: db.get(Session, first)).state == "draft"


def test_signing_twice_answers_the_same_with_one_signature(database, school):
    ids = [ready(database, school), ready(database, school, date=MONDAY)]
    digest = window_digest(database, school.aide, ids)
    first = sign(database, school.aide, ids, digest)
    assert sign(database, school.aide, ids, digest) == first
    assert count(database, Signature) == 2


def test_a_window_of_which_one_is_posted_already_is_looked_at_again(database, school):
    ids = [ready(database, school), ready(database, school, date=MONDAY)]
    digest = window_digest(database, school.aide, ids)
    post(database, school.aide, ids[:1])
    with pytest.raises(Changed):
        sign(database, school.aide, ids, digest)
    assert count(database, Signature) == 1


def test_nothing_the_same_twice_and_somebody_elses_are_refused(database, school):
    session_id = ready(database, school)
    digest = window_digest(database, school.aide, [session_id])
    for actor, ids in ((school.aide, []), (school.aide, [session_id] * 2), (school.other_aide, [session_id])):
        with pytest.raises(Changed):
            sign(database, actor, ids, digest)
    assert count(database, Signature) == 0


def test_what_blocks_waits_and_cannot_be_signed(database, school):
    good = ready(database, school, date=MONDAY)
    unmarked = make_session(database, school.aide, school.students)
    later = ready(database, school, start=time(14, 30), end=time(16))
    sheet = audit_of(database, school.aide, [unmarked, good, later])
    assert [entry.sheet.id for entry in sheet.entries] == [good]
    assert [entry.sheet.id for entry in sheet.waiting] == [unmarked, later]
    assert "not ended yet" in sheet.waiting[1].findings[0].text
    everything = posting.digest_of_all(
        posting.digest_of(posting._content(school.aide, entry.sheet)) for entry in (*sheet.entries, *sheet.waiting)
    )
    with pytest.raises(Changed):
        sign(database, school.aide, [good, unmarked, later], everything)
    assert count(database, Signature) == 0


def test_a_window_holds_what_fits_and_says_what_is_later(database, school):
    ids = make_sessions(database, school.aide, school.students, date=MONDAY, recurrence=weekdays(3, MONDAY))
    for session_id in ids:
        make_ready(database, school.aide, session_id)
    window = posting.window_of(audit_of(database, school.aide, ids), school.aide, 2)
    assert ([entry.sheet.id for entry in window.entries], window.later) == (ids[:2], 1)
    assert (window.signer, window.statement) == ("Jo Field, Paraprofessional", STATEMENT)
    posted = sign(database, school.aide, ids[:2], window.digest)
    assert posted.more_ready == 1


def test_overlap_with_posted_care_blocks_the_audit_and_the_signature(database, school):
    post(database, school.aide, [ready(database, school, start=time(9), end=time(10, 30))])
    meets = ready(database, school, start=time(10), end=time(11))
    touches = ready(database, school, start=time(10, 30), end=time(11))
    sheet = audit_of(database, school.aide, [meets, touches])
    assert [entry.sheet.id for entry in sheet.entries] == [touches]
    assert "overlap" in sheet.waiting[0].findings[0].text
    forced = posting.digest_of_all([posting.digest_of(posting._content(school.aide, sheet.waiting[0].sheet))])
    with pytest.raises(RuleViolation, match="two places at the same time"):
        sign(database, school.aide, [meets], forced)
    assert count(database, Signature) == 1
    assert database.read(lambda db: db.get(Session, meets)).state == "draft"


def test_two_aides_may_care_for_one_student_at_the_same_time(database, school):
    post(database, school.aide, [ready(database, school)])
    other = make_session(database, school.other_aide, school.other_students)
    posted = post(database, school.other_aide, [make_ready(database, school.other_aide, other)])
    assert posted.signature.name == "Kim Vale"


def test_the_scopes_of_post(database, school):
    days = [date(2026, 11, 10), date(2026, 11, 13), MONDAY, date(2026, 11, 17), TODAY]
    ids = [make_session(database, school.aide, school.students, date=day) for day in days]
    make_session(database, school.aide, school.students, date=TODAY + timedelta(1))
    make_session(database, school.aide, school.students, start=time(14, 30), end=time(16))

    def found(**scope):
        return database.read(lambda db: posting.unposted_ids(db, school.aide, now=FIXED_NOW, **scope))

    assert found() == ids
    assert found(scope="week") == ids[2:]
    assert found(scope="today") == ids[4:]
    make_ready(database, school.aide, ids[3])
    assert found() == [ids[3], *ids[:3], ids[4]], "What is ready comes first."
    post(database, school.aide, [make_ready(database, school.aide, ids[0])])
    assert found() == [ids[3], *ids[1:3], ids[4]]


def test_signing_more_takes_no_more_statements(database, school):
    counts = []
    first = date(2026, 10, 5)
    ids = make_sessions(database, school.aide, school.students, date=first, recurrence=weekdays(20, first))
    for session_id in ids:
        make_ready(database, school.aide, session_id)
    for some in (ids[:1], ids[1:19]):
        digest = window_digest(database, school.aide, some)
        with counted_statements(database) as seen:
            sign(database, school.aide, some, digest)
        counts.append(len(seen))
    assert counts[0] == counts[1]
