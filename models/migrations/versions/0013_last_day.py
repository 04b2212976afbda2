"""last day"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('staff', sa.Column('last_day', sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column('staff', 'last_day')
