"""*Log what just happened*: what it accepts, and what it takes from what is usual (DOMAIN.md section 4, row 22)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, time

from models.enums import SessionType
from models.errors import RuleViolation
from models.inputs import Happened
from models.outputs import Pupil
from models.rules.terms import LONGEST_DESCRIPTION, MOST_STUDENTS
from models.rules.time import meant, minutes_of

STEP = 5
LENGTH = 30


def last_half_hour(local: datetime) -> tuple[time | None, time | None]:
    """The half hour before a local moment, to the five minutes: what just happened, most of the time.

    It never reaches into the day before; right after midnight there is none.
    """
    end = minutes_of(local.time()) // STEP * STEP
    if not end:
        return None, None
    start = max(0, end - LENGTH)
    return time(start // 60, start % 60), time(end // 60, end % 60)


def require_happened(
    said: Happened, *, local: datetime, activities: Collection[str], caseload: Collection[int]
) -> None:
    """Raises RuleViolation with a sentence for every field that cannot be. `local` is the moment at the school."""
    problems: dict[str, str] = {}
    if not said.students:
        problems["students"] = "Choose at least one student."
    elif len(said.students) > MOST_STUDENTS:
        problems["students"] = f"Choose at most {MOST_STUDENTS} students."
    elif not set(said.students) <= set(caseload):
        problems["students"] = "One of these students is not on your caseload today. Choose again."
    if not said.activities or not said.activities <= set(activities):
        problems["activities"] = "Choose what you did."
    if said.end <= said.start:
        problems["end"] = f"Choose an end after the start ({said.start:%-I:%M %p}).{meant(said.start, said.end)}"
    elif said.end > local.time():
        problems["end"] = (
            f"It is {local:%-I:%M %p} now, so this has not ended yet. Choose an earlier end, or plan it with "
            "Add Session."
        )
    if problems:
        raise RuleViolation(problems)


def type_of(pupils: Sequence[Pupil]) -> SessionType:
    """Individual where the IEP of the one student orders it; else Group (seed "Session Type")."""
    alone = len(pupils) == 1 and pupils[0].session_type is SessionType.INDIVIDUAL
    return SessionType.INDIVIDUAL if alone else SessionType.GROUP


def described(names: Iterable[str]) -> str:
    """A description made of the activities: as many as fit, in their order."""
    listed = list(names)
    for left in range(len(listed), 0, -1):
        more = f" and {len(listed) - left} more" if left < len(listed) else ""
        text = ", ".join(listed[:left]) + more
        if len(text) <= LONGEST_DESCRIPTION:
            return text
    return "Care that just happened"
