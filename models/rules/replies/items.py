"""Tokens as items: each a letter that the grammar (clauses.py) is written in, with what it stands for.

Letters of values: N student, u and U unknown word (U: with a capital), v plain word, T time, R stretch of time,
M minutes, D bare number, S session, s word that may point at a session. The other letters are those of words.py.
"""

import unicodedata
from dataclasses import dataclass

from models.enums import AbsenceReason
from models.rules.replies.context import Context, is_day_word, numbered, starting
from models.rules.replies.names import (
    LONGEST_NAME,
    alike,
    is_initials,
    letter_candidates,
)
from models.rules.replies.times import plain_clock
from models.rules.replies.tokens import Token, minutes_in
from models.rules.replies.words import ARTICLES, LONGEST_PHRASE, PHRASES, PLAIN

_GOOD = frozenset({":+1:", ":thumbsup:", "👍"})
_BAD = frozenset({":-1:", ":thumbsdown:", ":x:", ":no_entry:", ":question:", "👎", "❌", "🚫", "❓", "~"})
_WORDS = "two three four five six seven eight nine ten eleven twelve"
_COUNTS = {word: number for number, word in enumerate(_WORDS.split(), 2)}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_ONE = frozenset({"one", "session", "group", "class", "sessions"})
_MARKS = {",": ",", ":": ":", "=": ":", "&": "&", "+": "&", "/": "&", "(": "~", "-": "~", "–": "~", "—": "~"}
_YIELDING = frozenset("fv?")
"""Letters of words that give way to a listed student of that very name: May, Will, Ty."""


@dataclass(frozen=True)
class Item:
    """A letter with its value: `ids` of students for N, of sessions for S and s; `written` for times and reasons."""

    letter: str
    start: int
    end: int
    written: str
    ids: frozenset[int] = frozenset()
    reason: AbsenceReason | None = None
    number: int = 0
    sure: bool = True


def items_of(tokens: list[Token], context: Context) -> list[Item]:
    """The items of one sentence, in order; what says nothing (greetings, articles, most emoji) is left out."""
    read: list[Item] = []
    at = 0
    item: Item | None
    while at < len(tokens):
        token = tokens[at]
        if token.word == "sessions" and [item.letter for item in read[-2:]] == ["E", "D"]:
            taken, item = 1, _all_sessions(read, token, context)
        elif token.kind == "word" and token.word not in ARTICLES:
            taken, item = _phrase(tokens, at, context, read)
        else:
            taken, item = _single(tokens, at, context)
        if item is not None:
            read.append(item)
        at += taken
    return read


def _item(letter: str, first: Token, last: Token | None = None, written: str = "", **values: object) -> Item:
    return Item(letter, first.start, (last or first).end, written or first.word, **values)  # type: ignore[arg-type]


def _all_sessions(read: list[Item], token: Token, context: Context) -> Item:
    """What "all three sessions" points at: they must be as many as there are."""
    count, everyone = read.pop(), read.pop()
    letter = "Y" if count.number == len(context.listed) else "v"
    return Item(letter, everyone.start, token.end, "all sessions")


def _single(tokens: list[Token], at: int, context: Context) -> tuple[int, Item | None]:
    """One token that is no word."""
    token = tokens[at]
    if token.kind in {"minutes", "hours"}:
        return 1, _item("M", token, number=minutes_in(token.word))
    if token.kind == "range":
        return 1, _item("R", token, written=_plain_range(token.word))
    if token.kind in {"clock", "noon"}:
        return _clock(tokens, at, context)
    if token.kind == "number":
        return _number(tokens, at, context)
    if token.kind == "dotted":
        return _initials(tokens, at, context)
    if token.kind == "link":
        return 1, _item("v", token)
    return 1, None if token.kind == "word" else _mark(token)


def _mark(token: Token) -> Item | None:
    if token.word in _GOOD or token.word in _BAD:
        return _item("g" if token.word in _GOOD else "?", token)
    if token.word in _MARKS:
        return _item(_MARKS[token.word], token)
    speaks = token.kind == "mark" and (token.word.isalnum() or token.word in "@<>$#\\|")
    return _item("v", token) if speaks and unicodedata.category(token.word)[0] != "M" else None


def _plain_range(written: str) -> str:
    lower = written.casefold()
    for word in ("from", "between"):
        lower = lower.removeprefix(word).strip()
    for word in ("until", "till", "til", "to", "–", "—"):
        lower = lower.replace(word, "-")
    return "-".join(plain_clock(part) for part in lower.split("-"))


def _clock(tokens: list[Token], at: int, context: Context) -> tuple[int, Item]:
    """A time; "the 9:00 one" is a session."""
    token, written = tokens[at], plain_clock(tokens[at].word)
    named = at + 1 < len(tokens) and tokens[at + 1].word in _ONE
    if named or (at and tokens[at - 1].word == "the"):
        last = tokens[at + named]
        return 1 + named, _item("S", token, last, written=token.word, ids=starting(context, written))
    return 1, _item("T", token, written=written, ids=starting(context, written))


