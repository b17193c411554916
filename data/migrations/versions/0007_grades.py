"""history of performance grades

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('grade_record',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('city_code', sa.String(length=32), nullable=False),
    sa.Column('enterprise_id', sa.String(length=32), nullable=False),
    sa.Column('credit_code', sa.String(length=32), nullable=False),
    sa.Column('line_id', sa.String(length=32), nullable=False),
    sa.Column('industry', sa.String(length=200), nullable=False),
    sa.Column('act', sa.String(length=32), nullable=False),
    sa.Column('scheme', sa.String(length=200), nullable=False),
    sa.Column('grade', sa.String(length=32), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.Column('document', sa.String(length=200), nullable=False),
    sa.Column('recorded_at', sa.DateTime(), nullable=False),
    sa.Column('recorded_by', sa.String(length=200), nullable=False),
    sa.CheckConstraint("enterprise_id <> '' OR credit_code <> ''", name=op.f('ck_grade_record_enterprise')),
    sa.CheckConstraint('until IS NULL OR until >= valid_from', name=op.f('ck_grade_record_validity')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grade_record'))
    )
    with op.batch_alter_table('grade_record', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_grade_record_city_code'), ['city_code'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('grade_record', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_grade_record_city_code'))

    op.drop_table('grade_record')
