import csv
import io
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from data.storage import database
from services import journal
from tests.postgresql_cluster import cluster, programs

ROOT = Path(__file__).parents[2]


@pytest.fixture
def both(request, sessions):
    """An empty database: SQLite, and PostgreSQL where there is one."""
    if request.param == "sqlite":
        yield sessions
        return
    pytest.importorskip("psycopg", reason="未安装 psycopg，见 requirements-postgresql.txt")
    if programs() is None:
        pytest.skip("本机没有 PostgreSQL 服务程序（apt-get install postgresql）")
    # A socket's path has to be short.
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        Path(folder).chmod(0o755)
        with cluster(Path(folder) / "c") as url:
            database.migrate(url)
            made = database.engine(url)
            yield database.sessions(made)
            made.dispose()


on_both = pytest.mark.parametrize("both", ["sqlite", "postgresql"], indirect=True)


def write(sessions, n, user="王某某"):
    with sessions.begin() as session:
        journal.note(session, user, "140100", "起报", f"第 {n} 次", after={"n": n})


def tamper(sessions, *statements):
    """What somebody does who has the file and gets past the triggers."""
    with sessions.begin() as session:
        for name in ("journal_no_update", "journal_no_delete"):
            session.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        for statement in statements:
            session.execute(text(statement))


def test_the_newest_acts_of_a_city_come_first(sessions):
    with sessions.begin() as session:
        for n in range(3):
            journal.note(session, "王某某", "140100", "起报", f"第 {n} 次")
        journal.note(session, journal.SYSTEM, "140200", "起报", "别处")
    entries = journal.entries(sessions, "140100", limit=2)
    assert list(entries["subject"]) == ["第 2 次", "第 1 次"]
    assert (entries["user"] == "王某某").all()
    assert journal.entries(sessions, "140300").empty
    assert len(journal.entries(sessions, None)) == 4


def test_an_act_that_fails_leaves_no_entry(sessions):
    def act():
        with sessions.begin() as session:
            journal.note(session, "王某某", "140100", "起报", "未成")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert journal.entries(sessions, "140100").empty
    assert journal.verify(sessions) == journal.Verification(0, journal.FIRST)


@on_both
def test_what_was_noted_is_chained_and_verifies(both):
    with both.begin() as session:
        journal.note(
            session, "王某某", "", "更改", "“某某”", before=None,
            after={"起": date(2026, 11, 24), "a": [1, 2.5, True]}, data_version="清单第 3 版",
        )  # fmt: skip
        journal.note(session, "王某某", "", "更改", "同一事务的第二条")
    write(both, 3)
    found = journal.verify(both)
    assert found.holds
    assert found.entries == 3
    assert journal.verify(both, found.last_hash).holds


@pytest.mark.parametrize(
    ("statement", "broken", "said"),
    [
        ("UPDATE journal SET subject = '改过' WHERE id = 3", 3, "已被改动"),
        ("UPDATE journal SET after = '{}' WHERE id = 5", 5, "已被改动"),
        ("UPDATE journal SET at = '2026-01-01 00:00:00.000000' WHERE id = 1", 1, "已被改动"),
        ("DELETE FROM journal WHERE id = 4", 5, "不相连"),
        ("DELETE FROM journal WHERE id = 1", 2, "不相连"),
        (
            "INSERT INTO journal SELECT 9, at, user, city_code, act, subject, before, after, "
            "data_version, 'x', hash FROM journal WHERE id = 2",
            9,
            "不相连",
        ),
        (f"UPDATE journal SET hash = '{'a' * 64}' WHERE id = 6", 6, "已被改动"),
    ],
)
def test_tampering_is_found_at_the_first_broken_entry(sessions, statement, broken, said):
    for n in range(6):
        write(sessions, n)
    tamper(sessions, statement)
    found = journal.verify(sessions)
    assert not found.holds
    assert found.broken_id == broken
    assert said in found.problem


def test_a_cut_off_end_is_found_by_a_hash_noted_before(sessions):
    for n in range(4):
        write(sessions, n)
    noted = journal.verify(sessions).last_hash
    write(sessions, 5)
    assert journal.verify(sessions, noted).holds
    tamper(sessions, "DELETE FROM journal WHERE id >= 4")
    assert journal.verify(sessions).holds
    found = journal.verify(sessions, noted)
    assert found.broken_id is None
    assert "没有找到所给的校验值" in found.problem


@on_both
def test_writers_at_once_make_one_chain(both):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: write(both, n, f"用户{n % 8}"), range(48)))
    found = journal.verify(both)
    assert (found.entries, found.problem) == (48, "")


def test_processes_at_once_make_one_chain(sessions, database_url):
    code = (
        "import sys; from data.storage import database; from services import journal\n"
        "s = database.sessions(database.engine(sys.argv[1]))\n"
        "for n in range(25):\n"
        "    with s.begin() as x: journal.note(x, sys.argv[2], '', '写', str(n))\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, database_url, f"进程{n}"], cwd=ROOT)
        for n in range(3)
    ]
    assert [each.wait(timeout=60) for each in running] == [0, 0, 0]
    found = journal.verify(sessions)
    assert (found.entries, found.problem) == (75, "")


def test_the_export_has_everything_and_no_formula_for_a_spreadsheet(sessions):
    write(sessions, 1)
    with sessions.begin() as session:
        journal.note(session, "=cmd|'/c calc'!A1", "140200", "写", "别处")
    out = io.StringIO(newline="")
    assert journal.export(sessions, out) == 2
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert rows[0]["内容"] == "第 1 次"
    assert rows[0]["变更后"] == '{"n":1}'
    assert rows[1]["上一条校验值"] == rows[0]["校验值"]
    assert rows[1]["用户"].startswith("'=")
    assert journal.export(sessions, io.StringIO(), "140200") == 1
