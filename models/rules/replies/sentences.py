"""A sentence as its clauses: every way to cut it is tried, and two that mean different things mean nothing."""

from dataclasses import dataclass, replace
from itertools import pairwise

from models.rules.replies.clauses import Said, clauses_of
from models.rules.replies.items import Item

MOST_PIECES = 24
_LONGEST_CLAUSE = 9
_JUNK, _UNKNOWN = 100, 1
_SEPARATORS = frozenset(",&BX~")


@dataclass(frozen=True)
class Piece:
    """A piece that was not understood, from `start` to `end`, and the students whom it may name."""

    start: int
    end: int
    names: frozenset[int]


@dataclass(frozen=True)
class Sentence:
    """What a sentence says, and the pieces of it that were not understood; those that name nobody spoil it."""

    clauses: tuple[Said, ...] = ()
    pieces: tuple[Piece, ...] = ()


Cut = tuple[Said | Piece, ...]
Cuts = tuple[int, tuple[Cut, ...]]


def tidied(items: list[Item]) -> list[Item]:
    """The items without what only links them: a leading "no,", a "both" beside names, thumbs beside words."""
    kept = [item for item in items if item.letter != "g"]
    thumb = next((replace(item, letter="G") for item in items if item.letter == "g"), None)
    if thumb and (not kept or kept[0].letter in "XB"):
        kept.insert(0, thumb)
    elif thumb and all(item.letter in "SsTDYb,&:~" for item in kept):
        kept.append(thumb)
    found: list[Item] = []
    for item, following in pairwise([*kept, None]):
        before, after = found[-1].letter if found else "", following.letter if following else ""
        if item is None or (item.letter == "b" and (before == "N" or after == "N")):
            continue
        if item.letter == "," and before in {"", "n", ","}:
            if before == "n":
                found.pop()
            continue
        found.append(item)
    while found and found[0].letter in ",&:~B":
        found.pop(0)
    while found and found[-1].letter in ",&:~":
        found.pop()
    return found


def sentence_of(items: list[Item], text: str, *, asked: bool) -> Sentence:
    """Reads one sentence. `asked`: it ends with a question mark, and can only be a command."""
    items = tidied(items)
    if not items:
        return Sentence()
    _, cuts = _best(items, text)
    spoiled = Sentence(pieces=(_piece(items),))
    if not cuts or len({_meaning(cut) for cut in cuts}) > 1:
        return spoiled
    clauses = tuple(part for part in cuts[0] if isinstance(part, Said))
    pieces = tuple(part for part in cuts[0] if isinstance(part, Piece))
    if asked and not (clauses and clauses[-1].kind in {"left", "help"}):
        return spoiled
    if pieces and any(said.everyone or said.whole or said.kind == "cancel" for said in clauses):
        return spoiled
    return Sentence(clauses, pieces) if clauses else spoiled


def _meaning(cut: Cut) -> frozenset[object]:
    return frozenset(
        atom for part in cut for atom in (part.meaning() if isinstance(part, Said) else {(part.start, part.end)})
    )


def _piece(items: list[Item]) -> Piece:
    names = frozenset(one for item in items if item.letter == "N" for one in item.ids)
    return Piece(items[0].start, items[-1].end, names)


def _best(items: list[Item], text: str) -> Cuts:
    """The cheapest ways to cut a sentence into clauses and pieces that begin with a name; none if it is too long."""
    starts = [0, *_boundaries(items)]
    if len(starts) > MOST_PIECES:
        return 0, ()
    ends = [_before(items, start) for start in starts[1:]] + [len(items)]
    best: dict[int, Cuts] = {len(starts): (0, ((),))}
    for i in range(len(starts) - 1, -1, -1):
        options: list[tuple[int, Cut]] = []
        for j in range(i, min(i + _LONGEST_CLAUSE, len(starts))):
            part = items[starts[i] : ends[j]]
            for cost, read in _readings(part, text, i == 0, len(part) == len(items), i == j):
                later, cuts = best[j + 1]
                options.extend((cost + later, (read, *cut)) for cut in cuts)
        least = min((cost for cost, _ in options), default=0)
        distinct = {_meaning(cut): cut for cost, cut in options if cost == least}
        best[i] = least, tuple(distinct.values())[:3]
    return best[0]


def _readings(items: list[Item], text: str, opening: bool, alone: bool, single: bool) -> list[tuple[int, Said | Piece]]:
    if not items:
        return []
    found: list[tuple[int, Said | Piece]] = [
        (_UNKNOWN * said.unknown, said) for said in clauses_of(items, text, opening=opening, alone=alone)
    ]
    if single and items[0].letter == "N" and not any(item.letter in "?!" for item in items):
        found.append((_JUNK, _piece(items)))
    return found


def _boundaries(items: list[Item]) -> list[int]:
    """Where a new clause may begin: after separators, but not within "Milo and Marta"."""
    found = []
    for at in range(1, len(items)):
        if items[at].letter in _SEPARATORS or items[at - 1].letter not in _SEPARATORS:
            continue
        joined = items[at - 1].letter == "&" and at > 1 and items[at - 2].letter == "N" and items[at].letter == "N"
        if not joined:
            found.append(at)
    return found


def _before(items: list[Item], start: int) -> int:
    """The end of the clause before a boundary: without the separators."""
    end = start
    while end and items[end - 1].letter in _SEPARATORS:
        end -= 1
    return end
