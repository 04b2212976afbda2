"""What a reply may speak of: the listed sessions, their students' names, and the words that point at a session."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models.errors import RuleViolation
from models.rules.replies.names import Forms, forms_of, initials_in, long_names
from models.rules.replies.tokens import folded
from models.rules.replies.values import Listed, Named
from models.rules.replies.words import PHRASES, PLAIN
from models.rules.time_away import parse_away

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4}
_NOON = time(12)
_OVERRULED = frozenset("Wf")
"""Letters of words that a session's description may claim for itself: such as "Lunch"."""


@dataclass(frozen=True)
class Context:
    """The listed sessions, made ready for looking words up."""

    listed: tuple[Listed, ...]
    students: tuple[Named, ...]
    forms: Forms
    long_names: dict[str, frozenset[int]]
    initials: dict[str, frozenset[int]]
    pointers: dict[str, frozenset[int]]
    """Words that point at sessions by day, half of the day or description, with the ids of those sessions."""

    @property
    def every(self) -> frozenset[int]:
        """The ids of all listed sessions."""
        return frozenset(one.id for one in self.listed)


def context_of(listed: tuple[Listed, ...], now: datetime) -> Context:
    """Looks through the listed sessions once. `now` is local and says what "today" and "yesterday" mean."""
    students = tuple({one.id: one for session in listed for one in session.students}.values())
    forms = forms_of(students)
    pointers = _pointers(listed, now.date())
    return Context(listed, students, forms, long_names(forms), initials_in(students), pointers)


def _pointers(listed: tuple[Listed, ...], today: date) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for one in listed:
        words = set(_described(one.description))
        words.add("morning" if one.start < _NOON else "afternoon")
        words |= _day_words(one.date, today)
        for word in words:
            found.setdefault(word, set()).add(one.id)
    return {word: frozenset(ids) for word, ids in found.items()}


def _described(description: str) -> list[str]:
    words = [folded(word) for word in description.replace("-", " ").split()]
    return [
        word
        for word in words
        if len(word) > 3 and word not in PLAIN and PHRASES.get((word,), ("f", None))[0] in _OVERRULED
    ]


def _day_words(day: date, today: date) -> set[str]:
    words = {"today"} if day == today else {"yesterday"} if day == today - timedelta(days=1) else set()
    if timedelta() <= today - day < timedelta(days=7):
        words.add(_DAYS[day.weekday()])
        words |= {short for short, weekday in _SHORT.items() if weekday == day.weekday()}
    return words


def is_day_word(word: str) -> bool:
    """Whether a word names a day or half of one, so that it must fit a session or nothing is understood."""
    return word in _DAYS or word in _SHORT or word in {"today", "yesterday", "morning", "afternoon", "tonight"}


def numbered(context: Context, number: int) -> frozenset[int]:
    """The session with this number in the reminder; empty when there is none."""
    return frozenset(one.id for one in context.listed if one.number == number)


def starting(context: Context, written: str) -> frozenset[int]:
    """The sessions that start at a written time, in either half of the day when none is written."""
    found = set()
    for one in context.listed:
        try:
            away = parse_away(f"{written}-{one.end:%H:%M}", one.start, one.end)
        except RuleViolation:
            continue
        if away.stretches and away.stretches[0][0] == one.start:
            found.add(one.id)
    return frozenset(found)
