"""A change of the calendar: unposted sessions are cancelled, shortened or brought back; what is recorded stays."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import DayKind, State
from models.errors import RuleViolation
from models.office import DayNumbers, WantedDay
from models.rules.calendar import SchoolCalendar, fit
from models.rules.calendar_changes import DayChange, Fitting, Meant, day_change, day_numbers, require_day
from models.rules.standing import Placed
from tests.rules.values import standing

DAY = date(2026, 11, 30)
USUAL = SchoolCalendar()
SNOW = SchoolCalendar({DAY: "Snow day"})
EARLY = SchoolCalendar(early_release={DAY: time(12, 30)})


def change(calendar, *sessions, meant=None):
    return day_change([Fitting(one, (meant or {}).get(one.id), calendar) for one in sessions])


def test_a_snow_day():
    found = change(
        SNOW,
        standing(1, DAY),
        standing(2, DAY, State.DRAFT),
        standing(3, DAY, State.POSTED),
        standing(4, DAY, State.CANCELLED),
        standing(5, DAY, State.DUE),
    )
    assert found == DayChange(cancelled=((1, "Snow day"), (5, "Snow day")), posted=(3,), recorded=(2,))


def test_an_early_release():
    found = change(
        EARLY,
        standing(1, DAY),
        standing(2, DAY, State.DRAFT, start=time(12)),
        standing(3, DAY, start=time(12, 30)),
        standing(4, DAY, end=time(12, 30)),
        standing(5, DAY, State.POSTED),
        standing(6, DAY, State.POSTED, end=time(11)),
    )
    assert found.placed == (Placed(1, DAY, time(9), time(12, 30)),)
    assert found.cancelled == ((3, "Early release at 12:30 PM"),)
    assert (found.posted, found.recorded, found.restored) == ((5,), (2,), ())


def test_what_the_calendar_took_it_gives_back():
    was = {1: Meant(State.DUE, time(14)), 2: Meant(State.SCHEDULED, time(14)), 3: Meant(State.SCHEDULED, time(14))}
    gone = standing(1, DAY, State.CANCELLED), standing(2, DAY, end=time(12, 30)), standing(3, DAY, State.CANCELLED)
    found = change(USUAL, *gone, meant=was)
    whole = [Placed(number, DAY, time(9), time(14)) for number in (1, 2, 3)]
    assert found.restored == ((whole[0], State.DUE), (whole[2], State.SCHEDULED))
    assert found.placed == (whole[1],)
    # From no school to an early release: back, but only until then.
    assert change(EARLY, gone[0], meant=was).restored == ((Placed(1, DAY, time(9), time(12, 30)), State.DUE),)
    assert change(SNOW, gone[0], meant=was) == DayChange()


def test_what_a_person_cancelled_stays_cancelled():
    assert change(USUAL, standing(1, DAY, State.CANCELLED)) == DayChange()


def test_the_numbers_in_words():
    numbers = DayNumbers(cancelled=12, shortened=3, restored=1, posted_total=2, recorded_total=1)
    assert day_numbers(numbers) == (
        "cancels 12 sessions, changes the end of 3, brings back 1, leaves 2 posted, leaves 1 with something recorded"
    )
    assert day_numbers(DayNumbers(cancelled=1), done=True) == "cancelled 1 session"
    assert day_numbers(DayNumbers()) == "changes no session"


WANTED = WantedDay(DAY, DayKind.EARLY_RELEASE, "", time(12, 30))


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"release": None}, "time", "Choose when school ends."),
        ({"release": time(0, 30)}, "time", "Check AM and PM"),
        ({"release": time(19, 1)}, "time", "Check AM and PM"),
        ({"kind": DayKind.NO_SCHOOL}, "time", "Only an early release has a time"),
        ({"kind": None}, "time", "Only an early release has a time"),
        ({"name": "x" * 81}, "name", "80 characters"),
        ({"date": DAY + timedelta(401)}, "date", "this school year"),
        ({"date": DAY - timedelta(401)}, "date", "this school year"),
    ],
)
def test_what_cannot_be(changed, field, says):
    with pytest.raises(RuleViolation) as refused:
        require_day(replace(WANTED, **changed), DAY)
    assert list(refused.value.problems) == [field]
    assert says in refused.value.problems[field]


def test_what_can_be():
    for wanted in (WANTED, WantedDay(DAY, DayKind.NO_SCHOOL, "Snow day"), WantedDay(DAY, None)):
        require_day(wanted, DAY + timedelta(400))


@given(
    st.lists(
        st.tuples(st.sampled_from(list(State)), st.integers(0, 22), st.integers(1, 23)).filter(
            lambda one: one[1] < one[2]
        )
    ),
    st.integers(0, 23) | st.none(),
)
def test_every_session_is_as_the_day_wants_it_or_is_named(drawn, release):
    sessions = [standing(n, DAY, state, start=time(a), end=time(b)) for n, (state, a, b) in enumerate(drawn)]
    calendar = SchoolCalendar(early_release={DAY: time(release)}) if release is not None else SNOW
    found = change(calendar, *sessions)
    changed = {key for key, _ in found.cancelled} | {one.id for one in found.placed}
    named = [*changed, *found.posted, *found.recorded]
    assert len(named) == len(set(named))
    assert found.restored == ()
    for one in sessions:
        meets = release is None or one.end > time(release)
        assert (one.id in named) is (meets and one.state is not State.CANCELLED)
        assert not (one.id in changed and (one.signed or one.captured))
    assert all(one.end == time(release) and one.start < one.end for one in found.placed)


@given(st.integers(0, 22), st.integers(1, 23), st.integers(0, 23) | st.none())
def test_a_change_and_its_taking_back_leave_everything_as_it_was(start, length, release):
    one = standing(1, DAY, start=time(start), end=time(min(23, start + length), 59))
    calendar = SchoolCalendar(early_release={DAY: time(release)}) if release is not None else SNOW
    found = change(calendar, one)
    if not (found.cancelled or found.placed):
        return
    after = replace(one, state=State.CANCELLED) if found.cancelled else replace(one, end=found.placed[0].end)
    back = change(USUAL, after, meant={1: Meant(one.state, one.end)})
    (placed,) = [*back.placed, *(place for place, _ in back.restored)]
    assert (placed.start, placed.end) == (one.start, one.end)
    assert fit(DAY, placed.start, placed.end, USUAL).end == one.end
