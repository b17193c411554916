from datetime import datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from data.storage import database
from data.storage.accounts import JournalRow
from services import journal

MIGRATIONS = Path(__file__).parents[3] / "data" / "migrations"


def entry(**changes):
    values = {
        "at": datetime(2026, 11, 22, 8), "user": "演示值班员", "city_code": "140100",
        "act": "修订预报", "subject": "第 1 期", "before": "", "after": "", "data_version": "",
        "previous_hash": "0" * 64, "hash": "1" * 64,
    }  # fmt: skip
    return JournalRow(**values | changes)


@pytest.mark.parametrize(
    "column", ["at", "user", "city_code", "act", "subject", "before", "previous_hash", "hash"]
)
def test_an_act_without_who_when_where_or_what_is_not_recorded(sessions, column):
    with (
        pytest.raises(IntegrityError, match=f"NOT NULL.*{column}"),
        sessions.begin() as session,
    ):
        session.add(entry(**{column: None}))


def test_two_entries_cannot_follow_the_same_one(sessions):
    with pytest.raises(IntegrityError, match=r"UNIQUE.*previous_hash"), sessions.begin() as session:
        session.add_all([entry(), entry(hash="2" * 64)])


def test_the_same_act_can_be_done_twice_and_both_stay(sessions):
    with sessions.begin() as session:
        for _ in range(2):
            journal.note(session, "演示值班员", "140100", "修订预报", "第 1 期")
    with sessions() as session:
        kept = session.scalars(select(JournalRow).order_by(JournalRow.id)).all()
    assert [(row.id, row.act) for row in kept] == [(1, "修订预报"), (2, "修订预报")]


@pytest.mark.parametrize("statement", ["UPDATE journal SET act = '别的'", "DELETE FROM journal"])
def test_an_entry_is_neither_changed_nor_deleted(sessions, statement):
    with sessions.begin() as session:
        session.add(entry())
    with pytest.raises(IntegrityError, match="操作日志只能追加"), sessions.begin() as session:
        session.execute(text(statement))


def test_entries_of_before_the_chain_are_chained_by_the_migration(tmp_path):
    url = f"sqlite:///{tmp_path / 'old.db'}"
    made = database.engine(url)
    _go(url, "0010")
    with made.begin() as connection:
        for n in range(1, 4):
            connection.execute(
                text(
                    "INSERT INTO journal (id, at, user, city_code, act, subject) "
                    "VALUES (:n, :at, '王某某', '140100', '起报', '第 “1” 次')"
                ),
                {"n": n * 2, "at": f"2026-11-2{n} 08:00:00.0000{n}0"},
            )
    database.migrate(url)
    sessions = database.sessions(made)
    with sessions.begin() as session:
        journal.note(session, "李某某", "", "登录", "li")
    found = journal.verify(sessions)
    assert (found.entries, found.problem) == (4, "")
    made.dispose()
    _go(url, "0010", down=True)
    with made.begin() as connection:
        connection.execute(text("DELETE FROM journal WHERE id = 2"))
        assert connection.scalar(text("SELECT count(*) FROM journal")) == 3
    made.dispose()


def _go(url, revision, down=False):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    (command.downgrade if down else command.upgrade)(config, revision)
