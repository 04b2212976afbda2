"""Two windows signed at the same moment: one signature for each session, and never two places at once."""

from datetime import time
from functools import partial

from sqlalchemy import func, select

from models.errors import Changed, RuleViolation
from models.outputs import Posted
from models.services import posting
from models.services.verify import verify
from models.tables import Session, Signature
from tests.factories import FIXED_NOW, KEYRING, make_ready, make_school, make_session, mark, window_digest
from tests.services.together import together


def sign(database, actor, ids, digest):
    return database.run(lambda db: posting.sign(db, actor, ids, digest, keyring=KEYRING, now=FIXED_NOW))


def posted_count(database):
    query = select(func.count(Session.id)).where(Session.state == "posted")
    return database.read(lambda db: db.execute(query).scalar_one())


def ready(database, school, **changed):
    return make_ready(database, school.aide, make_session(database, school.aide, school.students, **changed))


def test_the_same_window_signed_at_once(database):
    school = make_school(database)
    ids = [ready(database, school, start=time(hour), end=time(hour + 1)) for hour in (9, 10, 11)]
    digest = window_digest(database, school.aide, ids)
    found = together([partial(sign, database, school.aide, ids, digest)] * 4)
    assert {type(one) for one in found} == {Posted}
    assert len({one.signature.digest for one in found}) == 1
    assert database.read(lambda db: db.execute(select(func.count(Signature.id))).scalar_one()) == 3
    assert database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))[0] == []


def test_windows_in_opposite_order_do_not_wait_for_each_other(database):
    school = make_school(database)
    ids = [ready(database, school, start=time(hour), end=time(hour + 1)) for hour in (9, 10)]
    works = [
        partial(sign, database, school.aide, order, window_digest(database, school.aide, order))
        for order in (ids, ids[::-1])
    ]
    assert {type(one) for one in together(works)} == {Posted}
    assert posted_count(database) == 2


def test_overlapping_care_signed_at_once_is_posted_once(database):
    school = make_school(database)
    ids = [ready(database, school, start=time(9), end=time(10, minute)) for minute in (0, 10, 20, 30)]
    works = [partial(sign, database, school.aide, [key], window_digest(database, school.aide, [key])) for key in ids]
    found = together(works)
    assert sorted(type(one).__name__ for one in found) == ["Posted", *["RuleViolation"] * 3]
    assert posted_count(database) == 1
    assert all("Nothing was signed" in str(one) for one in found if isinstance(one, RuleViolation))


def test_signing_and_recording_at_once_never_signs_what_was_not_shown(database):
    school = make_school(database)
    session_id = ready(database, school)
    digest = window_digest(database, school.aide, [session_id])
    signed, recorded = together(
        [
            partial(sign, database, school.aide, [session_id], digest),
            partial(mark, database, school.aide, session_id, school.students[0], observation="One more thing."),
        ]
    )
    assert isinstance(signed, Changed) != isinstance(recorded, RuleViolation)
    assert posted_count(database) == (0 if isinstance(signed, Changed) else 1)
