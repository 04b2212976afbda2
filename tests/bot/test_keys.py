"""The key file: its owner's alone, made once even by two processes that start together, never half there."""

import json
import stat
import subprocess
import sys

import pytest

from bot.config import SettingsProblem
from bot.keys import load_keys

CREATE = "import sys; from pathlib import Path; from bot.keys import load_keys; k = load_keys(Path(sys.argv[1]));"


def test_the_first_start_makes_a_key_that_only_the_owner_reads(tmp_path):
    path = tmp_path / "new" / "keys.json"
    made = load_keys(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(made.keys[made.current]) == 32
    assert load_keys(path) == made
    assert list(path.parent.iterdir()) == [path], "No draft is left."


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_file_that_others_can_read_is_refused_with_what_to_type(tmp_path, mode):
    path = tmp_path / "keys.json"
    load_keys(path)
    path.chmod(mode)
    with pytest.raises(SettingsProblem, match=f"chmod 600 {path}"):
        load_keys(path)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"current": "k1", "keys": {"k1": "no hex"}}', "\ufeff", "null"])
def test_a_damaged_file_is_refused_without_its_content(tmp_path, content):
    path = tmp_path / "keys.json"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(SettingsProblem, match="Restore it from your backup") as problem:
        load_keys(path)
    assert "no hex" not in str(problem.value)


@pytest.mark.parametrize("keys", [{"k1": "ab" * 32}, {"k2": "ab"}, {"k2": ""}])
def test_a_key_that_is_named_but_missing_or_short_is_refused(tmp_path, keys):
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"current": "k2", "keys": keys}))
    path.chmod(0o600)
    with pytest.raises(SettingsProblem, match="Restore it from your backup"):
        load_keys(path)


def test_a_file_that_cannot_be_opened_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsProblem, match="cannot be opened"):
        load_keys(tmp_path / "file" / "keys.json")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe")
    (tmp_path / "bytes.json").chmod(0o600)
    with pytest.raises(SettingsProblem, match="Restore it from your backup"):
        load_keys(tmp_path / "bytes.json")


def test_processes_that_start_together_agree_on_one_key(tmp_path):
    path = tmp_path / "keys.json"
    command = [sys.executable, "-c", f"{CREATE} print(k.keys[k.current].hex())", str(path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    printed = {one.communicate(timeout=60)[0].strip() for one in running}
    assert printed == {key.hex() for key in load_keys(path).keys.values()}


def test_the_keys_are_not_in_the_text_of_the_keyring(tmp_path):
    made = load_keys(tmp_path / "keys.json")
    assert made.keys[made.current].hex() not in repr(made)
    assert repr(made.keys[made.current]) not in repr(made)


def test_checking_makes_no_key(tmp_path):
    with pytest.raises(SettingsProblem, match="is missing"):
        load_keys(tmp_path / "keys.json", create=False)
    assert list(tmp_path.iterdir()) == []
