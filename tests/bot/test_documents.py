"""What the README and the installation guide name is really there."""

import re
import tomllib
from pathlib import Path

import pytest
import typer
import yaml

from bot.command_line import app
from bot.config import Settings

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "installation.md").read_text()
README = (ROOT / "README.md").read_text()
UNTOLD = {"SLACK_API_URL", "CARELOG_CLOCK_URL"}
"""For the local workspace and for tests."""


def commands():
    group = typer.main.get_command(app)
    return {*group.commands, *(f"{name} {each}" for name in ("db", "audit") for each in group.commands[name].commands)}


@pytest.mark.parametrize("document", [GUIDE, README], ids=["guide", "readme"])
def test_every_command_that_is_named_is_there(document):
    named = re.findall(r"(?m)(?:`|^)carelog ([a-z]+(?: (?:upgrade|verify))?)", document)
    assert len(named) > 5
    assert set(named) <= commands()


def test_every_setting_that_is_named_is_there_and_every_one_is_named():
    fields = {name.upper() for name in Settings.model_fields}
    named = set(re.findall(r"`((?:SLACK|CARELOG|DATABASE)_[A-Z_]+|PORT)`", README))
    assert named == fields - UNTOLD
    assert set(re.findall(r"\b((?:SLACK|CARELOG|DATABASE)_[A-Z_]+)\b", GUIDE)) <= fields


def test_every_file_that_is_linked_is_there():
    for folder, document in ((ROOT / "docs", GUIDE), (ROOT, README)):
        for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", document):
            assert (folder / link).exists(), link


def test_the_lines_for_http_fit_the_manifest():
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text())
    lines = yaml.safe_load(re.search(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)[1])
    assert lines["features"]["slash_commands"][0].keys() == {"command", "url"}
    assert set(lines["settings"]) <= set(manifest["settings"])
    assert lines["settings"]["socket_mode_enabled"] is False
    urls = re.findall(r"https://carelog\.example\.org\S*", str(lines))
    assert len(urls) == 4
    assert all(url.rstrip("',}]").endswith("/slack/events") for url in urls)


@pytest.mark.parametrize("lock", ["requirements-sandbox.lock", "requirements-dev.lock"])
def test_what_builds_the_project_is_locked(lock):
    """`make run` and `make setup` build with what they installed; Python 3.11's own setuptools is too old."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (wanted,) = project["build-system"]["requires"]
    name, _, least = wanted.partition(">=")
    (locked,) = re.findall(rf"^{name}==([0-9]+)", (ROOT / lock).read_text(), re.MULTILINE)
    assert int(locked) >= int(least)
