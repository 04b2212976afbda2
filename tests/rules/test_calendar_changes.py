"""A change of the calendar: unposted sessions are cancelled or shortened, posted ones listed, other days left alone."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import DayKind, State
from models.errors import RuleViolation
from models.rules.calendar import CalendarEntry
from models.rules.calendar_changes import DayChange, day_change, day_numbers
from models.rules.standing import Placed
from tests.rules.values import standing

DAY, OTHER = date(2026, 11, 30), date(2026, 12, 1)
SNOW = CalendarEntry(DAY, DayKind.NO_SCHOOL, "Snow day")
EARLY = CalendarEntry(DAY, DayKind.EARLY_RELEASE, release=time(12, 30))


def test_a_snow_day():
    sessions = [
        standing(1, DAY),
        standing(2, DAY, State.DRAFT),
        standing(3, DAY, State.POSTED),
        standing(4, DAY, State.CANCELLED),
        standing(5, OTHER),
    ]
    found = day_change(sessions, SNOW)
    assert found == DayChange(DAY, "Snow day", (1, 2), (), (), (3,), (2,))
    assert day_numbers(found) == "cancels 2, leaves 1 posted"


def test_an_early_release():
    sessions = [
        standing(1, DAY),
        standing(2, DAY, State.DRAFT, start=time(12)),
        standing(3, DAY, start=time(12, 30)),
        standing(4, DAY, end=time(12, 30)),
        standing(5, DAY, State.POSTED),
        standing(6, DAY, State.POSTED, end=time(11)),
        standing(7, OTHER),
    ]
    found = day_change(sessions, EARLY)
    assert found.cancelled == (3,)
    assert found.shortened == (Placed(1, DAY, time(9), time(12, 30)), Placed(2, DAY, time(12), time(12, 30)))
    assert (found.untouched, found.posted, found.recorded) == ((4,), (5,), (2,))
    assert found.reason == "Early release at 12:30 PM"
    assert day_numbers(found) == "cancels 1, shortens 2, leaves 1 posted"


def test_a_named_early_release_keeps_its_name():
    named = CalendarEntry(DAY, DayKind.EARLY_RELEASE, "Winter concert", time(12, 30))
    assert day_change([], named).reason == "Winter concert"
    assert day_numbers(day_change([standing(1, OTHER)], named)) == "changes nothing"


@pytest.mark.parametrize(
    ("entry", "field"),
    [(CalendarEntry(DAY, DayKind.A_DAY), "kind"), (CalendarEntry(DAY, DayKind.EARLY_RELEASE), "time")],
)
def test_what_is_no_change_of_a_day(entry, field):
    with pytest.raises(RuleViolation) as caught:
        day_change([], entry)
    assert list(caught.value.problems) == [field]


@given(
    st.lists(
        st.tuples(st.sampled_from(list(State)), st.integers(0, 22), st.integers(1, 23)).filter(
            lambda one: one[1] < one[2]
        )
    ),
    st.integers(0, 23) | st.none(),
)
def test_every_session_of_the_day_is_named_once_and_signed_ones_never_change(drawn, release):
    sessions = [standing(n, DAY, state, start=time(a), end=time(b)) for n, (state, a, b) in enumerate(drawn)]
    early = CalendarEntry(DAY, DayKind.EARLY_RELEASE, release=time(release)) if release is not None else SNOW
    found = day_change(sessions, early)
    changed = [*found.cancelled, *(one.id for one in found.shortened)]
    named = [*changed, *found.untouched]
    assert sorted(named) == [one.id for one in sessions if one.open]
    assert set(found.posted) <= {one.id for one in sessions if one.signed}
    assert set(found.recorded) == {one.id for one in sessions if one.captured and one.id in changed}
    for one in sessions:
        meets = release is None or one.end > time(release)
        assert (one.id in [*changed, *found.posted]) is (meets and one.state is not State.CANCELLED)
    assert all(one.end == time(release) and one.start < one.end for one in found.shortened)
