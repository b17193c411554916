from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from commands import base
from commands.help_text import choices_of, kind_of, name_of, range_of, wrapped


class Level(StrEnum):
    RED = "red"
    YELLOW = "yellow"


app = base.Commands("试验")
seen = {}


@app.command()
def look(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="文件", metavar="文件")],
    level: Annotated[Level, typer.Option(help="级别")] = Level.RED,
    hour: Annotated[int, typer.Option("--hour", "-h", min=1, max=24, help="时次")] = 8,
    least: Annotated[float | None, typer.Option(min=0, help="下限")] = None,
    most: Annotated[int | None, typer.Option(max=9, help="上限")] = None,
    day: Annotated[datetime | None, typer.Option(help="日期")] = None,
    city: Annotated[str, typer.Option(help="城市")] = "",
    secret: Annotated[str, typer.Option(hidden=True, help="不给人看")] = "",
    keep: Annotated[bool, typer.Option("--keep/--drop", help="留不留")] = True,
) -> None:
    """看一看。"""
    seen.update({parameter.name: parameter for parameter in context.command.params})


@app.command("noop")
def nothing() -> None:
    """什么也不做。"""


@pytest.fixture(scope="module")
def parameters():
    assert CliRunner().invoke(app, ["look", "a"]).exit_code == 0
    return seen


def test_parameters_are_called_what_a_reader_calls_them(parameters):
    assert name_of(parameters["files"]) == "文件 ……"
    assert name_of(parameters["hour"]) == "--hour"


def test_kinds_and_ranges_are_said_in_words(parameters):
    kinds = {n: kind_of(parameters[n]) for n in ("level", "hour", "least", "day", "city")}
    assert kinds == {
        "level": "red|yellow", "hour": "整数", "least": "数字", "day": "日期", "city": "文字",
    }  # fmt: skip
    assert choices_of(parameters["level"]) == ["red", "yellow"]
    assert choices_of(parameters["city"]) == []
    ranges = [range_of(parameters[n]) for n in ("hour", "least", "most", "city")]
    assert ranges == ["1 至 24", "不小于 0", "不大于 9", ""]


def test_the_help_shows_defaults_and_hides_what_is_hidden():
    text = CliRunner().invoke(app, ["look", "--help"]).stdout
    assert text.startswith("用法：root look 文件 …… [选项]\n\n  看一看。\n\n参数：\n")
    assert "级别〔缺省 red〕" in text
    assert "时次〔1 至 24；缺省 8〕" in text
    assert "留不留〔缺省 --keep〕" in text
    assert "城市\n" in text
    assert "secret" not in text


def test_the_help_of_a_package_lists_its_commands():
    text = CliRunner().invoke(app, ["--help"]).stdout
    assert text.startswith("用法：root [选项] 命令 ……\n\n  试验\n")
    assert text.index("  look ") < text.index("  noop ")


def test_lines_break_between_chinese_signs_and_never_before_a_closing_one():
    assert wrapped("甲乙丙，丁", width=6) == ["甲乙", "丙，丁"]
    assert wrapped("见 --long-option 项", width=8) == ["见", "--long-option", "项"]
    assert "".join(wrapped("")) == ""
