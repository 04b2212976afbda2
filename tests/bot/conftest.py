"""Commands as a person types them, in an empty folder with an empty home."""

import logging
import os
import shutil
import sqlite3
from dataclasses import dataclass

import pytest
from typer.testing import CliRunner

from bot.command_line import app
from bot.keys import load_keys
from models.db import make_database
from models.services import posting
from tests.factories import FIXED_NOW, make_ready, make_school, make_session


@dataclass(frozen=True)
class Ran:
    """What a command came to; an exception that got out of it would have failed the test."""

    code: int
    out: str
    err: str


@pytest.fixture
def carelog(tmp_path, monkeypatch):
    """Runs a command in an empty folder with an empty home."""
    for name in [name for name in os.environ if name.startswith(("SLACK_", "CARELOG_", "DATABASE_URL"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CARELOG_HOME", str(tmp_path / "home"))
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level

    def run(*words, **settings):
        done = CliRunner().invoke(app, words, env=settings, prog_name="carelog")
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return Ran(done.exit_code, done.stdout, done.stderr)

    yield run
    root.handlers[:] = kept
    root.setLevel(level)


@pytest.fixture
def signed_school(sqlite_template):
    """Makes a home whose database has one posted session, signed with the key file's key; gives the database's path."""

    def make(home):
        home.mkdir()
        shutil.copy(sqlite_template, home / "carelog.db")
        database, keyring = make_database(f"sqlite:///{home / 'carelog.db'}"), load_keys(home / "keys.json")
        school = make_school(database)
        session = make_ready(database, school.aide, make_session(database, school.aide, school.students))

        def sign(db):
            shown = posting.window_of(posting.audit_of(db, school.aide, [session], now=FIXED_NOW), school.aide, 1)
            posting.sign(db, school.aide, [session], shown.digest, keyring=keyring, now=FIXED_NOW)

        database.run(sign)
        database.close()
        return home / "carelog.db"

    return make


def alter(path, statement):
    """Changes a database as its owner can: with its triggers gone."""
    connection = sqlite3.connect(path)
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement)
    connection.commit()
    connection.close()
