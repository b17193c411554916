import json

import pytest
from typer.testing import CliRunner

from emission_lists.__main__ import app
from services import connection, list_versions

CITY, RUN = "140100", CliRunner()
HEAD = "企业编号,类型,评级依据,绩效等级,生效日期,评定凭据,文件"
ROW = "QY2,评定,环办大气函〔2020〕340号,C,2026-11-24,现场核查,甲号文"


@pytest.fixture
def listed(settings, list_file):
    list_versions.import_list(connection.sessions(), list_file, CITY)


def run(*words):
    return RUN.invoke(app, ["grades", *map(str, words)])


def change(*words):
    return run(
        "change", "--city", CITY, "--enterprise", "QY2", "--from", "2026-11-24",
        "--document", "甲号文", *words,
    )  # fmt: skip


@pytest.mark.parametrize("command", ["", "import", "show", "change"])
def test_every_command_explains_itself_in_chinese(command):
    result = run(*([command] if command else []), "--help")
    assert result.exit_code == 0
    assert any("一" <= sign <= "鿿" for sign in result.stdout)


def test_a_change_is_recorded_and_shown_with_its_reason(listed):
    assert change("--grade", "C", "--evidence", "现场核查").exit_code == 0
    shown = run("show", "--city", CITY, "--line", "QY2-01", "--day", "2026-11-24", "--json")
    found = json.loads(shown.stdout)
    assert found["lines"][0]["grade"] == "C"
    assert "甲号文" in found["lines"][0]["grade_reason"]
    assert found["records"][0]["document"] == "甲号文"
    assert found["overall"]["grade"] == "C"
    before = run("show", "--city", CITY, "--enterprise", "QY2", "--day", "2026-11-23")
    assert "QY2-01\t1号装置\tD\t清单所列 D" in before.stdout
    assert "企业总体\tD\t砖瓦窑 D" in before.stdout


def test_what_cannot_be_recorded_fails_with_the_reason(listed, caplog):
    assert change("--grade", "C").exit_code == 1
    assert "评定须写明凭据" in caplog.text
    assert change("--grade", "E").exit_code == 2
    assert run("show", "--city", CITY).exit_code == 2
    assert run("show", "--city", CITY, "--line", "QY9").exit_code == 1
    assert "没有生产线 QY9，请核对编号" in caplog.text


def test_a_file_is_imported_once(listed, tmp_path):
    path = tmp_path / "等级.csv"
    path.write_text(f"{HEAD}\n{ROW}\n", encoding="utf-8")
    first = json.loads(run("import", path, "--city", CITY, "--json").stdout)
    assert first == {"city": CITY, "added": 1, "known": 0, "remarks": []}
    again = json.loads(run("import", path, "--city", CITY, "--json").stdout)
    assert (again["added"], again["known"]) == (0, 1)


def test_a_wrong_file_is_refused_with_every_cell(listed, tmp_path, caplog):
    path = tmp_path / "等级.csv"
    path.write_text(f"{HEAD}\n{ROW.replace('C,', 'E,')}\n", encoding="utf-8")
    result = run("import", path, "--city", CITY, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["issues"][0]["row"] == 2
    assert "「绩效等级」" in caplog.text
    assert run("import", tmp_path / "没有.csv", "--city", CITY).exit_code == 1
