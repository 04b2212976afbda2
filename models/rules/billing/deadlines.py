"""Until when a service may be written down and filed (DOMAIN.md section 0, facts 4 and 5)."""

from datetime import date, timedelta

from models.rules.billing.rates import Rates, rates_on

FISCAL_YEAR_BEGINS = 10
"""The federal fiscal year begins on October 1."""


def document_by(day: date, rates: Rates | None = None) -> date:
    """The last date on which a service of `day` is documented in time. Later is allowed, and marked late."""
    return day + timedelta(days=(rates or rates_on(day)).document_within)


def file_by(day: date, rates: Rates | None = None) -> date:
    """The last date on which a claim for a service of `day` can be filed: the earlier of the two limits."""
    found = rates or rates_on(day)
    year_ends = date(day.year + (day.month >= FISCAL_YEAR_BEGINS), FISCAL_YEAR_BEGINS, 1) - timedelta(days=1)
    return min(day + timedelta(days=found.file_within), year_ends + timedelta(days=found.after_year))


def filing_days_left(day: date, today: date, rates: Rates | None = None) -> int:
    """Days until a claim can no longer be filed; 0 is the last one, negative means amended for accuracy only."""
    return (file_by(day, rates) - today).days
