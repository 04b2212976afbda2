"""No order of leaving, coming back, snow days, covers and restores plans anybody for who left; and it can fail."""

import pytest

from models.services import departures
from models.services.verify import verify
from tests.factories import FIXED_NOW, KEYRING
from tests.services.leavers import Leavers

SEEDS = (17, 57)
"""So few because of the time. Between them they found five of six faults that were planted where sessions come back."""


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_is_planned_for_who_left(database, full, shard, seed):
    days = Leavers(database, 100 * shard + seed)
    days.walk(500 if full else 40)
    assert len(days.done) > 8, days.done
    assert database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))[0] == []


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_it_finds_who_left(database, monkeypatch):
    monkeypatch.setattr(departures, "gone", lambda _db, _ids: [])
    with pytest.raises(AssertionError, match="left before it"):
        Leavers(database, SEEDS[0]).walk(40)
