"""Readers of single cells. Each takes trimmed text and gives a value, or raises ValueError with what to write instead.

No sentence repeats what the cell holds: in a file whose columns are shifted it may be a student's name.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, time
from functools import cache
from typing import Any
from zoneinfo import available_timezones

Reader = Callable[[str], Any]

ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
US_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
CLOCK_24 = re.compile(r"(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])(?::00)?")
CLOCK_12 = re.compile(
    r"(?P<hour>0?[1-9]|1[0-2])(?::(?P<minute>[0-5][0-9])(?::00)?)? ?(?P<half>[ap])\.?m\.?", re.IGNORECASE
)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
STUDENT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

YES = frozenset({"yes", "y", "true", "1", "x"})
NO = frozenset({"no", "n", "false", "0"})


def tidy(text: str) -> str:
    """Trims, joins runs of spaces, and composes letters with their accents, so that equal names are equal text.

    Raises ValueError for control characters, line breaks and marks that turn the direction of writing.
    """
    text = unicodedata.normalize("NFC", text.strip())
    if any(unicodedata.category(char) in {"Cc", "Cs", "Co"} or _turns(char) for char in text):
        raise ValueError("There is a line break or a hidden character in the cell. Type the cell again.")
    return " ".join(text.split())


def words(longest: int = 120) -> Reader:
    """Any text of at most `longest` characters."""

    def read(text: str) -> str:
        if len(text) > longest:
            raise ValueError(f"This is too long. Use at most {longest} characters.")
        return text

    return read


def email(text: str) -> str:
    """An address in lower case: people are matched by it."""
    if not EMAIL.fullmatch(text) or len(text) > 254:
        raise ValueError("This is not an e-mail address. Write it like name@school.example.")
    return text.lower()


def student_id(text: str) -> str:
    """The district's own number of a student."""
    if not STUDENT_ID.fullmatch(text):
        raise ValueError("Use only letters, digits, dots and dashes, at most 64 of them.")
    return text


def medicaid_id(text: str) -> str:
    """The Medicaid number as Texas writes it."""
    if not re.fullmatch("[0-9]{9}", text):
        raise ValueError("A Texas Medicaid number has 9 digits. Leave the cell empty if you do not have it.")
    return text


def code(text: str) -> str:
    """The short code of a catalogue item, which sessions keep."""
    if not CODE.fullmatch(text):
        raise ValueError("Use small letters, digits, dots and dashes, at most 64 of them, like adl.eating.")
    return text


def codes(text: str) -> list[str]:
    """Codes of catalogue items, with spaces, commas or semicolons between them; each once, in the order given."""
    return list(dict.fromkeys(code(word) for word in re.split(r"[\s,;]+", text) if word))


def day(text: str) -> date:
    """A date, as 2026-08-12 or 8/12/2026 (month first)."""
    iso, american = ISO_DATE.fullmatch(text), US_DATE.fullmatch(text)
    parts = (
        (iso[1], iso[2], iso[3]) if iso else (american[3], american[1], american[2]) if american else ("0", "0", "0")
    )
    try:
        found = date(*map(int, parts))
    except ValueError:
        raise ValueError("This is not a date. Write it like 2026-08-12 or 8/12/2026.") from None
    if not 1900 <= found.year <= 2100:
        raise ValueError("The year is out of range. Check it.")
    return found


def clock(text: str) -> time:
    """A time of day, as 15:30 or 3:30 PM, to the minute."""
    for form in (CLOCK_24, CLOCK_12):
        found = form.fullmatch(text)
        if found:
            parts = found.groupdict()
            late = (parts.get("half") or "").lower() == "p"
            hour = int(parts["hour"])
            return time(hour % 12 + 12 * late if "half" in parts else hour, int(parts["minute"] or 0))
    raise ValueError("This is not a time. Write it like 15:30 or 3:30 PM.")


def yes_no(text: str) -> bool:
    """Yes or no in the words and signs that spreadsheets use."""
    word = text.lower()
    if word not in YES | NO:
        raise ValueError("Write yes or no.")
    return word in YES


def zone(text: str) -> str:
    """The IANA name of a time zone."""
    if text not in _zones():
        raise ValueError("This is not a known time zone. Write it like America/Chicago.")
    return text


def one_of(choices: Iterable[str]) -> Reader:
    """One of a closed set of words, in capitals or not; given back as the set spells it."""
    known = [str(choice) for choice in choices]

    def read(text: str) -> str:
        if text.lower() not in known:
            raise ValueError(f"Use one of these words: {', '.join(known)}.")
        return text.lower()

    return read


def whole_number(lowest: int, highest: int) -> Reader:
    """A whole number from `lowest` to `highest` inclusive."""

    def read(text: str) -> int:
        if not re.fullmatch("[0-9]{1,9}", text) or not lowest <= int(text) <= highest:
            raise ValueError(f"Write a whole number from {lowest} to {highest}.")
        return int(text)

    return read


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _turns(char: str) -> bool:
    return "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"
