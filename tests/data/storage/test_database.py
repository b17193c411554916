from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError

from data.storage import database
from data.storage.accounts import JournalRow
from data.storage.orders import OrderRow
from data.storage.tables import metadata
from services import journal


def test_migrating_makes_the_folder_and_every_table_and_can_be_repeated(tmp_path):
    url = f"sqlite:///{tmp_path / '新' / 'a.db'}"
    for _ in range(2):
        database.migrate(url)
    made = database.engine(url)
    assert set(inspect(made).get_table_names()) == {*metadata.tables, "alembic_version"}
    made.dispose()


def test_references_have_to_hold(sessions):
    row = OrderRow(
        number="甲", alert_id=99, enterprise_id="QY1", enterprise="甲", county="乙",
        issued_at=datetime(2026, 1, 1), content={}, sha256="",
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), sessions.begin() as session:
        session.add(row)


def test_readers_do_not_wait_for_a_writer(sessions):
    with sessions() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA busy_timeout")) >= 5000
    with sessions() as writer, sessions() as reader:
        journal.note(writer, "甲", "140100", "写", "未完")
        writer.flush()
        assert reader.scalars(select(JournalRow)).all() == []
        writer.commit()
    with sessions() as reader:
        assert len(reader.scalars(select(JournalRow)).all()) == 1


def test_many_writers_wait_for_each_other(sessions):
    def write(n):
        with sessions.begin() as session:
            journal.note(session, "甲", "140100", "写", str(n))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(40)))
    with sessions() as session:
        assert len(session.scalars(select(JournalRow)).all()) == 40


def test_chinese_in_json_is_stored_as_it_is(sessions):
    with sessions() as session:
        dumps = session.get_bind().dialect._json_serializer
        assert dumps({"企业": "甲"}) == '{"企业": "甲"}'
