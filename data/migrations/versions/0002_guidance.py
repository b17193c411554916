"""guidance of chemistry models

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('guidance',
    sa.Column('city_code', sa.String(length=32), nullable=False),
    sa.Column('model', sa.String(length=32), nullable=False),
    sa.Column('scenario', sa.String(length=32), nullable=False),
    sa.Column('init_time', sa.DateTime(), nullable=False),
    sa.Column('valid_time', sa.DateTime(), nullable=False),
    sa.Column('pm25', sa.Double(), nullable=True),
    sa.Column('pm10', sa.Double(), nullable=True),
    sa.Column('so2', sa.Double(), nullable=True),
    sa.Column('no2', sa.Double(), nullable=True),
    sa.Column('co', sa.Double(), nullable=True),
    sa.Column('o3', sa.Double(), nullable=True),
    sa.PrimaryKeyConstraint('city_code', 'model', 'scenario', 'init_time', 'valid_time', name=op.f('pk_guidance'))
    )
    with op.batch_alter_table('guidance', schema=None) as batch_op:
        batch_op.create_index('ix_guidance_city_code_init_time', ['city_code', 'init_time'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('guidance', schema=None) as batch_op:
        batch_op.drop_index('ix_guidance_city_code_init_time')

    op.drop_table('guidance')
