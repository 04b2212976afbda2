"""What an import would write: the difference between a file and what is stored, and its writing in bulk.

The number of statements never depends on the number of rows.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from models.db import DbSession
from models.rules.columns import Entry, Problem
from models.tables import Base

Stored = dict[str, Any]


@dataclass
class Plan:
    """Rows to insert and to update (these with their id), the counts to report, and what is wrong.

    Of a caseload, `newest` is the highest id of a row that was there before, and `resumed` are the ids of those that
    had an end and go on after it. Of the staff, `dated` are the last days that change of people who are here, by id.
    """

    model: type[Base]
    inserts: list[Stored] = field(default_factory=list)
    updates: list[Stored] = field(default_factory=list)
    ended: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    newest: int = 0
    resumed: list[int] = field(default_factory=list)
    dated: dict[int, date | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """One record of the file with its natural key, None when a bad cell hides it."""

    entry: Entry
    key: Hashable | None


def load(db: DbSession, model: type[Base], tenant_id: int, columns: Sequence[str]) -> list[Stored]:
    """All rows of one tenant, with their id and the columns named."""
    table = model.__table__
    query = select(*(table.c[name] for name in ("id", *columns))).where(table.c.tenant_id == tenant_id)
    return [dict(row) for row in db.execute(query).mappings()]


def merge(
    wanted: Sequence[Wanted], stored: Mapping[Any, Stored], defaults: Mapping[str, Any], twice: str
) -> tuple[list[tuple[Entry, Stored]], list[Problem]]:
    """Each record as it will be stored: the file over what is stored over the defaults; and the records named twice.

    Records with a bad cell are left out, but are known when another has the same key. `twice` names the key to people.
    """
    lines: dict[Hashable, int] = {}
    merged: list[tuple[Entry, Stored]] = []
    problems: list[Problem] = []
    for item in wanted:
        if item.key is None:
            continue
        if item.key in lines:
            problems.append((item.entry.line, f"This {twice} is on line {lines[item.key]} already. Keep one of them."))
            continue
        lines[item.key] = item.entry.line
        if item.entry.complete:
            merged.append((item.entry, {**defaults, **stored.get(item.key, {}), **item.entry.values}))
    return merged, problems


def never(before: Stored, after: Stored) -> bool:  # noqa: ARG001
    """For what has no end."""
    return False


def compare(
    plan: Plan,
    rows: Sequence[Stored],
    stored: Sequence[Stored],
    has_ended: Callable[[Stored, Stored], bool] = never,
) -> None:
    """Sorts merged rows into the plan; those without an id are new. `has_ended(before, after)` tells what has ended."""
    by_id = {row["id"]: row for row in stored}
    for row in rows:
        before = by_id.get(row.get("id"))
        if before is None:
            plan.inserts.append(row)
        elif before == row:
            plan.unchanged += 1
        else:
            plan.updates.append(row)
            plan.ended += has_ended(before, row)


def write(db: DbSession, tenant_id: int, plan: Plan) -> None:
    """Writes the plan: at most one bulk insert and one bulk update."""
    columns = plan.model.__table__.c.keys()
    if plan.inserts:
        rows = [{**_only(row, columns), "tenant_id": tenant_id} for row in plan.inserts]
        db.execute(insert(plan.model), rows)
    if plan.updates:
        db.execute(update(plan.model), [_only(row, columns) for row in plan.updates])


def _only(row: Stored, columns: Sequence[str]) -> Stored:
    return {name: row[name] for name in row if name in columns}
