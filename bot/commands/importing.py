"""`carelog import`: reads the file, imports it or tries to, and says in words what happened."""

from datetime import date, datetime
from pathlib import Path

from models.db import Database, DbSession
from models.import_report import ImportReport
from models.rules.csv_files import MAX_BYTES
from models.services.importing import ensure_default_catalog, import_file


def run_import(
    database: Database, tenant_id: int, kind: str, path: Path, *, dry_run: bool, today: date, now: datetime
) -> tuple[int, str]:
    """Imports the file at `path`. Gives the exit code (0 done, 1 refused) and the text to print.

    With `dry_run` the import is done in full and taken back. `today` is the district's date, `now` an aware instant.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return 1, f"Carelog cannot read {path}: {error.strerror}. Nothing was imported."

    def work(db: DbSession) -> ImportReport:
        if kind != "catalog":
            ensure_default_catalog(db, tenant_id, today, now)  # Files name its codes before the app first starts.
        report = import_file(db, tenant_id, kind, data, today=today, now=now)
        if dry_run or report.problems:
            raise _TakenBack(report)
        return report

    try:
        report = database.run(work)
    except _TakenBack as tried:
        report = tried.report
    return (1 if report.problems else 0), report_text(report, dry_run=dry_run)


def report_text(report: ImportReport, *, dry_run: bool) -> str:
    """What an import did, or would do, line by line."""
    if report.problems:
        lines = [f"{report.kind}: there is something to put right first."]
        lines += [f"Line {line}: {text}" if line else text for line, text in report.problems]
        return "\n".join([*lines, "Nothing was imported."])
    counts = {"added": report.added, "changed": report.changed, "ended": report.ended, "unchanged": report.unchanged}
    lines = [f"{report.kind}: {', '.join(f'{count} {what}' for what, count in counts.items())}."]
    lines += [f"Note: {note}" for note in report.notes]
    return "\n".join([*lines, *(["Dry run: nothing was written."] if dry_run else [])])


class _TakenBack(Exception):
    """Leaves the transaction of a dry run or a refusal, so that it is rolled back; carries what is to be told."""

    def __init__(self, report: ImportReport) -> None:
        self.report = report
        super().__init__()
