import pytest
from typer.testing import CliRunner

from commands.__main__ import app
from services import account_records, connection

PASSWORD = "晴天 高压 逆温 北风 散"


@pytest.fixture
def run(settings, monkeypatch):
    """Runs ``admin`` with environment variables."""

    def invoke(name="", display_name="", password=""):
        for variable, value in (
            ("RESPONSE_ADMIN_NAME", name),
            ("RESPONSE_ADMIN_DISPLAY_NAME", display_name),
            ("RESPONSE_ADMIN_PASSWORD", password),
        ):
            monkeypatch.setenv(variable, value)
        return CliRunner().invoke(app, ["admin"])

    return invoke


def test_the_first_administrator_is_made_once(run, caplog):
    done = run("admin", "张某某", PASSWORD)
    assert done.exit_code == 0
    assert "已建立管理员 张某某，演示模式结束" in done.stdout
    assert PASSWORD not in done.stdout
    assert not connection.demonstration()
    assert run("second", "李某某", PASSWORD).exit_code == 1
    assert "已有账户，不能再用本命令建立" in caplog.text
    assert len(account_records.listed(connection.sessions())) == 1


def test_a_weak_password_or_no_answer_makes_nothing(run, caplog):
    assert run("admin", "张某某", "123456").exit_code == 1
    assert "密码至少 12 个字符" in caplog.text
    assert run().exit_code == 1
    assert "无人值守时请设环境变量 RESPONSE_ADMIN_NAME" in caplog.text
    assert connection.demonstration()


def test_the_questions_are_asked_where_the_environment_says_nothing(run, monkeypatch):
    answers = iter(["短", "晴天 高压 逆温 北风 散", "不同的一句", PASSWORD, PASSWORD])
    monkeypatch.setattr("getpass.getpass", lambda _: next(answers))
    monkeypatch.setattr("builtins.input", lambda asked: "张某某" if "姓名" in asked else "admin")
    done = run()
    assert done.exit_code == 0
    assert "密码至少 12 个字符" in done.stderr
    assert "两遍不一致" in done.stderr
    (made,) = account_records.listed(connection.sessions())
    assert (made.name, made.user.name) == ("admin", "张某某")
