"""Columns of JSON give what was written: an empty list or object each time a new one."""

import pytest
from sqlalchemy import select, text

from models.tables import Tenant


@pytest.mark.parametrize("value", [[], {}, "", 10, "[]", [[]], {"a": {}}, None])
def test_what_was_written_is_read(database, value):
    def work(db):
        db.execute(text("INSERT INTO tenants (name, settings, created_at) VALUES ('A', '{}', '2026-11-18 21:00:00')"))
        tenant = db.execute(select(Tenant)).scalar_one()
        tenant.settings = {"kept": value} if value is None else value
        db.flush()
        db.expire_all()
        return [db.execute(select(Tenant.settings)).scalar_one() for _ in range(2)]

    first, second = database.run(work)
    assert first == second == ({"kept": None} if value is None else value)
    assert first is not second or not isinstance(first, list | dict)
