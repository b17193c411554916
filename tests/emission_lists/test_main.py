import json
import logging

import openpyxl
import pytest
from typer.testing import CliRunner

from emission_lists import workbook
from emission_lists.__main__ import app

runner = CliRunner()


@pytest.fixture
def list_file(tmp_path, small_list):
    path = tmp_path / "清单.xlsx"
    path.write_bytes(workbook.filled(small_list))
    return path


def run(*words):
    return runner.invoke(app, [str(word) for word in words])


def one_object(result):
    assert result.stdout.count("\n") == 1
    return json.loads(result.stdout)


@pytest.mark.parametrize("command", ["", "template", "check", "import", "balance", "adopt"])
def test_every_command_explains_itself_in_chinese(command):
    result = run(*([command] if command else []), "--help")
    assert result.exit_code == 0
    assert any("一" <= sign <= "鿿" for sign in result.stdout)


def test_a_template_is_written_and_opens(tmp_path):
    out = tmp_path / "模板.xlsx"
    assert run("template", out).exit_code == 0
    assert "生产线" in openpyxl.load_workbook(out).sheetnames


def test_a_place_that_cannot_be_written_is_named(tmp_path, caplog):
    out = tmp_path / "没有的目录" / "模板.xlsx"
    assert run("template", out).exit_code == 1
    assert "没有的目录" in caplog.text
    assert "请换一个可写的位置" in caplog.text


def test_a_sound_list_is_acceptable(list_file, settings):
    result = run("check", list_file, "--json")
    assert result.exit_code == 0
    assert one_object(result) == {"file": "清单.xlsx", "acceptable": True, "issues": []}


def test_a_wrong_list_is_refused_with_every_cell(small_list, tmp_path, settings, caplog):
    small_list["生产线"].loc[0, ["industry", "grade"]] = ["炼焦", "E"]
    path = tmp_path / "错.xlsx"
    path.write_bytes(workbook.filled(small_list))
    result = run("check", path, "--json")
    assert result.exit_code == 1
    found = one_object(result)
    assert found["acceptable"] is False
    assert [(i["sheet"], i["row"], i["column"]) for i in found["issues"]] == [
        ("生产线", 2, "D"),
        ("生产线", 2, "G"),
    ]
    assert "错.xlsx 有 2 处须改正" in caplog.text


def test_a_file_that_is_no_workbook_is_refused_in_one_line(tmp_path, settings, caplog):
    path = tmp_path / "清单.xlsx"
    path.write_bytes(b"abc")
    with caplog.at_level(logging.ERROR):
        result = run("check", path, "--json")
    assert result.exit_code == 1
    assert "不是 Excel 工作簿" in one_object(result)["error"]


@pytest.mark.parametrize("command", [["check"], ["import", "--city", "140100"]])
def test_a_file_that_is_not_there_is_one_line_that_names_it(tmp_path, caplog, command):
    result = run(*command, tmp_path / "无.xlsx")
    assert (result.exit_code, result.output) == (1, "")
    (said,) = [record.getMessage() for record in caplog.records]
    assert said == f"找不到文件 {tmp_path / '无.xlsx'}，请核对路径"


def test_a_filled_file_is_overwritten_by_a_template_only_when_told_to(list_file, caplog):
    before = list_file.read_bytes()
    assert run("template", list_file).exit_code == 1
    assert "--force" in caplog.text
    assert list_file.read_bytes() == before
    assert run("template", list_file, "--force").exit_code == 0
    assert list_file.read_bytes() != before


def test_a_template_may_take_the_place_of_an_empty_file(tmp_path):
    (tmp_path / "空.xlsx").touch()
    assert run("template", tmp_path / "空.xlsx").exit_code == 0


def test_import_and_balance_give_the_shape_scripts_rely_on(list_file, settings):
    imported = run("import", list_file, "--city", "140100", "--json")
    assert imported.exit_code == 0
    assert one_object(imported) == {"city": "140100", "list_version": 1, "remarks": []}
    result = run(
        "balance", "--city", "140100", "--level", "orange", "--day", "2026-11-22", "--json"
    )
    assert result.exit_code == 0
    record = one_object(result)
    assert {name: record[name] for name in ("city", "level", "day", "list_version")} == {
        "city": "140100",
        "level": "orange",
        "day": "2026-11-22",
        "list_version": 1,
    }
    assert (record["enterprises"], record["lines"], record["cut_enterprises"]) == (2, 3, 1)
    # No rules adopted: L1 cuts its filed 22.5 % of 120.5 kg, vehicles 29 % of 300 kg.
    particles = record["pollutants"]["pm"]
    assert particles["total_kg"] == pytest.approx(1600)
    assert particles["cut_kg"] == pytest.approx(27.1125 + 87)
    assert particles["target"] == 0.3
    assert particles["shortfall_kg"] == pytest.approx(480 - 114.1125)
    assert particles["already_off_kg"] == 0
    assert record["pollutants"]["vocs"]["target"] is None
    assert record["references"]


def test_adopted_rules_bind_from_their_day_on(list_file, settings):
    run("import", list_file, "--city", "140100")
    adopted = run(
        "adopt", "--city", "140100", "--rules", "example", "--document", "某会议纪要",
        "--from", "2026-11-20",
    )  # fmt: skip
    assert adopted.exit_code == 0
    cuts = [
        one_object(run("balance", "--city", "140100", "--level", "orange", "--day", day, "--json"))[
            "pollutants"
        ]["pm"]["cut_kg"]
        for day in ("2026-11-19", "2026-11-20")
    ]
    # From then on D stops its 20 kg; B filed 22.5 %, which is stricter than the 15 % of the rule.
    assert cuts == pytest.approx([27.1125 + 87, 27.1125 + 20 + 87])


def test_a_blue_alert_knows_no_curtailment(settings):
    assert run("balance", "--city", "140100", "--level", "blue").exit_code == 2


def test_a_city_without_list_is_told_so(settings, caplog):
    assert run("balance", "--city", "140100", "--level", "red").exit_code == 1
    assert "140100" in caplog.text or "太原" in caplog.text
