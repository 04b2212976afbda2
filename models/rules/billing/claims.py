"""What is billable of a day's minutes, what changes with a correction, and what is lost when nobody signs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.rules.billing.deadlines import filing_days_left
from models.rules.billing.rates import rates_on
from models.rules.membership import turns_21


@dataclass(frozen=True)
class AgainstPlan:
    """Minutes of a day against the IEP's minutes per day: all are kept, `billable` are those that the plan supports."""

    logged: int
    planned: int
    over: int
    billable: int
    units: int


@dataclass(frozen=True)
class Adjustment:
    """A row for the biller: what a corrected day was worth, and what it is worth now."""

    day: date
    minutes_before: int
    minutes_after: int
    units_before: int
    units_after: int
    billable: bool


@dataclass(frozen=True)
class AtRisk:
    """Minutes and units of days that nobody has signed."""

    days: int
    minutes: int
    units: int


def against_plan(day: date, logged: int, planned: int) -> AgainstPlan:
    """One student's day against the plan (DOMAIN.md section 5, 25)."""
    billable = min(logged, planned)
    return AgainstPlan(logged, planned, max(0, logged - planned), billable, rates_on(day).units(billable))


def adjustment(day: date, before: int, after: int, *, today: date) -> Adjustment:
    """What the correction of a posted day changes; not billable once the filing window has closed (21, 22, 32)."""
    units = rates_on(day).units
    return Adjustment(day, before, after, units(before), units(after), filing_days_left(day, today) >= 0)


def at_risk(days: Iterable[tuple[date, int]]) -> AtRisk:
    """What unsigned student-days are worth, as pairs of date and minutes; each is rounded by itself (28)."""
    found = tuple(days)
    units = sum(rates_on(day).units(minutes) for day, minutes in found)
    return AtRisk(len(found), sum(minutes for _, minutes in found), units)


def not_billable(day: date, *, date_of_birth: date | None = None, consent_until: date | None = None) -> str:
    """Why care of a day is documented and not billed, to follow the student's name (DOMAIN.md section 5, 31).

    "" where nothing speaks against it. `consent_until` is the last date covered by the parents' consent; None while it
    holds.
    """
    if date_of_birth is not None and day >= turns_21(date_of_birth):
        return "21 or older on this day"
    if consent_until is not None and day > consent_until:
        return "the parents' consent did not cover this day"
    return ""
