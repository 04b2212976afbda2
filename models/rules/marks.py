"""What one student's record comes to: the actual times, the net minutes, and what in it cannot be."""

from collections.abc import Iterable
from datetime import time

from models.enums import Presence
from models.inputs import Mark
from models.outputs import Item
from models.rules.minutes import beyond_care, impossible
from models.rules.time import meant
from models.rules.time_away import net_minutes


def actual_times(mark: Mark, start: time, end: time) -> tuple[time, time]:
    """The actual start and end of a student who was present: as recorded, else as scheduled."""
    return mark.start or start, mark.end or end


def net_of(mark: Mark, start: time, end: time) -> int | None:
    """Net minutes of one student; None while nothing is recorded, 0 for a student who was not present."""
    if mark.presence is Presence.UNMARKED:
        return None
    if mark.presence is Presence.ABSENT:
        return 0
    return net_minutes(*actual_times(mark, start, end), mark.away)


def mark_problem(mark: Mark, start: time, end: time, items: Iterable[Item] = ()) -> str:
    """The sentence that says what is impossible in one student's record; empty when nothing is."""
    return mark_fault(mark, start, end, items)[1]


def mark_fault(mark: Mark, start: time, end: time, items: Iterable[Item] = ()) -> tuple[str, str]:
    """The field and the sentence of what is impossible in one student's record; two empty texts when nothing is.

    `items` are the catalogue's, by whose names the sentence calls an activity. The field of its minutes is
    `minutes.code`.
    """
    if mark.presence is Presence.ABSENT and mark.reason is None:
        return "reason", "Choose a reason for not being present."
    if mark.presence is not Presence.PRESENT:
        return "", ""
    began, ended = actual_times(mark, start, end)
    if ended <= began:
        advice = meant(began, ended)
        return "end", f"The actual end is not after the actual start. Correct one of the two times.{advice}"
    net = net_minutes(began, ended, mark.away)
    if net <= 0:
        return "away", "The time away covers the whole session. Shorten it, or choose Not Present in Session."
    beyond = impossible({code: mark.minutes[code] for code in mark.minutes if code in mark.given}, net)
    return (f"minutes.{beyond}", beyond_care(beyond, mark.minutes[beyond], net, items)) if beyond else ("", "")
