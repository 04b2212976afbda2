"""Alembic's environment: one connection, given by models.migrate or opened from the URL on the command line."""

from alembic import context
from sqlalchemy import Connection

from models.db import make_database
from models.tables import Base


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _migrate(given)
else:
    database = make_database(context.get_x_argument(as_dictionary=True)["url"])
    with database.engine.begin() as connection:
        _migrate(connection)
