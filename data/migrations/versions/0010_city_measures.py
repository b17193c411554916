"""measures a city lays down in the program

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('city_measure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('city_code', sa.String(length=32), nullable=False),
    sa.Column('industry', sa.String(length=200), nullable=False),
    sa.Column('grade', sa.String(length=32), nullable=False),
    sa.Column('process', sa.String(length=200), nullable=False),
    sa.Column('level', sa.String(length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('sample', sa.String(length=200), nullable=False),
    sa.Column('in_force_from', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('recorded_by', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_city_measure'))
    )
    with op.batch_alter_table('city_measure', schema=None) as batch_op:
        batch_op.create_index('ix_city_measure_city_code', ['city_code'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('city_measure', schema=None) as batch_op:
        batch_op.drop_index('ix_city_measure_city_code')

    op.drop_table('city_measure')
