import csv
import json
from datetime import date, datetime

import pytest
from typer.testing import CliRunner

from data.vocabulary import AlertLevel
from orders.__main__ import app
from services import alert_records, list_versions, order_records, rule_adoptions

CITY = "140100"


@pytest.fixture(autouse=True)
def _settings(settings):
    """Every command works on the test's own database."""


@pytest.fixture
def alert(sessions, list_file):
    list_versions.import_list(sessions, list_file, CITY)
    rule_adoptions.adopt(sessions, CITY, "example", date(2026, 1, 1), "甲号")
    return issued(sessions)


def issued(sessions):
    window = (datetime(2026, 11, 24), datetime(2026, 11, 27))
    now = datetime(2026, 11, 23, 10)
    return alert_records.issue(sessions, CITY, AlertLevel.ORANGE, *window, user="王某某", now=now)


def export(*arguments):
    return CliRunner().invoke(app, ["export", *map(str, arguments)])


def test_an_export_gives_the_object_scripts_rely_on(sessions, alert, tmp_path):
    result = export("--city", "太原", "--alert", alert.number, "--out", tmp_path / "出", "--json")
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    assert list(record) == ["alert", "orders", "failed", "files"]
    stored = order_records.orders_of(sessions, alert.number)
    assert (record["alert"], record["orders"], record["failed"]) == (alert.number, len(stored), [])
    assert [file["order"] for file in record["files"]] == [order.number for order in stored]
    with (tmp_path / "出" / "index.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == record["files"]


def test_a_second_export_gives_the_same(alert, tmp_path):
    arguments = ["--city", CITY, "--alert", alert.number, "--json"]
    first = json.loads(export(*arguments, "--out", tmp_path / "a").stdout)
    assert json.loads(export(*arguments, "--out", tmp_path / "b").stdout) == first


def test_an_unknown_alert_is_one_line_and_exit_1(tmp_path, caplog):
    result = export("--city", CITY, "--alert", "140100-2026-404", "--out", tmp_path, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "没有编号为 140100-2026-404 的预警" in caplog.text


def test_an_alert_of_another_city_is_refused(alert, tmp_path, caplog):
    assert export("--city", "140200", "--alert", alert.number, "--out", tmp_path).exit_code == 1
    assert "不属于 140200，请核对" in caplog.text


def test_an_alert_without_a_list_has_no_orders(sessions, tmp_path, caplog):
    bare = issued(sessions)
    assert export("--city", CITY, "--alert", bare.number, "--out", tmp_path).exit_code == 1
    assert "请先导入清单再发布预警" in caplog.text


def test_a_folder_that_cannot_be_written_is_named(alert, tmp_path, caplog):
    (tmp_path / "文件").write_text("不是目录", encoding="utf-8")
    out = tmp_path / "文件" / "下级"
    assert export("--city", CITY, "--alert", alert.number, "--out", out).exit_code == 1
    assert "请确认该目录可写" in caplog.text


@pytest.mark.parametrize("arguments", [[], ["--city", CITY], ["--city", CITY, "--alert", "x"]])
def test_wrong_usage_is_2(arguments):
    assert export(*arguments).exit_code == 2
