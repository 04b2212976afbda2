"""The audit trail's chain: each entry's hash covers its number, the hash before it and the event (ES-20)."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from models.rules.signing import canonical

GENESIS = "0" * 64
_HEAD = re.compile(r"(?<![\w:])(\d{1,18}):(\d{1,18}):([0-9a-f]{64})(?![\w:])")


@dataclass(frozen=True)
class Head:
    """The last entry of a tenant's chain at some moment. Whoever kept it elsewhere can tell what is cut off (ES-23)."""

    tenant_id: int
    n: int
    hash: str

    def __str__(self) -> str:
        return f"{self.tenant_id}:{self.n}:{self.hash}"


def heads_in(text: str) -> tuple[Head, ...]:
    """Every head in a text, such as what `carelog audit verify` printed; () where there is none."""
    return tuple(Head(int(tenant), int(n), hashed) for tenant, n, hashed in _HEAD.findall(text))


def link(n: int, prev: str, event: dict[str, Any]) -> str:
    """The hash of entry `n` in hexadecimal. `event` holds canonical values only."""
    return hashlib.sha256(f"{n}|{prev}|".encode() + canonical(event)).hexdigest()
