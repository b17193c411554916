import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from data.storage import database
from data.storage.accounts import JournalRow
from data.storage.lists import LineRow, ListVersionRow
from data.tables import LINES
from services import bulk, journal, list_versions
from services.list_versions import ListImportError
from tests.postgresql_cluster import cluster, programs

CITY = "140100"
NOW = datetime(2026, 11, 1, 9)


@pytest.fixture(scope="module")
def postgresql():
    pytest.importorskip("psycopg", reason="未安装 psycopg，见 requirements-postgresql.txt")
    if programs() is None:
        pytest.skip("本机没有 PostgreSQL 服务程序（apt-get install postgresql）")
    # A socket's path has to be short.
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        Path(folder).chmod(0o755)
        with cluster(Path(folder) / "c") as url:
            yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request, tmp_path):
    """Sessions of an empty database, SQLite and PostgreSQL in turn."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / '库 %1.db'}"
    else:
        url = request.getfixturevalue("postgresql")
    database.migrate(url)
    made = database.engine(url)
    sessions = database.sessions(made)
    yield sessions
    if request.param == "postgresql":
        # Not row by row: the journal refuses that.
        names = ", ".join(f'"{table.name}"' for table in LineRow.metadata.sorted_tables)
        with made.begin() as connection:
            connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    made.dispose()


@pytest.fixture(autouse=True)
def always_in_bulk(monkeypatch):
    monkeypatch.setattr(bulk, "BULK_ROWS", 1)


def counts(sessions):
    with sessions() as session:
        return [
            session.scalar(select(func.count()).select_from(model))
            for model in (ListVersionRow, LineRow, JournalRow)
        ]


def version(session):
    row = ListVersionRow(
        city_code=CITY, number=1, imported_at=NOW, imported_by="甲", source_file="a.xlsx",
        sha256="0", remarks="",
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def stored(session):
    query = select(*(getattr(LineRow, name) for name in LINES.names)).order_by(LineRow.id)
    return bulk.read(session, query, rows=1)


def test_a_list_comes_back_as_it_was_filled(stores, list_file, small_list):
    list_versions.import_list(stores, list_file, CITY, user="王某某", now=NOW)
    loaded = list_versions.load(stores, CITY, 1)
    wanted = small_list["生产线"].merge(small_list["企业"], on="enterprise_id")
    pd.testing.assert_frame_equal(loaded.lines, wanted, check_dtype=False, rtol=0, atol=0)
    assert counts(stores) == [1, 5, 1]


def test_any_sign_number_and_day_comes_back_equal(stores, small_list):
    lines = small_list["生产线"]
    lines["process"] = ['引"号,逗号', "换\n行\r\n", "\\N", "", "'; DROP TABLE line; --"]
    lines["pm_kg"] = [0.1 + 0.2, 1e-300, 1.7976931348623157e308, 0.0, 5.0]
    lines["capacity"] = [np.nan, -0.0, 1 / 3, np.nan, 1e15]
    days = [pd.NaT, "2027-12-31", "1999-01-01", "9999-12-31", pd.NaT]
    lines["grade_until"] = pd.Series(days).astype("datetime64[us]")
    with stores.begin() as session:
        bulk.append(session, LineRow, lines, version_id=version(session))
    with stores() as session:
        back = stored(session)
    back["grade_until"] = pd.to_datetime(back["grade_until"]).astype("datetime64[us]")
    for name in ("process", "pm_kg", "capacity", "grade_until", "fuel"):
        pd.testing.assert_series_equal(
            back[name], lines[name], check_dtype=False, rtol=0, atol=0, check_exact=True
        )


def test_rows_keep_their_order_and_a_category_is_its_text(stores, small_list):
    lines = small_list["生产线"].iloc[[3, 0, 4, 1, 2]].astype({"industry": "category"})
    with stores.begin() as session:
        bulk.append(session, LineRow, lines, version_id=version(session))
    with stores() as session:
        back = stored(session)
    assert back["line_id"].to_list() == lines["line_id"].to_list()
    assert back["industry"].to_list() == lines["industry"].to_list()


def test_a_column_whose_first_value_comes_late_keeps_its_kind(stores, small_list):
    lines = pd.concat([small_list["生产线"]] * 600, ignore_index=True)
    lines["line_id"] = [f"L{n}" for n in range(len(lines))]
    lines["loss_per_day"] = np.nan
    lines.loc[len(lines) - 1, "loss_per_day"] = 0.5
    lines.loc[len(lines) - 1, "penalised_on"] = pd.Timestamp("2026-05-01")
    with stores.begin() as session:
        bulk.append(session, LineRow, lines, version_id=version(session))
    with stores() as session:
        back = stored(session)
    assert back["loss_per_day"].iloc[-1] == 0.5
    assert pd.Timestamp(back["penalised_on"].iloc[-1]) == pd.Timestamp("2026-05-01")


def test_one_transaction_takes_in_several_frames(stores, small_list):
    lines = small_list["生产线"]
    with stores.begin() as session:
        number = version(session)
        for place in range(3):
            part = lines.assign(line_id=lines["line_id"] + f"-{place}")
            bulk.append(session, LineRow, part, version_id=number)
        bulk.append(session, LineRow, lines.iloc[:0], version_id=number)
    assert counts(stores)[1] == 15


def test_what_is_not_committed_is_not_there(stores, small_list):
    with stores() as session:
        bulk.append(session, LineRow, small_list["生产线"], version_id=version(session))
        journal.note(session, "甲", CITY, "导入", "半途")
        session.rollback()
    assert counts(stores) == [0, 0, 0]


def test_a_broken_constraint_takes_the_whole_act_back(stores, small_list):
    twice = pd.concat([small_list["生产线"]] * 2)
    with pytest.raises(IntegrityError), stores.begin() as session:
        bulk.append(session, LineRow, twice, version_id=version(session))
    negative = small_list["生产线"].assign(so2_kg=-1.0)
    with pytest.raises(IntegrityError), stores.begin() as session:
        bulk.append(session, LineRow, negative, version_id=version(session))
    with pytest.raises(IntegrityError), stores.begin() as session:
        bulk.append(session, LineRow, small_list["生产线"], version_id=987654)
    assert counts(stores) == [0, 0, 0]


def test_an_import_that_fails_at_its_last_step_leaves_nothing(stores, list_file, monkeypatch):
    def fail(*_):
        raise RuntimeError

    monkeypatch.setattr(journal, "note", fail)
    with pytest.raises(RuntimeError):
        list_versions.import_list(stores, list_file, CITY)
    assert counts(stores) == [0, 0, 0]
    monkeypatch.undo()
    assert list_versions.import_list(stores, list_file, CITY).number == 1
    with pytest.raises(ListImportError, match="内容完全相同"):
        list_versions.import_list(stores, list_file, CITY)
    assert counts(stores)[0] == 1


def test_the_connection_serves_on_and_no_private_file_stays(
    stores, small_list, tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = set(tmp_path.iterdir())
    with stores.begin() as session:
        bulk.append(session, LineRow, small_list["生产线"], version_id=version(session))
        assert session.scalar(select(func.count()).select_from(LineRow)) == 5
    for _ in range(3):
        assert counts(stores)[1] == 5
    assert {path.name for path in set(tmp_path.iterdir()) - before if path.is_dir()} == set()


def test_an_sqlite_file_that_the_reader_cannot_read_is_read_row_by_row(
    tmp_path, small_list, monkeypatch, caplog
):
    url = f"sqlite:///{tmp_path / 'a.db'}"
    database.migrate(url)
    made = database.engine(url)
    sessions = database.sessions(made)
    with sessions.begin() as session:
        bulk.append(session, LineRow, small_list["生产线"], version_id=version(session))
    monkeypatch.setattr(bulk, "_READER", tmp_path / "nowhere.py")
    with sessions() as session:
        assert len(stored(session)) == 5
    assert "改为逐行读取" in caplog.text
    made.dispose()


def test_an_sqlite_in_memory_is_written_and_read_row_by_row(small_list):
    made = database.engine("sqlite://")
    LineRow.metadata.create_all(made)
    with database.sessions(made)() as session:
        bulk.append(session, LineRow, small_list["生产线"], version_id=version(session))
        assert len(stored(session)) == 5
    made.dispose()


DELETE = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('DELETE FROM line')"


def test_a_lock_outlives_bulk_reads_and_writes_of_the_same_process(tmp_path, small_list):
    """A second SQLite in this process would let go of the locks of the first when it closes."""
    path = tmp_path / "a.db"
    database.migrate(f"sqlite:///{path}")
    made = database.engine(f"sqlite:///{path}")
    sessions = database.sessions(made)
    with sessions.begin() as session:
        bulk.append(session, LineRow, small_list["生产线"], version_id=version(session))
        with sessions() as reader:
            assert stored(reader).empty
        other = subprocess.run(
            [sys.executable, "-c", DELETE, str(path)], capture_output=True, text=True, check=False
        )
        assert "database is locked" in other.stderr
    with sessions() as session:
        assert len(stored(session)) == 5
    made.dispose()
