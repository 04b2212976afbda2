"""The commands of `carelog …`, also `python -m bot …`. Exit code 0 is done, 1 a failure, 2 wrong use."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import wall
from bot.config import Settings, SettingsProblem, load_settings, what_is_missing
from bot.loading import loading
from bot.logs import set_up_logging
from models.db import Database, make_database
from models.errors import CarelogError
from models.migrate import is_current, upgrade

app = typer.Typer(
    help="Carelog: record and sign personal care sessions in Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
db_app = typer.Typer(help="The database.", no_args_is_help=True)
audit_app = typer.Typer(help="What was signed.", no_args_is_help=True)
app.add_typer(db_app, name="db")
app.add_typer(audit_app, name="audit")


class Kind(StrEnum):
    """What can be imported."""

    CAMPUSES = "campuses"
    STAFF = "staff"
    STUDENTS = "students"
    CASELOAD = "caseload"
    CALENDAR = "calendar"
    LEAVE = "leave"
    SCHEDULE = "schedule"
    CATALOG = "catalog"


class Export(StrEnum):
    """What can be exported."""

    SERVICES = "services"
    UNPOSTED = "unposted"
    RECORD = "record"


class Form(StrEnum):
    """As what an export is written."""

    CSV = "csv"
    JSON = "json"


def fail(text: str, *, code: int = 1) -> NoReturn:
    """Says what is wrong and what to do, and ends with this exit code."""
    typer.echo(text, err=True)
    raise typer.Exit(code)


def settings_or_fail() -> Settings:
    """The settings, or a sentence for each one that cannot be used."""
    try:
        settings = load_settings()
    except SettingsProblem as problem:
        fail(f"The settings cannot be used:\n{problem}")
    set_up_logging(settings.carelog_log_level)
    return settings


def opened(settings: Settings) -> Database:
    """The database, current: the embedded one is upgraded by itself, another one has to be upgraded by a person."""
    with reaching_it("DATABASE_URL"):
        database = make_database(settings.database)
        current = is_current(database.engine)
        if database.engine.dialect.name == "sqlite":
            if not current:
                upgrade(database.engine)
            Path(database.engine.url.database or "").chmod(0o600)
        elif not current:
            fail("The database has an older schema. Type: carelog db upgrade")
        return database


@contextmanager
def reaching_it(setting: str) -> Iterator[None]:
    """Says in words, without its address, that a database cannot be reached."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        fail(f"The database cannot be opened ({type(error).__name__}). Check {setting}, and that the database runs.")


@app.command()
def serve() -> None:
    """Run the app against Slack: over Socket Mode with SLACK_APP_TOKEN, else over HTTP on PORT."""
    with loading():
        from bot.serve import run  # noqa: PLC0415 (the other commands need no Slack library)

    settings = settings_or_fail()
    missing = what_is_missing(settings)
    if missing:
        fail(missing, code=2)
    opened(settings).close()
    try:
        run(settings)
    except SettingsProblem as problem:
        fail(str(problem))


@app.command()
def sandbox(
    port: Annotated[int, typer.Option(help="The page's port; 0 takes any free one.")] = 8480,
    *,
    http: Annotated[bool, typer.Option("--http", help="Reach the app by signed HTTP, not by Socket Mode.")] = False,
) -> None:
    """Start the local Slack workspace with a sample school, and the app connected to it."""
    # Another program takes this one's place: the app never imports its sandbox.
    command = [sys.executable, "-m", "sandbox", "--port", str(port), *(["--http"] if http else [])]
    os.execv(sys.executable, command)  # noqa: S606


