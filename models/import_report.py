"""What an import of a file says: how much it did, or why it did nothing."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do. `problems` are (line, sentence); with any problem nothing is imported."""

    kind: str
    added: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0
    problems: tuple[tuple[int, str], ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)
