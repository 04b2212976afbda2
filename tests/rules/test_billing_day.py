"""A day's minutes and units: totals for each student, rounded once, and the group rule on minutes."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import AbsenceReason, Presence, SessionType
from models.inputs import Away, Mark
from models.rules.billing.day import (
    CareGiven,
    DayTotal,
    aide_minutes,
    day_totals,
    given_in,
    minutes_too_many,
)
from models.rules.billing.rates import rates_on
from tests.rules.values import PRESENT, sheet

DAY, BEFORE = date(2026, 11, 18), date(2024, 9, 30)
NINE, TWO = time(9), time(14)


def care(student=1, start="09:00", end="14:00", session=1, aide=1, **more):
    return CareGiven(session, aide, student, time.fromisoformat(start), time.fromisoformat(end), **more)


def test_what_was_given_comes_from_the_present_students():
    absent = Mark(Presence.ABSENT, AbsenceReason.REFUSED)
    away = Mark(Presence.PRESENT, start=time(9, 20), away=Away(10))
    found = given_in(sheet(PRESENT, absent, away), {1: {"TOILET": 20}})
    assert found == (
        CareGiven(7, 1, 1, NINE, TWO, minutes={"TOILET": 20}),
        CareGiven(7, 1, 3, time(9, 20), TWO, Away(10)),
    )
    assert [one.net for one in found] == [300, 270]


def test_a_student_alone_is_billed_by_net_minutes():
    assert day_totals(DAY, [care(away=Away(60))]) == (DayTotal(1, "T1019-U5", 240, 240, 16),)


def test_a_group_needs_minutes_for_each_student():
    both = [care(1), care(2)]
    assert day_totals(DAY, both) == (
        DayTotal(1, "T1019-U5", 300, None, None),
        DayTotal(2, "T1019-U5", 300, None, None),
    )
    assert [total.units for total in day_totals(BEFORE, both)] == [20, 20]


def test_a_group_of_which_students_take_turns_needs_none():
    turns = [care(1, end="11:00"), care(2, start="11:00")]
    assert [(total.minutes, total.units) for total in day_totals(DAY, turns)] == [(120, 8), (180, 12)]


def test_sessions_one_after_the_other_are_one_total():
    day = [care(session=1, end="09:08"), care(session=2, start="10:00", end="10:08")]
    assert day_totals(DAY, day) == (DayTotal(1, "T1019-U5", 16, 16, 1, sessions=2),)


def test_codes_are_totals_of_their_own():
    mixed = [care(end="10:00"), care(session=2, start="10:00", end="11:00", session_type=SessionType.INDIVIDUAL)]
    assert [(one.code, one.units) for one in day_totals(BEFORE, mixed)] == [("T1019-U5", 4), ("T1019-U5-UD", 4)]
    assert [(one.code, one.units) for one in day_totals(DAY, mixed)] == [("T1019-U5", 8)]


def test_written_minutes_never_count_beyond_the_care():
    assert day_totals(DAY, [care(end="09:30", minutes={"TOILET": 25, "MEAL": 20})])[0].minutes == 30
    assert care(end="08:00").net == 0


def test_minutes_written_too_many_in_one_session_do_not_fill_another():
    over = care(end="09:30", minutes={"MEAL": 45})
    under = care(session=2, start="10:00", end="11:00", minutes={"MEAL": 10})
    assert day_totals(DAY, [over, under])[0].minutes == 40


def test_the_aide_s_own_time_bounds_a_group():
    group = [care(1, minutes={"MEAL": 200}), care(2, minutes={"MEAL": 101})]
    assert aide_minutes(group) == 300
    assert minutes_too_many(DAY, group) == 1
    assert minutes_too_many(BEFORE, group) == 0
    assert minutes_too_many(DAY, group[:1]) == 0


parts = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), min_size=1, max_size=4)


@given(parts, st.sampled_from([DAY, BEFORE]))
def test_one_student_with_many_aides_against_a_set_of_minutes(drawn, day):
    """The oracle counts every minute of the day in which somebody cared for the student once."""
    cares = [
        CareGiven(n, n, 1, time(9 + left // 60, left % 60), time(9 + (left + long) // 60, (left + long) % 60))
        for n, (left, long) in enumerate(drawn)
    ]
    expected = len({minute for left, long in drawn for minute in range(left, left + long)})
    (total,) = day_totals(day, cares)
    assert (total.attended, total.minutes, total.units) == (expected, expected, rates_on(day).units(expected))


@pytest.mark.parametrize("students", [1, 7, 30])
def test_units_of_a_group_never_exceed_the_aide_s_time_by_more_than_rounding(students):
    """Each student's rounding lifts the total by less than a unit: 7 minutes at most (DOMAIN.md section 5, 11)."""
    share = 300 // students
    group = [care(number, minutes={"MEAL": share}) for number in range(students)]
    total = sum(one.units or 0 for one in day_totals(DAY, group))
    assert total * 15 <= 300 + 7 * students
