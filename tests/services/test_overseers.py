"""Who decides on what was submitted: the overseer, and an administrator where there is none (ADR 0017)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from models.enums import Role
from models.errors import Changed, NotFound, RuleViolation
from models.services import approving, oversight, people, posting
from models.services.home import home
from models.services.importing import import_file
from models.services.verify import verify
from models.tables import Credential, Session, Student
from tests.factories import (
    FIXED_NOW,
    KEYRING,
    enrol,
    make_ready,
    make_school,
    make_session,
    post,
)
from tests.services.oversight import approve, changed, give_back, overseen, review_digest, submit

MONDAY = date(2026, 11, 16)
LATER = FIXED_NOW + timedelta(hours=1)


def queue_of(database, actor, now=LATER):
    return database.read(lambda db: oversight.queue(db, actor, now=now))


def count(database, table):
    return database.read(lambda db: db.execute(select(func.count()).select_from(table)).scalar_one())


def assert_green(database):
    assert database.read(lambda db: verify(db, KEYRING, now=LATER))[0] == []


def test_who_may_decide(database, school, author):
    session_id = submit(database, author, school)
    for other in (school.other_aide, author, school.admin):
        assert queue_of(database, other).total == 0
        with pytest.raises(Changed):
            approve(database, other, [session_id])
        with pytest.raises(Changed):
            give_back(database, other, session_id, 3, "Not mine.")
    elsewhere = make_school(database, team_id="T0002")
    with pytest.raises(NotFound):
        give_back(database, elsewhere.admin, session_id, 3, "Not ours.")
    assert queue_of(database, elsewhere.admin, now=FIXED_NOW + timedelta(days=30)).total == 0


def test_nobody_approves_their_own(database, school):
    boss = changed(database, school.admin, needs_oversight=True, supervisor_id=school.admin.staff_id)
    ids = [
        make_ready(database, school.aide, make_session(database, school.aide, school.students)),
    ]
    database.run(lambda db: db.execute(Session.__table__.update().values(owner_id=boss.staff_id)))
    post(database, boss, ids)
    assert queue_of(database, boss, now=FIXED_NOW + timedelta(days=9)).total == 0


ABSENT = [
    ({"supervisor_id": None}, {}, "nobody"),
    ({}, {"active": False}, "left"),
    ({}, {"role": Role.AIDE.value}, "left"),
    ({}, None, "not_enrolled"),
]


@pytest.mark.parametrize(("of_aide", "of_boss", "why"), ABSENT)
def test_without_an_overseer_it_falls_to_an_administrator_at_once(database, school, author, of_aide, of_boss, why):
    author = changed(database, author, **of_aide) if of_aide else author
    if of_boss is None:
        database.run(lambda db: db.execute(Credential.__table__.update().values(must_change=True)))
    elif of_boss:
        changed(database, school.supervisor, **of_boss)
    session_id = make_ready(database, author, make_session(database, author, school.students))
    audit = database.read(lambda db: posting.audit_of(db, author, [session_id], now=FIXED_NOW))
    assert audit.overseer.absent.value == why
    (line,) = post(database, author, [session_id]).lines
    assert line.waits_for == "an administrator"
    (waits,) = queue_of(database, school.admin).shown
    assert waits.instead_of == ("" if why == "nobody" else "Sam Rowe")
    approve(database, school.admin, [session_id], now=LATER)
    assert_green(database)


def test_after_three_days_an_administrator_may_decide_as_well(database, school, author):
    submit(database, author, school)
    edge = FIXED_NOW + timedelta(days=3)
    assert queue_of(database, school.admin, now=edge - timedelta(seconds=1)).total == 0
    found = queue_of(database, school.admin, now=edge)
    assert (found.total, found.oldest_days, found.shown[0].instead_of) == (1, 3, "Sam Rowe")
    assert queue_of(database, school.supervisor, now=edge).total == 1


def test_the_session_of_somebody_who_left_is_approved_or_stays(database, school, author):
    session_id = submit(database, author, school)
    changed(database, author, active=False)
    with pytest.raises(RuleViolation, match="has left and could not correct it"):
        give_back(database, school.supervisor, session_id, 3, "Correct the end.")
    found = database.read(lambda db: oversight.review(db, school.supervisor, now=LATER))
    assert found.gone == {author.staff_id}
    approve(database, school.supervisor, [session_id])
    assert_green(database)


def test_the_overseer_sees_what_session_audit_doubted_and_the_units(database, school, author):
    pupil = Student.__table__.update().where(Student.id == school.students[0]).values(session_type="individual")
    database.run(lambda db: db.execute(pupil))
    submit(database, author, school, date=date(2026, 11, 10))
    (sheet,) = database.read(lambda db: oversight.review(db, school.supervisor, now=LATER)).sheets
    assert [finding.text for finding in sheet.said] == [
        "Submitted 1 day late, on day 8 after the care.",
        "Mia Garcia: the IEP says Individual, and this session is Group. No reason is given.",
    ]
    assert sheet.worth.shared == (300, 20)


def test_a_new_supervisor_takes_over_what_waits(database, school, author):
    session_id = submit(database, author, school)
    digest = review_digest(database, school.supervisor, [session_id])
    changed(database, author, supervisor_id=school.admin.staff_id)
    assert queue_of(database, school.supervisor).total == 0
    assert queue_of(database, school.admin).total == 1
    with pytest.raises(Changed):
        database.run(
            lambda db: approving.approve(db, school.supervisor, [session_id], digest, keyring=KEYRING, now=LATER)
        )
    approve(database, school.admin, [session_id])


def test_the_staff_file_switches_oversight_on_and_off_and_what_was_submitted_keeps_waiting(database, school):
    def imported(needed):
        content = f"email,name,campus,needs_oversight\njo@school.example,Jo Field,Willow Creek School,{needed}\n"
        report = database.run(
            lambda db: import_file(
                db, school.tenant_id, "staff", content.encode(), today=FIXED_NOW.date(), now=FIXED_NOW
            )
        )
        assert report.problems == ()
        return database.read(lambda db: people.actor_of(db, school.aide.staff_id))

    session_id = submit(database, imported("yes"), school)
    free = imported("no")
    assert not free.needs_oversight
    own = make_ready(database, free, make_session(database, free, school.students, date=date(2026, 11, 16)))
    assert post(database, free, [own]).lines[0].state.value == "posted"
    assert queue_of(database, school.supervisor).total == 1
    approve(database, school.supervisor, [session_id])
    assert_green(database)


def test_an_administrator_is_told_who_has_no_overseer(database, school):
    def steps():
        page = database.read(lambda db: home(db, school.admin, now=LATER))
        return [step.text for step in page.setup if not step.done]

    enrol(database, school, school.supervisor)
    before = steps()
    author = overseen(database, school)
    assert steps() == before
    changed(database, author, supervisor_id=None)
    assert steps() == [*before, "Give a supervisor with a signing passphrase to who needs oversight: Jo Field"]
