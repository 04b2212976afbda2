"""Which of the listed students a written name may mean. Candidates only: whoever asks decides what two of them mean."""

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from models.rules.replies.tokens import folded
from models.rules.replies.values import Named
from models.rules.replies.words import PHRASES, PLAIN

Forms = dict[tuple[str, ...], frozenset[int]]

FORGIVEN_FROM = 4
"""Letters that both words need before a typing mistake is forgiven: shorter names are too near to each other."""
ALIKE = 88
"""The score of rapidfuzz from which two words count as one, where more than one letter differs."""
LONGEST_NAME = 6
LONGEST_WORD = 40
_SHORT = "am an as at be by do go he hi if in is it me my no of oh ok on or pm so to up us we ms mr dr id ya yo ot pt"
_TWO_LETTER_WORDS = frozenset(_SHORT.split())


def forms_of(students: Iterable[Named]) -> Forms:
    """Every way to write each student, as folded words, with the ids of all whom it may mean."""
    found: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for one in students:
        for form in _forms(one):
            if form and all(form) and len(form) <= LONGEST_NAME:
                found[form].add(one.id)
    return {form: frozenset(ids) for form, ids in found.items()}


def _forms(one: Named) -> Iterable[tuple[str, ...]]:
    first, last, nick = _words(one.first), _words(one.last), _words(one.nickname)
    for called in (first, nick):
        yield called
        if called:
            yield called + last
            yield (*called, last[0][:1] if last else "")
            yield (called[0], *last)
    yield last
    yield last + first
    yield from ((part,) for part in (*first, *last) if len(part) > 3)
    yield first[:1]


def _words(name: str) -> tuple[str, ...]:
    return tuple(filter(None, (folded(part) for part in name.replace("-", " ").split())))


def initials_in(students: Iterable[Named]) -> dict[str, frozenset[int]]:
    """Students by their initials without dots, as shown and as anybody would shorten the name."""
    shown: dict[str, set[int]] = defaultdict(set)
    for one in students:
        first, last = _words(one.first), _words(one.last)
        shown[folded(one.initials).replace(" ", "")].add(one.id)
        if first and last:
            shown[first[0][0] + last[0][0]].add(one.id)
            shown[first[0][0] + "".join(part[0] for part in last)].add(one.id)
        nick = _words(one.nickname)
        if nick and last:
            shown[nick[0][0] + last[0][0]].add(one.id)
    return {key: frozenset(ids) for key, ids in shown.items() if key}


def is_initials(word: str, *, dotted: bool) -> bool:
    """Whether a word may be initials at all: "it" and "ok" only with dots."""
    return dotted or (len(word) > 1 and word not in _TWO_LETTER_WORDS and (word,) not in PHRASES)


def long_names(forms: Forms) -> dict[str, frozenset[int]]:
    """The single words among the forms that are long enough to forgive a typing mistake in."""
    return {form[0]: ids for form, ids in forms.items() if len(form) == 1 and len(form[0]) >= FORGIVEN_FROM}


def alike(word: str, names: dict[str, frozenset[int]]) -> frozenset[int]:
    """Students whose name (of `long_names`) is one typing mistake away from an unknown word of four letters or more."""
    if not FORGIVEN_FROM <= len(word) <= LONGEST_WORD or word in PLAIN or (word,) in PHRASES:
        return frozenset()
    near = process.extract(word, list(names), scorer=OSA.distance, score_cutoff=1, limit=None)
    close = process.extract(word, list(names), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None)
    return frozenset(one for name, *_ in (*near, *close) for one in names[name])


def letter_candidates(letter: str, students: Iterable[Named]) -> frozenset[int]:
    """Students whose first name begins with a single letter: always worth a question, never an answer."""
    return frozenset(one.id for one in students if folded(one.first)[:1] == letter)
