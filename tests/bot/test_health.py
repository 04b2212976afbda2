"""Readiness: each part is asked, what is not there yet is not ready, and a crowd of askers is one question."""

import threading
from datetime import UTC, datetime

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import create_engine, text

from bot.health import Health, Pulse, answers, has_schema
from models.db import make_database
from models.migrate import upgrade


def test_what_is_not_there_yet_is_not_ready():
    health = Health("database", "slack")
    assert health.report() == (False, {"ready": False, "checks": {"database": False, "slack": False}})
    health.watch("database", lambda: True)
    assert health.report()[1]["checks"] == {"database": True, "slack": False}
    health.watch("slack", lambda: True)
    assert health.report()[0]


def test_a_number_is_told_beside_the_checks():
    health = Health()
    health.tell("connections", lambda: 2)
    assert health.report() == (True, {"ready": True, "checks": {}, "connections": 2})


def test_a_crowd_of_askers_is_one_question():
    asked, health = [], Health("database")
    health.watch("database", lambda: asked.append(1) is None)
    crowd = [threading.Thread(target=health.report) for _ in range(20)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join(10)
    assert len(asked) < 20
    assert health.report()[0]


def test_a_database_that_answers_and_has_the_schema(database):
    assert answers(database)
    assert has_schema(database)


def test_a_database_with_an_older_schema_or_none(tmp_path):
    database = make_database(f"sqlite:///{tmp_path}/new.db")
    assert (answers(database), has_schema(database)) == (True, False)
    upgrade(database.engine)
    assert has_schema(database)
    database.run(lambda db: db.execute(text("UPDATE alembic_version SET version_num = '0001'")))
    assert not has_schema(database)
    database.close()


def test_a_database_that_is_gone():
    database = make_database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert (answers(database), has_schema(database)) == (False, False)
    database.close()


@pytest.fixture
def scheduler():
    made = BackgroundScheduler(timezone="UTC")
    yield made
    if made.running:
        made.shutdown()


def test_a_scheduler_that_runs_beats(scheduler):
    ran = threading.Semaphore(0)
    scheduler.add_job(ran.release, "interval", seconds=0.05)
    scheduler.start()
    pulse = Pulse(scheduler, within=30)
    assert ran.acquire(timeout=10)
    assert ran.acquire(timeout=10)
    assert pulse.beats()


def test_a_scheduler_with_one_silent_job_does_not_beat(scheduler):
    ran = threading.Semaphore(0)
    scheduler.add_job(ran.release, "interval", seconds=0.05)
    scheduler.add_job(ran.release, "date", run_date=datetime(2999, 1, 1, tzinfo=UTC))
    scheduler.start()
    pulse = Pulse(scheduler, within=0.2)
    for _ in range(8):  # Eight runs, 0.05 s apart, are longer than the 0.2 s in which the other job has to run.
        assert ran.acquire(timeout=10)
    assert not pulse.beats()


def test_a_job_that_comes_later_is_not_waited_for(scheduler):
    ran = threading.Semaphore(0)
    scheduler.add_job(ran.release, "interval", seconds=0.05)
    scheduler.start()
    pulse = Pulse(scheduler, within=30)
    scheduler.add_job(lambda: None, "date", run_date=datetime(2999, 1, 1, tzinfo=UTC))
    assert ran.acquire(timeout=10)
    assert pulse.beats()


def test_readiness_hides_the_databases_address(caplog):
    engine = create_engine("postgresql+psycopg://app:hidden@127.0.0.1:1/none")
    database = make_database(engine.url.render_as_string(hide_password=False))
    health = Health("database")
    health.watch("database", lambda: answers(database))
    assert "hidden" not in str(health.report()) + caplog.text
    database.close()
