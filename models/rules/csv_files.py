"""CSV files as people save them: with commas, semicolons or tabs, in UTF-8 or UTF-16, with a byte-order mark or not."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence

from models.errors import CarelogError
from models.rules.columns import Column, Problem, Row, Sheet, read_entries

MAX_BYTES = 5_000_000
LINE_END = re.compile(r"\r\n|\r|\n")
SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
HEADINGS_SHOWN = 10


class Unreadable(CarelogError):
    """The file as a whole cannot be read; `line` says where (0 is the whole file)."""

    def __init__(self, line: int, text: str) -> None:
        self.line = line
        super().__init__(text)


def decode(data: bytes, largest: int = MAX_BYTES) -> str:
    """The text of a file in UTF-8 or, with a byte-order mark, UTF-16. Raises Unreadable with the line of the fault."""
    if len(data) > largest:
        raise Unreadable(0, f"The file is too large. Split it into files of at most {largest // 1000:,} kB.")
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = "utf-16" if utf16 else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        # Behind the byte-order mark of UTF-8 Python counts anew, so what it counted in is asked of the error.
        before = error.object[: error.start].decode(encoding, errors="ignore")
        raise Unreadable(
            _line(before), "This line has letters in an unknown form. Save the file as CSV UTF-8."
        ) from None


def read_csv(data: bytes, columns: Sequence[Column]) -> Sheet:
    """Reads a CSV file whose first line names its columns, in any order and with any capitals. Never raises."""
    try:
        records = list(_records(decode(data), frozenset(column.name for column in columns)))
    except Unreadable as refused:
        return Sheet(problems=((refused.line, str(refused)),))
    if not records:
        return Sheet(problems=((0, "The file is empty. Choose another file."),))
    (line, cells), *rest = records
    headings = [heading.lower() for heading in cells]
    problems = _heading_problems(line, headings, columns)
    if problems:
        return Sheet(problems=tuple(problems))
    uneven = [(at, _TOO_MANY) for at, found in rest if any(found[len(headings) :])]
    known = {column.name for column in columns}
    rows = [
        # Cells that a line leaves out at its end are empty: spreadsheets drop them.
        Row(at, {h: found[i] if i < len(found) else "" for i, h in enumerate(headings) if h in known})
        for at, found in rest
    ]
    sheet = read_entries(columns, rows, _notes(headings, known, len(rows)))
    return Sheet(sheet.entries, (*uneven, *sheet.problems), sheet.notes)


_TOO_MANY = "This line has more cells than the first line. Put a cell that holds a comma into quotation marks."


def _records(text: str, known: frozenset[str]) -> Iterator[tuple[int, list[str]]]:
    """The records that are not empty, each with the line that it begins on."""
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=_delimiter(text, known), strict=True)
    line = 1
    try:
        for record in reader:
            cells = [cell.strip() for cell in record]
            if any(cells) and not (line == 1 and SEPARATOR_LINE.fullmatch(LINE_END.split(text, maxsplit=1)[0])):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        raise Unreadable(
            line, "This line cannot be read. A quotation mark may be missing, or a cell may be far too long."
        ) from None


def _delimiter(text: str, known: frozenset[str]) -> str:
    """The sign that finds the most known columns in the first line; Excel's own first line ("sep=;") says it itself."""
    first = next((line for line in LINE_END.split(text) if line.strip()), "")
    said = SEPARATOR_LINE.fullmatch(first)
    if said and said[1] in ",;\t|":
        return said[1]
    return max(",;\t|", key=lambda sign: len(known & {h.strip(' "').lower() for h in first.split(sign)}))


def _heading_problems(line: int, headings: list[str], columns: Sequence[Column]) -> list[Problem]:
    missing = [column.name for column in columns if column.required and column.name not in headings]
    if missing:
        wanted = ", ".join(missing)
        return [(line, f"The first line has to name the columns. These are missing: {wanted}. Add them.")]
    twice = [column.name for column in columns if headings.count(column.name) > 1]
    return [(line, f"The column {name} is there twice. Keep one of them.") for name in twice]


def _notes(headings: list[str], known: set[str], count: int) -> list[str]:
    notes = []
    extra = [h[:40] if h.isprintable() else "?" for h in headings if h and h not in known]
    if extra:
        more = f" and {len(extra) - HEADINGS_SHOWN} more" if len(extra) > HEADINGS_SHOWN else ""
        notes.append(f"These columns were not used: {', '.join(extra[:HEADINGS_SHOWN])}{more}.")
    if not count:
        notes.append("The file names its columns, but has no lines after them.")
    return notes


def _line(before: str) -> int:
    return len(LINE_END.findall(before)) + 1
