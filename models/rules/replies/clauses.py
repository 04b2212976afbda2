"""One clause as what it says: about whom, in which session, and what happened. Nothing is looked up any more."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from models.enums import AbsenceReason
from models.rules.replies.commands import command_in
from models.rules.replies.grammar import Shape, shapes
from models.rules.replies.items import Item

Scope = tuple[tuple[Item, ...], ...]
"""What points at sessions: groups between commas; the items of a group narrow each other ("yesterday morning")."""


@dataclass(frozen=True)
class Slot:
    """A written student: `ids` are the candidates among all listed; not `sure` is only a hint, such as one letter."""

    start: int
    end: int
    ids: frozenset[int]
    sure: bool


@dataclass(frozen=True)
class Effect:
    """What happened: present, absent, came, late, left, early, stay, away, or when (a time is missing)."""

    kind: str
    written: str = ""
    reason: AbsenceReason | None = None
    minutes: int = 0


@dataclass(frozen=True)
class Said:
    """One clause. `everyone` is present but for the `besides`; `whole` means the effects are everybody's."""

    kind: str
    start: int
    end: int
    scope: Scope = ()
    slots: tuple[Slot, ...] = ()
    effects: tuple[Effect, ...] = ()
    everyone: bool = False
    whole: bool = False
    count: int | None = None
    pair: bool = False
    """Whether it is "both present": both sessions, or both students."""
    reason: str = ""
    until: str | None = None

    @property
    def unknown(self) -> int:
        """How many of the written names are nobody's."""
        return sum(1 for slot in self.slots if not slot.ids)

    def meaning(self) -> frozenset[object]:
        """What two readings of the same words are compared by."""
        where = tuple(item.start for group in self.scope for item in group)
        people = {(where, slot.start, effect) for slot in self.slots for effect in self.effects}
        rest = (self.kind, where, self.everyone, self.whole and self.effects, self.count, self.reason, self.until)
        return frozenset({*people, rest} if self.kind != "marks" or not people or self.everyone else people)


def clauses_of(items: list[Item], text: str, *, opening: bool, alone: bool) -> Iterator[Said]:
    """Every way to read these items as one clause; a cancellation without a reason has an empty one.

    `opening`: they begin a sentence, so that "present" may be all of it. `alone`: they are the whole sentence, so that
    they may be a heading, or "everybody" without a verb.
    """
    start, end = items[0].start, items[-1].end
    if command := command_in(" ".join(item.written for item in items if item.letter not in ",:~")):
        yield Said(command[0], start, end, until=command[1])
        return
    letters = "".join(item.letter for item in items)
    for shape in shapes(letters):
        scope = _scope(items[slice(*shape.scope)])
        if any(item.letter == "T" and not item.ids for group in scope for item in group):
            continue
        body = letters[: shape.scope[0]] + letters[shape.scope[1] :]
        if (letters == "P" and not opening) or (body.strip(",:~p") in {"", "E", "ED"} and not alone):
            continue
        if body[:1] == "b" and shape.scope == (0, 0):
            continue  # "Both present" without a session may mean both sessions; with one, both students.
        if letters[0] in "Ao" and not opening and not set(letters) & set(":~i"):
            continue  # "Milo, absent Marta" may mean either of them.
        said = _said(shape, items, scope, text)
        if said is not None:
            yield replace(said, pair=letters in {"bP", "biP"})


def _scope(items: list[Item]) -> Scope:
    groups: list[list[Item]] = [[]]
    for item in items:
        if item.letter in ",&":
            groups.append([])
        elif item.letter in "SsDTYb":
            groups[-1].append(item)
    return tuple(tuple(group) for group in groups if group)


def _said(shape: Shape, items: list[Item], scope: Scope, text: str) -> Said | None:
    start, end = items[0].start, items[-1].end
    if shape.kind == "header":
        return Said("header", start, end, scope)
    if shape.kind == "cancel":
        reason = _reason(items[slice(*shape.reason)], text)
        bare = items[0].letter == "k" and not reason and not scope
        return None if bare or reason is None else Said("cancel", start, end, scope, reason=reason)
    effects = tuple(_effect(kind, items[a:b]) for kind, a, b in shape.predicates)
    if shape.kind in {"everyone", "nobody"}:
        besides = _slots(items[slice(*shape.besides)])
        inside = range(*shape.scope)
        counts = [one.number or 2 for i, one in enumerate(items) if one.letter in "Db" and i not in inside]
        happened = effects or (Effect("absent", reason=AbsenceReason.ABSENT),)
        return Said(
            "marks",
            start,
            end,
            scope,
            besides,
            happened if besides else (),
            everyone=True,
            count=counts[0] if counts else None,
        )
    if shape.kind == "all":
        return _of_all(effects, items, scope)
    slots = _slots(items[slice(*shape.people)])
    if shape.kind in {"absent", "present"}:
        head = [item for item in items if item.letter in "Ao"]
        effects = (_effect(shape.kind, head),)
    return Said("marks", start, end, scope, slots, effects)


def _of_all(effects: tuple[Effect, ...], items: list[Item], scope: Scope) -> Said | None:
    """Everybody did the same. "All were not here" may mean that some were: not understood."""
    if any(item.letter == "a" for item in items):
        return None
    start, end = items[0].start, items[-1].end
    if effects == (Effect("present"),):
        return Said("marks", start, end, scope, everyone=True)
    return Said("marks", start, end, scope, effects=effects, whole=True)


def _slots(items: list[Item]) -> tuple[Slot, ...]:
    found: list[Slot] = []
    unknown: list[Item] = []
    for item in [*items, None]:
        if item is not None and item.letter in "uU":
            unknown.append(item)
            continue
        if unknown:
            found.append(Slot(unknown[0].start, unknown[-1].end, frozenset(), sure=False))
            unknown = []
        if item is not None and item.letter == "N":
            found.append(Slot(item.start, item.end, item.ids, item.sure))
    return tuple(found)


def _effect(kind: str, items: list[Item]) -> Effect:
    times = [item.written for item in items if item.letter in "TD"]
    minutes = next((item.number for item in items if item.letter == "M"), 0)
    stretches = ", ".join(item.written for item in items if item.letter == "R")
    if kind == "absent":
        return Effect(kind, reason=_why([item.reason for item in items if item.reason]))
    if kind in {"came", "left"}:
        return Effect(kind, times[0])
    if kind in {"late", "early"}:
        return Effect(kind, minutes=minutes or next(item.number for item in items if item.letter in "MD"))
    if kind in {"stay", "away"}:
        return Effect(kind, stretches or str(minutes))
    return Effect(kind)


def _why(reasons: list[AbsenceReason]) -> AbsenceReason:
    """The reason that says most: a refusal first, then the first that is more than "absent"."""
    if AbsenceReason.REFUSED in reasons:
        return AbsenceReason.REFUSED
    return next((reason for reason in reasons if reason is not AbsenceReason.ABSENT), AbsenceReason.ABSENT)


def _reason(items: list[Item], text: str) -> str | None:
    """The written reason of a cancellation, as it was written; empty when there is none, None when it is none."""
    words = [item for item in items if item.letter not in ",:~dpqit"]
    if not words:
        return ""
    if not any(item.letter in "AuUVWs" for item in words):
        return None
    pieces = " ".join(item.written if item.letter != "," else "," for item in items).split(",")
    if any(command_in(piece.strip()) for piece in pieces):
        return None
    return text[words[0].start : words[-1].end].strip()
