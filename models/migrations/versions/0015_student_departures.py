"""student departures"""

import sqlalchemy as sa
from alembic import op

import models.tables.base

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('student_departures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('student_id', sa.Integer(), nullable=False),
    sa.Column('request_key', sa.String(length=255), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('summary', sa.JSON(), nullable=False),
    sa.Column('made_at', models.tables.base.UTCDateTime(timezone=True), nullable=False),
    sa.Column('undone_at', models.tables.base.UTCDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_student_departures_staff_id_staff')),
    sa.ForeignKeyConstraint(['student_id'], ['students.id'], name=op.f('fk_student_departures_student_id_students')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenants.id'], name=op.f('fk_student_departures_tenant_id_tenants')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_student_departures')),
    sa.UniqueConstraint('tenant_id', 'request_key', name=op.f('uq_student_departures_tenant_id'))
    )
    op.create_index(op.f('ix_student_departures_student_id'), 'student_departures', ['student_id'], unique=False)


def downgrade() -> None:
    op.drop_table('student_departures')
