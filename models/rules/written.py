"""What people type, as it can be kept."""

import re

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def storable(text: str) -> str:
    """The text without control characters and lone surrogates, which no database or signed record can hold."""
    return _UNSTORABLE.sub("", text)
