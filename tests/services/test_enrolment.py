"""One-time codes and enrolment (RELIABILITY ES-11)."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from models.enums import Role
from models.errors import NotAllowed, NotFound, RuleViolation
from models.services import credential, people
from models.tables import AuditRow, Staff, Tenant
from models.tables import Credential as Row
from models.tables import EnrolmentCode as CodeRow
from tests.factories import FIXED_NOW, enrol, make_school
from tests.services.together import together

SOON = FIXED_NOW + timedelta(minutes=14, seconds=59)
LATE = FIXED_NOW + timedelta(minutes=15)


def issue(database, school, actor="admin", staff_id=None, at=FIXED_NOW):
    who = getattr(school, actor) if actor else None
    staff = staff_id or school.aide.staff_id
    return database.run(lambda db: credential.issue_code(db, who, staff, school.tenant_id, at=at))


def spend(database, actor, code, at=FIXED_NOW):
    return database.run(lambda db: credential.try_code(db, actor, code, at=at))


def enrol_with(database, actor, code, hashed="a hash", at=FIXED_NOW):
    database.run(lambda db: credential.enrol(db, actor, code, hashed, at=at))


def staff_list(database, actor):
    return database.read(lambda db: credential.staff_list(db, actor))


def test_a_code_enrols_once(database, school):
    issued = issue(database, school)
    assert (issued.name, issued.expires_at) == ("Jo Field", LATE)
    assert spend(database, school.aide, issued.code.lower().replace("-", " "), SOON)
    enrol_with(database, school.aide, issued.code, at=SOON)
    row = database.read(lambda db: db.get(Row, school.aide.staff_id))
    assert (row.hash, row.failures, row.must_change) == ("a hash", 0, False)
    assert not spend(database, school.aide, issued.code, SOON)
    with pytest.raises(RuleViolation) as caught:
        enrol_with(database, school.aide, issued.code, "another", SOON)
    assert list(caught.value.problems) == ["code"]
    assert database.read(lambda db: people.actor_for(db, "T0001", "UJO")).enrolled


def test_a_code_lives_fifteen_minutes(database, school):
    code = issue(database, school).code
    assert not spend(database, school.aide, code, LATE)
    with pytest.raises(RuleViolation):
        enrol_with(database, school.aide, code, at=LATE)


def test_wrong_tries_end_a_code(database, school):
    code = issue(database, school).code
    assert [spend(database, school.aide, "WRONG") for _ in range(4)] == [False] * 4
    assert spend(database, school.aide, code)
    enrol_with(database, school.aide, code)
    another = issue(database, school).code
    assert [spend(database, school.aide, "WRONG") for _ in range(5)] == [False] * 5
    assert not spend(database, school.aide, another)


def test_guesses_at_once_are_all_counted(database, school):
    issue(database, school)
    together([partial(spend, database, school.aide, f"WRONG{number}") for number in range(10)])
    assert database.read(lambda db: db.execute(select(CodeRow.tries)).scalar_one()) == 5


def test_a_new_code_ends_the_older(database, school):
    older, newer = issue(database, school).code, issue(database, school).code
    assert older != newer
    assert not spend(database, school.aide, older)
    assert spend(database, school.aide, newer)


def test_a_code_is_one_persons(database, school):
    code = issue(database, school).code
    assert not spend(database, school.other_aide, code)
    with pytest.raises(RuleViolation):
        enrol_with(database, school.other_aide, code)


def test_only_administrators_and_the_command_line_issue(database, school):
    for actor in ("aide", "supervisor"):
        with pytest.raises(NotAllowed):
            issue(database, school, actor)
        with pytest.raises(NotAllowed):
            staff_list(database, getattr(school, actor))
    assert issue(database, school, None).name == "Jo Field"
    actors = database.read(
        lambda db: db.execute(select(AuditRow.actor_id).where(AuditRow.event == "enrolment.code")).scalars().all()
    )
    assert actors == [None]


def test_nobody_of_another_district_and_nobody_deactivated(database, school):
    other = make_school(database, team_id="T0002")
    with pytest.raises(NotFound):
        issue(database, school, staff_id=other.aide.staff_id)
    database.run(lambda db: db.execute(update(Staff).where(Staff.id == school.aide.staff_id).values(active=False)))
    with pytest.raises(NotFound):
        issue(database, school)


def test_a_code_is_not_kept_in_clear(database, school):
    code = issue(database, school).code
    kept = database.read(
        lambda db: db.execute(select(CodeRow.digest, AuditRow.details).join(AuditRow, AuditRow.id > 0)).all()
    )
    assert code not in str(kept)
    assert code.replace("-", "") not in str(kept)


def test_enrolling_again_replaces_the_passphrase_and_its_counts(database, school):
    enrol(database, school, school.aide)
    database.run(lambda db: db.execute(update(Row).values(tries=3, failures=50, pauses=9, must_change=True)))
    enrol(database, school, school.aide)
    row = database.read(lambda db: db.get(Row, school.aide.staff_id))
    assert (row.tries, row.failures, row.pauses, row.must_change) == (0, 0, 0, False)
    details = database.read(
        lambda db: (
            db.execute(select(AuditRow.details).where(AuditRow.event == "enrolment.done").order_by(AuditRow.n))
            .scalars()
            .all()
        )
    )
    assert details == [{"again": False}, {"again": True}]


def test_the_list_of_staff(database, school):
    enrol(database, school, school.aide)
    found = staff_list(database, school.admin)
    assert [(one.name, one.role, one.enrolled) for one in found] == [
        ("Jo Field", Role.AIDE, True),
        ("Kim Vale", Role.AIDE, False),
        ("Pat Quill", Role.ADMIN, False),
        ("Sam Rowe", Role.SUPERVISOR, False),
    ]


def test_the_minimum_length_is_the_districts_within_limits(database, school):
    def minimum(**settings):
        database.run(lambda db: db.execute(update(Tenant).values(settings=settings)))
        return database.read(lambda db: people.actor_of(db, school.aide.staff_id)).district.passphrase_minimum

    assert minimum() == 10
    assert minimum(passphrase_minimum=15) == 15
    assert minimum(passphrase_minimum=1) == 8
    assert minimum(passphrase_minimum=500) == 64
