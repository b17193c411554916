import io
import json
from datetime import date, datetime

import pandas as pd
import pytest
from docx import Document
from typer.testing import CliRunner

from forecasting.__main__ import app
from services import clock, forecast_runs, observations

CITY, DAY = "140100", date(2026, 11, 20)


@pytest.fixture(autouse=True)
def filled(settings, sessions, daily_values):
    with sessions.begin() as session:
        observations.store_daily(session, daily_values(DAY, pm25=[160, 180]), "tidy")
    return sessions


@pytest.fixture
def morning(filled):
    return forecast_runs.publish(filled, CITY, DAY, issue_hour=8, model="persistence")


def run(*arguments):
    return CliRunner().invoke(app, ["bulletin", "--city", "太原", *map(str, arguments)])


def test_the_text_tells_three_days_with_level_colour_and_primary_pollutant(morning):
    result = run("--issue-date", DAY)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "太原市环境空气质量预报"
    assert "2026年11月20日18:00（20:00 时限之前）" in lines[1]
    assert [line[:6] for line in lines[3:6]] == ["11月21日", "11月22日", "11月23日"]
    assert all("首要污染物：" in line for line in lines[3:6])
    assert "HJ 633" in result.stdout


def test_json_is_one_object_with_the_range_of_each_day(morning):
    result = run("--issue-date", DAY, "--days", 5, "--json")
    told = json.loads(result.stdout)
    assert (told["city"], told["run"], told["late"]) == (CITY, morning, False)
    assert [day["day"] for day in told["days"]] == [f"2026-11-{n}" for n in range(21, 26)]
    assert all(day["aqi"][0] < day["aqi"][1] for day in told["days"])
    assert told["text"].startswith("太原市环境空气质量预报")


@pytest.mark.parametrize("kind", ["txt", "csv", "docx"])
def test_the_file_holds_what_the_screen_shows(morning, tmp_path, kind):
    path = tmp_path / "公告" / f"今日.{kind}"
    result = run("--issue-date", DAY, "--out", path)
    assert (result.exit_code, result.stdout) == (0, "")
    if kind == "csv":
        table = pd.read_csv(path, encoding="utf-8-sig")
        assert table["日期"].tolist() == ["2026-11-21", "2026-11-22", "2026-11-23"]
        return
    if kind == "txt":
        assert path.read_text("utf-8-sig").startswith("太原市环境空气质量预报")
        return
    document = Document(io.BytesIO(path.read_bytes()))
    assert document.paragraphs[0].text == "太原市环境空气质量预报"
    table = document.tables[0]
    assert [cell.text for cell in table.rows[0].cells][:4] == ["日期", "AQI下限", "AQI上限", "级别"]
    assert len(table.rows) == 4
    assert any("按 HJ 633" in paragraph.text for paragraph in document.paragraphs)


def test_a_run_of_the_evening_can_only_be_told_after_the_hour_it_is_due(filled, caplog):
    made = forecast_runs.publish(filled, CITY, DAY, model="persistence")
    told = json.loads(run("--issue-date", DAY, "--json").stdout)
    assert (told["run"], told["late"]) == (made, True)
    assert told["published"] == "2026-11-20T23:59"
    assert "已过 20:00 发布时限" in caplog.text


def test_today_is_told_at_this_minute(morning, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 16, 42))
    assert json.loads(run("--json").stdout)["published"] == "2026-11-20T16:42"
    told = json.loads(run("--publish-hour", 17, "--json").stdout)
    assert told["published"] == "2026-11-20T17:00"


def test_without_a_run_it_says_what_to_do(caplog):
    result = run("--issue-date", DAY)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "请先起报：forecasting run --city 140100" in caplog.text


def test_a_run_that_does_not_reach_three_days_is_refused(filled, caplog):
    forecast_runs.publish(filled, CITY, DAY, issue_hour=8, lead_days=2, model="persistence")
    assert run("--issue-date", DAY).exit_code == 1
    assert "不足 2026-11-20 之后 3 天" in caplog.text


def test_another_kind_of_file_is_wrong_usage(morning, tmp_path):
    result = run("--issue-date", DAY, "--out", tmp_path / "a.pdf")
    assert result.exit_code == 2
    assert "应为 .txt、.csv、.docx 文件" in result.stderr
