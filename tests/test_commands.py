"""Over every command: Chinese help, and wrong usage is told apart from failure."""

import re
from importlib import import_module

import pytest
from typer.main import get_command
from typer.testing import CliRunner

PACKAGES = ("air_quality", "alerts", "emission_lists", "forecasting", "orders")
CHINESE = re.compile("[\u4e00-\u9fff]")
PROMISED = {
    "air_quality": {"index"},
    "forecasting": {"ingest", "run", "backtest"},
    "alerts": {"judge", "recommend", "issue", "list"},
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
    app = import_module(f"{package}.__main__").app
    assert CliRunner().invoke(app, [name, "--bogus"]).exit_code == 2
