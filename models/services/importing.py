"""Imports of files: validated as a whole, written as a whole or not at all, repeatable without duplicates."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from models.db import DbSession
from models.errors import NotFound
from models.import_report import ImportReport
from models.rules import calendar_files, catalog_files, roster_files, schedule_files
from models.rules.columns import Column, Sheet, as_listed
from models.rules.csv_files import read_csv
from models.services import audit
from models.services.import_calendar import plan_calendar, write_calendar
from models.services.import_caseload import plan_caseload, write_caseload
from models.services.import_catalog import default_catalog, has_catalog, plan_catalog
from models.services.import_leave import plan_leave
from models.services.import_plan import Plan, write
from models.services.import_schedule import plan_schedule, write_schedule
from models.services.import_staff import plan_staff, write_staff
from models.services.import_students import plan_campuses, plan_students
from models.tables import Tenant

__all__ = ["KINDS", "ensure_default_catalog", "import_file"]


def _write(db: DbSession, tenant_id: int, plan: Plan, now: datetime) -> None:  # noqa: ARG001
    write(db, tenant_id, plan)


@dataclass(frozen=True)
class Kind:
    """How one kind of file is read, compared with what is stored, and written."""

    read: Callable[[bytes], Sheet]
    plan: Callable[[DbSession, int, Sheet, date], Plan]
    write: Callable[[DbSession, int, Plan, datetime], None] = _write


def _csv(columns: tuple[Column, ...]) -> Callable[[bytes], Sheet]:
    return lambda data: read_csv(data, columns)


KINDS = {
    "campuses": Kind(_csv(roster_files.CAMPUSES), plan_campuses),
    "staff": Kind(_csv(roster_files.STAFF), plan_staff, write_staff),
    "students": Kind(_csv(roster_files.STUDENTS), plan_students),
    "caseload": Kind(_csv(roster_files.CASELOAD), plan_caseload, write_caseload),
    "calendar": Kind(_csv(calendar_files.CALENDAR), plan_calendar, write_calendar),
    "leave": Kind(_csv(roster_files.LEAVE), plan_leave),
    "schedule": Kind(_csv(schedule_files.SCHEDULE), plan_schedule, write_schedule),
    "catalog": Kind(catalog_files.read_catalog, plan_catalog),
}


def import_file(db: DbSession, tenant_id: int, kind: str, data: bytes, *, today: date, now: datetime) -> ImportReport:
    """Imports one file of the given kind (a key of KINDS). `today` is the district's date, `now` an aware instant.

    With any problem nothing is written. Otherwise the rows and one audit entry are written; the caller commits, or
    rolls back for a dry run. Raises NotFound when there is no such tenant.
    """
    if kind not in KINDS:
        return ImportReport(kind, problems=((0, f"Carelog imports these kinds of file: {', '.join(KINDS)}."),))
    how = KINDS[kind]
    sheet = how.read(data)
    if sheet.problems and not sheet.entries:
        return ImportReport(kind, problems=as_listed(sheet.problems))
    db.flush()
    # Two imports of one district wait for each other, so that both compare with what is really stored.
    lock = select(Tenant.id).where(Tenant.id == tenant_id).with_for_update(key_share=True)
    if db.scalar(lock) is None:
        raise NotFound("There is no such district.")
    plan = how.plan(db, tenant_id, sheet, today)
    problems = as_listed((*sheet.problems, *plan.problems))
    if problems:
        return ImportReport(kind, problems=problems)
    how.write(db, tenant_id, plan, now)
    report = ImportReport(
        kind,
        added=len(plan.inserts),
        changed=len(plan.updates) - plan.ended,
        ended=plan.ended,
        unchanged=plan.unchanged,
        notes=(*sheet.notes, *plan.notes),
    )
    _record(db, tenant_id, report, now)
    return report


def ensure_default_catalog(db: DbSession, tenant_id: int, today: date, now: datetime) -> ImportReport | None:
    """Gives a tenant without any catalogue the one that Carelog ships; None when it has one already."""
    if has_catalog(db, tenant_id):
        return None
    return import_file(db, tenant_id, "catalog", default_catalog(), today=today, now=now)


def _record(db: DbSession, tenant_id: int, report: ImportReport, now: datetime) -> None:
    counts = {name: getattr(report, name) for name in ("added", "changed", "ended", "unchanged")}
    audit.record(
        db,
        tenant_id=tenant_id,
        actor_id=None,
        event=f"import.{report.kind}",
        subject=f"import:{report.kind}",
        details=counts,
        at=now,
    )