@app.command()
def doctor() -> None:
    """Check settings, keys, tokens, scopes, database and clock, and say what to fix."""
    from bot.commands.doctor import examine, report  # noqa: PLC0415

    try:
        settings = load_settings()
    except SettingsProblem as problem:
        fail(f"The settings cannot be used:\n{problem}", code=2)
    set_up_logging("ERROR")
    code, text = report(examine(settings))
    typer.echo(text)
    raise typer.Exit(code)


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the current schema (with the role of CARELOG_MIGRATE_URL where it is set)."""
    settings = settings_or_fail()
    with reaching_it("DATABASE_URL"):
        app_database = make_database(settings.database)
    owner = make_database(settings.carelog_migrate_url) if settings.carelog_migrate_url else app_database
    role = app_database.engine.url.username or "" if settings.carelog_migrate_url else ""
    with reaching_it("CARELOG_MIGRATE_URL" if settings.carelog_migrate_url else "DATABASE_URL"):
        upgrade(owner.engine, role)
    owner.close()
    app_database.close()
    typer.echo("The database has the current schema.")


@app.command("import")
def import_(
    kind: Annotated[Kind, typer.Argument(help="What the file holds.")],
    file: Annotated[Path, typer.Argument(help="The CSV file (YAML for catalog).")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and write nothing.")] = False,
) -> None:
    """Bring in campuses, staff, students, caseload, calendar, leave, schedule or catalog: the whole file or nothing."""
    from bot.commands.importing import run_import  # noqa: PLC0415
    from models.services.people import only_tenant  # noqa: PLC0415

    database = opened(settings_or_fail())
    now = wall()
    try:
        tenant_id = database.run(lambda db: only_tenant(db, at=now))
    except CarelogError as error:
        fail(str(error))
    code, text = run_import(database, tenant_id, kind.value, file, dry_run=dry_run, today=now.date(), now=now)
    database.close()
    typer.echo(text, err=code != 0)
    raise typer.Exit(code)


@app.command()
def enroll(email: Annotated[str, typer.Argument(help="The person's e-mail address on the roster.")]) -> None:
    """Print a one-time enrolment code for a person."""
    from bot.commands.enrolling import run_enroll  # noqa: PLC0415

    database = opened(settings_or_fail())
    try:
        typer.echo(run_enroll(database, email, now=wall()))
    except CarelogError as error:
        fail(str(error))
    finally:
        database.close()


@app.command("tick")
def tick_(
    at: Annotated[str, typer.Option(help="The moment, as ISO time with its offset; by default now.")] = "",
) -> None:
    """Do once what the scheduler would do at a moment: plan and deliver reminders and digests."""
    from bot.commands.ticking import run_tick  # noqa: PLC0415 (the other commands need no Slack library)

    settings = settings_or_fail()
    if not settings.slack_bot_token.get_secret_value():
        fail("Set SLACK_BOT_TOKEN (xoxb-…). README.md says where to find it.")
    try:
        moment = datetime.fromisoformat(at) if at else None
    except ValueError:
        raise typer.BadParameter("Write it like 2026-11-20T15:30:00-06:00.", param_hint="--at") from None
    if moment is not None and moment.tzinfo is None:
        raise typer.BadParameter("Add the offset, as in 2026-11-20T15:30:00-06:00.", param_hint="--at")
    opened(settings).close()
    try:
        typer.echo(run_tick(settings, moment))
    except SettingsProblem as problem:
        fail(str(problem))


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where the copy is to be: a name that is not taken yet.")],
) -> None:
    """Copy the embedded (SQLite) database while Carelog runs, and check the copy. The keys are not in it."""
    from bot.commands.backing_up import NoBackup, run_backup  # noqa: PLC0415

    settings = settings_or_fail()
    try:
        with reaching_it("DATABASE_URL"):
            typer.echo(run_backup(settings, file))
    except NoBackup as reason:
        fail(str(reason), code=reason.code)


@app.command()
def export(
    kind: Annotated[Export, typer.Argument(help="What to export.")],
    first: Annotated[str, typer.Option("--from", help="The first local date, like 2026-11-01.")],
    last: Annotated[str, typer.Option("--to", help="The last local date; it is in the export.")],
    student: Annotated[str, typer.Option(help="The student_id of the students file; for record only.")] = "",
    form: Annotated[Form, typer.Option("--format", help="CSV for a spreadsheet, or JSON.")] = Form.CSV,
    output: Annotated[Path | None, typer.Option(help="A new file in place of standard output.")] = None,
) -> None:
    """Export services delivered with units, unposted sessions by age, or a student's record for an auditor."""
    from bot.commands.exporting import Asked, NoExport, run_export  # noqa: PLC0415

    database = opened(settings_or_fail())
    asked = Asked(kind.value, first, last, student, form.value, output, typer.get_binary_stream("stdout"))
    try:
        code, text = run_export(database, asked, now=wall())
    except NoExport as reason:
        fail(str(reason), code=reason.code)
    except CarelogError as error:
        fail(str(error))
    finally:
        database.close()
    typer.echo(text, err=True)
    raise typer.Exit(code)


@audit_app.command("verify")
def audit_verify(
    head: Annotated[
        list[str] | None, typer.Option(help="A head that this command printed earlier, or a file that holds some.")
    ] = None,
) -> None:
    """Check every signature, every posted record and the audit chain, and print the chain's heads."""
    from bot.commands.verifying import kept_heads, run_verify  # noqa: PLC0415

    try:
        kept = kept_heads(head or [])
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--head") from None
    settings = settings_or_fail()
    database = opened(settings)
    try:
        code, text = run_verify(database, settings.key_file, kept, now=wall())
    except SettingsProblem as problem:
        fail(str(problem))
    finally:
        database.close()
    typer.echo(text, err=code != 0)
    raise typer.Exit(code)
