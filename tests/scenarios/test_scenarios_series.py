"""Scenarios 16, 17, 20, 26, 27 and 30 of DOMAIN.md section 5: times, clocks, series, and days that change."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from models.enums import Presence, SessionType, State
from models.errors import RuleViolation
from models.inputs import Mark, Recurrence
from models.rules.calendar import SchoolCalendar
from models.rules.calendar_changes import DayChange, Fitting, day_change
from models.rules.marks import mark_problem
from models.rules.membership import leaves
from models.rules.recurrence import plan
from models.rules.splitting import NewTerms, numbers, split
from models.rules.terms import require_terms
from models.rules.time import to_instant
from tests.factories import terms
from tests.rules.values import school_days, standing
from tests.scenarios.values import NINE, TWO, care, worth

BREAK = {date(2026, 11, day): "Thanksgiving break" for day in range(23, 28)}
EVERY_DAY = frozenset({1, 2, 3, 4, 5})


def test_scenario_16_a_quarter_to_one_at_night():
    """A typed 12:45 that was read as 12:45 AM ends before it starts: refused, and 12:45 PM suggested."""
    midnight = time(0, 45)
    with pytest.raises(RuleViolation) as caught:
        require_terms(
            terms((1,), start=time(11, 30), end=midnight),
            services=["PCS"],
            places=["CLASS"],
            caseload=[1],
            year=(None, None),
        )
    assert caught.value.problems == {"end": "Choose an end after the start (11:30 AM). Did you mean 12:45 PM?"}
    mark = Mark(Presence.PRESENT, start=time(11, 30), end=midnight)
    assert mark_problem(mark, time(11, 30), time(12, 45)).endswith("Did you mean 12:45 PM?")


@pytest.mark.parametrize(
    ("zone", "friday", "monday"), [("America/Chicago", 14, 15), ("America/Denver", 15, 16)], ids=["Central", "Mountain"]
)
def test_scenario_17_the_week_in_which_the_clocks_change(zone, friday, monday):
    rule = Recurrence(EVERY_DAY, 1, date(2026, 11, 6))
    days = plan(date(2026, 10, 26), rule, NINE, TWO, SchoolCalendar()).days
    starts = {day.date: to_instant(day.date, day.start, zone) for day in days}
    assert {day.start for day in days} == {NINE}
    assert starts[date(2026, 10, 30)] == datetime(2026, 10, 30, friday, tzinfo=UTC)
    assert starts[date(2026, 11, 2)] == datetime(2026, 11, 2, monday, tzinfo=UTC)
    # And back again in spring: the clocks change on Sunday, March 14.
    spring = plan(date(2027, 3, 12), Recurrence(EVERY_DAY, 1, date(2027, 3, 15)), NINE, TWO, SchoolCalendar()).days
    assert [to_instant(day.date, day.start, zone).hour for day in spring] == [monday, friday]


def test_scenario_20_counts_the_school_days():
    """Wed Nov 11 to Dec 18 with Nov 23 to 27 off: 23 school days."""
    rule = Recurrence(EVERY_DAY, 1, date(2026, 12, 18))
    found = plan(date(2026, 11, 11), rule, NINE, TWO, SchoolCalendar(BREAK))
    assert len(found.days) == 23
    assert [(day.date, day.reason) for day in found.skipped] == sorted(BREAK.items())


def test_scenario_20_a_series_edited_midway():
    """23 school days from Nov 11 on, 2 posted: 21 change. Older unposted ones are asked about separately."""
    posted = (date(2026, 11, 12), date(2026, 11, 13))
    days = school_days(date(2026, 11, 2), date(2026, 12, 18), BREAK)
    older = {date(2026, 11, 9), date(2026, 11, 10)}
    series = [
        standing(number, day, State.POSTED if day in posted or (day.day < 9 and day.month == 11) else State.SCHEDULED)
        for number, day in enumerate(days)
    ]
    current = next(one for one in series if one.date == date(2026, 11, 11))
    assert len([day for day in days if day >= current.date]) == 23
    found = split(series, current.id, NewTerms(), SchoolCalendar(BREAK), today=date(2026, 11, 16))
    assert (len(found.changed), len(found.posted)) == (21, 2)
    assert numbers(found) == "changes 21, leaves 2 posted"
    assert {one.date for one in series if one.id in found.posted} == set(posted)
    assert {one.date for one in series if one.id in found.earlier} == older


def test_scenario_20_with_the_same_days_said_again():
    """Saying the pattern again changes the same 21, makes none, and skips the break."""
    days = school_days(date(2026, 11, 11), date(2026, 12, 18), BREAK)
    series = [
        standing(n, day, State.POSTED if day.day in (12, 13) and n < 5 else State.DUE) for n, day in enumerate(days)
    ]
    same = NewTerms(recurrence=Recurrence(EVERY_DAY, 1, date(2026, 12, 18)))
    found = split(series, 0, same, SchoolCalendar(BREAK), today=date(2026, 11, 11))
    assert numbers(found) == "changes 21, leaves 2 posted"
    assert [day.date for day in found.skipped] == sorted(BREAK)


def test_scenario_26_a_snow_day():
    """The rule alone; `tests/handlers/test_school_day.py` has it through every layer."""
    day = date(2026, 11, 30)
    sessions = [standing(1, day), standing(2, day), standing(3, day, State.POSTED)]
    found = day_change(Fitting(one, None, SchoolCalendar({day: "Snow day"})) for one in sessions)
    assert found == DayChange(cancelled=((1, "Snow day"), (2, "Snow day")), posted=(3,))


def test_scenario_27_an_early_release():
    """Shortened by one action: 9 to 12:30 is 210 minutes, 14 units."""
    day = date(2026, 12, 18)
    found = day_change([Fitting(standing(1, day), None, SchoolCalendar(early_release={day: time(12, 30)}))])
    (session,) = found.placed
    assert (session.start, session.end) == (NINE, time(12, 30))
    assert worth(care("9:00", "12:30"), day=day) == [(210, 14)]


def test_scenario_30_a_student_withdraws():
    """Friday, Nov 13 stays and is the last day; from Monday, Nov 16 on a group of three continues."""
    group = frozenset({1, 2, 3, 4})
    days = school_days(date(2026, 11, 12), date(2026, 11, 20))
    series = [replace(standing(number, day), students=group) for number, day in enumerate(days)]
    found = leaves(series, 4, date(2026, 11, 13))
    assert [one.date.day for one in series if one.id in found.last] == [13]
    assert [one.date.day for one in series if one.id in found.removed] == [16, 17, 18, 19, 20]
    assert found.emptied == found.asked == found.posted == ()
    assert {len(one.students - {4}) for one in series if one.id in found.removed} == {3}
    assert terms(tuple(group - {4})).session_type is SessionType.GROUP
