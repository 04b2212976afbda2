"""What a district decides for itself (PRODUCT.md, *District Settings*): frozen values, read from one stored mapping."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from models.enums import MinutesAsked

LOG_DAYS = (1, 30)
PASSPHRASE = (8, 64)
"""The least and the most that a district may choose; RELIABILITY.md ES-13 has the reasons for the second."""
LONGEST_CONTACT = 120
DOCUMENT_WITHIN_DAYS = 7
"""A Texas service log is written within seven days of the service (DOMAIN.md section 0, fact 4)."""


@dataclass(frozen=True)
class District:
    """The settings of one district. What was never set has the default.

    `log_days` are calendar days by which a log is due, `passphrase_minimum` characters. `initials_only` reduces
    students' names in windows and Home. `contact` is whom people are told to ask; "" is the first administrator.
    """

    log_days: int = DOCUMENT_WITHIN_DAYS
    passphrase_minimum: int = 10
    initials_only: bool = False
    minutes: MinutesAsked = MinutesAsked.CATALOGUE
    contact: str = ""


@dataclass(frozen=True)
class LateNumbers:
    """What another number of days to log does, from `before` to `after` calendar days.

    `unposted` sessions become late, or with more days are no longer late; `late` of the unposted are late then.
    `signed` sessions were signed so late that their mark comes or goes.
    """

    before: int
    after: int
    unposted: int = 0
    late: int = 0
    signed: int = 0


def district_of(stored: Mapping[str, Any]) -> District:
    """The settings as they are kept. Kept values outside the bounds count as the nearest that is allowed."""
    if not stored:
        return _DEFAULT
    known = {one.name for one in fields(District)}
    found = District(**{name: value for name, value in stored.items() if name in known})
    return District(
        _within(found.log_days, LOG_DAYS),
        _within(found.passphrase_minimum, PASSPHRASE),
        bool(found.initials_only),
        MinutesAsked(found.minutes),
        str(found.contact)[:LONGEST_CONTACT],
    )


_DEFAULT = District()


def kept(district: District) -> dict[str, Any]:
    """The settings as JSON keeps them."""
    return asdict(district)


def _within(value: Any, bounds: tuple[int, int]) -> int:
    return max(bounds[0], min(bounds[1], int(value)))
