"""Plan, correction, unsigned days, and what is documented without being billed."""

from datetime import date

import pytest

from models.rules.billing.claims import Adjustment, AgainstPlan, AtRisk, adjustment, against_plan, at_risk, not_billable

DAY = date(2026, 11, 18)


def test_a_day_within_the_plan_is_billed_whole():
    assert against_plan(DAY, 120, 120) == AgainstPlan(120, 120, 0, 120, 8)
    assert against_plan(DAY, 121, 120) == AgainstPlan(121, 120, 1, 120, 8)


def test_a_correction_after_the_filing_window_is_not_billable():
    assert adjustment(DAY, 300, 240, today=date(2027, 11, 18)).billable
    assert adjustment(DAY, 300, 240, today=date(2027, 11, 19)) == Adjustment(DAY, 300, 240, 20, 16, billable=False)


def test_days_at_risk_are_rounded_one_by_one():
    assert at_risk([(DAY, 8), (DAY, 8)]) == AtRisk(2, 16, 2)
    assert at_risk([]) == AtRisk(0, 0, 0)


@pytest.mark.parametrize(
    ("day", "known", "why"),
    [
        (date(2027, 1, 14), {"date_of_birth": date(2006, 1, 15)}, ""),
        (date(2027, 1, 15), {"date_of_birth": date(2006, 1, 15)}, "21 or older"),
        (DAY, {"consent_until": DAY}, ""),
        (DAY, {"consent_until": date(2026, 11, 17)}, "consent"),
        (DAY, {}, ""),
    ],
)
def test_what_is_documented_but_not_billed(day, known, why):
    found = not_billable(day, **known)
    assert bool(found) is bool(why)
    assert why in found
