import json

import pytest
from typer.testing import CliRunner

from emission_lists.__main__ import app
from services import connection, list_versions

RUN = CliRunner()


@pytest.fixture
def listed(settings, list_file):
    list_versions.import_list(connection.sessions(), list_file, "140100")


def run(*words):
    return RUN.invoke(app, ["trace", "--city", "140100", *words])


def test_a_line_is_explained_in_chinese(listed):
    result = run("--line", "QY2-01", "--level", "orange", "--day", "2026-11-24")
    assert result.exit_code == 0
    assert "QY2-01（1号装置）2026-11-24 橙色（Ⅱ级）：措施待定" in result.stdout
    assert "若为 红色" in result.stdout


def test_json_is_one_object(listed):
    result = run("--line", "QY2-01", "--level", "red", "--day", "2026-11-24", "--json")
    record = json.loads(result.stdout)
    assert record["city"] == "140100"
    assert record["line_id"] == "QY2-01"
    assert record["cut_kg"]["pm"] == 0


def test_what_is_wrong_is_said(listed, caplog):
    assert run("--line", "L99", "--level", "red").exit_code == 1
    assert "没有生产线 L99" in caplog.text
    assert run("--line", "L99", "--level", "blue").exit_code == 2
    assert run("--line", "L99", "--level", "red", "--day", "明天").exit_code == 2
    assert run("--level", "red").exit_code == 2


def test_without_a_list_the_next_step_is_named(settings, caplog):
    assert run("--line", "L1", "--level", "red").exit_code == 1
    assert "尚未导入应急减排清单" in caplog.text
