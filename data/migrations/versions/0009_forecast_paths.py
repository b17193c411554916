"""detail of forecast runs

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('forecast_run', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reasons', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('guidance', sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('forecast_run', schema=None) as batch_op:
        batch_op.drop_column('guidance')
        batch_op.drop_column('reasons')
