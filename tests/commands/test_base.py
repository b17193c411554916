import os
import subprocess
import sys
import unicodedata
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from commands import base, help_text, output_files
from data.system_errors import reason

ROOT = Path(__file__).parents[2]


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


app = base.Commands("试验")


@app.command()
def paint(
    what: Annotated[str, typer.Argument(help="涂什么")],
    colour: Annotated[Colour, typer.Option(help="颜色")],
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="日期")] = None,
    coats: Annotated[int, typer.Option(min=1, max=3, help="遍数")] = 2,
    hour: Annotated[list[int] | None, typer.Option(min=1, help="时次，可多次给出")] = None,
    dry: Annotated[bool, typer.Option("--dry", help="只试不涂")] = False,
) -> None:
    """涂一件东西。"""
    if what == "磁盘":
        raise OSError(28, "No space left on device", "/某处")
    if what == "失败":
        raise typer.Exit(1)
    if what == "错误":
        raise ZeroDivisionError
    typer.echo(f"{what} {colour} {coats} {hour}")


@app.command()
def wash() -> None:
    """洗刷子。"""


def run(*words):
    return CliRunner().invoke(app, [*words])


def test_a_command_does_its_work_and_ends_with_0():
    result = run("paint", "墙", "--colour", "red", "--hour", "3", "--hour", "4")
    assert (result.exit_code, result.stdout) == (0, "墙 red 2 [3, 4]\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["paint"], "缺少参数 文字（涂什么），请补上；用法见 root paint --help"),
        (["paint", "墙"], "缺少选项 --colour（颜色），请补上"),
        (["paint", "墙", "--colour"], "选项 --colour 后面缺少值（颜色），请补上"),
        (["paint", "墙", "--colour", "pink"], "--colour 不能是“pink”，可用 red、blue"),
        (
            ["paint", "墙", "--colour", "red", "--coats", "4"],
            "--coats 不能是“4”，应为 1 至 3 的整数",
        ),
        (
            ["paint", "墙", "--colour", "red", "--coats", "x"],
            "--coats 不能是“x”，应为 1 至 3 的整数",
        ),
        (["paint", "墙", "--colour", "red", "--hour", "0"], "“0”，应为 不小于 1 的整数"),
        (["paint", "墙", "--colour", "red", "--day", "x"], "日期应写成 2026-11-24 的样子"),
        (["paint", "墙", "--colour", "red", "--dry=1"], "选项 --dry 后面不带值"),
        (["paint", "墙", "--color", "red"], "没有选项 --color，是否要用 --colour"),
        (["paint", "墙", "窗", "门", "--colour", "red"], "多出了“窗 门”，请去掉"),
        (["pain"], "没有命令 pain，可用 paint、wash；用法见 root --help"),
        (["--bogus"], "没有选项 --bogus"),
    ],
)
def test_wrong_usage_is_one_chinese_line_on_stderr_and_exit_2(words, said):
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("用法不对：")
    assert result.stderr.count("\n") == 1
    assert said in result.stderr


def test_failures_end_with_1_and_faults_of_the_program_stay_visible(caplog):
    assert run("paint", "失败", "--colour", "red").exit_code == 1
    assert caplog.records == []
    assert run("paint", "磁盘", "--colour", "red").exit_code == 1
    assert "未完成：/某处：磁盘已满" in caplog.text
    assert "No space" not in caplog.text
    assert isinstance(run("paint", "错误", "--colour", "red").exception, ZeroDivisionError)


def test_the_help_says_limits_defaults_and_what_must_be_given():
    text = run("paint", "--help").stdout
    assert text.startswith("用法：root paint 文字 [选项]\n\n  涂一件东西。\n")
    assert "--colour red|blue         颜色〔必填〕" in text
    assert "--day 日期                日期\n" in text
    assert "遍数〔1 至 3；缺省 2〕" in text
    assert "--help                    显示本说明" in text
    assert run("--help").stdout.count("洗刷子。") == 1


@given(st.text(alphabet="甲乙，。（）ab1 ", max_size=200), st.integers(20, 60))
def test_wrapped_lines_lose_nothing_and_fit(text, width):
    lines = help_text.wrapped(text, 2, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        wide = sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line)
        single = len(help_text._TOKENS.findall(line.strip())) == 1
        assert wide <= width or single, "one unbreakable word may stand out"


def test_a_file_is_written_wholly_or_not_at_all(tmp_path):
    out = tmp_path / "a.csv"
    out.write_text("旧", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError), output_files.whole_file(out) as part:
        part.write_text("half 半", encoding="ascii")
    assert out.read_text(encoding="utf-8") == "旧"
    with output_files.whole_file(out) as part:
        part.write_text("新", encoding="utf-8")
    assert [(p.name, p.read_text(encoding="utf-8")) for p in tmp_path.iterdir()] == [
        ("a.csv", "新")
    ]


def test_a_link_is_written_through_and_stays_a_link(tmp_path):
    (tmp_path / "真.csv").touch()
    link = tmp_path / "链.csv"
    link.symlink_to(tmp_path / "真.csv")
    with output_files.whole_file(link) as part:
        part.write_text("新", encoding="utf-8")
    assert link.is_symlink()
    assert (tmp_path / "真.csv").read_text(encoding="utf-8") == "新"


def test_what_cannot_be_written_is_said_with_the_reason(tmp_path):
    (tmp_path / "文件").touch()
    for out, make_folder, said in (
        (tmp_path, False, "它是一个目录"),
        (tmp_path / "无" / "a.csv", False, "没有目录"),
        (tmp_path / "文件" / "a.csv", True, "同名的文件已存在"),
        (tmp_path / ("长" * 200), False, "名称太长"),
    ):
        writing = output_files.whole_file(out, make_folder=make_folder)
        with pytest.raises(output_files.OutputError, match=said) as failure, writing as part:
            part.write_text("x", encoding="utf-8")
        assert str(out) in str(failure.value)


def test_a_path_without_a_file_is_told_apart_from_a_folder(tmp_path):
    assert "是目录" in output_files.unreadable(tmp_path)
    assert "找不到文件" in output_files.unreadable(tmp_path / "无")
    (tmp_path / "有").touch()
    assert output_files.unreadable(tmp_path / "有") == ""


def test_errors_of_the_system_are_said_in_chinese():
    assert reason(FileNotFoundError(2, "No such file", "a.csv")) == "a.csv：没有这个文件或目录"
    assert reason(OSError(9999, "odd")) == "系统错误 9999"
    assert reason(ValueError("原话")) == "原话"


@pytest.mark.parametrize("year", [1990, 2016, 2090])
def test_only_editions_that_are_or_were_may_be_asked_for(year):
    with pytest.raises(typer.BadParameter, match="2017、2018 或 2024"):
        base.checked_edition(year)


def test_an_edition_is_taken_as_it_is_given():
    assert [base.checked_edition(y) for y in (None, 0, 2017, 2020)] == [
        None,
        None,
        2017,
        2020,
    ]


def test_from_the_shell_a_broken_database_is_one_line_without_a_traceback(tmp_path):
    junk = tmp_path / "junk.db"
    junk.write_text("这不是数据库。" * 100, encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "alerts", "list", "--city", "140100"],
        cwd=ROOT,
        env=os.environ | {"RESPONSE_DATABASE_URL": f"sqlite:///{junk}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert "该文件不是数据库" in result.stderr
