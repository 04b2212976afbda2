"""Scenarios 21 to 23, 28, 31 and 32 of DOMAIN.md section 5: deadlines, corrections, and what is lost unsigned."""

from datetime import date

import pytest

from models.enums import State
from models.rules.audit import findings
from models.rules.billing.claims import adjustment, at_risk, not_billable
from models.rules.billing.deadlines import document_by, file_by, filing_days_left
from models.rules.membership import off_boarding
from models.rules.time import days_left
from tests.factories import FIXED_NOW
from tests.rules.values import school_days, sheet, standing
from tests.scenarios.values import care, worth

TODAY = date(2026, 11, 22)


def test_scenario_21_unposted_after_the_filing_window():
    day = date(2025, 10, 6)
    assert file_by(day) == date(2026, 10, 6)
    assert filing_days_left(day, TODAY) < 0
    assert not adjustment(day, 300, 240, today=TODAY).billable


def test_scenario_22_unposted_within_the_filing_window():
    day = date(2026, 1, 5)
    assert file_by(day) == date(2027, 1, 3)
    assert filing_days_left(day, TODAY) == 42
    assert adjustment(day, 300, 240, today=TODAY).billable


@pytest.mark.parametrize(("logged", "left"), [(date(2026, 11, 19), 0), (date(2026, 11, 20), -1)])
def test_scenario_23_day_seven_and_day_eight(logged, left):
    """Late is allowed and marked; whether it is billed is the district's decision."""
    care_day = date(2026, 11, 12)
    assert document_by(care_day) == date(2026, 11, 19)
    assert days_left(care_day, logged) == left
    found = findings(sheet(date=care_day, days_left=days_left(care_day, logged)), FIXED_NOW)
    assert [one.text for one in found] == (
        ["This log is 1 day late. It can be signed, and is marked late."] if left else []
    )
    assert not any(one.blocks for one in found)


def test_scenario_28_an_aide_leaves():
    """Six unsigned days of 240 minutes: 1,440 minutes, 96 units at risk, and the list before the last day."""
    last_day = date(2026, 12, 18)
    days = school_days(date(2026, 12, 7), date(2027, 1, 5), [date(2026, 12, day) for day in range(19, 32)])
    unsigned = days[4:10]
    sessions = [
        standing(number, day, State.DUE if day in unsigned else State.POSTED if day < unsigned[0] else State.SCHEDULED)
        for number, day in enumerate(days)
    ]
    assert unsigned[-1] == last_day
    found = off_boarding(sessions, last_day)
    assert [one.date for one in sessions if one.id in found.to_sign] == unsigned
    assert all(one.date > last_day for one in sessions if one.id in found.to_cover)
    assert found.to_cover
    lost = at_risk((day, 240) for day in unsigned)
    assert (lost.days, lost.minutes, lost.units) == (6, 1440, 96)


def test_scenario_31_a_student_turns_21():
    born = date(2006, 1, 15)
    assert not_billable(date(2027, 1, 14), date_of_birth=born) == ""
    assert not_billable(date(2027, 1, 15), date_of_birth=born) == "21 or older on this day"
    withdrawn = date(2027, 1, 14)
    assert not_billable(date(2027, 1, 15), consent_until=withdrawn)
    assert not not_billable(withdrawn, consent_until=withdrawn)


def test_scenario_32_an_hour_away_that_was_forgotten():
    """The minutes and the biller's row; test_scenarios_people.py has the signatures."""
    day = date(2026, 11, 18)
    assert worth(care()) == [(300, 20)]
    assert worth(care(away="60")) == [(240, 16)]
    row = adjustment(day, 300, 240, today=TODAY)
    assert (row.minutes_before, row.minutes_after, row.units_before, row.units_after) == (300, 240, 20, 16)
    assert row.billable
