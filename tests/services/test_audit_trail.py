"""The audit trail: gapless and chained per tenant, however many write at once."""

from functools import partial
from itertools import pairwise

from sqlalchemy import select

from models.services import audit
from models.services.verify import verify
from models.tables import AuditRow
from tests.factories import FIXED_NOW, KEYRING, counted_statements, make_school
from tests.services.together import together


def record(database, actor, number):
    details = {"number": number, "text": "Ze\u0301", "none": None, "list": [1, {"deep": True}]}
    values = {"tenant_id": actor.tenant_id, "actor_id": actor.staff_id, "at": FIXED_NOW}
    return database.run(
        lambda db: audit.record(db, event="test.event", subject=f"test:{number}", details=details, **values)
    )


def test_entries_written_at_once_make_one_chain_for_each_tenant(database):
    first, second = make_school(database).aide, make_school(database, team_id="T0002").aide
    together([partial(record, database, actor, number) for number in range(5) for actor in (first, second)])
    rows = database.read(
        lambda db: db.execute(select(AuditRow).order_by(AuditRow.tenant_id, AuditRow.n)).scalars().all()
    )
    for actor in (first, second):
        chain = [row for row in rows if row.tenant_id == actor.tenant_id]
        assert [row.n for row in chain] == list(range(1, len(chain) + 1))
        assert all(row.prev == before.hash for before, row in pairwise(chain))
        assert sorted(row.details["number"] for row in chain if row.event == "test.event") == list(range(5))
    assert database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))[0] == []


def test_many_entries_take_as_many_statements_as_one(database):
    actor = make_school(database).aide
    counts = []
    for number in (1, 50):
        events = [("test.event", f"test:{one}", {"n": one}) for one in range(number)]
        with counted_statements(database) as seen:
            database.run(
                lambda db, events=events: audit.record_all(
                    db, tenant_id=actor.tenant_id, actor_id=actor.staff_id, events=events, at=FIXED_NOW
                )
            )
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))[0] == []
