"""What people type, as it can be kept."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from models.errors import PassphraseWritten
from models.outputs import SessionSheet

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


ANOTHER = "[another student]"
EVERYDAY = frozenset(
    {
        "april",
        "august",
        "black",
        "brown",
        "carter",
        "chance",
        "christian",
        "daisy",
        "dean",
        "faith",
        "grace",
        "gray",
        "green",
        "grey",
        "hope",
        "hunter",
        "joy",
        "june",
        "king",
        "lily",
        "long",
        "mark",
        "may",
        "park",
        "pat",
        "rose",
        "summer",
        "sunny",
        "white",
        "will",
        "young",
    }
)
"""Names that are everyday words: in small letters they stay."""


_INITIALS = re.compile(r"^(\w+\.\w\.)(?: \d+)?$")


def without_names(text: str, others: Iterable[str], own: str) -> str:
    """The text with ANOTHER in place of what the other students are called: each part of a name, and initials.

    A word too many is taken out rather than a name left in; what is part of the student's `own` name as well stays.
    """
    kept = {*_words(own)}
    parts = {part for name in others for part in (_INITIALS.findall(name) or _WORD.findall(name))}
    called = sorted((part for part in parts if len(part) > 1 and part.casefold() not in kept), key=len, reverse=True)
    if not called:
        return text
    found = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, called))})(?!\w)", re.IGNORECASE)
    replaced = found.sub(lambda match: match[0] if match[0] in EVERYDAY else ANOTHER, text)
    return re.sub(rf"{re.escape(ANOTHER)}(?: {re.escape(ANOTHER)})+", ANOTHER, replaced)


def _words(text: str) -> list[str]:
    return [word.removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text.casefold())]


def refuse_secret(sheets: Sequence[SessionSheet], has_secret: Callable[[str], bool]) -> None:
    """Raises PassphraseWritten where a text that is about to be signed has the signer's passphrase in it (ES-18).

    A signed record is kept for years and read by others. `has_secret` says of a text whether it does.
    """
    found = {sheet.id: place for sheet in sheets for place in _with_secret(sheet, has_secret)[:1]}
    if found:
        first = next(sheet for sheet in sheets if sheet.id in found)
        day = f"{first.date:%b} {first.date.day}, {first.start:%-I:%M %p}"
        more = f" It is in {len(found) - 1} more of these as well." if len(found) > 1 else ""
        raise PassphraseWritten(tuple(found), WRITTEN.format(place=found[first.id], day=day, more=more))


WRITTEN = (
    "Nothing was signed: your signing passphrase is written in {place} of {day}.{more} Close this window, open that "
    "session, and take it out. Then sign. Afterwards, ask an administrator for an enrolment code and set a new one."
)


def _with_secret(sheet: SessionSheet, has_secret: Callable[[str], bool]) -> list[str]:
    texts = {
        "Session Description": sheet.description,
        "the note": sheet.note,
        "the reason of the session type": sheet.type_reason,
        **{f"the observation of {one.pupil.label}": one.mark.observation for one in sheet.records},
    }
    return [place for place, text in texts.items() if has_secret(text)]
