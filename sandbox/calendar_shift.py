"""The sample school, moved in time: its files are written for 2026-27 and shown as if they were for this year."""

import csv
import io
from datetime import date, timedelta
from importlib import resources

WHOLE_WEEKS = 364
DATES = frozenset({"date", "start_date", "end_date", "date_of_birth"})
NAMES = ("campuses.csv", "staff.csv", "students.csv", "caseload.csv", "calendar.csv")


def sample_files() -> dict[str, bytes]:
    """The sample school's files by name, in the order in which they are imported."""
    folder = resources.files("sandbox") / "school"
    return {name: (folder / name).read_bytes() for name in NAMES}


def shift_files(files: dict[str, bytes], *, today: date) -> dict[str, bytes]:
    """Moves every date, dates of birth too, so that the school year is the last one that began on or before `today`.

    Moves by whole years of 364 days, so that weekdays stay. `files` needs a calendar.csv with a first_day.
    """
    days = (today - _first_day(files["calendar.csv"])).days // WHOLE_WEEKS * WHOLE_WEEKS
    return {name: _shifted(data, timedelta(days=days)) for name, data in files.items()}


def _first_day(calendar: bytes) -> date:
    rows = csv.DictReader(io.StringIO(calendar.decode(), newline=""))
    return next(date.fromisoformat(row["date"]) for row in rows if row["kind"] == "first_day")


def _shifted(data: bytes, by: timedelta) -> bytes:
    rows = csv.DictReader(io.StringIO(data.decode(), newline=""))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, rows.fieldnames or [], lineterminator="\n")
    writer.writeheader()
    for row in rows:
        moved = {name: str(date.fromisoformat(row[name]) + by) for name in DATES & row.keys() if row[name]}
        writer.writerow({**row, **moved})
    return text.getvalue().encode()
