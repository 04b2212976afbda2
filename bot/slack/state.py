"""What people did in a window: what changed in a session, and what Add Session was filled in with."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.slack.fields import (
    Value,
    View,
    as_time,
    choice_of,
    choices_of,
    date_of,
    elements,
    held,
    initial,
    parse_block_id,
    state_of,
    text_of,
    time_of,
)
from bot.slack.ids import Action
from models.enums import AbsenceReason, DayKind, Presence, SessionType
from models.errors import RuleViolation
from models.inputs import CaptureChanges, Happened, MarkChanges, Recurrence, SessionTerms

MOST_WEEKS = 52
LONGEST_DESCRIPTION = 200
CYCLES = (DayKind.A_DAY, DayKind.B_DAY)
OFFERED = (Presence.PRESENT, Presence.ABSENT)


def read_changes(view: View, actions: Sequence[dict[str, Any]] = ()) -> CaptureChanges:
    """Compare the session window's state with what was rendered (the initial values in its blocks).

    `actions` are those of a block_actions payload: the newest value of the touched element is taken from there.
    """
    touched = {(action.get("block_id"), action.get("action_id")): action for action in actions}
    changes = CaptureChanges()
    for block in view.get("blocks", []):
        for element in elements(block):
            if not element.get("action_id", "").startswith(f"{Action.MARK}."):
                continue
            key = (block["block_id"], element["action_id"])
            before, after = initial(element), held(touched.get(key) or state_of(view, *key), element)
            if before != after:
                name = element["action_id"].removeprefix(f"{Action.MARK}.")
                record = parse_block_id(block["block_id"]).record
                found = _changed(changes, name, record, (before, after))
                if found != changes and not isinstance(before, frozenset) and not isinstance(after, frozenset):
                    found = replace(found, shown=found.shown | {(name, record): before or ""})
                changes = found
    return changes


def read_terms(view: View, day: date | None = None) -> SessionTerms:
    """Read Add Session. Raises RuleViolation with every field that cannot be read; the service judges the rest.

    `day` is the date where the window does not ask for it, but for a recurrence.
    """
    service, place = choice_of(view, "service"), choice_of(view, "place")
    recurring = day is not None or choice_of(view, "recurring") == "yes"
    day, start, end = day or date_of(view, "date"), time_of(view, "start"), time_of(view, "end")
    kind, students = choice_of(view, "session_type"), _students(view)
    description = text_of(view, "description")
    sentences = {
        "service": "Choose a service." if not service else "",
        "description": _description_problem(description),
        "place": "Choose a place." if not place else "",
        "date": "Choose a date." if not day else "",
        "start": "Choose when the session starts." if not start else "",
        "end": "Choose when the session ends." if not end else "",
        "session_type": "Choose Group or Individual." if kind not in set(SessionType) else "",
        "students": "Choose at least one student." if not students else "",
    }
    problems = {name: sentence for name, sentence in sentences.items() if sentence}
    recurrence = _recurrence(view, problems) if recurring else None
    if not (service and place and day and start is not None and end is not None and kind) or problems:
        raise RuleViolation(problems)
    return SessionTerms(service, description, place, day, start, end, SessionType(kind), students, recurrence)


def read_recurrence(view: View) -> tuple[date, Recurrence]:
    """Read the date and the recurrence of Add Session. Raises RuleViolation for what is missing or cannot be read."""
    problems: dict[str, str] = {}
    day, recurrence = date_of(view, "date"), _recurrence(view, problems)
    if day is None or recurrence is None or problems:
        raise RuleViolation({"date": "Choose a date."} if day is None else problems)
    return day, recurrence


def read_happened(view: View) -> Happened:
    """Read *Log what just happened*. Raises RuleViolation for times that are missing; the service judges the rest."""
    start, end = time_of(view, "start"), time_of(view, "end")
    if start is None or end is None:
        sentences = {"start": "Choose when it started.", "end": "Choose when it ended."}
        raise RuleViolation({name: sentences[name] for name in sentences if time_of(view, name) is None})
    return Happened(_students(view), choices_of(view, "activities"), start, end)


def read_edit(view: View, day: date | None = None) -> tuple[SessionTerms, SessionTerms]:
    """Read an edit window: what it holds now, and what it was filled in with.

    `day` is the session's date where the series is edited: its window asks for the recurrence instead. Raises
    RuleViolation as `read_terms` does.
    """
    return read_terms(view, day), read_terms({**view, "state": {}}, day)


def _description_problem(description: str) -> str:
    if not description:
        return "Write a short description, such as Morning care."
    return f"Use at most {LONGEST_DESCRIPTION} characters." if len(description) > LONGEST_DESCRIPTION else ""


def _students(view: View) -> tuple[int, ...]:
    """The ids of the chosen students; what is no id is no student."""
    return tuple(sorted(int(value) for value in choices_of(view, "students") if value.isdecimal()))


def _recurrence(view: View, problems: dict[str, str]) -> Recurrence | None:
    """Read the three fields of a recurrence; what is wrong with them is added to `problems`."""
    weekdays = frozenset(int(day) for day in choices_of(view, "weekdays") if day in set("1234567"))
    every, ends_on = text_of(view, "every"), date_of(view, "ends_on")
    weeks = int(every) if every.isascii() and every.isdecimal() and len(every) < 4 else 0
    if not weekdays:
        problems["weekdays"] = "Choose at least one day of the week."
    if not 1 <= weeks <= MOST_WEEKS:
        problems["every"] = f"Write a whole number from 1 to {MOST_WEEKS}."
    if ends_on is None:
        problems["ends_on"] = "Choose the last date."
        return None
    cycle = choice_of(view, "cycle")
    return Recurrence(weekdays, weeks, ends_on, DayKind(cycle) if cycle in CYCLES else None)


def _changed(changes: CaptureChanges, name: str, student_id: int | None, values: tuple[Value, Value]) -> CaptureChanges:
    """Note one difference: for a student, or for the whole session when there is none."""
    before, after = values
    if student_id is not None:
        mark = _mark_changed(changes.marks.get(student_id, MarkChanges()), name, before, after)
        return changes if mark == MarkChanges() else replace(changes, marks=changes.marks | {student_id: mark})
    if name == "note":
        return replace(changes, note=_typed(after))
    added, removed = _difference(before, after)
    return replace(
        changes,
        activities_added=changes.activities_added | added,
        activities_removed=changes.activities_removed | removed,
    )


def _mark_changed(mark: MarkChanges, name: str, before: Value, after: Value) -> MarkChanges:
    field, _, code = name.partition(".")
    match field:
        case "minutes":
            return replace(mark, minutes={**mark.minutes, code: _typed(after)})
        case "presence":
            return replace(mark, presence=Presence(after) if after in OFFERED else None)
        case "reason":
            return replace(mark, reason=AbsenceReason(after) if after in set(AbsenceReason) else None)
        case "start":
            return replace(mark, start=as_time(after))
        case "end":
            return replace(mark, end=as_time(after))
        case "away":
            return replace(mark, away_text=_typed(after))
        case "observation":
            return replace(mark, observation=_typed(after))
    added, removed = _difference(before, after)
    return replace(mark, given_added=mark.given_added | added, given_removed=mark.given_removed | removed)


def _typed(value: Value) -> str:
    return value.strip() if isinstance(value, str) else ""


def _difference(before: Value, after: Value) -> tuple[frozenset[str], frozenset[str]]:
    """Options that were added and options that were removed."""
    old, new = (value if isinstance(value, frozenset) else frozenset[str]() for value in (before, after))
    return new - old, old - new
