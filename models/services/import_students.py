"""The imports of campuses and students, matched by name and by the district's number."""

from datetime import date

from models.db import DbSession
from models.enums import ItemKind
from models.rules import roster_files as files
from models.rules.columns import Sheet, defaults
from models.services import lookups
from models.services.import_names import folded, with_campus
from models.services.import_plan import Plan, Wanted, compare, load, merge
from models.tables import Campus, Student

CARE = (ItemKind.ACTIVITY, ItemKind.ACCOMMODATION)


def plan_campuses(db: DbSession, tenant_id: int, sheet: Sheet, today: date) -> Plan:  # noqa: ARG001
    """Campuses, by name in capitals or not."""
    stored = load(db, Campus, tenant_id, [column.name for column in files.CAMPUSES])
    wanted = [Wanted(entry, folded(entry.values.get("name"))) for entry in sheet.entries]
    by_name = {folded(row["name"]): row for row in stored}
    merged, problems = merge(wanted, by_name, defaults(files.CAMPUSES), "campus")
    plan = Plan(Campus, problems=problems)
    compare(plan, [row for _, row in merged], stored)
    return plan


def plan_students(db: DbSession, tenant_id: int, sheet: Sheet, today: date) -> Plan:
    """Students, by the district's number."""
    names = [column.name for column in files.STUDENTS if column.name != "campus"]
    stored = load(db, Student, tenant_id, [*names, "campus_id"])
    entries, problems = with_campus(db, tenant_id, sheet.entries)
    wanted = [Wanted(entry, entry.values.get("student_id")) for entry in entries]
    by_number = {row["student_id"]: row for row in stored}
    merged, twice = merge(wanted, by_number, defaults(files.STUDENTS), "student_id")
    plan = Plan(Student, problems=[*problems, *twice])
    care = {item.code for item in lookups.catalog(db, tenant_id) if item.kind in CARE}
    for entry, row in merged:
        found = [*files.check_student(row, today), *files.check_care(row, care)]
        plan.problems += [(entry.line, text) for text in found]
    compare(plan, [row for _, row in merged], stored)
    return plan
