"""The import of the caseload: who works with whom, from when to when."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from models.db import DbSession
from models.office import DepartureNumbers
from models.rules import roster_files as files
from models.rules.columns import Entry, Problem, Sheet, defaults
from models.rules.membership import departure_numbers
from models.services import arrivals, departure_messages, departures
from models.services.import_names import resolve
from models.services.import_plan import Plan, Stored, Wanted, compare, load, merge, write
from models.tables import CaseloadEntry, Staff, Student

GOING_ON = (
    "Last days taken back or moved to a later day: {}. A file puts nobody back into sessions. Undo in Students Leaving "
    "does, where the last day was set there; else their aides do."
)


def plan_caseload(db: DbSession, tenant_id: int, sheet: Sheet, today: date) -> Plan:  # noqa: ARG001
    """Caseload entries, by person, student and first day. The periods of one pair never overlap."""
    stored = load(db, CaseloadEntry, tenant_id, ["staff_id", "student_id", "start_date", "end_date"])
    people = {row["email"].lower(): row["id"] for row in load(db, Staff, tenant_id, ["email"])}
    pupils = {row["student_id"]: row["id"] for row in load(db, Student, tenant_id, ["student_id"])}
    nobody = "staff_email: Nobody on the staff list has this e-mail. Import the staff first, or correct it."
    no_pupil = "student_id: No student has this number. Import the students first, or correct it."
    entries, problems = resolve(sheet.entries, "staff_email", "staff_id", people, nobody)
    entries, more = resolve(entries, "student_id", "student_id", pupils, no_pupil)
    wanted = [Wanted(entry, _period_key(entry.values) if entry.complete else None) for entry in entries]
    by_key = {_period_key(row): row for row in stored}
    merged, twice = merge(wanted, by_key, defaults(files.CASELOAD), "person, student and start date")
    plan = Plan(
        CaseloadEntry, newest=max((row["id"] for row in stored), default=0), problems=[*problems, *more, *twice]
    )
    for entry, row in merged:
        plan.problems += [(entry.line, text) for text in files.check_caseload(row)]
    plan.problems += _overlaps(stored, merged)
    compare(plan, [row for _, row in merged], stored, _closed)
    ends = {row["id"]: row["end_date"] for row in stored if row["end_date"] is not None}
    plan.resumed = [row["id"] for row in plan.updates if row["id"] in ends and _goes_on(ends[row["id"]], row)]
    if plan.resumed:
        plan.notes.append(GOING_ON.format(len(plan.resumed)))
    return plan


def write_caseload(db: DbSession, tenant_id: int, plan: Plan, now: datetime) -> None:
    """Writes the entries, and takes students out of the sessions after their last day; says in how many.

    Aides are told of students who join or leave.
    """
    write(db, tenant_id, plan)
    if plan.inserts:
        arrivals.tell(db, tenant_id, plan.newest, now=now)
    departure_messages.tell_back(db, plan.resumed, by_file=True, now=now)
    numbers = departures.depart(db, tenant_id, None, departures.ended(plan.updates), now=now).numbers
    if numbers != DepartureNumbers():
        plan.notes.append(f"Sessions after a student's last day: {departure_numbers(numbers)}.")


def _goes_on(end: date, after: Stored) -> bool:
    return after["end_date"] is None or after["end_date"] > end


def _closed(before: Stored, after: Stored) -> bool:
    return before["end_date"] is None and after["end_date"] is not None


def _period_key(values: Mapping[str, Any]) -> tuple[int, int, date]:
    return values["staff_id"], values["student_id"], values["start_date"]


def _overlaps(stored: Sequence[Stored], merged: Sequence[tuple[Entry, Stored]]) -> list[Problem]:
    """The lines of the file that take part in an overlap of two periods of the same person and student."""
    lines = {_period_key(row): entry.line for entry, row in merged}
    final = {_period_key(row): row for row in (*stored, *(row for _, row in merged))}
    pairs: dict[tuple[int, int], dict[Any, tuple[date, date | None]]] = {}
    for key, row in final.items():
        pairs.setdefault(key[:2], {})[key] = (row["start_date"], row["end_date"])
    text = "start_date: This person and student have another period that overlaps. Give the earlier one an end_date."
    found = []
    for periods in pairs.values():
        late = files.overlapping(periods)
        if late:
            own = [lines[key] for key in late if key in lines] or [lines[key] for key in periods if key in lines]
            found += [(line, text) for line in own]
    return found
