"""A reply as tokens that remember where they stood, so that what is not understood is quoted as it was written."""

import html
import re
import unicodedata
from dataclasses import dataclass

from models.rules.replies.words import CONTRACTIONS

CLOCK = r"(?:\d{1,2}(?:[:.]\d{2})(?!\d)|\d{1,2})(?:\s*[ap]\.?m\b\.?)?"
_NUMBERS = {"five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty five": 45, "sixty": 60}
_MINUTES = r"(?:minutes?|mins?|m)\b(?![.]?\w)"
_KINDS = (
    ("emoji", r":[a-z0-9_+\-]*[a-z_+][a-z0-9_+\-]*:(?::skin-tone-\d:)?"),
    ("link", r"<[^<>\s][^<>]{0,200}>"),
    (
        "hours",
        rf"(?:(?:\d(?:\.\d)?|an|one)\s*(?:hours?|hrs?|h)\b(?:\s*(?:and\s*)?\d{{1,2}}\s*{_MINUTES})?|half an hour)",
    ),
    ("minutes", rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)})[\s-]*{_MINUTES}"),
    ("range", rf"(?:from\s+|between\s+)?{CLOCK}\s*(?:-|–|—|\b(?:to|until|till|til)\b)\s*{CLOCK}(?![\d:])"),
    ("clock", r"(?:\d{1,2}[:.]\d{2}(?!\d)(?:\s*[ap]\.?m\b\.?)?|\d{1,2}\s*[ap]\.?m\b\.?|\d{1,2}\s*o['’]?clock\b)"),
    ("noon", r"\b(?:noon|midday)\b"),
    ("number", r"#\s?\d+|\d+(?:(?:st|nd|rd|th)\b)?"),
    ("dotted", r"[^\W\d_]{1,12}(?:\.[^\W\d_])+\b\.?"),
    ("word", r"[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*"),
    ("joint", r"(?<=[^\W\d_])-(?=[^\W\d_])"),
    ("hard", r"[\n;.!?…]+"),
    ("mark", r"[,:&+/()=~–—\-]|\S"),
)
_PATTERN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS), re.IGNORECASE)
_MENTION = re.compile(r"^\s*(?:<@[A-Z0-9]+(?:\|[^>]*)?>|@carelog\b)\s*[,:]?\s*(?:s[ií],)?|^\s*s[ií],", re.IGNORECASE)
_BULLET = re.compile(r"^[ \t]*(?:[-*•◦▪–]|&gt;|>)[ \t]+", re.MULTILINE)


@dataclass(frozen=True)
class Token:
    """A piece of the text from `start` to `end`; `word` is how it compares: lower case, without accents."""

    kind: str
    word: str
    start: int
    end: int
    capital: bool = False


def cleaned(text: str) -> str:
    """The text without a leading mention, bullets, bold marks and Slack's escapes; line breaks kept."""
    plain = _MENTION.sub("", _BULLET.sub("", html.unescape(text).replace("\r\n", "\n").replace("\r", "\n")))
    return re.sub(r"\bw/\s?", "with ", re.sub(r"[*_]+(?=\S)|(?<=\S)[*_]+", " ", plain)).strip()


def folded(word: str) -> str:
    """A word as it compares: lower case, without accents and apostrophes."""
    letters = unicodedata.normalize("NFKD", word).casefold()
    return "".join(letter for letter in letters if letter.isalnum() or letter == " ")


def tokens_of(text: str, known: frozenset[str]) -> list[Token]:
    """The tokens of a cleaned text. `known` are dotted initials without their dots, such as "mg"."""
    found: list[Token] = []
    for match in _PATTERN.finditer(text):
        kind, written = str(match.lastgroup), match[0]
        if kind == "dotted" and folded(written) not in known and written.index(".") > 2:
            found.extend(_undotted(written, match.start()))
        elif kind == "joint":
            continue  # "No-show" is two words, and so is a name with a hyphen.
        elif kind == "word":
            found.extend(_words(written, match.start()))
        else:
            found.append(Token(kind, folded(written) if kind == "dotted" else written, match.start(), match.end()))
    return found


def _undotted(written: str, start: int) -> list[Token]:
    """Two sentences without a space between them, such as "absent.Marta", as far as the pattern took them."""
    found = []
    for match in re.finditer(r"[^.]+|\.", written):
        kind = "hard" if match[0] == "." else "word"
        found.append(Token(kind, folded(match[0]) or match[0], start + match.start(), start + match.end()))
    return found


def _words(written: str, start: int) -> list[Token]:
    """A word; contractions are pulled apart: wasn't is "was", "not"; Milo's is "milo", "is"."""
    word, end = folded(written), start + len(written)
    if word in CONTRACTIONS:
        return [Token("word", part, start, end) for part in CONTRACTIONS[word].split()]
    if re.search(r"['’ʼ`]s$", written, re.IGNORECASE) and len(written) > 3:
        return [Token("word", folded(written[:-2]), start, end - 2), Token("word", "is", end - 2, end)]
    if re.search(r"['’ʼ`](?:ll|d|ve|re)$", written, re.IGNORECASE):
        head, tail = re.split(r"['’ʼ`](?=[a-zA-Z]+$)", written)
        meant = {"ll": "will", "d": "would", "ve": "have", "re": "are"}[tail.casefold()]
        return [Token("word", folded(head), start, start + len(head)), Token("word", meant, start + len(head), end)]
    return [Token("word", word or written, start, end, written[0].isupper())]


def minutes_in(written: str) -> int:
    """The minutes of a token of kind minutes or hours."""
    lower = written.casefold()
    if lower.startswith("half"):
        return 30
    if match := re.match(r"(\d(?:\.\d)?|an|one)\s*(?:hours?|hrs?|h)\b\D*(\d+)?", lower):
        hours = float(match[1]) if match[1][0].isdigit() else 1
        return int(hours * 60) + int(match[2] or 0)
    word = re.split(r"[\s-]*(?:min|m\b)", lower)[0].strip()
    return _NUMBERS.get(word) or int(re.match(r"\d+", word)[0])  # type: ignore[index]
