"""editing"""

import sqlalchemy as sa
from alembic import op

import models.tables.base

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

# All of a session but its state and its version: what unposting leaves as it was. With this the new column is part of it;
# on PostgreSQL the function of 0004 compares whole rows.
KEPT = (
    'id', 'tenant_id', 'owner_id', 'campus_id', 'series_id', 'creation_id', 'service', 'description', 'place',
    'session_type', 'type_reason', 'local_date', 'start_time', 'end_time', 'zone', 'starts_at', 'ends_at', 'activities',
    'note', 'cancel_reason', 'care_starts_at', 'care_ends_at',
)
SAME = ' AND '.join(f'NEW.{name} IS OLD.{name}' for name in KEPT)
SQLITE = (
    'DROP TRIGGER sessions_posted_no_update',
    f"""CREATE TRIGGER sessions_posted_no_update BEFORE UPDATE ON sessions WHEN OLD.state = 'posted' AND NOT (
      NEW.state = 'reopened' AND NEW.version = OLD.version + 1 AND {SAME}
      AND EXISTS (SELECT 1 FROM unpostings WHERE session_id = OLD.id AND session_version = OLD.version))
    BEGIN SELECT RAISE(ABORT, 'a posted session cannot be changed'); END""",
)


def upgrade() -> None:
    op.add_column('series', sa.Column('cycle', sa.String(length=16), nullable=True))
    # Added in place: SQLite's triggers on sessions would be lost with a copied table.
    op.add_column('sessions', sa.Column('type_reason', sa.String(length=255), server_default='', nullable=False))
    op.create_table('series_edits',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('request_key', sa.String(length=255), nullable=False),
    sa.Column('summary', sa.JSON(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('created_at', models.tables.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('undone_at', models.tables.base.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['owner_id'], ['staff.id'], name=op.f('fk_series_edits_owner_id_staff')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_series_edits_tenant_id_tenants')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_series_edits')),
    sa.UniqueConstraint('tenant_id', 'request_key', name=op.f('uq_series_edits_tenant_id'))
    )
    with op.batch_alter_table('series_edits', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_series_edits_owner_id'), ['owner_id'], unique=False)
    connection = op.get_bind()
    if connection.dialect.name == 'sqlite':
        for statement in SQLITE:
            connection.exec_driver_sql(statement)


def downgrade() -> None:
    with op.batch_alter_table('series_edits', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_series_edits_owner_id'))

    op.drop_table('series_edits')
    op.drop_column('sessions', 'type_reason')
    op.drop_column('series', 'cycle')
