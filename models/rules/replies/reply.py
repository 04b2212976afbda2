"""An aide's reply to a reminder, understood or not (issue 3, item 4; DOMAIN.md row 89). docs/replies.md is its manual.

What is not understood changes nothing, and neither does what stands beside it without saying whom it is about.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from models.rules.replies.clauses import Said
from models.rules.replies.commands import command_in
from models.rules.replies.context import Context, context_of
from models.rules.replies.gathering import Gathered
from models.rules.replies.items import items_of
from models.rules.replies.matching import Place, place_of
from models.rules.replies.sentences import Piece, Sentence, sentence_of
from models.rules.replies.settling import settled
from models.rules.replies.tokens import Token, cleaned, folded, tokens_of
from models.rules.replies.values import Listed, Reply

LONGEST = 1000
"""Characters that are read. Longer texts are not answers to a reminder, and are left over whole."""
_LONE_QUESTION = Sentence(pieces=(Piece(0, 0, frozenset()),))
"""A question mark on a line of its own doubts all that was said."""
_TITLES = frozenset({"mr", "mrs", "ms", "dr"})


def understand(
    text: str, listed: tuple[Listed, ...], *, now: datetime, chosen: Mapping[str, int] | None = None
) -> Reply:
    """What a reply says about the listed sessions. `now` is local: it says what "today" and "yesterday" mean.

    `chosen` answers earlier questions: the piece of a question about a student, and the id that was chosen.
    Never raises. Whatever is asked or left over changes nothing.
    """
    plain = cleaned(text)
    if not plain.strip():
        return Reply()
    if command := _command(plain):
        return Reply(command=command[0], until=command[1])
    if len(plain) > LONGEST or not listed:
        return Reply(leftover=(plain,))
    context = context_of(listed, now)
    gathered = Gathered(context, plain, {folded(written): student for written, student in (chosen or {}).items()})
    heading: Place | None = None
    for line in _lines(plain, context):
        carried = heading
        for tokens, asked in line:
            sentence = _quoted(sentence_of(items_of(tokens, context), plain, asked=asked), tokens)
            if asked and not tokens:
                gathered.leave(_LONE_QUESTION)
            carried, is_heading = _read(gathered, sentence, carried)
            heading = carried if is_heading else heading
    return settled(gathered)


def _command(plain: str) -> tuple[str, str | None] | None:
    """A reply that is a command and nothing else, however it is punctuated and whatever students are called."""
    if re.fullmatch(r"[?¿\s]+", plain):
        return "help", None
    if len(plain) > 100 or "," in plain.strip(","):
        return None
    found = tokens_of(plain, frozenset())
    words = [folded(token.word) for token in found if token.kind not in {"mark", "hard", "emoji", "link"}]
    polite = {"please", "pls", "plz", "thanks", "thx", "ok", "okay", "the", "a", "yes", "yep", "hi", "hello", "s"}
    return command_in(" ".join(word for word in words if word not in polite))


def _lines(plain: str, context: Context) -> list[list[tuple[list[Token], bool]]]:
    """The sentences of each line, each with whether it is a question."""
    lines: list[list[tuple[list[Token], bool]]] = [[]]
    sentence: list[Token] = []
    for token in _undotted(tokens_of(plain, frozenset(context.initials)), context):
        if token.kind != "hard":
            sentence.append(token)
            continue
        asked = "?" in token.word
        if sentence or asked:
            lines[-1].append((sentence, asked))
        sentence = []
        if "\n" in token.word:
            lines.append([])
    return [*lines, [(sentence, False)]] if not lines[-1] else [*lines[:-1], [*lines[-1], (sentence, False)]]


def _undotted(tokens: list[Token], context: Context) -> list[Token]:
    """The tokens without the dots that end no sentence: "2. all present", "Milo G. absent", "Mr. Garcia"."""
    found: list[Token] = []
    for token in tokens:
        last = found[-1] if found else None
        before = found[-2] if len(found) > 1 else None
        if last is None or token.word not in {".", ")"} or token.start != last.end:
            found.append(token)
        elif last.kind == "number" and (before is None or "\n" in before.word):
            found[-1] = Token("number", f"#{last.word}", last.start, last.end)
        elif not (last.word in _TITLES or (before and (before.word, last.word) in context.forms)):
            found.append(token)
    return found


def _quoted(sentence: Sentence, tokens: list[Token]) -> Sentence:
    """A sentence of which nothing was understood is quoted from its first word to its last, greetings included."""
    if sentence.clauses or len(sentence.pieces) != 1:
        return sentence
    return Sentence(pieces=(replace(sentence.pieces[0], start=tokens[0].start, end=tokens[-1].end),))


def _read(gathered: Gathered, sentence: Sentence, carried: Place | None) -> tuple[Place | None, bool]:
    """Gathers a sentence. Gives the place that goes on for the rest of the line, and whether it is a heading."""
    heading = False
    named = frozenset(next(iter(slot.ids)) for said in sentence.clauses for slot in said.slots if len(slot.ids) == 1)
    shared = any(said.everyone or said.whole for said in sentence.clauses)
    for said in sentence.clauses:
        own = place_of(gathered.context, said)
        carried = own or carried
        heading = said.kind == "header"
        gathered.add(said, carried, named if shared else _named(said))
    gathered.leave(sentence)
    return carried, heading


def _named(said: Said) -> frozenset[int]:
    return frozenset(one for slot in said.slots if len(slot.ids) == 1 for one in slot.ids)
