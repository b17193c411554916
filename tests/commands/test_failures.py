import sqlite3

import pytest
from sqlalchemy import text

from commands.failures import failure_line
from commands.output_files import OutputError
from data.storage import database


def failure(url, *statements):
    """The error that really comes of working on a database."""
    made = database.engine(url)
    try:
        with made.begin() as connection:
            for statement in statements or ["SELECT 1"]:
                connection.execute(text(statement))
    except Exception as problem:
        return problem
    finally:
        made.dispose()
    return None


def said_of(monkeypatch, url, act):
    monkeypatch.setenv("RESPONSE_DATABASE_URL", url)
    try:
        act()
    except Exception as problem:
        return failure_line(problem)
    return None


def test_a_file_that_is_no_database_is_said(monkeypatch, tmp_path):
    junk = tmp_path / "junk.db"
    junk.write_text("这不是数据库。" * 100, encoding="utf-8")
    url = f"sqlite:///{junk}"
    monkeypatch.setenv("RESPONSE_DATABASE_URL", url)
    line = failure_line(failure(url))
    assert "该文件不是数据库；请核对环境变量 RESPONSE_DATABASE_URL" in line
    assert str(junk) in line


def test_a_folder_in_place_of_the_database_cannot_be_opened(monkeypatch, tmp_path):
    url = f"sqlite:///{tmp_path}"
    monkeypatch.setenv("RESPONSE_DATABASE_URL", url)
    assert "打不开，目录不存在或没有权限" in failure_line(failure(url))


def test_a_database_another_holds_is_said_to_be_busy(settings, database_url, tmp_path):
    file = tmp_path / "response.db"
    with sqlite3.connect(file) as holder:
        holder.execute("BEGIN IMMEDIATE")
        problem = failure(database_url, "PRAGMA busy_timeout=0", "DELETE FROM journal")
        holder.rollback()
    holder.close()
    assert "正被别的程序占用，请稍后再试" in failure_line(problem)


def test_a_database_of_a_newer_program_is_told_apart(settings, database_url):
    failure(database_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Exception, match="9999") as caught:
        database.migrate(database_url)
    assert "结构不是本程序所知的版本；请更新程序" in failure_line(caught.value)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("不是地址", "数据库地址不能理解"),
        ("nosuch://localhost/a", "没有名为 nosuch 的驱动"),
        ("oracle+cx_oracle://user:geheim@localhost/a", "未安装驱动 cx_oracle；请安装它"),
    ],
)
def test_an_address_that_leads_nowhere_is_explained_without_its_password(monkeypatch, url, said):
    line = said_of(monkeypatch, url, lambda: database.engine(url))
    assert said in line
    assert "geheim" not in line
    assert "\n" not in line


def test_files_are_named_with_the_reason(settings, tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        (tmp_path / "无").read_text(encoding="utf-8")
    assert failure_line(caught.value) == (
        f"未完成：{tmp_path / '无'}：没有这个文件或目录；请核对路径与权限后再试"
    )
    assert failure_line(OutputError("写不到 a.csv")) == "未完成：写不到 a.csv"


@pytest.mark.parametrize(
    "problem", [ZeroDivisionError(), KeyError("x"), ValueError("x"), ImportError("x", name="x")]
)
def test_faults_of_the_program_are_not_covered_up(settings, problem):
    assert failure_line(problem) is None
