"""The audit trail's chain: each entry's hash covers its number, the hash before it and the event (ES-20)."""

import hashlib
from typing import Any

from models.rules.signing import canonical

GENESIS = "0" * 64


def link(n: int, prev: str, event: dict[str, Any]) -> str:
    """The hash of entry `n` in hexadecimal. `event` holds canonical values only."""
    return hashlib.sha256(f"{n}|{prev}|".encode() + canonical(event)).hexdigest()
