"""The import of a schedule: each row is one use of *Add Session* for the person it names.

A row takes as many statements as the window does. The same row again makes nothing twice; a row that changed is a new
one, since sessions that somebody may have filled in are changed by hand (*Edit Session Series*).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from models.db import DbSession
from models.enums import DayKind, ItemKind, SessionType
from models.errors import RuleViolation
from models.inputs import Recurrence, SessionTerms
from models.outputs import Actor
from models.rules.columns import Entry, Problem, Sheet, defaults
from models.rules.schedule_files import SCHEDULE
from models.services import lookups, people, planning
from models.services.import_names import folded, resolve
from models.services.import_plan import Plan, load
from models.tables import Creation, Staff, Student

NOBODY = "staff_email: Nobody on the staff list has this e-mail. Import the staff first, or correct it."
FIELDS = {"weekdays": "repeats_on", "cycle": "repeats_on", "students": "student_ids"}
"""Fields of the window whose columns have another name."""


def plan_schedule(db: DbSession, tenant_id: int, sheet: Sheet, today: date) -> Plan:  # noqa: ARG001
    """Every row as Add Session would take it; what it would refuse is told with the row's line."""
    staff = {row["email"].lower(): row["id"] for row in load(db, Staff, tenant_id, ["email"])}
    students = {row["student_id"]: row["id"] for row in load(db, Student, tenant_id, ["student_id"])}
    entries, problems = resolve(sheet.entries, "staff_email", "staff_id", staff, NOBODY)
    known = set(db.execute(select(Creation.request_key).where(Creation.tenant_id == tenant_id)).scalars())
    plan, owners, lines = Plan(Creation, problems=problems), dict[int, Actor | None](), dict[str, int]()
    codes = _codes(db, tenant_id)
    for entry in entries:
        if not entry.complete:
            continue
        values = {**defaults(SCHEDULE), **entry.values}
        key = _key(values)
        if key in lines:
            plan.problems.append((entry.line, f"This row is on line {lines[key]} already. Keep one of them."))
        elif key in known:
            plan.unchanged += 1
        else:
            owner = owners.setdefault(values["staff_id"], people.actor_of(db, values["staff_id"]))
            _add(db, plan, entry, _Row(key, values, owner), (codes, students))
        lines[key] = entry.line
    return plan


@dataclass(frozen=True)
class _Row:
    """One row with the person whom it is for; None for somebody who is deactivated."""

    key: str
    values: dict[str, Any]
    owner: Actor | None


def _codes(db: DbSession, tenant_id: int) -> dict[tuple[ItemKind, str | None], str]:
    """Services and places by name and by code, in capitals or not."""
    items = lookups.catalog(db, tenant_id)
    by_name = {(item.kind, folded(item.name)): item.code for item in items}
    return by_name | {(item.kind, folded(item.code)): item.code for item in items}


def _add(
    db: DbSession,
    plan: Plan,
    entry: Entry,
    row: _Row,
    names: tuple[Mapping[tuple[ItemKind, str | None], str], Mapping[str, int]],
) -> None:
    if row.owner is None:
        plan.problems.append((entry.line, "staff_email: This person is not active. Correct it, or leave the row out."))
        return
    unknown = [number for number in row.values["student_ids"] if number not in names[1]]
    if unknown:
        text = "student_ids: A student number is not on the list. Import the students first, or correct it."
        plan.problems.append((entry.line, text))
        return
    try:
        terms = _terms(db, row.owner, row.values, *names)
        planning.checked(db, row.owner, terms)
    except RuleViolation as violation:
        plan.problems += _told(entry.line, violation)
        return
    plan.inserts.append({"key": row.key, "terms": terms, "owner": row.owner})


def _told(line: int, violation: RuleViolation) -> list[Problem]:
    return [(line, f"{FIELDS.get(name, name)}: {text}") for name, text in violation.problems.items()]


def _terms(
    db: DbSession,
    owner: Actor,
    values: Mapping[str, Any],
    codes: Mapping[tuple[ItemKind, str | None], str],
    students: Mapping[str, int],
) -> SessionTerms:
    return SessionTerms(
        codes.get((ItemKind.SERVICE, folded(values["service"])), ""),
        values["description"],
        codes.get((ItemKind.PLACE, folded(values["place"])), ""),
        values["date"],
        values["start"],
        values["end"],
        SessionType(values["session_type"]),
        tuple(sorted(students[number] for number in values["student_ids"])),
        _recurrence(db, owner, values),
    )


def _recurrence(db: DbSession, owner: Actor, values: Mapping[str, Any]) -> Recurrence | None:
    """Without an end it goes to the last day of school."""
    if values["repeats_on"] is None:
        return None
    days: frozenset[int]
    cycle: DayKind | None
    days, cycle = values["repeats_on"]
    ends_on = values["ends_on"] or lookups.school_year(db, owner, on=values["date"])[1]
    if ends_on is None:
        raise RuleViolation("The calendar has no last day of school. Write the last date.", "ends_on")
    return Recurrence(days, values["every"], ends_on, cycle)


def _key(values: Mapping[str, Any]) -> str:
    """The same row gives the same key, whatever its order in the file."""
    said = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in values.items()}
    if values["repeats_on"]:
        said["repeats_on"] = (sorted(values["repeats_on"][0]), values["repeats_on"][1])
    return "schedule:" + hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()


def write_schedule(db: DbSession, tenant_id: int, plan: Plan, now: datetime) -> None:  # noqa: ARG001
    """Makes the sessions of every new row."""
    for row in plan.inserts:
        made = planning.create_for(db, row["owner"], row["terms"], row["key"], by=None, now=now)
        if made.conflict_count:
            plan.notes.append(f"{made.description}: meets {made.conflict_count} other sessions. All are kept.")
