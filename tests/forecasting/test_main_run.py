import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.vocabulary import AlertLevel
from forecasting.__main__ import app
from forecasting.models.base import FORECAST_COLUMNS
from services import alert_records, clock, forecast_runs, observations

DATA = Path(__file__).parents[2] / "../shared/data"
DAY = date(2026, 1, 20)


@pytest.fixture(autouse=True)
def _settings(settings):
    """Every command works on the test's own database."""


def run(*arguments):
    return CliRunner().invoke(app, [*map(str, arguments)])


def ingested(*arguments):
    result = run("ingest", *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_files_are_taken_in_and_counted(prsa_file):
    record = ingested(prsa_file("甲站"), prsa_file("乙站"), "--format", "prsa")
    assert record == {
        "cities": ["110100"], "files": 2, "hours": 96, "days": 0, "rejected": 0, "issues": [],
        "notes": record["notes"],
    }  # fmt: skip
    assert ingested(prsa_file("甲站"), "--format", "prsa", "--city", "太原")["cities"] == ["140100"]


def test_the_codes_to_ask_for_later_are_said(prsa_file, caplog):
    caplog.set_level("INFO", "forecasting")
    assert run("ingest", prsa_file("甲站"), "--format", "prsa", "--city", "太原").exit_code == 0
    assert "归入城市代码 140100" in caplog.text


def test_every_rejected_row_is_listed_with_file_and_line_and_the_good_ones_stay(
    sessions, prsa_file, caplog
):
    path = prsa_file("甲站", hours=80)
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1:61] = [line.replace(",100.0,", ",坏,") for line in lines[1:61]]
    path.write_text("\n".join(lines), encoding="utf-8")
    record = ingested(path, "--format", "prsa")
    listed = [r.getMessage() for r in caplog.records if "不是数字" in r.getMessage()]
    assert len(listed) == 50
    assert listed[0].startswith("甲站.csv 第 2 行「PM2.5」")
    assert "另有 10 处问题" in caplog.text
    assert (record["rejected"], len(record["issues"]), record["hours"]) == (60, 60, 80)


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b\x08cut", b"a,b\n1,2\n"])
def test_a_file_that_cannot_be_read_is_one_line_and_exit_1(tmp_path, caplog, content):
    path = tmp_path / "坏.csv"
    path.write_bytes(content)
    result = run("ingest", path, "--format", "prsa", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(caplog.records) == 1
    assert "导入未完成：" in caplog.text
    assert "坏.csv" in caplog.text


def test_a_file_that_is_not_there_is_named(tmp_path, caplog):
    assert run("ingest", tmp_path / "无.csv", "--format", "prsa").exit_code == 1
    assert "找不到文件" in caplog.text


def test_columns_are_mapped_and_weather_taken_along(sessions, tmp_path):
    days = tmp_path / "days.csv"
    days.write_text("date,PM2_5,t\n2026-01-20,35,3\n", encoding="utf-8")
    archive = tmp_path / "archive.csv"
    archive.write_text(
        "city,issue_day,lead_days,t_mean\ntaiyuan,2026-01-20,1,-3\n", encoding="utf-8"
    )
    observed = tmp_path / "observed.csv"
    observed.write_text("date,city,t_mean\n2026-01-20,太原,-5\n", encoding="utf-8")
    record = ingested(
        *(days, "--format", "tidy", "--city", "太原", "--column", "pm25=PM2_5"),
        *("--forecast-weather", archive, "--observed-weather", observed),
    )
    assert (record["files"], record["days"], record["cities"]) == (3, 3, ["140100"])
    assert observations.newest_weather_forecast(sessions, "140100") == DAY
    weather = observations.observed_weather(sessions, "140100", DAY, 2)
    assert weather["t_mean"].tolist() == [-5.0]
    assert ingested("--forecast-weather", archive, archive)["files"] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["ingest"],
        ["ingest", "a.csv"],
        ["ingest", "a.csv", "--format", "excel"],
        ["run"],
        ["run", "--city", "140100", "--issue-date", "昨天"],
        ["run", "--city", "140100", "--issue-hour", "25"],
        ["run", "--city", "140100", "--lead-days", "0"],
        ["run", "--city", "140100", "--model", "crystal-ball"],
    ],
)
def test_wrong_usage_is_2(arguments):
    assert run(*arguments).exit_code == 2


def test_a_mapping_that_cannot_be_understood_is_wrong_usage(tidy_file, caplog):
    result = run("ingest", tidy_file(), "--format", "tidy", "--column", "pm25")
    assert result.exit_code == 2
    assert "不能理解" in caplog.text


