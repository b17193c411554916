import json

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from commands.__main__ import app
from services import connection, journal


@pytest.fixture
def stored(settings):
    sessions = connection.sessions()
    with sessions.begin() as session:
        for n in range(3):
            journal.note(session, "王某某", "140100", "起报", f"第 {n} 次")
        journal.note(session, "王某某", "140200", "起报", "别处")
    return sessions


def run(*words):
    return CliRunner().invoke(app, ["journal", *map(str, words)])


def test_a_journal_that_holds_is_said_to_with_the_hash_to_note(stored):
    done = run("verify")
    assert done.exit_code == 0
    last = journal.verify(stored).last_hash
    assert done.stdout == f"4 条全部相符，末条校验值 {last}，请另行抄存\n"
    assert run("verify", "--hash", last).exit_code == 0
    assert run("verify", "--hash", "0" * 63 + "1").exit_code == 1


def test_a_changed_entry_is_named_and_fails(stored, caplog):
    with stored.begin() as session:
        session.execute(text("DROP TRIGGER journal_no_update"))
        session.execute(text("UPDATE journal SET user = '李某某' WHERE id = 2"))
    done = run("verify", "--json")
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert (found["holds"], found["broken_id"]) == (False, 2)
    assert "第 2 条不符：内容与写入时不符，已被改动" in caplog.text


def test_the_export_is_whole_and_overwrites_only_when_told(stored, tmp_path, caplog):
    out = tmp_path / "日志.csv"
    assert "已导出 4 条" in run("export", out).stdout
    assert out.read_text(encoding="utf-8-sig").startswith("序号,时间,用户,")
    assert run("export", out, "--city", "140200").exit_code == 1
    assert "已存在" in caplog.text
    assert "已导出 1 条" in run("export", out, "--city", "140200", "--force").stdout
