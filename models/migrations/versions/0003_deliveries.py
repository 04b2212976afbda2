"""deliveries"""

import sqlalchemy as sa
from alembic import op

import models.tables.base

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('deliveries',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('seen_at', models.tables.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('busy_until', models.tables.base.UTCDateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_deliveries'))
    )
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_deliveries_seen_at'), ['seen_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_deliveries_seen_at'))

    op.drop_table('deliveries')
