"""unpost"""

import sqlalchemy as sa
from alembic import op

import models.tables.base

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

OLD_STATES = "state IN ('scheduled', 'draft', 'posted', 'cancelled')"
NEW_STATES = "state IN ('scheduled', 'draft', 'posted', 'reopened', 'cancelled')"

# All of a session but its state and its version: what unposting leaves as it was.
KEPT = (
    'id', 'tenant_id', 'owner_id', 'campus_id', 'series_id', 'creation_id', 'service', 'description', 'place',
    'session_type', 'local_date', 'start_time', 'end_time', 'zone', 'starts_at', 'ends_at', 'activities', 'note',
    'cancel_reason', 'care_starts_at', 'care_ends_at',
)
SAME = ' AND '.join(f'NEW.{name} IS OLD.{name}' for name in KEPT)

SQLITE = (
    "DROP TRIGGER sessions_posted_no_update",
    f"""CREATE TRIGGER sessions_posted_no_update BEFORE UPDATE ON sessions WHEN OLD.state = 'posted' AND NOT (
      NEW.state = 'reopened' AND NEW.version = OLD.version + 1 AND {SAME}
      AND EXISTS (SELECT 1 FROM unpostings WHERE session_id = OLD.id AND session_version = OLD.version))
    BEGIN SELECT RAISE(ABORT, 'a posted session cannot be changed'); END""",
    """CREATE TRIGGER sessions_reopened_unposted BEFORE UPDATE ON sessions WHEN NEW.state = 'reopened'
      AND NOT EXISTS (SELECT 1 FROM unpostings WHERE session_id = NEW.id AND session_version < NEW.version)
    BEGIN SELECT RAISE(ABORT, 'only what was unposted is reopened'); END""",
    """CREATE TRIGGER sessions_posted_not_void BEFORE UPDATE ON sessions WHEN NEW.state = 'posted'
      AND EXISTS (SELECT 1 FROM unpostings WHERE session_id = NEW.id AND session_version >= NEW.version)
    BEGIN SELECT RAISE(ABORT, 'this signature is void'); END""",
    """CREATE TRIGGER unpostings_no_update BEFORE UPDATE ON unpostings
    BEGIN SELECT RAISE(ABORT, 'unpostings are append-only'); END""",
    """CREATE TRIGGER unpostings_no_delete BEFORE DELETE ON unpostings
    BEGIN SELECT RAISE(ABORT, 'unpostings are append-only'); END""",
    """CREATE TRIGGER unpostings_no_replace BEFORE INSERT ON unpostings
    WHEN EXISTS (SELECT 1 FROM unpostings WHERE id = NEW.id
                 OR (session_id = NEW.session_id AND session_version = NEW.session_version))
    BEGIN SELECT RAISE(ABORT, 'unpostings are append-only'); END""",
    """CREATE TRIGGER unpostings_of_posted BEFORE INSERT ON unpostings
    WHEN NOT EXISTS (SELECT 1 FROM sessions WHERE id = NEW.session_id AND tenant_id = NEW.tenant_id
                     AND version = NEW.session_version AND state = 'posted')
    BEGIN SELECT RAISE(ABORT, 'only a posted session is unposted'); END""",
)

POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION carelog_protect_session() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF TG_OP = 'INSERT' THEN
        IF NEW.state = 'posted' THEN RAISE EXCEPTION 'a session begins unposted'; END IF;
        RETURN NEW;
      END IF;
      IF OLD.state = 'posted' THEN
        IF TG_OP = 'UPDATE' THEN
          IF NEW.state = 'reopened' AND NEW.version = OLD.version + 1
            AND to_jsonb(NEW) - '{state,version}'::text[] = to_jsonb(OLD) - '{state,version}'::text[]
            AND EXISTS (SELECT 1 FROM unpostings WHERE session_id = OLD.id AND session_version = OLD.version) THEN
            RETURN NEW;
          END IF;
        END IF;
        RAISE EXCEPTION 'a posted session cannot be changed';
      END IF;
      IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
      IF NEW.state = 'posted' AND NOT EXISTS (
          SELECT 1 FROM signatures WHERE session_id = NEW.id AND session_version = NEW.version) THEN
        RAISE EXCEPTION 'a posted session needs its signature';
      END IF;
      IF NEW.state = 'posted' AND EXISTS (
          SELECT 1 FROM unpostings WHERE session_id = NEW.id AND session_version >= NEW.version) THEN
        RAISE EXCEPTION 'this signature is void';
      END IF;
      IF NEW.state = 'reopened' AND NOT EXISTS (
          SELECT 1 FROM unpostings WHERE session_id = NEW.id AND session_version < NEW.version) THEN
        RAISE EXCEPTION 'only what was unposted is reopened';
      END IF;
      RETURN NEW;
    END $$""",
    """CREATE FUNCTION carelog_protect_unposting() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      PERFORM 1 FROM sessions WHERE id = NEW.session_id FOR SHARE;
      IF NOT EXISTS (SELECT 1 FROM sessions WHERE id = NEW.session_id AND tenant_id = NEW.tenant_id
                     AND version = NEW.session_version AND state = 'posted') THEN
        RAISE EXCEPTION 'only a posted session is unposted';
      END IF;
      RETURN NEW;
    END $$""",
    """CREATE TRIGGER unpostings_append_only BEFORE UPDATE OR DELETE ON unpostings
    FOR EACH ROW EXECUTE FUNCTION carelog_refuse()""",
    """CREATE TRIGGER unpostings_no_truncate BEFORE TRUNCATE ON unpostings
    FOR EACH STATEMENT EXECUTE FUNCTION carelog_refuse()""",
    """CREATE TRIGGER unpostings_of_posted BEFORE INSERT ON unpostings
    FOR EACH ROW EXECUTE FUNCTION carelog_protect_unposting()""",
)


def upgrade() -> None:
    op.create_table('carryings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('carried_at', models.tables.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('undone_at', models.tables.base.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['session_id'], ['sessions.id'], name=op.f('fk_carryings_session_id_sessions')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_carryings_staff_id_staff')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_carryings_tenant_id_tenants')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_carryings'))
    )
    op.create_index(op.f('ix_carryings_session_id'), 'carryings', ['session_id'], unique=False)
    op.create_table('unpostings',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('session_version', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('staff_name', sa.String(length=255), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('words', sa.String(length=500), nullable=False),
    sa.Column('unposted_at', models.tables.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('mac', sa.String(length=64), nullable=False),
    sa.Column('key_id', sa.String(length=16), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['sessions.id'], name=op.f('fk_unpostings_session_id_sessions')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_unpostings_staff_id_staff')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_unpostings_tenant_id_tenants')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_unpostings')),
    sa.UniqueConstraint('session_id', 'session_version', name=op.f('uq_unpostings_session_id'))
    )
    op.add_column(
        'attendance', sa.Column('minutes', sa.JSON(), server_default=sa.text("'{}'"), nullable=False)
    )
    connection = op.get_bind()
    if connection.dialect.name == 'sqlite':
        _allow_reopened(connection)
    else:
        op.drop_constraint(op.f("ck_sessions_state"), 'sessions', type_='check')
        op.create_check_constraint(op.f('ck_sessions_state'), 'sessions', NEW_STATES)
    for statement in SQLITE if connection.dialect.name == 'sqlite' else POSTGRESQL:
        connection.exec_driver_sql(statement)


def _allow_reopened(connection: sa.Connection) -> None:
    """Changes the CHECK where it stands. Copying the table would lose its triggers, and break what refers to it.

    It is the way that SQLite's documentation gives for changes that leave the rows as they are ("Making Other Kinds Of
    Table Schema Changes").
    """
    version = connection.exec_driver_sql('PRAGMA schema_version').scalar_one()
    connection.exec_driver_sql('PRAGMA writable_schema = ON')
    connection.exec_driver_sql(
        "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = 'sessions'",
        (OLD_STATES, NEW_STATES),
    )
    connection.exec_driver_sql(f'PRAGMA schema_version = {version + 1}')
    connection.exec_driver_sql('PRAGMA writable_schema = OFF')
    found = connection.exec_driver_sql("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'sessions'")
    if NEW_STATES not in found.scalar_one():
        raise RuntimeError('The states of sessions could not be extended.')


def downgrade() -> None:
    raise NotImplementedError("Unpostings are part of the record: they are not taken back.")
