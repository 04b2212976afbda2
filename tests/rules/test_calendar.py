"""The school calendar as planning reads it: whose line counts, and how a session fits into a day."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import DayKind
from models.errors import RuleViolation
from models.inputs import Recurrence
from models.outputs import SkippedDay
from models.rules.calendar import CalendarEntry, PlannedDay, SchoolCalendar, calendar_of, fit
from models.rules.recurrence import plan

DAY = date(2026, 12, 18)
NINE, TWO = time(9), time(14)


def entry(kind, on=DAY, **more):
    return CalendarEntry(on, kind, **more)


def test_a_campus_has_its_own_days():
    general = entry(DayKind.EARLY_RELEASE, release=time(12, 30))
    own = entry(DayKind.EARLY_RELEASE, release=time(11), own=True)
    assert calendar_of([own, general]) == calendar_of([general, own])
    assert calendar_of([own, general]).early_release == {DAY: time(11)}
    snow = [entry(DayKind.NO_SCHOOL, name="Snow day", own=True), entry(DayKind.NO_SCHOOL, name="Break")]
    assert calendar_of(snow).no_school == {DAY: "Snow day"}


def test_what_a_calendar_keeps():
    found = calendar_of([entry(DayKind.NO_SCHOOL), entry(DayKind.A_DAY), entry(DayKind.FIRST_DAY)])
    assert found == SchoolCalendar({DAY: "No school"}, {}, {DAY: DayKind.A_DAY})


@pytest.mark.parametrize(
    ("release", "fitted"),
    [
        (time(15), PlannedDay(DAY, NINE, TWO)),
        (time(14), PlannedDay(DAY, NINE, TWO)),
        (time(13, 59), PlannedDay(DAY, NINE, time(13, 59), shortened=True)),
        (time(9, 1), PlannedDay(DAY, NINE, time(9, 1), shortened=True)),
        (time(9), SkippedDay(DAY, "Early release at 9:00 AM")),
        (time(8), SkippedDay(DAY, "Early release at 8:00 AM")),
    ],
)
def test_early_release(release, fitted):
    assert fit(DAY, NINE, TWO, SchoolCalendar(early_release={DAY: release})) == fitted
    assert fit(date(2026, 12, 17), NINE, TWO, SchoolCalendar(early_release={DAY: release})).end == TWO


def test_a_day_without_school_goes_before_its_early_release():
    both = SchoolCalendar({DAY: "Snow day"}, {DAY: time(12)})
    assert fit(DAY, NINE, TWO, both) == SkippedDay(DAY, "Snow day")


minutes = st.integers(0, 24 * 60 - 1)


@given(minutes, minutes, minutes)
def test_what_fits_against_the_minutes_of_the_day(first, second, release):
    """The oracle: of the minutes of the session, those before the release are left."""
    start, end = sorted((first, second))
    if start == end:
        return
    left = [minute for minute in range(start, end) if minute < release]
    at = [time(minute // 60, minute % 60) for minute in (start, end, release)]
    found = fit(DAY, at[0], at[1], SchoolCalendar(early_release={DAY: at[2]}))
    if not left:
        assert isinstance(found, SkippedDay)
    else:
        assert (found.start, found.end.hour * 60 + found.end.minute) == (at[0], left[-1] + 1)
        assert found.shortened is (len(left) < end - start)


def test_a_plan_says_what_it_makes_and_what_it_leaves_out():
    calendar = SchoolCalendar({date(2026, 12, 16): "Staff day"}, {date(2026, 12, 17): time(9), DAY: time(12, 30)})
    found = plan(date(2026, 12, 14), Recurrence(frozenset({1, 2, 3, 4, 5}), 1, DAY), NINE, TWO, calendar)
    assert [day.date.day for day in found.days] == [14, 15, 18]
    assert found.days[-1] == PlannedDay(DAY, NINE, time(12, 30), shortened=True)
    assert found.skipped == (
        SkippedDay(date(2026, 12, 16), "Staff day"),
        SkippedDay(date(2026, 12, 17), "Early release at 9:00 AM"),
    )


def test_a_plan_of_nothing_is_refused_at_its_field():
    with pytest.raises(RuleViolation, match="without school") as caught:
        plan(DAY, Recurrence(frozenset({5}), 1, DAY), NINE, TWO, SchoolCalendar({DAY: "Break"}))
    assert list(caught.value.problems) == ["weekdays"]