def _number(tokens: list[Token], at: int, context: Context) -> tuple[int, Item]:
    """#2 and "the 2nd one" are sessions, 915 is a time, 2 alone may be a session, an hour or a count."""
    token = tokens[at]
    digits = "".join(letter for letter in token.word if letter.isdecimal())
    number = int(digits) if len(digits) < 5 else 0
    named = at + 1 < len(tokens) and tokens[at + 1].word in _ONE
    if "#" in token.word or token.word[-1].isalpha():
        return 1 + named, _item("S", token, tokens[at + named], ids=numbered(context, number), number=number)
    if len(digits) in {3, 4} and number % 100 < 60 and 0 < number // 100 < 24:
        written = plain_clock(digits)
        return 1, _item("T", token, written=written, ids=starting(context, written))
    if len(digits) > 2:
        return 1, _item("v", token)
    if named and (at and tokens[at - 1].word == "the"):
        ids = numbered(context, number) or starting(context, digits)
        return 2, _item("S", token, tokens[at + 1], ids=ids)
    return 1, _item("D", token, written=digits, number=number, ids=numbered(context, number))


def _initials(tokens: list[Token], at: int, context: Context) -> tuple[int, Item]:
    """M.G., or M.G. 2 where nothing but a number tells two students apart."""
    token, following = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
    numbered_ids = context.initials.get(f"{token.word}{following.word}") if following else None
    if following and numbered_ids:
        return 2, _item("N", token, following, ids=numbered_ids)
    ids = context.initials.get(token.word)
    return 1, _item("N", token, ids=ids) if ids else _item("U", token)


def _phrase(tokens: list[Token], at: int, context: Context, read: list[Item]) -> tuple[int, Item | None]:
    """The longest name or known phrase from here; what is neither is a pointer, a count, a near name or unknown."""
    words = _run(tokens, at)
    key = tuple(token.word for _, token in words)
    name = _name(key, context)
    phrase = next((n for n in range(min(len(key), LONGEST_PHRASE), 0, -1) if key[:n] in PHRASES), 0)
    letter, reason = PHRASES[key[:phrase]] if phrase else ("", None)
    word = words[0][1].word
    if name and (name[0] > phrase or (name[0] == phrase and (phrase > 1 or letter in _YIELDING))):
        used, ids = name
        last = words[used - 1]
        return last[0] - at + 1, _item("N", words[0][1], last[1], " ".join(key[:used]), ids=ids)
    pointer = _pointer(words, context) if phrase < 2 else None
    if pointer:
        return pointer
    if phrase:
        last = words[phrase - 1]
        written = " ".join(key[:phrase])
        item = _item(letter, words[0][1], last[1], written, reason=reason)
        return last[0] - at + 1, None if letter == "f" else item
    if word in _COUNTS and read and read[-1].letter in "EY":
        return 1, _item("D", words[0][1], written=word, number=_COUNTS[word])
    return 1, _unknown(tokens[at], context)


def _run(tokens: list[Token], at: int) -> list[tuple[int, Token]]:
    """The words from here to the next mark or number, without articles, each with its index."""
    found: list[tuple[int, Token]] = []
    for index in range(at, min(at + 2 * max(LONGEST_PHRASE, LONGEST_NAME), len(tokens))):
        if tokens[index].kind != "word" and not tokens[index].word.isdecimal():
            break
        if tokens[index].word not in ARTICLES:
            found.append((index, tokens[index]))
    return found


def _name(words: tuple[str, ...], context: Context) -> tuple[int, frozenset[int]] | None:
    """How many words from here are a name or initials, at most, and the ids of those it may mean."""
    for length in range(min(len(words), LONGEST_NAME), 0, -1):
        key = words[:length]
        ids = context.forms.get(key)
        if ids is None and len(key) > 1 and all(len(part) == 1 for part in key):
            ids = context.initials.get("".join(key))
        if ids is None and len(key) > 1 and key[-1].isdecimal():
            ids = context.initials.get("".join(key))
        if ids is None and length == 1 and is_initials(key[0], dotted=False):
            ids = context.initials.get(key[0])
        if ids:
            return length, ids
    return None


def _pointer(words: list[tuple[int, Token]], context: Context) -> tuple[int, Item | None] | None:
    """A word that points at a session: a day, a half of the day, an ordinal, "session 2", the description."""
    word, following = words[0][1].word, words[1][1] if len(words) > 1 else None
    steps = words[1][0] - words[0][0] if following else 1
    if word in {"session", "sessions", "number", "group"} and following and following.word.isdecimal():
        ids = numbered(context, int(following.word[:4]))
        return steps + 1, _item("S", words[0][1], following, ids=ids)
    named = bool(following and following.word in _ONE)
    last = following if named else words[0][1]
    if (word in _ORDINALS or word == "last") and named:
        number = _ORDINALS.get(word) or max(one.number for one in context.listed)
        return steps + 1, _item("S", words[0][1], last, ids=numbered(context, number))
    if word == "this" and following and is_day_word(following.word):
        return steps, None
    ids = context.pointers.get(word, frozenset())
    if not ids:
        return (1, _item("v", words[0][1])) if is_day_word(word) else None
    if ids == context.every and is_day_word(word):
        return (steps + 1 if named else 1), None
    firm = named or (is_day_word(word) and word not in {"morning", "afternoon"})
    return (steps + 1 if named else 1), _item("S" if firm else "s", words[0][1], last, ids=ids)


def _unknown(token: Token, context: Context) -> Item | None:
    if token.word in {"session", "sessions"}:
        return None
    if len(token.word) == 1:
        ids = letter_candidates(token.word, context.students)
        if ids and token.word != "i":
            return _item("N", token, ids=ids, sure=False)
        return _item("U" if token.capital and token.word != "i" else "v", token)
    if token.word in PLAIN:
        return _item("v", token)
    if ids := alike(token.word, context.long_names):
        return _item("N", token, ids=ids)
    return _item("U" if token.capital else "u", token)
