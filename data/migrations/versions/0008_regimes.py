"""records of the other regimes

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('regime_list',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('city_code', sa.String(length=32), nullable=False),
    sa.Column('regime', sa.String(length=32), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('season', sa.String(length=200), nullable=False),
    sa.Column('list_version', sa.Integer(), nullable=True),
    sa.Column('rules', sa.JSON(), nullable=False),
    sa.Column('given', sa.JSON(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('made_by', sa.String(length=200), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_regime_list')),
    sa.UniqueConstraint('city_code', 'regime', 'sequence', name=op.f('uq_regime_list_city_code_regime_sequence'))
    )
    with op.batch_alter_table('regime_list', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_regime_list_city_code'), ['city_code'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('regime_list', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_regime_list_city_code'))

    op.drop_table('regime_list')
