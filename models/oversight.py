"""Professional oversight, as values: who approves, what waits for them, and what they approved."""

from dataclasses import dataclass

from models.outputs import SessionLine, SessionSheet, Signature


@dataclass(frozen=True)
class Waiting:
    """One submitted session in somebody's queue. `days` are whole days since it was submitted.

    `instead_of` is the overseer in whose place an administrator decides; "" for the overseer, or where there is none.
    """

    line: SessionLine
    owner: str
    days: int
    instead_of: str = ""


@dataclass(frozen=True)
class Queue:
    """What waits for one person's approval, oldest first; `total` counts what the list leaves out as well."""

    shown: tuple[Waiting, ...] = ()
    total: int = 0
    oldest_days: int = 0


@dataclass(frozen=True)
class Review:
    """What one approval covers, in order: the records as they were signed, bound by `digest`.

    `unreadable` are sessions whose signed bytes cannot be read, so that nobody can approve them; `later` counts those
    that do not fit the window. `gone` has owners whose account is off: they could not correct what is returned.
    """

    sheets: tuple[SessionSheet, ...]
    digest: str
    signer: str
    enrolled: bool
    unreadable: tuple[SessionLine, ...] = ()
    later: int = 0
    gone: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Approved:
    """What was just approved, and how much still waits. `accounts` are the authors' in Slack, whose Homes say so."""

    lines: tuple[SessionLine, ...]
    signature: Signature
    left: int
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Returned:
    """To whom a session was just returned; `account` is the author's in Slack, "" for nobody's."""

    name: str
    account: str
