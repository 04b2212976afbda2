"""Rules as data: which hold on which date, the bands of a unit, the two limits of filing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.billing.deadlines import document_by, file_by, filing_days_left
from models.rules.billing.rates import TEXAS, Rates, rates_on

LAST_OF_OLD, FIRST_OF_NEW = date(2024, 9, 30), date(2024, 10, 1)


def test_the_rules_change_between_two_days():
    old, new = rates_on(LAST_OF_OLD), rates_on(FIRST_OF_NEW)
    assert (old.code(group=True), new.code(group=True)) == ("T1019-U5-UD", "T1019-U5")
    assert old.code(group=False) == new.code(group=False) == "T1019-U5"
    assert (old.exclusive, new.exclusive) == (False, True)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_every_date_has_exactly_one_rule(day):
    held = [one for one in TEXAS if (one.starts_on or day) <= day <= (one.ends_on or day)]
    assert held == [rates_on(day)]


def test_a_date_without_a_rule_is_said():
    later = Rates("TX", date(2030, 1, 1), None, "A", "A", exclusive=False)
    with pytest.raises(LookupError):
        rates_on(date(2029, 12, 31), [later])
    assert rates_on(date(2030, 1, 1), [later]) is later


def bands(minutes):
    """The oracle: the federal table as DOMAIN.md section 2.2 writes it, 0-7 = 0, 8-22 = 1, 23-37 = 2 and so on."""
    units, first_of_next = 0, 8
    while minutes >= first_of_next:
        units, first_of_next = units + 1, first_of_next + 15
    return units


@given(st.integers(-60, 24 * 60))
def test_units_against_the_table(minutes):
    assert rates_on(FIRST_OF_NEW).units(minutes) == bands(minutes)


def test_another_rounding_is_another_line_of_data():
    assert Rates("XX", None, None, "A", "A", exclusive=False, unit_minutes=30, tips_at=30).units(59) == 1


@pytest.mark.parametrize(
    ("service", "until"),
    [
        (date(2025, 9, 30), date(2026, 1, 3)),
        (date(2025, 10, 1), date(2026, 10, 1)),
        (date(2026, 1, 2), date(2027, 1, 2)),
        (date(2026, 1, 3), date(2027, 1, 3)),
        (date(2026, 1, 4), date(2027, 1, 3)),
        (date(2026, 9, 30), date(2027, 1, 3)),
    ],
)
def test_filing_ends_with_the_earlier_of_two_limits(service, until):
    """Services of Oct 1 to Jan 2 end at 365 days, the others all together on Jan 3 (DOMAIN.md section 0, fact 5)."""
    assert file_by(service) == until
    assert filing_days_left(service, until) == 0
    assert filing_days_left(service, until + timedelta(1)) == -1


def test_a_log_is_written_within_seven_days():
    assert document_by(date(2026, 11, 12)) == date(2026, 11, 19)
    assert document_by(
        date(2026, 11, 12), Rates("XX", None, None, "A", "A", exclusive=False, document_within=3)
    ) == date(2026, 11, 15)
