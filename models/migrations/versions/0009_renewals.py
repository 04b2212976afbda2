"""renewals"""

import sqlalchemy as sa
from alembic import op

import models.tables.base

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.add_column(sa.Column('asked_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('wanted', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('drawn', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('draw_token', sa.String(length=32), server_default='', nullable=False))
        batch_op.add_column(sa.Column('draw_until', models.tables.base.UTCDateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_notices_asked_by_id_staff'), 'staff', ['asked_by_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_notices_asked_by_id_staff'), type_='foreignkey')
        batch_op.drop_column('draw_until')
        batch_op.drop_column('draw_token')
        batch_op.drop_column('drawn')
        batch_op.drop_column('wanted')
        batch_op.drop_column('asked_by_id')
