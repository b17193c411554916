"""the whole life of an alert

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

REFUSED = '预警的变更记录只能追加，不能修改或删除'


def upgrade() -> None:
    op.create_table('alert_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('alert', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('city_code', sa.String(length=32), nullable=False),
    sa.Column('act', sa.String(length=32), nullable=False),
    sa.Column('move', sa.String(length=32), nullable=True),
    sa.Column('from_state', sa.String(length=32), nullable=False),
    sa.Column('to_state', sa.String(length=32), nullable=False),
    sa.Column('level', sa.String(length=32), nullable=True),
    sa.Column('start', sa.DateTime(), nullable=True),
    sa.Column('end', sa.DateTime(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('by', sa.String(length=200), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('basis', sa.String(length=32), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('office', sa.String(length=200), nullable=False),
    sa.Column('notes', sa.JSON(), nullable=False),
    sa.Column('message', sa.String(length=32), nullable=True),
    sa.Column('refers_to', sa.JSON(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=True),
    sa.Column('forecast_run_id', sa.Integer(), nullable=True),
    sa.Column('list_version_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('number > 0', name=op.f('ck_alert_change_number')),
    sa.ForeignKeyConstraint(['forecast_run_id'], ['forecast_run.id'], name=op.f('fk_alert_change_forecast_run_id_forecast_run')),
    sa.ForeignKeyConstraint(['list_version_id'], ['list_version.id'], name=op.f('fk_alert_change_list_version_id_list_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alert_change')),
    sa.UniqueConstraint('alert', 'number', name=op.f('uq_alert_change_alert_number')),
    sa.UniqueConstraint('message', name=op.f('uq_alert_change_message'))
    )
    with op.batch_alter_table('alert_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_alert_change_alert'), ['alert'], unique=False)
        batch_op.create_index(batch_op.f('ix_alert_change_city_code'), ['city_code'], unique=False)
    refuse_changes()


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP TRIGGER alert_change_only_added_to ON alert_change')
        op.execute('DROP FUNCTION alert_change_refuse_change()')
    else:
        op.execute('DROP TRIGGER alert_change_no_update')
        op.execute('DROP TRIGGER alert_change_no_delete')
    with op.batch_alter_table('alert_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_alert_change_city_code'))
        batch_op.drop_index(batch_op.f('ix_alert_change_alert'))

    op.drop_table('alert_change')


def refuse_changes() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(
            'CREATE FUNCTION alert_change_refuse_change() RETURNS trigger LANGUAGE plpgsql AS '
            f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
        )
        op.execute(
            'CREATE TRIGGER alert_change_only_added_to BEFORE UPDATE OR DELETE ON alert_change '
            'FOR EACH ROW EXECUTE FUNCTION alert_change_refuse_change()'
        )
        return
    for kind in ('update', 'delete'):
        op.execute(
            f'CREATE TRIGGER alert_change_no_{kind} BEFORE {kind.upper()} ON alert_change '
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )
