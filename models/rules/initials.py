"""Initials that tell students apart without writing their names (PRODUCT.md, Privacy)."""

from collections import defaultdict
from collections.abc import Mapping


def initials_of(names: Mapping[int, tuple[str, str]]) -> dict[int, str]:
    """Initials for each key of (first, last): M.G.; where two are the same, the shortest prefix that differs: Ma.G.

    Students whom no prefix tells apart get a number behind it, and no more letters than the others need.
    """
    found: dict[int, str] = {}
    for keys in _alike({key: _initials(first, last, 1) for key, (first, last) in names.items()}).values():
        found.update(_told_apart({key: names[key] for key in keys}))
    return found


def _told_apart(names: dict[int, tuple[str, str]]) -> dict[int, str]:
    if len(names) == 1:
        return _written(names, 1)
    longest = max(len(first) for first, _ in names.values()) or 1
    # The first of the best lengths: a longer prefix that tells nobody else apart would only write out a name.
    written = max((_written(names, length) for length in range(1, longest + 1)), key=lambda found: len(_alike(found)))
    told: dict[int, str] = {}
    for keys in _alike(written).values():
        for number, key in enumerate(sorted(keys), 1):
            told[key] = f"{written[key]} {number}" if len(keys) > 1 else written[key]
    return told


def _written(names: dict[int, tuple[str, str]], length: int) -> dict[int, str]:
    return {key: _initials(first, last, length) for key, (first, last) in names.items()}


def _alike(written: dict[int, str]) -> dict[str, list[int]]:
    """The keys that are written the same, by how they are written."""
    groups: dict[str, list[int]] = defaultdict(list)
    for key, text in written.items():
        groups[text.casefold()].append(key)
    return groups


def _initials(first: str, last: str, length: int) -> str:
    return f"{first[:length] or '?'}.{last[:1] or '?'}."
