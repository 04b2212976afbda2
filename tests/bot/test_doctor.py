"""`carelog doctor`: for each part it says what is right, or what to do; it changes nothing and tells no secret."""

import copy
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import yaml
from sqlalchemy import select, text
from typer.testing import CliRunner

from bot.command_line import app
from bot.commands.doctor import MANIFEST, Finding, _clock, _scopes, examine, report
from bot.config import Settings
from bot.keys import load_keys
from models.db import make_database
from models.tables import Staff
from sandbox.faults import Fault
from sandbox.server import create_server, run_in_thread
from tests.factories import enrol, make_ready, make_school, make_session, post
from tests.handlers.running import BOT, LINK, make_config

SECRETS = (BOT, LINK, "hush-hush")


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    """No setting comes from the machine that the tests run on."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def logging_kept():
    """The command sets logging up for its own process; this process's is put back."""
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    yield
    root.handlers[:] = kept
    root.setLevel(level)


@pytest.fixture(scope="module")
def slack():
    server = run_in_thread(create_server(make_config()))
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def without_faults(slack):
    slack.call(lambda world: world.faults.clear())


@pytest.fixture
def settings(slack, tmp_path):
    """Settings that are right, unless changed."""

    def make(**changed):
        given = {
            "slack_bot_token": BOT,
            "slack_app_token": LINK,
            "slack_api_url": slack.api_url,
            "carelog_home": tmp_path / "home",
        }
        return Settings(**{**given, **changed})

    return make


@pytest.fixture
def school(database):
    """A school whose administrator is enrolled."""
    made = make_school(database)
    # Nobody issues a code for themselves; the first administrator's comes from the command line.
    enrol(database, replace(made, admin=None), made.admin)
    return made


def found(settings, name):
    """The finding of this name; every text is free of secrets."""
    findings = examine(settings)
    said = report(findings)[1]
    assert not [secret for secret in SECRETS if secret in said]
    (one,) = [each for each in findings if each.name == name]
    return one


def test_all_is_well(settings, school, database_urls, tmp_path):
    load_keys(tmp_path / "home" / "keys.json")
    code, said = report(examine(settings(database_url=database_urls.app)))
    assert code == 0, said
    kind = "postgresql" if database_urls.app.startswith("postgresql") else "sqlite"
    role = ["ok   database role: The app's role owns nothing."] if kind == "postgresql" else []
    assert said.splitlines() == [
        "ok   settings: Slack reaches Carelog over Socket Mode.",
        f"ok   database: {kind}, with the current schema.",
        *role,
        "ok   signature keys: Readable by their owner alone. Back them up apart from the database.",
        "ok   administrator: At least one is enrolled.",
        "ok   bot token: It is for the workspace Riverbend District.",
        "ok   scopes: As in manifest.yml.",
        "ok   clock: It agrees with Slack's.",
        "ok   app-level token: Socket Mode is on.",
        "All is well.",
    ]


def test_a_new_installation_is_well_as_far_as_it_goes(settings, tmp_path):
    code, said = report(examine(settings()))
    assert code == 0
    assert "database: There is none yet; the first import or start makes it." in said
    assert "signature keys: There are none yet" in said
    assert not (tmp_path / "home").exists(), "Looking makes nothing."


def test_over_http(settings):
    one = found(settings(slack_app_token="", slack_signing_secret="hush-hush", port=8080), "settings")
    assert one == Finding("settings", True, "Slack reaches Carelog over HTTP on port 8080 of 127.0.0.1.")
    missing = found(settings(slack_app_token=""), "settings")
    assert not missing.well
    assert "SLACK_SIGNING_SECRET" in missing.text


