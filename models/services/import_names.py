"""Names in files (a campus, an e-mail, a number) become the ids of rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.db import DbSession
from models.rules.columns import Entry, Problem
from models.services.import_plan import load
from models.tables import Campus

NO_CAMPUS = "campus: There is no campus of this name. Import the campuses first, or correct it."


def resolve(
    entries: Sequence[Entry], column: str, target: str, ids: Mapping[Any, int], missing: str
) -> tuple[list[Entry], list[Problem]]:
    """Puts an id (`target`) in the place of a name (`column`), which stays empty where the file leaves it empty.

    An entry whose name is unknown becomes incomplete and is told of with the sentence `missing`.
    """
    found: list[Entry] = []
    problems: list[Problem] = []
    for entry in entries:
        values = dict(entry.values)
        if column in values:
            name = values.pop(column)
            values[target] = None if name is None else ids.get(name)
            if name is not None and name not in ids:
                problems.append((entry.line, missing))
        found.append(Entry(entry.line, values, entry.complete and not (problems and problems[-1][0] == entry.line)))
    return found, problems


def with_campus(db: DbSession, tenant_id: int, entries: Sequence[Entry]) -> tuple[list[Entry], list[Problem]]:
    """Puts the campus's id in the place of its name, which may be in capitals or not."""
    ids = {folded(row["name"]): row["id"] for row in load(db, Campus, tenant_id, ["name"])}
    lowered = [
        Entry(e.line, {k: folded(v) if k == "campus" else v for k, v in e.values.items()}, e.complete) for e in entries
    ]
    return resolve(lowered, "campus", "campus_id", ids, NO_CAMPUS)


def folded(name: str | None) -> str | None:
    """A name as it is compared: capitals do not matter."""
    return None if name is None else name.casefold()
