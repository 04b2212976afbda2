"""The import of the catalogue, matched by code, and the catalogue that Carelog ships."""

from collections.abc import Sequence
from datetime import date, timedelta
from importlib import resources

from sqlalchemy import func, select

from models.db import DbSession
from models.rules import catalog_files
from models.rules.columns import Sheet, defaults
from models.services.import_plan import Plan, Stored, Wanted, compare, load, merge
from models.tables import CatalogItem


def plan_catalog(db: DbSession, tenant_id: int, sheet: Sheet, today: date) -> Plan:
    """The file is the whole catalogue: what it leaves out ends yesterday and is never removed."""
    columns = [column.name for column in catalog_files.CATALOG]
    stored = load(db, CatalogItem, tenant_id, [*columns, "position"])
    by_code = {row["code"]: row for row in stored}
    wanted = [Wanted(entry, entry.values.get("code")) for entry in sheet.entries]
    # Unlike in the other files, a field that is left out takes its default: an ended item that comes back is open.
    merged, twice = merge(wanted, {}, defaults(catalog_files.CATALOG), "code")
    plan = Plan(CatalogItem, problems=twice)
    rows = []
    for position, (entry, item) in enumerate(merged):
        plan.problems += [(entry.line, text) for text in catalog_files.check_item(item)]
        before = by_code.get(item["code"])
        if before and before["kind"] != item["kind"]:
            plan.problems.append((entry.line, "kind: This code belongs to another kind already. Choose a new code."))
        rows.append({**({"id": before["id"]} if before else {}), **item, "position": position})
    if not sheet.problems:
        plan.problems += catalog_files.check_catalog([(entry.line, item) for entry, item in merged], today)
    rows += _left_out(stored, wanted, today)
    compare(plan, rows, stored, lambda before, after: _open(before, today) > _open(after, today))
    return plan


def has_catalog(db: DbSession, tenant_id: int) -> bool:
    """Whether the tenant has any catalogue item, ended or not."""
    return bool(db.scalar(select(func.count()).where(CatalogItem.tenant_id == tenant_id)))


def default_catalog() -> bytes:
    """The catalogue that Carelog ships."""
    return resources.files("models").joinpath("catalog.yml").read_bytes()


def _left_out(stored: Sequence[Stored], wanted: Sequence[Wanted], today: date) -> list[Stored]:
    """The stored items that the file does not name, ended yesterday unless they ended before."""
    named = {item.key for item in wanted}
    yesterday = today - timedelta(days=1)
    return [{**row, "ends_on": yesterday} for row in stored if row["code"] not in named and _open(row, today)]


def _open(item: Stored, today: date) -> bool:
    return item["ends_on"] is None or item["ends_on"] >= today
