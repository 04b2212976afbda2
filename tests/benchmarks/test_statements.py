"""The number of SQL statements of each listener does not depend on how much the district has."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import make_url

from benchmarks.district import PASSPHRASE, SMALL, Size, build
from benchmarks.listeners import LISTENERS, Listener, make_bench, post_command
from benchmarks.measure import statements
from models.db import make_database
from models.services import posting
from models.services.hashing import Hasher
from tests.conftest import emptied
from tests.crash.records import cheap_hash

LARGER = Size(aides=4, each=60, ready=9, due=3, ahead=12)


@pytest.fixture
def bench_of(request, database_urls):
    """Makes a district of a size in a database of its own, and the app on it."""
    opened = []

    def make(size):
        for each in opened:
            each.close()
        if database_urls.app.startswith("sqlite"):
            path = Path(make_url(database_urls.app).database or "")
            for old in path.parent.glob(f"{path.name}*"):
                old.unlink()
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
        else:
            emptied(database_urls.owner)
        opened.append(make_database(database_urls.app))
        build(opened[-1], size, cheap_hash(PASSPHRASE))
        return make_bench(opened[-1], size.aides, Hasher())

    yield make
    opened[-1].close()


def counts(bench):
    return {listener.name: statements(bench, listener) for listener in LISTENERS}


def test_each_listener_takes_as_many_statements_in_a_larger_district(bench_of):
    small = counts(bench_of(SMALL))
    assert counts(bench_of(LARGER)) == small
    assert min(small.values()) > 1


def test_a_listener_that_reads_session_by_session_would_be_found(bench_of, monkeypatch):
    whole = posting.sheets

    def one_by_one(db, actor, ids, **how):
        return tuple(sheet for each in ids for sheet in whole(db, actor, [each], **how))

    monkeypatch.setattr(posting, "sheets", one_by_one)
    audit = Listener("/post", post_command)
    assert statements(bench_of(SMALL), audit) < statements(bench_of(LARGER), audit)
