"""Over every command: Chinese help, and wrong usage is told apart from failure."""

import re
from importlib import import_module

import pytest
from typer.main import get_command
from typer.testing import CliRunner

PACKAGES = ("air_quality", "alerts", "commands", "emission_lists", "forecasting", "orders")
CHINESE = re.compile("[\u4e00-\u9fff]")
PROMISED = {
    "air_quality": {"index"},
    "forecasting": {"ingest", "run", "backtest"},
    "alerts": {"judge", "recommend", "issue", "list"},
    "commands": {"admin", "journal"},
    "emission_lists": {"template", "check", "import", "balance"},
    "orders": {"export"},
}


def commands():
    return [
        pytest.param(package, name, command, id=f"{package} {name}")
        for package in PACKAGES
        for name, command in get_command(import_module(f"{package}.__main__").app).commands.items()
    ]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_has_the_commands_scripts_rely_on(package):
    group = get_command(import_module(f"{package}.__main__").app)
    assert PROMISED[package] <= set(group.commands)
    assert CHINESE.search(group.help)
    for parameter in group.params:
        assert "completion" not in parameter.name


@pytest.mark.parametrize(("package", "name", "command"), commands())
def test_every_command_and_every_option_has_chinese_help(package, name, command):
    result = CliRunner().invoke(import_module(f"{package}.__main__").app, [name, "--help"])
    assert result.exit_code == 0
    assert CHINESE.search(command.help), "what the command does"
    for parameter in command.params:
        assert CHINESE.search(parameter.help or ""), parameter.name


@pytest.mark.parametrize(("package", "name", "command"), commands())
def test_an_option_that_is_not_there_is_wrong_usage(package, name, command):
    result = CliRunner().invoke(import_module(f"{package}.__main__").app, [name, "--bogus"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("用法不对：没有选项 --bogus")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(("package", "name", "command"), commands())
def test_the_help_has_no_english_of_its_own(package, name, command):
    result = CliRunner().invoke(import_module(f"{package}.__main__").app, [name, "--help"])
    for word in (
        "Usage",
        "Options",
        "Arguments",
        "Show this",
        "required",
        "default",
        "<",
        "OPTION",
    ):
        assert word not in result.stdout
    for parameter in command.params:
        spelled = parameter.opts if parameter.param_type_name == "option" else ["参数："]
        assert all(one in result.stdout for one in spelled)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_command_is_wrong_usage_and_shows_the_commands(package):
    result = CliRunner().invoke(import_module(f"{package}.__main__").app, [])
    assert (result.exit_code, result.stdout) == (2, "")
    assert all(name in result.stderr for name in PROMISED[package])


def test_what_is_required_is_asked_for_by_name():
    missing = [
        ("emission_lists", ["check"], "缺少参数 路径（填好的清单工作簿（.xlsx）），请补上"),
        ("alerts", ["list"], "缺少选项 --city（六位行政区划代码），请补上"),
        ("orders", ["export", "--city", "140100"], "缺少选项 --alert"),
    ]
    for package, words, said in missing:
        result = CliRunner().invoke(import_module(f"{package}.__main__").app, words)
        assert (result.exit_code, result.stdout) == (2, "")
        assert said in result.stderr


@pytest.mark.parametrize(
    "url", ["sqlite:///{folder}/junk.db", "foo://x", "mysql+pymysql://u:pw@h/x"]
)
def test_a_database_that_cannot_be_used_is_one_line(tmp_path, monkeypatch, caplog, url):
    (tmp_path / "junk.db").write_text("这不是数据库。" * 100, encoding="utf-8")
    monkeypatch.setenv("RESPONSE_DATABASE_URL", url.format(folder=tmp_path))
    app = import_module("alerts.__main__").app
    result = CliRunner().invoke(app, ["list", "--city", "140100", "--json"])
    assert (result.exit_code, result.stdout) == (1, "")
    (said,) = [r.getMessage() for r in caplog.records if r.levelname == "ERROR"]
    assert "不能使用：" in said
    assert "RESPONSE_DATABASE_URL" in said
    assert "pw" not in said
