"""What *Update Future Sessions* shows: frozen values."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Reach:
    """How many later sessions of the series a *Yes* would change, and between which local dates they lie."""

    count: int
    first: date
    last: date


@dataclass(frozen=True)
class Carried:
    """What a *Yes* changed; `id` undoes it (0: nothing was left to change). `undone` counts what *Undo* took back."""

    id: int
    session_id: int
    count: int
    undone: int | None = None
