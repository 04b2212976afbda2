"""Rows as CSV that any spreadsheet opens as what it is: RFC 4180, and no cell that is taken for a formula."""

import csv
import io
import unicodedata
from collections.abc import Iterable

Cell = str | int | bool | None | list[str]
FORMULA = frozenset("=+-@\u2212")
"""What a spreadsheet takes for the beginning of a formula (RELIABILITY.md section 6, row 14), and the minus sign."""
STARTS = frozenset("\t\r\n")


def csv_line(cells: Iterable[Cell]) -> str:
    """One row with its line break. Text is quoted always, numbers never; lists are joined with semicolons."""
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerow(map(_cell, cells))
    return line.getvalue()


def _cell(value: Cell) -> str | int:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = "; ".join(value)
    return value if isinstance(value, int) else harmless(value or "")


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet could take it for a formula, also in other forms.

    Spaces and invisible characters before the sign do not hide it, and full-width and small signs count as well.
    """
    if text[:1] in STARTS and text:
        return f"'{text}"
    seen = next((char for char in text if not _hidden(char)), "")
    return f"'{text}" if set(unicodedata.normalize("NFKC", seen)[:1]) & FORMULA else text


def _hidden(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in {"Cc", "Cf", "Zs", "Mn"}
