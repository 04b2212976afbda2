"""A state's billing rules as values with effective dates. Another state, or a later rule, is another line of data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.district import DOCUMENT_WITHIN_DAYS
from models.enums import SessionType


@dataclass(frozen=True)
class Rates:
    """What holds from `starts_on` to `ends_on` inclusive (None: without an end), by the date of service.

    A unit has `unit_minutes`; a remainder of `tips_at` minutes or more is one more. `group` equal to `individual` says
    that the type of session has no code of its own. `exclusive`: minutes given to one student cannot be given to
    another at the same time, so that a group's minutes are those written for each activity. A claim is filed within
    `file_within` days of the service and `after_year` days after the federal fiscal year, whichever is first. Services
    `by_trip` are counted as one-way trips: their minutes have no units (DOMAIN.md section 5, 36).
    """

    state: str
    starts_on: date | None
    ends_on: date | None
    individual: str
    group: str
    exclusive: bool
    unit_minutes: int = 15
    tips_at: int = 8
    document_within: int = DOCUMENT_WITHIN_DAYS
    file_within: int = 365
    after_year: int = 95
    by_trip: frozenset[str] = frozenset({"pc.bus"})

    def code(self, *, group: bool) -> str:
        """The procedure code of a session's type."""
        return self.group if group else self.individual

    def units(self, minutes: int) -> int:
        """The units of one student's day total of one code; never of a session by itself (DOMAIN.md section 2.2)."""
        whole, rest = divmod(max(0, minutes), self.unit_minutes)
        return whole + (rest >= self.tips_at)


TEXAS = (
    Rates("TX", None, date(2024, 9, 30), individual="T1019-U5", group="T1019-U5-UD", exclusive=False),
    Rates("TX", date(2024, 10, 1), None, individual="T1019-U5", group="T1019-U5", exclusive=True),
)
"""SHARS personal care in school (DOMAIN.md section 0, facts 1, 2, 4 and 5, and section 2.2, with the sources there).

The 15-minute bands are the federal rule; section 6 of DOMAIN.md asks to check them by hand for SHARS.
"""


def code_of(day: date, kind: SessionType) -> str:
    """The procedure code of a session of this type on a date of service. Raises LookupError as `rates_on`."""
    return rates_on(day).code(group=kind is SessionType.GROUP)


def rates_on(day: date, known: Sequence[Rates] = TEXAS) -> Rates:
    """The rules for a date of service: old dates keep their old rule. Raises LookupError where none is known."""
    for rates in known:
        if (rates.starts_on is None or rates.starts_on <= day) and (rates.ends_on is None or day <= rates.ends_on):
            return rates
    raise LookupError(day)
