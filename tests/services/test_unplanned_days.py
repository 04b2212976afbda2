"""No order of unplanned days logs care twice, loses an attendance or changes what is signed; and it can fail."""

from functools import partial

import pytest

from models.services import covers
from models.services.verify import verify
from tests.factories import FIXED_NOW, KEYRING
from tests.services.together import together
from tests.services.unplanned_days import Days

STEPS = 1000
"""The long form, for each of its shards."""


def test_whatever_comes_in_whatever_order(database, full, shard):
    days = Days(database, shard)
    days.walk(STEPS if full else 80)
    assert len(days.done) > 10, days.done
    assert database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))[0] == []


def test_three_people_at_once_meet_no_crash_and_no_care_twice(database, full, shard):
    days = Days(database, shard)
    works = [partial(days.beside(10 * shard + number).hurry, 200 if full else 30) for number in (1, 2, 3)]
    found = together(works)
    assert all(isinstance(one, int) and one > 5 for one in found), found
    days.look_at_covers(days.stand())
    assert database.read(lambda db: verify(db, KEYRING, now=FIXED_NOW))[0] == []


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_it_finds_the_same_care_twice(database, monkeypatch):
    monkeypatch.setattr(covers, "require_alone", lambda _db, _session_id: None)
    with pytest.raises(AssertionError, match="the same care twice"):
        Days(database, 3).walk(STEPS)
