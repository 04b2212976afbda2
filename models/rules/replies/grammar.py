"""The grammar of one clause, over the letters of items.py and words.py. docs/replies.md shows it by examples.

A clause is understood only when the whole of it fits one of these shapes; a word more, and it is left over.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_SLOT = r"(?:N|[uU]{1,2})"
_AND = r"(?:,&|[,&])"
_LIST = rf"{_SLOT}(?:{_AND}{_SLOT})*"
_EVERYONE = r"(?:(?:ED?i?|D|bi?)P(?:[&,]P)*|P(?:[:&]?E)?|ED?|G)"
_STRETCHES = rf"(?:[ptyF]*R(?:{_AND}R)*|[py]?M)"
_AWAY_FOR = r"(?:[pt~:dF]*[uUVAWos]{1,4}|,[VAW])?"
_ABSENT = r"i?(?:t?p?[Aoa]|[pt]V)(?:[,~d:&ptqi]*[AoV])*(?:[~d:]+[pt]?[uUvs]{1,6}|p[uU]{1,3})?"  # "at home - fever"
_PREDICATES = {
    "present": re.compile(r"i?P(?:tP)?|C"),
    "absent": re.compile(_ABSENT),
    "came": re.compile(r"i?(?=[PClF])P?(?:,?[Cl])*F?,?[pt]?Tl?|i?(?=[PCl])P?(?:,?[Cl])*(?:(?<=C)[pt]?|t)D"),
    "late": re.compile(r"i?C?(?:l(?:y[MD]|p?M)|y?Ml)"),
    "left": re.compile(r"(?:P|i)?(?:L(?:,?e)?(?:[pt]*[TD]|ZT)|Z[pt]?[TD])e?"),
    "early": re.compile(r"L(?:y?Me|ey?M|eyD)"),
    "stay": re.compile(r"i?P?[CF]?p?R"),
    "away": re.compile(
        rf"i?(?:[WoA](?:[pt]?[uUVAWs]{{1,2}})?|L(?=[^M]*R)|h[pt]?[VWAuU]{{1,2}}|[pt]?V|[pt][uU]{{1,2}})"
        rf"{_STRETCHES}{_AWAY_FOR}|hM[pt]?[VuUW]{{1,2}}|i?R[pt]?[VW]|i?M[pt]?[VW]"
    ),
    "when": re.compile(r"i?(?:C?l[t]?D?|Le?|eL?|W|h[pt]?[VWA]{1,2}|t?T|V)"),
}
_FOLLOWING = frozenset({"came", "late", "left", "early", "away"})
_SESSIONS = rf"(?:[SsT]+|D)(?:{_AND}(?:[SsT]+|D))*"
_PREFIX = re.compile(rf"p?(?:{_SESSIONS}|[Yb])[:~,]*")
_TRAIL = re.compile(
    rf"[,~p]*S(?:{_AND}[SD])*$|[,~p]*[Yb]$|ps+$|(?<=[EPGA])s+$|pD(?:{_AND}D)*$",
)
_CANCEL = re.compile(
    r"(?:(?P<why>[AV])[,:~]*)?[Kk](?P<at>p?(?:[SsD]|[Yb])(?:(?:,&|[,&])[SD])*)?"
    r"(?P<reason>[,:~dp]+[^NEGSKkYXbg?!zR]{1,40}|(?<=[KS])[AuUVWs][AuUVWspv]{0,6})?"
)
_BODIES = {
    "everyone": re.compile(
        rf"(?:{_EVERYONE}),?(?:[XB](?P<but>{_LIST})(?P<after>[~:,]q?{_ABSENT}|,?q{_ABSENT})?)?|"
        rf"X(?P<first>{_LIST}),?{_EVERYONE}|E[XB](?P<others>{_LIST})i?P"
    ),
    "nobody": re.compile(r"zi?[Ao]|[Ao]i?[:~]?z"),
    "absent": re.compile(rf"(?:n(?P<no>[NU](?:{_AND}[NU])*)|[Ao]i?[:~]?(?P<list>{_LIST}))"),
    "present": re.compile(rf"Pi?[:~](?P<list>{_LIST})"),
}
_SUBJECT = re.compile(rf"(?P<list>{_LIST})[:~]?|(?P<all>E)")


@dataclass(frozen=True)
class Shape:
    """One way to read a clause: spans are pairs of indices into its items; predicates are (kind, from, to)."""

    kind: str
    scope: tuple[int, int] = (0, 0)
    people: tuple[int, int] = (0, 0)
    besides: tuple[int, int] = (0, 0)
    predicates: tuple[tuple[str, int, int], ...] = ()
    reason: tuple[int, int] = (0, 0)


@lru_cache(maxsize=4096)
def shapes(letters: str) -> tuple[Shape, ...]:
    """Every way to read these letters as one clause, the session that it is about included."""
    if not letters or len(letters) > 60:
        return ()
    found = list(_bodies(letters, 0, (0, 0)))
    prefix = _PREFIX.match(letters)
    if prefix and prefix.end() == len(letters):
        return (Shape("header", prefix.span()),)
    if prefix and not (prefix[0].endswith("D") and letters[prefix.end()] in "PAo"):
        found.extend(_bodies(letters[prefix.end() :], prefix.end(), prefix.span()))
    trail = _TRAIL.search(letters)
    if trail and trail.start():
        bodies = _bodies(letters[: trail.start()], 0, trail.span())
        found.extend(one for one in bodies if all(kind != "when" for kind, _, _ in one.predicates))
    return tuple(dict.fromkeys(found))


def _bodies(body: str, at: int, scope: tuple[int, int]) -> list[Shape]:
    found: list[Shape] = []
    for kind, pattern in _BODIES.items():
        if match := pattern.fullmatch(body):
            found.append(_people(kind, match, at, scope))
    if (match := _CANCEL.fullmatch(body)) and not (match["why"] and match["reason"]):
        if match["at"] and scope == (0, 0):
            scope = match.span("at")[0] + at, match.span("at")[1] + at
        if not match["at"] or scope[0] >= at:
            found.append(Shape("cancel", scope, reason=_span(match, "reason" if match["reason"] else "why", at)))
    if match := _SUBJECT.match(body):
        kind = "all" if match["all"] else "some"
        chains = _chains(body[match.end() :], at + match.end())
        found.extend(Shape(kind, scope, _span(match, "list", at), predicates=chain) for chain in chains)
    return found


def _people(kind: str, match: re.Match[str], at: int, scope: tuple[int, int]) -> Shape:
    groups = match.groupdict()
    people = next((_span(match, name, at) for name in ("no", "list") if groups.get(name)), (0, 0))
    besides = next((_span(match, name, at) for name in ("but", "first", "others") if groups.get(name)), (0, 0))
    after = _span(match, "after", at) if groups.get("after") else (0, 0)
    return Shape(kind, scope, people, besides, (("absent", *after),) if after != (0, 0) else ())


def _span(match: re.Match[str], group: str, at: int) -> tuple[int, int]:
    start, end = match.span(group)
    return (start + at, end + at) if match[group] else (0, 0)


def _chains(text: str, at: int) -> list[tuple[tuple[str, int, int], ...]]:
    """Every way to read "came 9:15 and left at 1:30": a predicate, and more of those that have times."""
    found: list[tuple[tuple[str, int, int], ...]] = []
    if kind := _predicate(text):
        found.append(((kind, at, at + len(text)),))
    for join in re.finditer(_AND, text):
        kind = _predicate(text[: join.start()])
        if kind and kind not in {"absent", "when"}:
            rest = _chains(text[join.end() :], at + join.end())
            head = (kind, at, at + join.start())
            found.extend((head, *chain) for chain in rest if chain[0][0] in _FOLLOWING)
    return found


@lru_cache(maxsize=4096)
def _predicate(text: str) -> str | None:
    return next((kind for kind, pattern in _PREDICATES.items() if pattern.fullmatch(text)), None)
