"""covers"""

import sqlalchemy as sa
from alembic import op

import models.tables.base

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('covers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=True),
    sa.Column('covering_id', sa.Integer(), nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('substitute_id', sa.Integer(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('request_key', sa.String(length=255), nullable=False),
    sa.Column('made_at', models.tables.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('undone_at', models.tables.base.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_covers_tenant_id_tenants')),
    sa.ForeignKeyConstraint(['session_id'], ['sessions.id'], name=op.f('fk_covers_session_id_sessions'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['covering_id'], ['sessions.id'], name=op.f('fk_covers_covering_id_sessions'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['owner_id'], ['staff.id'], name=op.f('fk_covers_owner_id_staff')),
    sa.ForeignKeyConstraint(['substitute_id'], ['staff.id'], name=op.f('fk_covers_substitute_id_staff')),
    sa.ForeignKeyConstraint(['made_by'], ['staff.id'], name=op.f('fk_covers_made_by_staff')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_covers')),
    sa.UniqueConstraint('tenant_id', 'request_key', name=op.f('uq_covers_tenant_id'))
    )
    with op.batch_alter_table('covers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_covers_covering_id'), ['covering_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_covers_session_id'), ['session_id'], unique=False)


def downgrade() -> None:
    op.drop_table('covers')
