"""Ending a series, and carrying choices on: which sessions go, which stay, which are told of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.enums import State
from models.errors import NotFound
from models.rules.standing import Standing, ids, in_order


@dataclass(frozen=True)
class Ending:
    """What the end of a series removes, and what stays: `recorded` has something captured, `posted` is signed.

    `due` have ended with nothing captured: care may have been given then, so they are asked about separately.
    """

    removed: tuple[int, ...]
    due: tuple[int, ...]
    recorded: tuple[int, ...]
    posted: tuple[int, ...]


@dataclass(frozen=True)
class Carrying:
    """*Update Future Sessions*: who gets the choices; `recorded` keep their own, `posted` cannot change."""

    updated: tuple[int, ...]
    recorded: tuple[int, ...]
    posted: tuple[int, ...]


def ending(series: Sequence[Standing], after: date) -> Ending:
    """A series without its sessions after the local date `after`. Captured and posted ones stay (PRODUCT journey 8)."""
    later = [one for one in in_order(series) if one.date > after]
    free = [one for one in later if one.open and not one.captured]
    return Ending(
        ids(one for one in free if one.state is not State.DUE),
        ids(one for one in free if one.state is State.DUE),
        ids(one for one in later if one.open and one.captured),
        ids(one for one in later if one.signed),
    )


def carrying(series: Sequence[Standing], current_id: int) -> Carrying:
    """The future sessions of the series that *Update Future Sessions* reaches: unposted, nothing of their own recorded.

    Raises NotFound for a session that is not of the series.
    """
    current = next((one for one in series if one.id == current_id), None)
    if current is None:
        raise NotFound
    here = (current.date, current.start, current.id)
    later = [one for one in in_order(series) if (one.date, one.start, one.id) > here]
    return Carrying(
        ids(one for one in later if one.open and not one.captured),
        ids(one for one in later if one.open and one.captured),
        ids(one for one in later if one.signed),
    )
