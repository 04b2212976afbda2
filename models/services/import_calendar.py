"""The import of the school calendar, matched by date, kind and campus."""

from collections.abc import Sequence
from datetime import date, datetime

from models.db import DbSession
from models.outputs import RecordLine
from models.rules import calendar_files
from models.rules.calendar_changes import CHANGES, day_numbers
from models.rules.columns import Entry, Sheet, defaults
from models.services import calendar_fits
from models.services.import_names import with_campus
from models.services.import_plan import Plan, Stored, Wanted, compare, load, merge, write
from models.tables import CalendarDay

DayKey = tuple[date, str, int | None]


def plan_calendar(db: DbSession, tenant_id: int, sheet: Sheet, today: date) -> Plan:  # noqa: ARG001
    """Days, by date, kind and campus. A first or last day moves within its school year instead of being there twice."""
    stored = load(db, CalendarDay, tenant_id, ["date", "kind", "name", "campus_id", "time"])
    entries, problems = with_campus(db, tenant_id, sheet.entries)
    wanted = [Wanted(entry, _day_key(entry)) for entry in entries]
    by_key = _known_days(stored, wanted)
    empty = {**defaults(calendar_files.CALENDAR), "campus_id": None}
    empty.pop("campus")
    merged, twice = merge(wanted, by_key, empty, "date, kind and campus")
    plan = Plan(CalendarDay, problems=[*problems, *twice])
    for entry, row in merged:
        row["name"] = row["name"] or calendar_files.NAMES[row["kind"]]
        plan.problems += [(entry.line, text) for text in calendar_files.check_day(row)]
    plan.problems += calendar_files.check_year(
        (entry.line, {**row, "campus": row["campus_id"]}) for entry, row in merged
    )
    compare(plan, [row for _, row in merged], stored)
    plan.notes += _kept(stored, [row for _, row in merged])
    return plan


def write_calendar(db: DbSession, tenant_id: int, plan: Plan, now: datetime) -> None:
    """Writes the days, and fits the sessions that are planned on them as *Change a School Day* does; says how many."""
    dates = {row["date"] for row in (*plan.inserts, *plan.updates) if row["kind"] in CHANGES}
    before = calendar_fits.days_of(db, tenant_id, dates)
    write(db, tenant_id, plan)
    after = calendar_fits.days_of(db, tenant_id, dates)
    found = calendar_fits.fit_sessions(db, tenant_id, before, after, now=now)
    calendar_fits.apply(db, tenant_id, None, found, now=now)
    if found.rows:
        plan.notes.append(f"Sessions that are planned on these days: {day_numbers(found.numbers)}.")
        plan.notes += [f"Please look at {_where(one)}: it is signed." for one in found.numbers.posted]
        plan.notes += [f"Please look at {_where(one)}: something is recorded." for one in found.numbers.recorded]


def _where(one: RecordLine) -> str:
    return f"session {one.id} of {one.owner} on {one.date.isoformat()}"


def _day_key(entry: Entry) -> DayKey | None:
    if not entry.complete:
        return None
    return entry.values["date"], entry.values["kind"], entry.values.get("campus_id")


def _known_days(stored: Sequence[Stored], wanted: Sequence[Wanted]) -> dict[DayKey, Stored]:
    """The stored days by key; a first or last day also by the new date that the file gives it."""
    known: dict[DayKey, Stored] = {(row["date"], row["kind"], row["campus_id"]): row for row in stored}
    named = {item.key for item in wanted if isinstance(item.key, tuple)}
    unnamed, every = known.keys() - named, known.keys() | named
    for day, kind, campus_id in sorted(named - known.keys(), key=str):
        if kind in calendar_files.ONCE:
            before = calendar_files.moved_from(
                day,
                [key[0] for key in unnamed if key[1:] == (kind, campus_id)],
                [key[0] for key in every if key[1] in calendar_files.ONCE - {kind} and key[2] == campus_id],
            )
            if before:
                known[day, kind, campus_id] = known[before, kind, campus_id]
    return known


def _kept(stored: Sequence[Stored], rows: Sequence[Stored]) -> list[str]:
    """Tells of days that are stored, lie within the file's dates and are not in the file: imports never remove days."""
    if not rows:
        return []
    first, last = min(row["date"] for row in rows), max(row["date"] for row in rows)
    named = {row.get("id") for row in rows}
    kept = sum(first <= row["date"] <= last and row["id"] not in named for row in stored)
    return [f"Days of the calendar that are not in this file and stay as they are: {kept}."] if kept else []
