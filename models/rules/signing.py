"""What a signature covers: canonical bytes, their digest, and the keyed link to the signature (ES-05, ES-07)."""

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from models.rules.instants import rfc3339

PREFIX = b"carelog-sig-v2\n"
"""What is signed now. Version 2 added minutes per activity and the reason of a type (docs/adr/0005)."""
PREFIX_1 = b"carelog-sig-v1\n"
STATEMENT = (
    "I gave this care to these students as recorded here. I am signing these records as their author; "
    "my signing passphrase is my electronic signature."
)


@dataclass(frozen=True)
class Keyring:
    """The keys that link signatures to records, by id. They are kept outside the database and never shown."""

    current: str
    keys: dict[str, bytes] = field(repr=False)


def canonical(record: dict[str, Any]) -> bytes:
    """The one byte string of a record: sorted keys, UTF-8, NFC strings, integers and explicit nulls only.

    Raises TypeError for a value that has no single canonical form, such as a float.
    """
    quick = _quickly(record)
    return _write(_normal(record)).encode() if quick is None else quick


def _quickly(record: dict[str, Any]) -> bytes | None:
    """The bytes of a record that is in ASCII and reads back as itself, as most are; None where `_normal` must look."""
    try:
        text = _write(record)
        return text.encode() if text.isascii() and _read(text) == record else None
    except (TypeError, ValueError):
        return None


def _no_float(text: str) -> None:
    raise ValueError(text)


_write = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_read = json.JSONDecoder(parse_float=_no_float).decode


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, int):  # True and False are integers here, and stay what they are.
        return value
    if isinstance(value, dict):
        return {_normal(key): _normal(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_normal(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form.")


def digest_of(content: bytes) -> str:
    """SHA-256 over the prefix and the canonical bytes, in hexadecimal."""
    return hashlib.sha256(PREFIX + content).hexdigest()


def version_of(digest: str, content: bytes) -> int:
    """The version of the prefix under which this is the digest of the canonical bytes: 2 or 1; 0 under none."""
    if digest == digest_of(content):
        return 2
    return 1 if digest == hashlib.sha256(PREFIX_1 + content).hexdigest() else 0


def digest_of_all(digests: Iterable[str]) -> str:
    """One digest for several records in their order: what one audit window shows."""
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


def mac_of(keyring: Keyring, key_id: str, fields: dict[str, Any]) -> str:
    """HMAC-SHA-256 over the fields of a row, the same since version 1. Raises KeyError without the key."""
    return hmac.new(keyring.keys[key_id], PREFIX_1 + canonical(fields), hashlib.sha256).hexdigest()


def mac_fields(row: dict[str, Any]) -> dict[str, Any]:
    """The fields of a signature's row that its mac covers: all but the canonical bytes, which the digest covers."""
    names = (
        "id",
        "tenant_id",
        "session_id",
        "session_version",
        "signer_id",
        "signer_name",
        "signer_title",
        "meaning",
        "statement",
        "zone",
        "digest",
        "key_id",
    )
    return {**{name: row[name] for name in names}, "signed_at": rfc3339(row["signed_at"])}
