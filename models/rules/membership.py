"""A student leaves in mid-series, an aide leaves: which sessions that touches.

DOMAIN.md section 5, 28, 30 and 31. Dates are effective dates; the past is never changed silently.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.enums import State
from models.office import DepartureNumbers
from models.rules.standing import Standing, ids, in_order

TOO_OLD = 21
"""A student is covered through age 20 (DOMAIN.md section 2.1)."""


@dataclass(frozen=True)
class Departure:
    """What the leaving of one student touches. `removed` are sessions in which the others go on without them.

    `emptied` have nobody left and are cancelled; `last` are those of the last day; `asked` have something recorded
    after it and `posted` are signed after it: both stay, and somebody has to look at them.
    """

    removed: tuple[int, ...]
    emptied: tuple[int, ...]
    last: tuple[int, ...]
    asked: tuple[int, ...]
    posted: tuple[int, ...]


@dataclass(frozen=True)
class OffBoarding:
    """An aide's last day: `to_sign` has to be signed before it, oldest first; `to_cover` needs somebody else."""

    to_sign: tuple[int, ...]
    to_cover: tuple[int, ...]


def leaves(series: Sequence[Standing], student_id: int, last_day: date) -> Departure:
    """Plans a student's leaving; `last_day` is the last local date on which they are served."""
    theirs = [one for one in in_order(series) if student_id in one.students]
    after = [one for one in theirs if one.date > last_day]
    free = [one for one in after if one.open and not one.captured]
    return Departure(
        removed=ids(one for one in free if len(one.students) > 1),
        emptied=ids(one for one in free if len(one.students) == 1),
        last=ids(one for one in theirs if one.date == last_day and one.state is not State.CANCELLED),
        asked=ids(one for one in after if one.open and one.captured),
        posted=ids(one for one in after if one.signed),
    )


def departure_numbers(numbers: DepartureNumbers) -> str:
    """What a departure did, such as "taken out of 12, 1 cancelled, 2 posted stay"."""
    parts = [
        (numbers.taken, "taken out of {}"),
        (numbers.emptied, "{} cancelled, since nobody is left in them"),
        (numbers.recorded, "{} with something recorded stay"),
        (numbers.posted, "{} posted stay"),
    ]
    return ", ".join(text.format(number) for number, text in parts if number)


def off_boarding(sessions: Sequence[Standing], last_day: date) -> OffBoarding:
    """What an aide has to sign before the last day (nobody else can), and what others take over."""
    free = [one for one in in_order(sessions) if one.open]
    return OffBoarding(
        ids(one for one in free if one.date <= last_day), ids(one for one in free if one.date > last_day)
    )


def turns_21(date_of_birth: date) -> date:
    """The first date on which care is not billable any more; born on a leap day, it is March 1."""
    try:
        return date_of_birth.replace(year=date_of_birth.year + TOO_OLD)
    except ValueError:
        return date(date_of_birth.year + TOO_OLD, 3, 1)
