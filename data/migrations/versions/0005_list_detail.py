"""detail of enterprises, lines and other sources

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

CODE, NAME, WORDS = sa.String(length=32), sa.String(length=200), sa.Text()
NUMBER, DAY = sa.Double(), sa.Date()

# Versions stored before keep what they hold: no text is "", no number and no day is nothing.
ENTERPRISE = (
    ('park', NAME), ('built_up_km', NUMBER), ('discharge_permit', NAME), ('permit_duties', CODE),
    ('other_industries', WORDS), ('rail_share', NUMBER), ('gate_system', CODE),
    ('key_truck_user', CODE), ('bulk_haul', NUMBER), ('second_contact', NAME),
    ('second_phone', NAME),
)
LINE = (
    ('eia_capacity', NUMBER), ('permit_capacity', NUMBER), ('last_output', NUMBER),
    ('running_days', NUMBER), ('standby', NAME), ('fuel', NAME), ('treatment', WORDS),
    ('stop_hours', NUMBER), ('restart_hours', NUMBER), ('minimum_load', NUMBER), ('duty', CODE),
    ('loss_per_day', NUMBER), ('loss_low', NUMBER), ('loss_high', NUMBER),
    ('already_off', NUMBER), ('already_off_reason', CODE), ('already_off_until', DAY),
    ('evidence', NAME), ('oven_height', NUMBER), ('quenching', CODE), ('treatment_done', CODE),
    ('penalised_on', DAY),
)
LATER = (('enterprise', ENTERPRISE), ('line', LINE))


def upgrade() -> None:
    for table, columns in LATER:
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, kind in columns:
                if isinstance(kind, (sa.String, sa.Text)):
                    batch_op.add_column(sa.Column(name, kind, server_default='', nullable=False))
                else:
                    batch_op.add_column(sa.Column(name, kind, nullable=True))

    op.create_table('other_source',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('source_id', sa.String(length=32), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('county', sa.String(length=200), nullable=False),
    sa.Column('site_grade', sa.String(length=32), nullable=False),
    sa.Column('pm_kg', sa.Double(), nullable=True),
    sa.Column('so2_kg', sa.Double(), nullable=True),
    sa.Column('nox_kg', sa.Double(), nullable=True),
    sa.Column('vocs_kg', sa.Double(), nullable=True),
    sa.Column('cut_yellow', sa.Double(), nullable=True),
    sa.Column('cut_orange', sa.Double(), nullable=True),
    sa.Column('cut_red', sa.Double(), nullable=True),
    sa.Column('cut_source', sa.Text(), nullable=False),
    sa.Column('measure_yellow', sa.Text(), nullable=False),
    sa.Column('measure_orange', sa.Text(), nullable=False),
    sa.Column('measure_red', sa.Text(), nullable=False),
    sa.Column('contact', sa.String(length=200), nullable=False),
    sa.Column('phone', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['list_version.id'], name=op.f('fk_other_source_version_id_list_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_other_source')),
    sa.UniqueConstraint('version_id', 'source_id', name=op.f('uq_other_source_version_id_source_id'))
    )
    with op.batch_alter_table('other_source', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_other_source_version_id'), ['version_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('other_source', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_other_source_version_id'))

    op.drop_table('other_source')
    # Column by column: a table made anew would lose its checks on the way.
    for table, columns in reversed(LATER):
        with op.batch_alter_table(table, schema=None, recreate='never') as batch_op:
            for name, _ in reversed(columns):
                batch_op.drop_column(name)
