"""What a file may say: its columns, and how its rows become values. Shared by the CSV files and the catalogue."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.rules.cells import Reader, tidy

Problem = tuple[int, str]
"""A line as an editor counts it (0 is the file as a whole), and a sentence that says what to do."""

LISTED = 50


def as_listed(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The first 50 problems in the order of lines, and one last line that counts the rest."""
    found = sorted(dict.fromkeys(problems), key=lambda problem: problem[0])
    rest = len(found) - LISTED
    return (*found[:LISTED], (0, f"And {rest} more.")) if rest > 0 else tuple(found)


@dataclass(frozen=True)
class Column:
    """One column. An empty cell means `default`; with `keeps`, it says nothing and what is stored stays."""

    name: str
    read: Reader
    required: bool = False
    default: Any = None
    keeps: bool = False


@dataclass(frozen=True)
class Row:
    """One record of a file, as text by column, with the line that it begins on."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """One record of a file, as values. `values` has only what the file says; `complete` is false after a bad cell."""

    line: int
    values: dict[str, Any]
    complete: bool = True


@dataclass(frozen=True)
class Sheet:
    """A whole file: what it says, what is wrong with it, and what its sender should know."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def read_entries(columns: Sequence[Column], rows: Iterable[Row], notes: Iterable[str] = ()) -> Sheet:
    """Reads every cell of every row with its column's reader, and goes on after a bad one."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for row in rows:
        entry, found = _read_row(columns, row)
        entries.append(entry)
        problems += found
    return Sheet(tuple(entries), tuple(problems), tuple(notes))


def defaults(columns: Sequence[Column]) -> dict[str, Any]:
    """What a new record has in the columns that its file leaves out."""
    return {column.name: column.default for column in columns if not column.required}


def _read_row(columns: Sequence[Column], row: Row) -> tuple[Entry, list[Problem]]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for column in columns:
        if column.name not in row.cells:
            if column.required:
                problems.append((row.line, f"{column.name}: This is missing. Fill it in."))
            continue
        try:
            text = tidy(row.cells[column.name])
            if text:
                values[column.name] = column.read(text)
            elif column.required:
                raise ValueError("This is empty. Fill it in.")  # noqa: TRY301
            elif not column.keeps:
                values[column.name] = column.default
        except ValueError as error:
            problems.append((row.line, f"{column.name}: {error}"))
    return Entry(row.line, values, complete=not problems), problems
