"""calendar changes"""

import sqlalchemy as sa
from alembic import op

import models.tables.base

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('calendar_changes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('request_key', sa.String(length=255), nullable=False),
    sa.Column('local_date', sa.Date(), nullable=False),
    sa.Column('campus_id', sa.Integer(), nullable=True),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('summary', sa.JSON(), nullable=False),
    sa.Column('created_at', models.tables.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('undone_at', models.tables.base.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['campus_id'], ['campuses.id'], name=op.f('fk_calendar_changes_campus_id_campuses')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_calendar_changes_staff_id_staff')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_calendar_changes_tenant_id_tenants')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_changes')),
    sa.UniqueConstraint('tenant_id', 'request_key', name=op.f('uq_calendar_changes_tenant_id'))
    )
    op.create_table('calendar_fits',
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('end_time', sa.Time(), nullable=False),
    sa.Column('reason', sa.String(length=255), nullable=False),
    sa.ForeignKeyConstraint(
        ['session_id'], ['sessions.id'], name=op.f('fk_calendar_fits_session_id_sessions'), ondelete='CASCADE'
    ),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_calendar_fits_tenant_id_tenants')),
    sa.PrimaryKeyConstraint('session_id', name=op.f('pk_calendar_fits'))
    )


def downgrade() -> None:
    op.drop_table('calendar_fits')
    op.drop_table('calendar_changes')
