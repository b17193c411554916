"""fitted models and the record of forecasts

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('fit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('city_code', sa.String(length=32), nullable=False),
    sa.Column('model', sa.String(length=32), nullable=False),
    sa.Column('issue', sa.DateTime(), nullable=False),
    sa.Column('issue_hour', sa.Integer(), nullable=False),
    sa.Column('lead_days', sa.Integer(), nullable=False),
    sa.Column('fitted_at', sa.DateTime(), nullable=False),
    sa.Column('newest_day', sa.Date(), nullable=False),
    sa.Column('data_days', sa.Integer(), nullable=False),
    sa.Column('data_version', sa.String(length=64), nullable=False),
    sa.Column('made_with', sa.String(length=200), nullable=False),
    sa.Column('file', sa.String(length=200), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fit'))
    )
    with op.batch_alter_table('fit', schema=None) as batch_op:
        batch_op.create_index('ix_fit_city_code_model', ['city_code', 'model'], unique=False)

    op.create_table('forecast_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('city_code', sa.String(length=32), nullable=False),
    sa.Column('model', sa.String(length=32), nullable=False),
    sa.Column('issue_hour', sa.Integer(), nullable=False),
    sa.Column('lead_days', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('refit_days', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('act_chance', sa.Double(), nullable=False),
    sa.Column('criteria', sa.Text(), nullable=False),
    sa.Column('forecasts', sa.LargeBinary(), nullable=False),
    sa.Column('triggers', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forecast_check'))
    )
    with op.batch_alter_table('forecast_check', schema=None) as batch_op:
        batch_op.create_index('ix_forecast_check_city_code_made_at', ['city_code', 'made_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('forecast_check', schema=None) as batch_op:
        batch_op.drop_index('ix_forecast_check_city_code_made_at')

    op.drop_table('forecast_check')
    with op.batch_alter_table('fit', schema=None) as batch_op:
        batch_op.drop_index('ix_fit_city_code_model')

    op.drop_table('fit')
