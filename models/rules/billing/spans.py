"""Stretches of a day as pairs of minutes since midnight, half-open. Sets of minutes, not counted one by one."""

from collections.abc import Iterable
from datetime import time

from models.inputs import Away
from models.rules.time import minutes_of

Span = tuple[int, int]


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same minutes as disjoint stretches in order; stretches that touch become one."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def length(spans: Iterable[Span]) -> int:
    """How many minutes there are in the union of the stretches."""
    return sum(end - start for start, end in union(spans))


def without(spans: Iterable[Span], gone: Iterable[Span]) -> tuple[Span, ...]:
    """The minutes of `spans` that are not in `gone`."""
    left: list[Span] = []
    cuts = union(gone)
    for start, end in union(spans):
        at = start
        for cut_start, cut_end in cuts:
            if cut_end <= at or cut_start >= end:
                continue
            if cut_start > at:
                left.append((at, cut_start))
            at = cut_end
        if at < end:
            left.append((at, end))
    return tuple(left)


def common(first: Iterable[Span], second: Iterable[Span]) -> tuple[Span, ...]:
    """The minutes that are in both."""
    second = tuple(second)
    return union((max(a, c), min(b, d)) for a, b in first for c, d in second)


def care_spans(start: time, end: time, away: Away) -> tuple[Span, ...]:
    """The stretches of care from local `start` to `end`: the time away cut out (DOMAIN.md section 5, 1).

    Time away that is known as minutes alone has no place in the day: the stretch is whole, and its minutes are fewer.
    """
    if not away.stretches:
        return ((minutes_of(start), minutes_of(end)),) if start < end else ()
    gone = [(minutes_of(left), minutes_of(right)) for left, right in away.stretches]
    return without([(minutes_of(start), minutes_of(end))], gone)


def clock_times(spans: Iterable[Span]) -> tuple[tuple[time, time], ...]:
    """Stretches as local times of day."""
    return tuple((time(start // 60, start % 60), time(end // 60, end % 60)) for start, end in spans)
