"""`carelog export`: reads rows as they come, and gives them away once all of them are there."""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from bot.commands import export_columns as columns
from bot.commands.new_file import new_file
from models.db import Database, DbSession
from models.errors import CarelogError, NotFound
from models.exports import Listed, Period
from models.rules.cells import day, student_id
from models.rules.csv_rows import csv_line
from models.services import exports
from models.services.export_record import record
from models.services.export_services import delivered, submitted
from models.services.export_unposted import unposted
from models.services.heads import heads
from models.services.people import only_tenant


class NoExport(CarelogError):
    """Nothing was written. The text says why and what to do, `code` is the exit code."""

    def __init__(self, text: str, code: int = 2) -> None:
        self.code = code
        super().__init__(text)


@dataclass(frozen=True)
class Asked:
    """What was typed. `output` is None for standard output, which is then `out`."""

    kind: str
    first: str
    last: str
    student: str
    form: str
    output: Path | None
    out: IO[bytes]


@dataclass
class _Done:
    """What came of it: how many rows, what could not be read, and the head of the audit trail at that moment."""

    rows: int = 0
    awaiting: int = 0
    head: str = ""
    problems: list[str] = field(default_factory=list)


def run_export(database: Database, asked: Asked, *, now: datetime) -> tuple[int, str]:
    """Writes the export. Gives the exit code (0 done, 1 with problems) and what to say of it. Raises NoExport."""
    period = _period(asked)
    tenant_id = database.run(lambda db: only_tenant(db, at=now))
    student = _student(database, tenant_id, asked)
    with _written(asked) as file:
        done = database.read(lambda db: _all(db, tenant_id, period, student, asked, file, now))
        # It is noted before anybody has it.
        database.run(
            lambda db: exports.note(
                db, tenant_id, asked.kind, period, student.id if student else None, done.rows, at=now
            )
        )
    return (1 if done.problems else 0), _told(asked, period, done)


def _period(asked: Asked) -> Period:
    days = []
    for option, text in (("--from", asked.first), ("--to", asked.last)):
        try:
            days.append(day(text.strip()))
        except ValueError as error:
            raise NoExport(f"{option}: {error}") from None
    if days[1] < days[0]:
        raise NoExport("--to is before --from. Give the first day of the export as --from, and its last one as --to.")
    return Period(*days)


def _student(database: Database, tenant_id: int, asked: Asked) -> Listed | None:
    if asked.kind != "record":
        if asked.student:
            raise NoExport(f"--student belongs to carelog export record. Leave it out of {asked.kind}.")
        return None
    if not asked.student:
        raise NoExport("Say whose record it is: --student, with the student_id of the students file.")
    try:
        number = student_id(asked.student.strip())
        return database.read(lambda db: exports.student_of(db, tenant_id, number))
    except (ValueError, NotFound) as error:
        raise NoExport(f"--student: {error}") from None


@contextmanager
def _written(asked: Asked) -> Iterator[IO[bytes]]:
    """A file to write to. Only what is complete comes to its place, or to standard output."""
    if asked.output is None:
        with tempfile.TemporaryFile() as file:
            try:
                yield file
            except OSError as error:
                raise NoExport(f"There is no room for the export: {error.strerror}. Nothing was exported.", 1) from None
            file.seek(0)
            shutil.copyfileobj(file, asked.out)
            asked.out.flush()
        return
    try:
        with new_file(asked.output) as part, part.open("r+b") as file:
            yield file
    except FileExistsError:
        raise NoExport(f"{asked.output} is there already. Choose another name.") from None
    except OSError as error:
        raise NoExport(f"Carelog cannot write {asked.output}: {error.strerror}. Nothing was left there.", 1) from None


def _all(
    db: DbSession,
    tenant_id: int,
    period: Period,
    student: Listed | None,
    asked: Asked,
    file: IO[bytes],
    now: datetime,
) -> _Done:
    """Writes everything, in one reading of the database. It may be asked to begin anew."""
    file.seek(0)
    file.truncate()
    done = _Done()
    rows: Iterable[columns.Row]
    if asked.kind == "unposted":
        rows = map(columns.unposted, unposted(db, tenant_id, period, now=now))
    elif student:
        rows = map(columns.recorded, record(db, tenant_id, period, student, done.problems, now=now))
    else:
        rows = map(columns.delivered, delivered(db, tenant_id, period, done.problems, now=now))
    done.head = next((str(head) for head in heads(db) if head.tenant_id == tenant_id), "")
    done.awaiting = 0 if student else submitted(db, tenant_id, period)
    lines = (
        _csv(asked.kind, _counted(rows, done))
        if asked.form == "csv"
        else _json(columns.head(asked.kind, period, now), _counted(rows, done), done)
    )
    for line in lines:
        file.write(line.encode())
    file.flush()
    return done


def _counted(rows: Iterable[columns.Row], done: _Done) -> Iterator[columns.Row]:
    for row in rows:
        done.rows += 1
        yield row


def _csv(kind: str, rows: Iterable[columns.Row]) -> Iterator[str]:
    names = columns.NAMES[kind]
    yield csv_line(names)
    for row in rows:
        yield csv_line(row[name] for name in names)


def _json(head: columns.Row, rows: Iterable[columns.Row], done: _Done) -> Iterator[str]:
    """One object, with each row on a line of its own."""
    between = f'{json.dumps(head, ensure_ascii=False)[:-1]}, "rows": ['
    for row in rows:
        yield f"{between}\n{json.dumps(row, ensure_ascii=False)}"
        between = ","
    ends = {"awaiting_approval": done.awaiting, "problems": done.problems, "audit_head": done.head}
    yield f"{'' if between == ',' else between}\n], {json.dumps(ends, ensure_ascii=False)[1:]}\n"


def _told(asked: Asked, period: Period, done: _Done) -> str:
    """What is said beside the export, with numbers only."""
    rows = "1 row" if done.rows == 1 else f"{done.rows:,} rows"
    where = "" if asked.output is None else f" in {asked.output}"
    lines = [f"{asked.kind}: {rows} from {period.first} to {period.last}{where}."]
    if done.awaiting:
        many = "1 submitted session waits" if done.awaiting == 1 else f"{done.awaiting:,} submitted sessions wait"
        lines.append(f"{many} for approval. Nothing of that is in it.")
    return "\n".join([*lines, *done.problems])
