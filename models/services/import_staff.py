"""The import of the staff, matched by e-mail."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from models.db import DbSession
from models.rules import roster_files as files
from models.rules.columns import Sheet, defaults
from models.services import leaving
from models.services.import_names import with_campus
from models.services.import_plan import Plan, Stored, Wanted, compare, load, merge, write
from models.tables import Staff


def plan_staff(db: DbSession, tenant_id: int, sheet: Sheet, today: date) -> Plan:
    """Staff, by e-mail. Rows name their supervisor by e-mail until `write_staff` knows everybody's id."""
    names = [column.name for column in files.STAFF if column.name not in {"campus", "supervisor_email"}]
    stored = load(db, Staff, tenant_id, [*names, "campus_id", "supervisor_id"])
    emails = {row["id"]: row["email"].lower() for row in stored}
    for row in stored:
        row["supervisor_email"] = emails.get(row.pop("supervisor_id"))
    entries, problems = with_campus(db, tenant_id, sheet.entries)
    wanted = [Wanted(entry, entry.values.get("email")) for entry in entries]
    people = {row["email"].lower(): row for row in stored}
    merged, twice = merge(wanted, people, defaults(files.STAFF), "e-mail")
    plan = Plan(Staff, problems=[*problems, *twice])
    for entry, person in merged:
        _date_leaving(person, people.get(person["email"]), today)
        plan.problems += [(entry.line, text) for text in files.check_staff(person)]
    # Whoever has a bad cell may still be somebody's supervisor: those are judged once the line is right.
    unclear = {item.key for item in wanted if not item.entry.complete}
    final = {**people, **{row["email"]: row for _, row in merged}}
    known = {
        k: {**row, "supervisor_email": None} if row["supervisor_email"] in unclear else row for k, row in final.items()
    }
    plan.problems += files.check_supervisors(known, {row["email"]: entry.line for entry, row in merged})
    plan.notes += files.staff_notes(final)
    compare(plan, [row for _, row in merged], stored, lambda before, after: before["active"] > after["active"])
    days = {row["id"]: row["last_day"] for row in stored if row["active"]}
    plan.dated = {
        row["id"]: row["last_day"]
        for row in plan.updates
        if row["active"] and row["id"] in days and days[row["id"]] != row["last_day"]
    }
    return plan


def _date_leaving(person: dict[str, Any], before: Stored | None, today: date) -> None:
    """Who is switched off leaves today at the latest, and who is switched on again has no last day that is over."""
    if before is None or before["active"] == person["active"]:
        return
    last = person["last_day"]
    if not person["active"]:
        person["last_day"] = min(last or today, today)
    elif last is not None and last < today:
        person["last_day"] = None


def write_staff(db: DbSession, tenant_id: int, plan: Plan, now: datetime) -> None:
    """Writes people first and supervisors after, so that one may be listed below the people whom they supervise.

    Who is here is told of another last day, as from the window.
    """
    write(db, tenant_id, plan)
    led = [row for row in (*plan.inserts, *plan.updates) if "id" in row or row["supervisor_email"]]
    if led:
        found = db.execute(select(Staff.email, Staff.id).where(Staff.tenant_id == tenant_id))
        ids: dict[str | None, int] = {email.lower(): key for email, key in found}
        rows = [{"id": ids[row["email"]], "supervisor_id": ids.get(row["supervisor_email"])} for row in led]
        db.execute(update(Staff), rows)
    leaving.tell(db, tenant_id, plan.dated, now=now)
