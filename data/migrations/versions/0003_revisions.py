"""revisions of forecasts

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('forecast_revision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('run_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('forecaster', sa.String(length=200), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['forecast_run.id'], name=op.f('fk_forecast_revision_run_id_forecast_run')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forecast_revision'))
    )
    with op.batch_alter_table('forecast_revision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_forecast_revision_run_id'), ['run_id'], unique=False)

    op.create_table('forecast_revision_value',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('revision_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('quantity', sa.String(length=32), nullable=False),
    sa.Column('value', sa.Double(), nullable=True),
    sa.ForeignKeyConstraint(['revision_id'], ['forecast_revision.id'], name=op.f('fk_forecast_revision_value_revision_id_forecast_revision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forecast_revision_value')),
    sa.UniqueConstraint('revision_id', 'day', 'quantity', name=op.f('uq_forecast_revision_value_revision_id_day_quantity'))
    )


def downgrade() -> None:
    op.drop_table('forecast_revision_value')
    with op.batch_alter_table('forecast_revision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_forecast_revision_run_id'))

    op.drop_table('forecast_revision')
