"""accounts, sessions and the chained journal

Revision ID: 0011
Revises: 0010
"""

import hashlib
import json
from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

NEW = ('before', 'after', 'data_version', 'previous_hash', 'hash')
REFUSED = '操作日志只能追加，不能修改或删除'


def upgrade() -> None:
    with op.batch_alter_table('journal', schema=None) as batch_op:
        for name in NEW[:3]:
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=''))
        for name in NEW[3:]:
            batch_op.add_column(sa.Column(name, sa.String(length=64), nullable=True))
    chain()
    with op.batch_alter_table('journal', schema=None) as batch_op:
        for name in NEW[:3]:
            batch_op.alter_column(name, existing_type=sa.Text(), server_default=None)
        for name in NEW[3:]:
            batch_op.alter_column(name, existing_type=sa.String(length=64), nullable=False)
        batch_op.create_unique_constraint(op.f('uq_journal_previous_hash'), ['previous_hash'])
    refuse_changes()

    op.create_table('account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('display_name', sa.String(length=200), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.Column('post', sa.String(length=200), nullable=False),
    sa.Column('city_codes', sa.Text(), nullable=False),
    sa.Column('password_hash', sa.Text(), nullable=True),
    sa.Column('external_identity', sa.String(length=200), nullable=True),
    sa.Column('must_change_password', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('created_by', sa.String(length=200), nullable=False),
    sa.Column('disabled_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('display_name', name=op.f('uq_account_display_name')),
    sa.UniqueConstraint('external_identity', name=op.f('uq_account_external_identity')),
    sa.UniqueConstraint('name', name=op.f('uq_account_name'))
    )
    op.create_table('sign_in_guard',
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('locks', sa.Integer(), nullable=False),
    sa.Column('locked_until', sa.DateTime(), nullable=True),
    sa.Column('last_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_sign_in_guard'))
    )
    op.create_table('account_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('began_at', sa.DateTime(), nullable=False),
    sa.Column('seen_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_account_session_account_id_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_session')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_account_session_token_hash'))
    )
    with op.batch_alter_table('account_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_account_session_account_id'), ['account_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('account_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_account_session_account_id'))

    op.drop_table('account_session')
    op.drop_table('sign_in_guard')
    op.drop_table('account')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP TRIGGER journal_only_added_to ON journal')
        op.execute('DROP FUNCTION journal_refuse_change()')
    else:
        op.execute('DROP TRIGGER journal_no_update')
        op.execute('DROP TRIGGER journal_no_delete')
    with op.batch_alter_table('journal', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('uq_journal_previous_hash'), type_='unique')
        for name in reversed(NEW):
            batch_op.drop_column(name)


def chain() -> None:
    """Chain the entries there are, as services.journal does."""
    columns = [sa.column('id', sa.Integer()), sa.column('at', sa.DateTime()), sa.column('user'),
               sa.column('city_code'), sa.column('act'), sa.column('subject'),
               sa.column('previous_hash'), sa.column('hash')]
    journal = sa.table('journal', *columns)
    bind = op.get_bind()
    previous = '0' * 64
    for row in bind.execute(sa.select(*columns[:6]).order_by(journal.c.id)).all():
        at: datetime = row.at
        stated = {
            'id': row.id, 'at': at.isoformat(timespec='microseconds'), 'user': row.user,
            'city_code': row.city_code, 'act': row.act, 'subject': row.subject,
            'before': '', 'after': '', 'data_version': '', 'previous_hash': previous,
        }
        text = json.dumps(stated, ensure_ascii=False, sort_keys=True, separators=(',', ':'))
        made = hashlib.sha256(text.encode()).hexdigest()
        bind.execute(
            journal.update().where(journal.c.id == row.id).values(previous_hash=previous, hash=made)
        )
        previous = made


def refuse_changes() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(
            'CREATE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS '
            f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
        )
        op.execute(
            'CREATE TRIGGER journal_only_added_to BEFORE UPDATE OR DELETE ON journal '
            'FOR EACH ROW EXECUTE FUNCTION journal_refuse_change()'
        )
        return
    for kind in ('update', 'delete'):
        op.execute(
            f'CREATE TRIGGER journal_no_{kind} BEFORE {kind.upper()} ON journal '
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )
