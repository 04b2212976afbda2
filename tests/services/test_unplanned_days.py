"""No order of unplanned days logs care twice, loses an attendance or changes what is signed; and it can fail."""

import pytest

from models.services import covers
from models.services.verify import verify
from tests.factories import FIXED_NOW, KEYRING
from tests.services.unplanned_days import Days

STEPS = 1000
"""The long form, for each of its shards."""


def test_whatever_comes_in_whatever_order(database, full, shard):
    days = Days(database, shard)
    days.walk(STEPS if full else 80)
    assert len(days.done) > 10, days.done
    assert database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))[0] == []


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_it_finds_the_same_care_twice(database, monkeypatch):
    monkeypatch.setattr(covers, "require_alone", lambda _db, _session_id: None)
    with pytest.raises(AssertionError, match="the same care twice"):
        Days(database, 1).walk(STEPS)
