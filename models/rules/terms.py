"""What *Add Session* accepts, beyond what the calendar decides."""

from collections.abc import Collection
from datetime import date

from models.enums import SessionType
from models.errors import RuleViolation
from models.inputs import Recurrence, SessionTerms
from models.rules.time import meant
from models.rules.written import names_one_of

MOST_STUDENTS = 30
LONGEST_DESCRIPTION = 200


def require_terms(
    terms: SessionTerms,
    *,
    services: Collection[str],
    places: Collection[str],
    caseload: Collection[int],
    year: tuple[date | None, date | None],
    names: Collection[str] = (),
) -> None:
    """Raises RuleViolation with a sentence for every field that cannot be. `names` may not be in the description."""
    problems: dict[str, str] = {}
    if terms.service not in services:
        problems["service"] = "Choose a service of the list."
    if terms.place not in places:
        problems["place"] = "Choose a place of the list."
    if not terms.description.strip():
        problems["description"] = "Write a few words, such as “Morning care, Room 12”."
    elif len(terms.description) > LONGEST_DESCRIPTION:
        problems["description"] = f"Shorten the description to {LONGEST_DESCRIPTION} characters."
    elif names_one_of(terms.description, names):
        problems["description"] = "Leave students' names out. Write what you do, such as “Morning care”."
    if terms.end <= terms.start:
        problems["end"] = f"Choose an end after the start ({terms.start:%-I:%M %p}).{meant(terms.start, terms.end)}"
    problems.update(_students(terms))
    problems.update(date_problems(terms.date, terms.recurrence, *year))
    if not problems.keys() & {"students", "date"} and not set(terms.students) <= set(caseload):
        problems["students"] = "One of these students is not on your caseload on this date. Choose again."
    if problems:
        raise RuleViolation(problems)


def _students(terms: SessionTerms) -> dict[str, str]:
    """How many students there may be; Individual is one-on-one care (seed "Session Type")."""
    if not terms.students:
        return {"students": "Choose at least one student."}
    if len(terms.students) > MOST_STUDENTS:
        return {"students": f"Choose at most {MOST_STUDENTS} students."}
    if terms.session_type is SessionType.INDIVIDUAL and len(terms.students) > 1:
        return {"session_type": "Individual is one-on-one care. Choose Group, or one student."}
    return {}


def date_problems(day: date, recurrence: Recurrence | None, first: date | None, last: date | None) -> dict[str, str]:
    """What is wrong with the date of a session and the end of its recurrence, by field.

    The school year or summer term, from `first` to `last`, bounds them where the calendar knows it.

    A weekend is not refused: care on an outing is care, and the answer and Session Audit say which day it was. Nor need
    a series begin on one of its weekdays: it begins with the first of them.
    """
    problems: dict[str, str] = {}
    if (first and day < first) or (last and day > last):
        problems["date"] = f"Choose a date in the school year{_span(first, last)}."
    if recurrence:
        if last and recurrence.ends_on > last:
            problems["ends_on"] = (
                f"Choose an end on or before the last day of school, {last:%b} {last.day}, {last.year}."
            )
        elif recurrence.ends_on < day:
            until = f" The last day of school is {last:%b} {last.day}, {last.year}." if last else ""
            problems["ends_on"] = f"Choose an end on or after the date of the first session.{until}"
        elif (recurrence.ends_on - day).days > 366:
            problems["ends_on"] = "Choose an end within a year of the first session."
    return problems


def _span(first: date | None, last: date | None) -> str:
    if not (first and last):
        return ""
    return f", {first:%b} {first.day}, {first.year} to {last:%b} {last.day}, {last.year}"
