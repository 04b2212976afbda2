"""A split against one made day by day: every session accounted for, nothing signed or recorded lost, no day twice."""

from collections import Counter
from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.enums import State
from models.errors import RuleViolation
from models.inputs import Recurrence
from models.rules.calendar import SchoolCalendar
from models.rules.splitting import NewTerms, split
from models.rules.time import monday_of
from tests.rules.test_recurrence import one_by_one
from tests.rules.values import standing

FIRST = date(2026, 11, 2)
STATES = [State.SCHEDULED, State.SCHEDULED, State.DUE, State.DRAFT, State.POSTED, State.CANCELLED]
offsets = st.integers(0, 34)
drawn = st.lists(st.tuples(offsets, st.sampled_from(STATES)), min_size=1, max_size=14, unique_by=lambda one: one[0])
rules = st.tuples(st.frozensets(st.integers(1, 7), min_size=1), st.integers(1, 3), st.integers(0, 30))


def naive(series, current, rule, off, today):
    """The oracle. Gives the days of the series after the edit as id (or "new") to date, and what was removed."""
    wanted = [day for day in one_by_one(current.date, rule) if day not in off]
    after = {}
    later = [one for one in series if one.date >= current.date]
    for one in series:
        kept = one.date < current.date or one.state in {State.POSTED, State.CANCELLED}
        if kept or one.date in wanted or one.captured or one.date < today or one.state is State.DUE:
            after[one.id] = one.date
    taken = {one.date for one in later if one.id in after and (one.date in wanted or not one.open)}
    loose = sorted((one.date, one.id) for one in later if one.id not in after)
    made = []
    for day in wanted:
        if day in taken or day < today:
            continue
        mine = next((pair for pair in loose if monday_of(pair[0]) == monday_of(day)), None)
        if mine is None:
            made.append(day)
        else:
            loose.remove(mine)
            after[mine[1]] = day
    return wanted, after, {number for _, number in loose}, made


@given(drawn, rules, st.frozensets(offsets, max_size=6), st.data())
def test_new_days_against_the_oracle(sessions, parts, days_off, data):
    series = [standing(number, FIRST + timedelta(ahead), state) for number, (ahead, state) in enumerate(sessions, 1)]
    free = [one for one in series if one.open]
    if not free:
        return
    current = data.draw(st.sampled_from(free))
    today = FIRST + timedelta(data.draw(offsets))
    off = {FIRST + timedelta(ahead): "Break" for ahead in days_off}
    rule = Recurrence(parts[0], parts[1], current.date + timedelta(parts[2]))
    terms = NewTerms(time(10), time(15), rule)
    calendar = SchoolCalendar(off)
    wanted, after, removed, made = naive(series, current, rule, off, today)
    try:
        found = split(series, current.id, terms, calendar, today=today)
    except RuleViolation:
        assert not wanted
        return
    assert wanted
    placed = {one.id: one.date for one in (*found.changed, *found.moved)}
    untouched = {one.id: one.date for one in series if one.id not in placed and one.id not in found.removed}
    assert placed | untouched == after
    assert set(found.removed) == removed
    assert [day.date for day in found.made] == made
    assert list(found.skipped) == [one for one in found.skipped if one.date in off]
    check(series, current, found, today)


def check(series, current, found, today):
    """What must hold whatever the oracle says."""
    by_id = {one.id: one for one in series}
    changed = [one.id for one in (*found.changed, *found.moved)]
    groups = [*changed, *found.removed, *found.posted, *found.cancelled, *found.earlier]
    assert max(Counter(groups).values()) == 1
    later_or_open = {one.id for one in series if one.date >= current.date or one.open}
    assert set(groups) == later_or_open
    assert all(by_id[number].open for number in [*changed, *found.removed])
    assert not any(by_id[number].captured or by_id[number].date < today for number in found.removed)
    assert not any(by_id[number].state is State.DUE for number in [*found.removed, *(one.id for one in found.moved)])
    assert all(by_id[one.id].date != one.date and one.date >= today for one in found.moved)
    assert all(monday_of(by_id[one.id].date) == monday_of(one.date) for one in found.moved)
    assert all(by_id[one.id].date == one.date for one in found.changed)
    # In-place changes keep their distinct days, so a day is there twice only if it was before.
    days = [one.date for one in (*found.changed, *found.moved, *found.made)]
    assert len(days) == len(set(days))
    assert set(found.stays) <= {one.id for one in found.changed}


@given(drawn, st.data())
def test_the_order_of_reading_changes_nothing(sessions, data):
    series = [standing(number, FIRST + timedelta(ahead), state) for number, (ahead, state) in enumerate(sessions, 1)]
    free = [one for one in series if one.open]
    if not free:
        return
    current = data.draw(st.sampled_from(free)).id
    terms = NewTerms(recurrence=Recurrence(frozenset({1, 3, 5}), 1, FIRST + timedelta(60)))
    shuffled = data.draw(st.permutations(series))
    calendar = SchoolCalendar()
    assert split(series, current, terms, calendar, today=FIRST) == split(
        shuffled, current, terms, calendar, today=FIRST
    )


@given(drawn, st.booleans(), st.data())
def test_new_contents_against_the_oracle(sessions, with_times, data):
    """Without new days, every editable session from the current one on is changed in place, and nothing else."""
    series = [standing(number, FIRST + timedelta(ahead), state) for number, (ahead, state) in enumerate(sessions, 1)]
    free = [one for one in series if one.open]
    if not free:
        return
    current = data.draw(st.sampled_from(free))
    terms = NewTerms(time(10), time(15)) if with_times else NewTerms()
    found = split(series, current.id, terms, SchoolCalendar(), today=FIRST)
    assert {one.id for one in found.changed} == {one.id for one in free if one.date >= current.date}
    assert {one.start for one in found.changed} == {time(10) if with_times else time(9)}
    assert set(found.earlier) == {one.id for one in free if one.date < current.date}
    assert (found.moved, found.made, found.removed, found.stays) == ((), (), (), ())
