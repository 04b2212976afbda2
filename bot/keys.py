"""The signature keys: a file outside the database, readable by its owner alone (RELIABILITY ES-07)."""

import json
import os
import secrets
import stat
from pathlib import Path

from bot.config import SettingsProblem
from models.rules.signing import Keyring

SHORTEST_KEY = 32


def load_keys(path: Path, *, create: bool = True) -> Keyring:
    """Reads the keys, and makes the first one when there is no file yet and `create` allows it.

    Raises SettingsProblem for a file that is missing, that others can read, or that is no key file.
    """
    try:
        if not path.exists():
            if not create:
                raise SettingsProblem(f"The key file {path} is missing. Restore it, or set CARELOG_KEY_FILE.")
            _create(path)
        mode, text = path.stat().st_mode, path.read_text()
    except OSError as error:
        raise SettingsProblem(f"The key file {path} cannot be opened ({error.strerror}).") from None
    except ValueError:
        mode, text = 0, ""
    if stat.S_IMODE(mode) & 0o077:
        raise SettingsProblem(f"Others can read the key file {path}. Type: chmod 600 {path}")
    keyring = _read(text)
    if keyring is None:
        raise SettingsProblem(f"The key file {path} cannot be read. Restore it from your backup.")
    return keyring


def _read(text: str) -> Keyring | None:
    """The keys in a file's text; None when it is no key file, or its current key is missing or too short."""
    try:
        kept = json.loads(text)
        keyring = Keyring(kept["current"], {name: bytes.fromhex(key) for name, key in kept["keys"].items()})
        return keyring if len(keyring.keys[keyring.current]) >= SHORTEST_KEY else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own, so that a key made by mistake is never taken for the one that was lost.
    name = f"k{secrets.token_hex(4)}"
    content = json.dumps({"current": name, "keys": {name: secrets.token_hex(32)}})
    # Written beside and linked into place, so that two processes that start together agree on one key.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
