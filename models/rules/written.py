"""What people type, as it can be kept."""

import re
from collections.abc import Iterable
from itertools import pairwise

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def storable(text: str) -> str:
    """The text without control characters and lone surrogates, which no database or signed record can hold."""
    return _UNSTORABLE.sub("", text)


def names_one_of(text: str, names: Iterable[str]) -> bool:
    """Whether the text has one of these full names, such as "Philippa Reed (Pippa)", in either order.

    A first name with the last one is a student; one of the two alone may be a word ("will", "park"). Of a longer name
    the first and the last part count, or the nickname and the last.
    """
    said = _words(text)
    pairs = set(pairwise(said))
    for name in names:
        full, _, nickname = name.partition("(")
        parts = _words(full)
        for first in {*parts[:1], *_words(nickname)[:1]}:
            if len(parts) > 1 and pairs & {(first, parts[-1]), (parts[-1], first)}:
                return True
    return False


def _words(text: str) -> list[str]:
    return [word.removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text.casefold())]
