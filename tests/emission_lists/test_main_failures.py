"""What the commands do when something is wrong: one object or one line, and nothing stored."""

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from data.tables import LINES
from emission_lists import workbook
from emission_lists.__main__ import app
from services import journal, list_versions, rule_adoptions

DAY = "2026-11-24"


@pytest.fixture(autouse=True)
def _settings(settings):
    """Every command works on the test's own database."""


def run(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)])


def object_of(result, code=0):
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def test_a_blank_template_has_nothing_to_import(tmp_path):
    path = tmp_path / "模板.xlsx"
    run("template", path)
    record = object_of(run("check", path, "--json"), 1)
    assert {issue["message"] for issue in record["issues"]} == {"没有数据行，请填写后再导入"}


def test_a_list_is_taken_once_and_a_bad_one_changes_nothing(
    sessions, list_file, small_list, tmp_path
):
    record = object_of(run("import", list_file, "--city", "太原", "--json"))
    assert (record["city"], record["list_version"]) == ("140100", 1)
    small_list[LINES.sheet].loc[0, "pm_kg"] = -1.0
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(workbook.filled(small_list))
    failed = object_of(run("import", bad, "--city", "140100", "--json"), 1)
    assert "原有版本不受影响" in failed["error"]
    assert [(i["sheet"], i["row"]) for i in failed["issues"] if i["blocking"]] == [("生产线", 2)]
    again = object_of(run("import", list_file, "--city", "140100", "--json"), 1)
    assert "与第 1 版内容完全相同" in again["error"]
    assert len(list_versions.versions(sessions, "140100")) == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04half"])
def test_a_damaged_file_fails_with_one_object(tmp_path, content):
    path = tmp_path / "坏.xlsx"
    path.write_bytes(content)
    for command in (["check", path], ["import", path, "--city", "140100"]):
        assert "坏.xlsx" in object_of(run(*command, "--json"), 1)["error"]


def test_rules_that_cannot_be_adopted_leave_no_trace(sessions, caplog):
    adopt = ["adopt", "--city", "太原", "--document", "甲号"]
    assert run(*adopt, "--rules", "x").exit_code == 1
    assert "没有名为 x 的分级规则" in caplog.text
    assert run(*adopt, "--rules", "example", "--from", "1990-01-01").exit_code == 1
    assert rule_adoptions.adoptions(sessions, "140100") == []
    assert run(*adopt, "--rules", "example", "--from", DAY).exit_code == 0
    assert rule_adoptions.adopted_on(sessions, "140100", date(2026, 11, 24)) == "example"
    assert run(*adopt, "--rules", "none", "--from", DAY).exit_code == 0
    assert rule_adoptions.adopted_on(sessions, "140100", date(2026, 11, 24)) is None
    assert len(journal.entries(sessions, "140100")) == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"--city": "140200"}, "140200 尚未导入应急减排清单"),
        ({"--list-version": "9"}, "没有第 9 版清单"),
        ({"--day": "1990-01-01"}, "1990-01-01"),
    ],
)
def test_a_balance_that_cannot_be_is_one_line_and_exit_1(list_file, caplog, changes, said):
    run("import", list_file, "--city", "140100")
    caplog.clear()
    asked = {"--city": "140100", "--level": "orange", "--day": DAY} | changes
    result = run("balance", *(word for pair in asked.items() for word in pair), "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert len([r for r in caplog.records if r.levelname == "ERROR"]) == 1
    assert said in caplog.text


@pytest.mark.parametrize(
    "arguments",
    [
        ["import", "没有.xlsx"],
        ["balance", "--city", "140100"],
        ["balance", "--city", "140100", "--level", "orange", "--day", "明天"],
        ["adopt", "--city", "140100"],
    ],
)
def test_wrong_usage_is_2(arguments):
    assert run(*arguments).exit_code == 2
