"""Bringing a database to the current schema, and the rights of the app's own role on PostgreSQL (ES-22).

Alembic is loaded only where it has something to do: it takes a tenth of a second, and each start asks `is_current`.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from models.tables import Base

APPEND_ONLY = ("audit", "signatures", "unpostings")
MIGRATIONS = Path(__file__).parent / "migrations"


def _migrate(connection: Connection, to: str) -> None:
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def upgrade(engine: Engine, app_role: str = "", *, to: str = "head") -> None:
    """Migrates to the newest schema in one transaction, and gives `app_role` what the app needs and no more.

    `to` names an earlier revision, for tests of what the later ones do with rows.
    """
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Two processes that start together must not migrate together.
            connection.execute(text("SELECT pg_advisory_xact_lock(724501)"))
        _migrate(connection, to)
        if app_role:
            _grant(connection, app_role)


def _grant(connection: Connection, role: str) -> None:
    quoted = connection.dialect.identifier_preparer.quote(role)
    names = sorted(Base.metadata.tables)
    changing = ", ".join(name for name in names if name not in APPEND_ONLY)
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {quoted}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {changing} TO {quoted}",
        f"GRANT SELECT, INSERT ON {', '.join(APPEND_ONLY)} TO {quoted}",
        f"GRANT SELECT ON alembic_version TO {quoted}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}",
    ):
        connection.execute(text(statement))


def is_current(engine: Engine) -> bool:
    """Whether the database has the schema that this code needs."""
    with engine.connect() as connection:
        return revision_of(connection) == newest()


def revision_of(connection: Connection) -> str:
    """The revision of the database's schema; "" where it has none, or has several."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return found[0] if len(found) == 1 else ""


def newest() -> str:
    """The revision that the migrations lead to. Their files begin with their revisions, which are numbers."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def differences(engine: Engine) -> list[object]:
    """What the migrations make that the tables do not say, and the other way round; empty when they agree."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def role_problem(engine: Engine) -> str:
    """Why the app's role on PostgreSQL could rewrite what is signed; empty when it cannot, and on SQLite."""
    if engine.dialect.name != "postgresql":
        return ""
    with engine.connect() as connection:
        superuser = connection.execute(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).scalar()
        owner = connection.execute(
            text("SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class WHERE relname = 'signatures'")
        ).scalar()
    if superuser or owner:
        return (
            "The app connects to PostgreSQL as a superuser or as the owner of its tables. Create a role of its own, "
            "put it into DATABASE_URL, put the owner into CARELOG_MIGRATE_URL, and run `carelog db upgrade`."
        )
    return ""
