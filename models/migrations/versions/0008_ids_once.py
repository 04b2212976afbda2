"""ids of sessions and series are used once"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

OLD = 'PRIMARY KEY (id)'
NEW = 'PRIMARY KEY (id AUTOINCREMENT)'
TABLES = ('sessions', 'series')


def upgrade() -> None:
    """On SQLite a removed session's id went to the next one, and with it the history, open windows and *Undo*.

    Changed where the tables stand, as in 0004: copying them would lose their triggers. The rows are the same either way
    (SQLite's documentation, "Making Other Kinds Of Table Schema Changes"); PostgreSQL's sequences never go back.
    """
    connection = op.get_bind()
    if connection.dialect.name != 'sqlite':
        return
    # SQLite keeps the highest id in a table of its own, which it makes with the first table that asks for it.
    connection.exec_driver_sql('CREATE TABLE first_of_its_kind (id INTEGER PRIMARY KEY AUTOINCREMENT)')
    connection.exec_driver_sql('DROP TABLE first_of_its_kind')
    version = connection.exec_driver_sql('PRAGMA schema_version').scalar_one()
    connection.exec_driver_sql('PRAGMA writable_schema = ON')
    for table in TABLES:
        connection.exec_driver_sql(
            "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ?", (OLD, NEW, table)
        )
    connection.exec_driver_sql(f'PRAGMA schema_version = {version + 1}')
    connection.exec_driver_sql('PRAGMA writable_schema = OFF')
    _demand(connection)


def _demand(connection: sa.Connection) -> None:
    for table in TABLES:
        found = connection.exec_driver_sql("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,))
        if NEW not in found.scalar_one():
            raise RuntimeError(f'The ids of {table} could not be kept from being used again.')


def downgrade() -> None:
    raise NotImplementedError('An id that was used once stays used.')
