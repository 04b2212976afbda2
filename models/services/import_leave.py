"""The import of leave: the days on which a person does not work, so that nothing is sent to them."""

from datetime import date

from models.db import DbSession
from models.rules import roster_files as files
from models.rules.columns import Sheet, defaults
from models.services.import_names import resolve
from models.services.import_plan import Plan, Stored, Wanted, compare, load, merge, never
from models.tables import Leave, Staff


def plan_leave(db: DbSession, tenant_id: int, sheet: Sheet, today: date) -> Plan:  # noqa: ARG001
    """Leave, by person and first day. A row without an end is one day."""
    stored = load(db, Leave, tenant_id, ["staff_id", "start_date", "end_date"])
    people = {row["email"].lower(): row["id"] for row in load(db, Staff, tenant_id, ["email"])}
    nobody = "staff_email: Nobody on the staff list has this e-mail. Import the staff first, or correct it."
    entries, problems = resolve(sheet.entries, "staff_email", "staff_id", people, nobody)
    wanted = [Wanted(entry, _key(entry.values) if entry.complete else None) for entry in entries]
    by_key = {_key(row): row for row in stored}
    merged, twice = merge(wanted, by_key, defaults(files.LEAVE), "person and start date")
    plan = Plan(Leave, problems=[*problems, *twice])
    rows = []
    for entry, row in merged:
        row["end_date"] = row["end_date"] or row["start_date"]
        plan.problems += [(entry.line, text) for text in files.check_caseload(row)]
        rows.append(row)
    compare(plan, rows, stored, never)
    return plan


def _key(values: Stored) -> tuple[int, date]:
    return values["staff_id"], values["start_date"]
