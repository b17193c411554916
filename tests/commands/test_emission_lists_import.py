import json
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest
from typer.testing import CliRunner

from data.tables import LINES
from emission_lists import workbook
from emission_lists.__main__ import app
from services import connection, list_imports
from tests.emission_lists import messy

CITY = "140100"


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def messy_file(tmp_path):
    path = tmp_path / "老清单.xlsx"
    path.write_bytes(messy.workbook())
    return path


@pytest.fixture
def profile(settings, messy_file):
    found = list_imports.draft(messy_file)
    chosen = replace(list_imports.proposal(found), fill_down=True)
    return list_imports.keep_profile(connection.sessions(), CITY, "山西2026", found, chosen).name


@pytest.mark.parametrize("command", ["import", "diff", "report", "profiles"])
def test_every_command_explains_itself_in_chinese(command):
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "用法" in result.stdout


def test_a_template_is_imported_as_ever(list_file, settings):
    result = run("import", list_file, "--city", CITY, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["list_version"] == 1


def test_another_layout_without_a_profile_is_told_how_to_go_on(messy_file, settings, caplog):
    assert run("import", messy_file, "--city", CITY, "--only-passed").exit_code == 1
    assert "不是模板的样式" in caplog.text
    assert "--profile" in caplog.text


def test_another_layout_is_imported_by_its_profile(messy_file, profile):
    result = run("import", messy_file, "--city", CITY, "--profile", profile, "--json")
    assert result.exit_code == 0
    record = json.loads(result.stdout)
    assert record["list_version"] == 1
    assert any("t/a" in remark for remark in record["remarks"])


def test_an_unknown_profile_is_refused_with_those_there_are(messy_file, profile, caplog):
    assert run("import", messy_file, "--city", CITY, "--profile", "无").exit_code == 1
    assert f"现有：{profile}" in caplog.text


def test_only_what_passed_is_imported_where_asked_for(small_list, tmp_path, settings):
    small_list[LINES.sheet].loc[0, "grade"] = "优"
    path = tmp_path / "清单.xlsx"
    path.write_bytes(workbook.filled(small_list))
    assert run("import", path, "--city", CITY).exit_code == 1
    result = run("import", path, "--city", CITY, "--only-passed", "--json")
    assert result.exit_code == 0
    assert "未导入生产线 1 行" in " ".join(json.loads(result.stdout)["remarks"])


def test_a_file_and_two_versions_are_compared(small_list, list_file, tmp_path, settings):
    assert run("import", list_file, "--city", CITY).exit_code == 0
    small_list[LINES.sheet].loc[0, "pm_kg"] = 90.0
    path = tmp_path / "改.xlsx"
    path.write_bytes(workbook.filled(small_list))
    out = tmp_path / "差异.xlsx"
    result = run("diff", path, "--city", CITY, "--out", out, "--json")
    assert result.exit_code == 0
    record = json.loads(result.stdout)
    assert record["compared"] == "第 1 版 → 改.xlsx"
    assert record["emissions"]["pm"] == {"before_kg": 220.0, "after_kg": 210.0}
    assert record["tables"]["生产线"]["cells"][0]["after"] == "90"
    assert "生产线·修改" in openpyxl.load_workbook(out).sheetnames
    assert run("import", path, "--city", CITY).exit_code == 0
    assert "第 1 版 → 第 2 版：生产线修改 1" in run("diff", "--city", CITY).stdout
    assert "第 2 版 → 第 1 版" in run("diff", "--city", CITY, "--from", 2, "--to", 1).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "还没有导入清单，请先导入"),
        (("--to", "7"), "还没有导入清单"),
    ],
)
def test_versions_that_are_not_there_are_named(settings, caplog, words, said):
    assert run("diff", "--city", CITY, *words).exit_code == 1
    assert said in caplog.text


def test_the_first_version_has_nothing_to_be_compared_with(list_file, settings, caplog):
    run("import", list_file, "--city", CITY)
    assert run("diff", "--city", CITY).exit_code == 1
    assert "第 1 版之前没有版本" in caplog.text
    assert run("diff", "--city", CITY, "--to", 9).exit_code == 1
    assert "现有第 1 至 1 版" in caplog.text


def test_the_report_is_the_workbook_with_the_wrong_cells_marked(small_list, tmp_path, settings):
    small_list[LINES.sheet].loc[0, "grade"] = "优"
    path, out = tmp_path / "错.xlsx", tmp_path / "报告.xlsx"
    path.write_bytes(workbook.filled(small_list))
    result = run("report", path, "--out", out, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["acceptable"] is False
    sheet = openpyxl.load_workbook(out)[LINES.sheet]
    assert sheet["G2"].comment is not None


def test_profiles_are_listed(profile, settings):
    assert profile in run("profiles", "--city", CITY).stdout
    listed = json.loads(run("profiles", "--city", CITY, "--json").stdout)["profiles"]
    assert [(one["name"], one["number"]) for one in listed] == [(profile, 1)]
    assert datetime.fromisoformat(listed[0]["made_at"])


def test_a_file_that_is_not_there_is_named(settings, caplog, tmp_path):
    assert run("report", tmp_path / "无.xlsx", "--out", tmp_path / "a.xlsx").exit_code == 1
    assert "找不到文件" in caplog.text
