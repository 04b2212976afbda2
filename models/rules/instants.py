"""Instants as text, for what is hashed."""

from datetime import UTC, datetime


def rfc3339(instant: datetime) -> str:
    """The instant in UTC to the microsecond, as RFC 3339 writes it: the same text on both databases."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
