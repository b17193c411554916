"""profiles of imported workbooks

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('import_profile',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('city_code', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('made_by', sa.String(length=200), nullable=False),
    sa.Column('headers', sa.String(length=64), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_profile')),
    sa.UniqueConstraint('city_code', 'name', 'number', name=op.f('uq_import_profile_city_code_name_number'))
    )
    with op.batch_alter_table('import_profile', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_profile_headers'), ['headers'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('import_profile', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_profile_headers'))

    op.drop_table('import_profile')