@pytest.fixture
def forecast(tidy_file):
    """A run made by the command from files, as its JSON object."""
    ingested(tidy_file(DAY, city="taiyuan", pm25=[180, 200, 230]), "--format", "tidy")
    result = run(
        *("run", "--city", "太原", "--issue-date", DAY, "--lead-days", 3),
        *("--model", "persistence", "--json"),
    )
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_run_gives_the_object_scripts_rely_on(forecast):
    assert list(forecast) == [
        *("city", "run", "issue", "model", "lead_days", "newest_hour", "newest_weather", "notes"),
        *("quantiles", "outlook", "paths", "levels"),
    ]
    assert (forecast["city"], forecast["issue"]) == ("140100", "2026-01-21T00:00")
    assert (forecast["model"], forecast["lead_days"]) == ("persistence", 3)
    row = forecast["quantiles"][0]
    assert list(row) == list(FORECAST_COLUMNS)
    assert (row["city"], row["issue_day"]) == ("140100", "2026-01-20")
    found = {(row["pollutant"], row["lead_days"], row["day"]) for row in forecast["quantiles"]}
    days = {1: "2026-01-21", 2: "2026-01-22", 3: "2026-01-23"}
    assert found == {
        (pollutant, lead, day)
        for pollutant in ("pm25", "pm10", "so2", "no2", "co", "o3_mda8")
        for lead, day in days.items()
    }
    for row in forecast["quantiles"]:
        assert (row["above_1"] is None) == (row["pollutant"] not in ("pm25", "o3_mda8"))
    assert [row["day"] for row in forecast["outlook"]] == list(days.values())


def test_the_paths_are_joint_and_the_levels_are_shares_of_them(forecast, sessions):
    days, aqi = forecast["paths"]["days"], forecast["paths"]["aqi"]
    assert days == ["2026-01-21", "2026-01-22", "2026-01-23"]
    assert len(aqi) >= 200
    assert {len(path) for path in aqi} == {3}
    levels = forecast["levels"]
    assert list(levels) == ["yellow", "orange", "red"]
    assert levels["yellow"] >= levels["orange"] >= levels["red"]
    stored = forecast_runs.load(sessions, forecast["run"])
    advice = alert_records.recommend_from(sessions, stored)
    assert levels["orange"] == pytest.approx(advice.chances[AlertLevel.ORANGE], abs=1e-4)
    # Three polluted days have been observed: one more above 150 makes at least 72 hours.
    assert levels["orange"] >= sum(path[0] > 150 for path in aqi) / len(aqi)


def test_without_json_the_days_are_said_in_words(forecast):
    said = run("run", "--city", "140100", "--issue-date", DAY, "--model", "persistence").stdout
    assert said.startswith("2026-01-21\tAQI ")
    assert len(said.splitlines()) == 7


def test_without_observations_the_run_fails_and_says_why(caplog):
    result = run("run", "--city", "140100", "--issue-date", DAY, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "太原市（140100）在 2026-01-21 00:00 之前没有观测数据" in caplog.text


def test_a_run_of_tomorrow_is_refused(caplog):
    tomorrow = clock.today() + timedelta(days=1)
    assert run("run", "--city", "140100", "--issue-date", tomorrow).exit_code == 1
    assert "尚未到" in caplog.text


@pytest.mark.real_data
def test_a_run_stands_on_the_real_hours_of_a_morning(caplog):
    """Before the first edition of the criteria the levels are those of 2017, and the log says so."""
    caplog.set_level("INFO", "forecasting")
    folder = DATA / "beijing_uci_hourly"
    if not folder.exists():
        pytest.skip("缺少 shared/data/beijing_uci_hourly 真实数据")
    files = sorted(folder.glob("PRSA_Data_Aotizhongxin_*.csv.gz"))
    ingested(*files, "--format", "prsa")
    result = run(
        *("run", "--city", "beijing", "--issue-date", "2015-12-07", "--issue-hour", 8),
        *("--model", "persistence", "--json"),
    )
    forecast = json.loads(result.stdout)
    assert "2015-12-07 尚无预警启动条件，各级别比例按 2017 年版计" in caplog.text
    assert (forecast["issue"], forecast["newest_hour"]) == ("2015-12-07T08:00",) * 2
    assert forecast["quantiles"][0]["lead_days"] == 0
    assert forecast["levels"]["yellow"] > 0, "the first red alert of Beijing was called that day"
