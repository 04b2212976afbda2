"""Settings: every problem at once, in words, and nothing secret in any of them."""

from pathlib import Path

import pytest

from bot.config import Settings, SettingsProblem, load_settings, what_is_missing

NAMES = (
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_API_URL",
    "DATABASE_URL",
    "CARELOG_HOME",
    "CARELOG_MIGRATE_URL",
    "CARELOG_KEY_FILE",
    "CARELOG_LOG_LEVEL",
    "CARELOG_CLOCK_URL",
    "CARELOG_HOST",
    "CARELOG_THREADS",
    "PORT",
)


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    """No setting comes from the machine that the tests run on."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_defaults_need_nothing():
    settings = load_settings()
    assert settings.api_url == "https://slack.com/api/"
    assert settings.database == f"sqlite:///{Path.home() / '.carelog' / 'carelog.db'}"
    assert settings.key_file == Path.home() / ".carelog" / "keys.json"


def test_the_environment_wins_over_the_env_file(monkeypatch, tmp_path):
    (tmp_path / ".env").write_text("CARELOG_LOG_LEVEL=warning\nCARELOG_HOME=~/school\nSOMETHING_ELSE=1\n")
    assert load_settings().carelog_log_level == "WARNING"
    assert load_settings().key_file == Path.home() / "school" / "keys.json"
    monkeypatch.setenv("CARELOG_LOG_LEVEL", "debug")
    assert load_settings().carelog_log_level == "DEBUG"


def test_all_problems_are_told_at_once_without_their_values(monkeypatch):
    secret = "xoxp-very-secret-value"
    monkeypatch.setenv("SLACK_BOT_TOKEN", secret)
    monkeypatch.setenv("SLACK_APP_TOKEN", secret)
    monkeypatch.setenv("CARELOG_LOG_LEVEL", "loud")
    monkeypatch.setenv("CARELOG_CLOCK_URL", "http://127.0.0.1:1/clock")
    with pytest.raises(SettingsProblem) as problem:
        load_settings()
    lines = str(problem.value).splitlines()
    assert sorted(line.partition(":")[0] for line in lines) == [
        "CARELOG_CLOCK_URL",
        "CARELOG_LOG_LEVEL",
        "SLACK_APP_TOKEN",
        "SLACK_BOT_TOKEN",
    ]
    assert secret not in str(problem.value)
    assert problem.value.__cause__ is None
    assert problem.value.__suppress_context__


def test_nothing_secret_is_in_the_settings_text(monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1-hidden")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1-hidden")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "hidden")
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://app:hidden@db/carelog")
    monkeypatch.setenv("CARELOG_MIGRATE_URL", "postgresql+psycopg://owner:hidden@db/carelog")
    settings = load_settings()
    assert settings.slack_bot_token.get_secret_value() == "xoxb-1-hidden"
    assert "hidden" not in f"{settings!r} {settings}"


@pytest.mark.parametrize(
    ("api", "clock", "fits"),
    [
        ("http://127.0.0.1:9/api", "http://localhost:9/clock", True),
        ("http://[::1]:9/api", "http://127.0.0.1:9/clock", True),
        ("https://slack.com/api/", "http://127.0.0.1:9/clock", False),
        ("http://127.0.0.1:9/api", "http://clock.example/now", False),
        ("http://127.0.0.1.example/api", "http://127.0.0.1:9/clock", False),
    ],
)
def test_the_movable_clock_is_for_the_local_workspace_only(monkeypatch, api, clock, fits):
    monkeypatch.setenv("SLACK_API_URL", api)
    monkeypatch.setenv("CARELOG_CLOCK_URL", clock)
    if fits:
        assert load_settings().api_url == f"{api}/"
    else:
        with pytest.raises(SettingsProblem, match=r"CARELOG_CLOCK_URL: .*local workspace only"):
            load_settings()


def test_the_app_token_says_how_slack_is_reached(monkeypatch):
    assert load_settings().over_http
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    assert not load_settings().over_http


def test_what_serve_cannot_do_without(monkeypatch):
    assert "SLACK_BOT_TOKEN" in what_is_missing(load_settings())
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    assert "SLACK_SIGNING_SECRET" in what_is_missing(load_settings())
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "s")
    assert what_is_missing(load_settings()) == ""


def test_where_it_listens(monkeypatch):
    assert (load_settings().port, load_settings().carelog_host, load_settings().carelog_threads) == (
        None,
        "127.0.0.1",
        10,
    )
    monkeypatch.setenv("PORT", "")
    assert load_settings().port is None, "An empty one is none, as in a .env file that lists everything."
    monkeypatch.setenv("PORT", "8080")
    assert load_settings().port == 8080


@pytest.mark.parametrize(("name", "value"), [("PORT", "70000"), ("PORT", "http"), ("CARELOG_THREADS", "0")])
def test_numbers_that_are_none_are_said(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsProblem, match=f"{name}: "):
        load_settings()


def test_settings_cannot_be_changed_later():
    settings = Settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.carelog_log_level = "DEBUG"
