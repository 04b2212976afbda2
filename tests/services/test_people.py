"""From a verified request to a person: found, linked, refused."""

import pytest
from sqlalchemy import func, select, update

from models.enums import Role
from models.errors import Unknown
from models.services import people
from models.tables import AuditRow, Staff, Tenant
from tests.factories import FIXED_NOW, ZONE, enrol, make_school


def actor_for(database, user, team="T0001"):
    return database.read(lambda db: people.actor_for(db, team, user))


def link(database, user, email, team="T0001"):
    database.run(lambda db: people.link(db, team, user, email, at=FIXED_NOW))


def change(database, actor, **values):
    database.run(lambda db: db.execute(update(Staff).where(Staff.id == actor.staff_id).values(values)))


def test_a_person_is_known_by_workspace_and_account(database, school):
    actor = actor_for(database, "UJO")
    assert actor == school.aide
    assert (actor.name, actor.title, actor.role, actor.zone) == ("Jo Field", "Paraprofessional", Role.AIDE, ZONE)
    assert (actor.enrolled, actor.contact) == (False, "Pat Quill")
    enrol(database, school, school.aide)
    assert actor_for(database, "UJO").enrolled


def test_strangers_are_nobody(database, school):
    make_school(database, team_id="T0002")
    assert actor_for(database, "UNOBODY") is None
    assert actor_for(database, "UJO", "T0003") is None
    assert actor_for(database, "UJO", "T0002").tenant_id != school.tenant_id


def test_a_deactivated_person_is_told_whom_to_ask(database, school):
    change(database, school.aide, active=False)
    with pytest.raises(Unknown, match=r"switched off\. Ask Pat Quill"):
        actor_for(database, "UJO")
    change(database, school.admin, active=False)
    with pytest.raises(Unknown, match="Ask your special-education office"):
        actor_for(database, "UJO")


def test_the_first_visit_links_by_e_mail(database, school):
    change(database, school.aide, slack_user_id=None)
    assert actor_for(database, "UNEW") is None
    link(database, "UNEW", " JO@School.Example ")
    assert actor_for(database, "UNEW").staff_id == school.aide.staff_id
    link(database, "UNEW", "jo@school.example")
    rows = database.read(
        lambda db: db.execute(select(AuditRow).where(AuditRow.event == "staff.linked")).scalars().all()
    )
    assert rows[0].details == {"slack_user_id": "UNEW"}


def test_who_is_not_on_the_roster_cannot_be_linked(database, school):
    for email, team in (("nobody@school.example", "T0001"), ("", "T0001"), ("jo@school.example", "T0002")):
        with pytest.raises(Unknown, match="not on the roster"):
            link(database, "UNEW", email, team)


def test_another_account_cannot_take_a_linked_place(database, school):
    with pytest.raises(Unknown, match="Another Slack account"):
        link(database, "UTHIEF", "jo@school.example")
    assert actor_for(database, "UJO") == school.aide


def test_a_person_is_welcomed_once(database, school):
    for at in (FIXED_NOW, FIXED_NOW.replace(year=2027)):
        database.run(lambda db, at=at: people.welcomed(db, school.aide, at=at))
    assert database.read(lambda db: db.get(Staff, school.aide.staff_id)).welcomed_at == FIXED_NOW


def test_the_tenant_made_by_files_becomes_the_first_workspaces(database):
    made = database.run(lambda db: people.only_tenant(db, at=FIXED_NOW))
    assert database.run(lambda db: people.only_tenant(db, at=FIXED_NOW)) == made
    bound = database.run(lambda db: people.bind_tenant(db, "T0001", "Riverbend District", at=FIXED_NOW))
    assert bound == made
    assert database.run(lambda db: people.bind_tenant(db, "T0001", "Another name", at=FIXED_NOW)) == made
    tenant = database.read(lambda db: db.get(Tenant, made))
    assert (tenant.team_id, tenant.name) == ("T0001", "Riverbend District")


def test_files_need_to_know_which_workspace(database, school):
    assert database.run(lambda db: people.only_tenant(db, at=FIXED_NOW)) == school.tenant_id
    assert database.run(lambda db: people.bind_tenant(db, "T0002", "Elsewhere", at=FIXED_NOW)) != school.tenant_id
    with pytest.raises(Unknown, match="several workspaces"):
        database.run(lambda db: people.only_tenant(db, at=FIXED_NOW))
    assert database.read(lambda db: db.execute(select(func.count(Tenant.id))).scalar_one()) == 2
