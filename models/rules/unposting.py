"""What unposting asks for, and what the keyed link of an unposting covers (RELIABILITY ES-07, ES-09)."""

from typing import Any

from models.enums import UnpostReason
from models.errors import RuleViolation
from models.rules.instants import rfc3339

LEAST_WORDS = 10
MOST_WORDS = 500


def require_reason(reason: UnpostReason | None, words: str) -> UnpostReason:
    """The reason as it was chosen. Raises RuleViolation at `reason` or `words`.

    *Another reason* needs words: at least ten characters (ES-09).
    """
    if reason is None or reason is UnpostReason.RETURNED:
        raise RuleViolation("Choose a reason.", "reason")
    if reason is UnpostReason.OTHER and len(words) < LEAST_WORDS:
        raise RuleViolation(f"Say why in your own words, with at least {LEAST_WORDS} characters.", "words")
    if len(words) > MOST_WORDS:
        raise RuleViolation(f"Use at most {MOST_WORDS} characters.", "words")
    return reason


def void_fields(row: dict[str, Any]) -> dict[str, Any]:
    """The fields of an unposting's row that its mac covers: all of them. The kind keeps it apart from a signature's."""
    names = ("id", "tenant_id", "session_id", "session_version", "staff_id", "staff_name", "reason", "words", "key_id")
    return {**{name: row[name] for name in names}, "kind": "unposting", "unposted_at": rfc3339(row["unposted_at"])}