@pytest.mark.parametrize(
    ("changed", "name", "says"),
    [
        ({"slack_bot_token": ""}, "settings", "Set SLACK_BOT_TOKEN"),
        ({"slack_bot_token": "xoxb-hush-hush"}, "bot token", "refuses it (invalid_auth). Copy SLACK_BOT_TOKEN again."),
        ({"slack_app_token": "xapp-hush-hush"}, "app-level token", "(invalid_auth). Copy SLACK_APP_TOKEN again."),
        ({"slack_api_url": "http://127.0.0.1:1/api/"}, "Slack", "It does not answer."),
        ({"database_url": "postgresql+psycopg://app:hush-hush@127.0.0.1:1/x"}, "database", "Check DATABASE_URL"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(settings, changed, name, says):
    one = found(settings(**changed), name)
    assert not one.well
    assert says in one.text


def test_slack_in_trouble_is_said(settings, slack):
    slack.call(lambda world: world.faults.set("auth.test", Fault(dropped=1)))
    assert "does not answer" in found(settings(), "Slack").text
    slack.call(lambda world: world.faults.set("apps.connections.open", Fault(dropped=1)))
    assert "does not answer" in found(settings(), "app-level token").text


def test_a_scope_that_the_workspace_has_not_granted(settings):
    manifest = copy.deepcopy(yaml.safe_load(MANIFEST.read_text()))
    manifest["oauth_config"]["scopes"]["bot"].remove("im:history")
    server = run_in_thread(create_server(replace(make_config(), manifest=manifest)))
    try:
        one = found(settings(slack_api_url=server.api_url), "scopes")
    finally:
        server.stop()
    assert not one.well
    assert one.text.startswith("im:history missing.")


def test_scopes_beyond_the_manifest_are_told_and_no_fault():
    scopes = yaml.safe_load(MANIFEST.read_text())["oauth_config"]["scopes"]["bot"]
    assert _scopes(", ".join([*scopes, "channels:history"])) == Finding(
        "scopes", True, "More than needed: channels:history."
    )
    assert not _scopes("").well


def test_keys_that_others_can_read(settings, school, database_urls, tmp_path):
    load_keys(tmp_path / "home" / "keys.json")
    (tmp_path / "home" / "keys.json").chmod(0o644)
    one = found(settings(database_url=database_urls.app), "signature keys")
    assert not one.well
    assert "chmod 600" in one.text


def test_keys_that_are_lost_although_something_was_signed(settings, school, database, database_urls):
    session = make_ready(database, school.aide, make_session(database, school.aide, school.students))
    post(database, school.aide, [session])
    one = found(settings(database_url=database_urls.app), "signature keys")
    assert not one.well
    assert "is missing. Restore it" in one.text


def test_an_older_schema(settings, tmp_path):
    database = make_database(f"sqlite:///{tmp_path}/old.db")
    database.close()
    one = found(settings(database_url=f"sqlite:///{tmp_path}/old.db"), "database")
    assert (one.well, "carelog db upgrade" in one.text) == (False, True)


@pytest.mark.parametrize("database_urls", ["postgresql"], indirect=True)
def test_the_owners_role_is_not_for_the_app(settings, school, database_urls):
    one = found(settings(database_url=database_urls.owner), "database role")
    assert not one.well
    assert "CARELOG_MIGRATE_URL" in one.text


def test_somebody_has_to_be_the_first_administrator(settings, database, database_urls):
    school = make_school(database)
    given = settings(database_url=database_urls.app)
    assert "carelog enroll" in found(given, "administrator").text
    enrol(database, school, school.aide)
    assert not found(given, "administrator").well, "An aide is none."
    database.run(lambda db: db.execute(text("UPDATE staff SET role = 'aide'")))
    assert "Import campuses, then staff" in found(given, "administrator").text
    assert database.read(lambda db: db.execute(select(Staff.id)).first())


@pytest.mark.parametrize(("seconds", "well"), [(0, True), (55, True), (-55, True), (75, False), (-75, False)])
def test_a_clock_that_is_wrong(seconds, well):
    now = datetime(2026, 11, 18, 21, 0, 0, 400_000, tzinfo=UTC)
    theirs = (now + timedelta(seconds=seconds)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    one = _clock(theirs, now, now + timedelta(seconds=2))
    assert one.well is well, one.text


def test_an_answer_without_a_date_is_no_fault():
    now = datetime(2026, 11, 18, tzinfo=UTC)
    assert _clock("", now, now).well
    assert _clock("yesterday", now, now).well


@pytest.mark.parametrize(
    ("given", "code", "says"),
    [
        ({"SLACK_BOT_TOKEN": "hush-hush"}, 2, "SLACK_BOT_TOKEN: this token has to begin with xoxb-"),
        ({"PORT": "hush-hush"}, 2, "PORT: "),
        ({}, 1, "FIX  settings: Set SLACK_BOT_TOKEN"),
    ],
)
def test_exit_codes(given, code, says, tmp_path, logging_kept):
    done = CliRunner().invoke(app, ["doctor"], env={"CARELOG_HOME": str(tmp_path / "home"), **given})
    assert done.exit_code == code, done.output
    assert says in done.output
    assert "hush-hush" not in done.output
