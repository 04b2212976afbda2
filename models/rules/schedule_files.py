"""The file of a schedule: one row is one use of *Add Session* (PRODUCT.md, Interfaces)."""

import re

from models.enums import DayKind, SessionType
from models.rules import cells
from models.rules.columns import Column
from models.rules.terms import LONGEST_DESCRIPTION

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CYCLES = {"a": DayKind.A_DAY, "b": DayKind.B_DAY}
Repeats = tuple[frozenset[int], DayKind | None]


def repeats(text: str) -> Repeats:
    """ISO weekdays, and A or B days, as "Mon Wed Fri", "Mon-Fri" or "Mon-Fri A". Raises ValueError."""
    found: set[int] = set()
    cycle: DayKind | None = None
    for word in re.split(r"[\s,;/]+", text.lower().replace("–", "-")):
        if word in CYCLES:
            cycle = CYCLES[word]
            continue
        first, _, last = word.partition("-")
        start, end = _weekday(first), _weekday(last or first)
        if end < start:
            raise ValueError("Write weekdays in their order, such as Mon-Fri.")
        found |= set(range(start, end + 1))
    return frozenset(found or range(1, 6)), cycle


def _weekday(word: str) -> int:
    short = word.rstrip(".").removesuffix("s")
    for number, name in enumerate(DAYS, 1):
        if len(short) >= 3 and name.startswith(short):
            return number
    raise ValueError("Write weekdays such as Mon Wed Fri or Mon-Fri, with A or B for A days or B days.")


def student_ids(text: str) -> tuple[str, ...]:
    """The district's numbers of several students, with spaces, commas or semicolons between them. Raises ValueError."""
    return tuple(dict.fromkeys(cells.student_id(word) for word in re.split(r"[\s,;]+", text) if word))


SCHEDULE = (
    Column("staff_email", cells.email, required=True),
    Column("service", cells.words(), required=True),
    Column("description", cells.words(LONGEST_DESCRIPTION), required=True),
    Column("place", cells.words(), required=True),
    Column("date", cells.day, required=True),
    Column("start", cells.clock, required=True),
    Column("end", cells.clock, required=True),
    Column("session_type", cells.one_of(SessionType), default=SessionType.GROUP.value),
    Column("student_ids", student_ids, required=True),
    Column("repeats_on", repeats),
    Column("every", cells.whole_number(1, 52), default=1),
    Column("ends_on", cells.day),
)
