"""A session as planning sees it: where it stands, and whether something would be lost if it went."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from models.enums import State
from models.rules.session_state import EDITABLE


@dataclass(frozen=True)
class Standing:
    """One existing session, in local times. `captured` says that something was recorded in it."""

    id: int
    date: date
    start: time
    end: time
    state: State
    captured: bool = False
    students: frozenset[int] = frozenset()

    @property
    def open(self) -> bool:
        """Whether it can be edited: it is neither signed nor cancelled."""
        return self.state in EDITABLE

    @property
    def signed(self) -> bool:
        """Whether it is signed (posted, or on its way to be): nothing may change it but *Unpost*."""
        return not self.open and self.state is not State.CANCELLED


@dataclass(frozen=True)
class Placed:
    """Where an existing session will stand, in local times."""

    id: int
    date: date
    start: time
    end: time


def in_order(sessions: Iterable[Standing]) -> list[Standing]:
    """By date, start and id, so that the same sessions give the same plan whatever order they were read in."""
    return sorted(sessions, key=lambda one: (one.date, one.start, one.id))


def ids(sessions: Iterable[Standing]) -> tuple[int, ...]:
    """The ids of the sessions, in their order."""
    return tuple(one.id for one in sessions)
