"""The migrations make what the tables say, on both databases, and what is signed is protected from SQL."""

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from models.db import make_database
from models.migrate import MIGRATIONS, differences, is_current, newest, role_problem, upgrade


def test_migrations_make_what_the_tables_say(database_urls):
    database = make_database(database_urls.owner)
    assert is_current(database.engine)
    assert differences(database.engine) == []
    upgrade(database.engine)
    database.close()


def test_the_newest_migration_is_the_one_they_lead_to():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [newest()]


def test_an_empty_database_is_not_current(tmp_path):
    database = make_database(f"sqlite:///{tmp_path}/new.db")
    assert not is_current(database.engine)
    upgrade(database.engine)
    assert is_current(database.engine)
    database.close()


def test_the_apps_role_owns_nothing(database, database_urls):
    assert role_problem(database.engine) == ""
    if database.engine.dialect.name == "postgresql":
        owner = make_database(database_urls.owner)
        assert "superuser" in role_problem(owner.engine)
        owner.close()


def test_reading_cannot_write(database):
    with pytest.raises(DatabaseError):
        database.read(lambda db: db.execute(text("DELETE FROM sessions")))


def test_other_addresses_are_refused():
    with pytest.raises(ValueError, match="DATABASE_URL"):
        make_database("mysql://localhost/carelog")
