"""The fictional school stands, and its sessions can be signed."""

from models.services import people
from models.tables import Session
from tests.factories import make_ready, make_school, make_session, post


def test_the_school_works_from_roster_to_signature(database):
    school = make_school(database)
    session_id = make_ready(database, school.aide, make_session(database, school.aide, school.students))
    posted = post(database, school.aide, [session_id])
    assert posted.signature.name == "Jo Field"
    assert database.read(lambda db: db.get(Session, session_id)).state == "posted"


def test_two_schools_share_nothing(database):
    first, second = make_school(database), make_school(database, team_id="T0002")
    assert first.tenant_id != second.tenant_id
    assert database.read(lambda db: people.actor_for(db, "T0002", "UJO")) == second.aide
