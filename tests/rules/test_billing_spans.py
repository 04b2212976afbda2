"""Stretches of a day against sets of minutes, counted one by one."""

from datetime import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from models.inputs import Away
from models.rules.billing.spans import care_spans, clock_times, common, length, union, without
from models.rules.time_away import net_minutes

spans = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=6)
clocks = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))


def minutes(found):
    """The oracle: the minutes themselves."""
    return {minute for start, end in found for minute in range(start, end)}


def disjoint(found):
    return all(a[0] < a[1] < b[0] for a, b in pairwise(found)) and all(a < b for a, b in found)


@given(spans)
def test_union(found):
    assert minutes(union(found)) == minutes(found)
    assert disjoint(union(found))
    assert length(found) == len(minutes(found))


@given(spans, spans)
def test_without_and_common(first, second):
    assert minutes(without(first, second)) == minutes(first) - minutes(second)
    assert minutes(common(first, second)) == minutes(first) & minutes(second)
    assert disjoint(without(first, second))
    assert disjoint(common(first, second))


@given(clocks, clocks, st.lists(st.tuples(clocks, clocks), max_size=5))
def test_care_is_what_net_minutes_count(start, end, away):
    found = care_spans(start, end, Away(stretches=tuple(away)))
    if start <= end:
        assert length(found) == net_minutes(start, end, Away(stretches=tuple(away)))
    assert all(start <= left < right <= end for left, right in clock_times(found))


def test_minutes_without_a_place_cut_nothing_out():
    assert clock_times(care_spans(time(9), time(14), Away(60))) == ((time(9), time(14)),)
    assert care_spans(time(14), time(9), Away()) == ()
